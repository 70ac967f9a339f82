"""The audit log: written with what it is about, sealed, found, verified."""
