"""Export and import of a whole installation."""
