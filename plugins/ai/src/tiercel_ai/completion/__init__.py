"""Single questions to models."""
