"""The types, a module for each database or few that are alike."""
