"""The types of the family elasticsearch."""
