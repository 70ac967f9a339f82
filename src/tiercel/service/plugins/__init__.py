"""Use cases about plugin types: lists, documentation, pictures."""
