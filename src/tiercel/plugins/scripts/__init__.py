"""Script tasks: commands and inline scripts in many languages."""
