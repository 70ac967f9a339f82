"""The types of the family."""
