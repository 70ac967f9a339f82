"""Bounds of the family, with unit and reason."""

# Bytes that are copied at a time.
BLOCK_BYTES = 1 << 16
# Seconds until a connection must be there: a host that drops packets never answers.
CONNECT_SECONDS_MAX = 30
# Files that are looked at in a folder and those below it.
FILES_MAX = 100_000
# Bytes of a message over TCP or UDP that starts an execution.
PAYLOAD_BYTES_MAX = 1 << 20
# Seconds that a sender over TCP may be silent before its connection is closed.
SILENCE_SECONDS_MAX = 60
# Bytes of a file that one request to Dropbox may have.
DROPBOX_BYTES_MAX = 150_000_000
# Pages of a list of Dropbox that is read to its end.
DROPBOX_PAGES_MAX = 10_000
