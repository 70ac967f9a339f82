"""Policies and quotas: what those who run a server add to, take from and ask of flows."""
