"""The types of the family programs: commands of one program each, in its image."""
