"""The types of the family kafka."""
