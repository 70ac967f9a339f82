"""Bounds of what providers of identities keep here."""

SECURITY_INTEGRATIONS_MAX = 100  # Security integrations of a tenant.
