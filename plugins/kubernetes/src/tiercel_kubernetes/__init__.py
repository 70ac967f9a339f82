"""The types of the family kubernetes."""
