"""Bounds of the family, with unit and reason."""

# Seconds that a request may be silent, where the flow says nothing.
READ_SECONDS = 120
# Entries that one page of a list has at most: events, files.
EVENTS_PAGE_MAX = 250
FILES_PAGE_MAX = 1000
# Folders below one whose files are looked for: each costs a request.
FOLDERS_MAX = 1000
# Rows of a sheet that one request writes.
ROWS_AT_ONCE = 5000
# Bytes of a message with its attachments that the service takes.
MAIL_BYTES_MAX = 25 * 1024 * 1024
