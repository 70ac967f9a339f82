"""Use cases of triggers."""
