"""Bounds of the family, with unit and reason."""

# Characters of what the program says in an error: a server may answer with a whole page.
MESSAGE_CHARS_MAX = 2_000
# Lines of a difference in the log; all of them are in the file.
LOGGED_CHANGES_MAX = 100
