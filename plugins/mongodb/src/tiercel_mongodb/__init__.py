"""The types of the family mongodb."""
