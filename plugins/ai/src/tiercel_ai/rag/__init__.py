"""Texts that are found by their meaning: stored, searched, and answered from."""
