"""The types of the family redis."""
