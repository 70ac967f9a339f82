"""Plugin packages: found, indexed, loaded on first use."""
