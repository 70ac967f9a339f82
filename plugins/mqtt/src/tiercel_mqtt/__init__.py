"""The types of the family mqtt."""
