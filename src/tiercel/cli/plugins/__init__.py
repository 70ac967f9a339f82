"""Plugin types for the command line: finding them, their pages, and a start for new ones."""
