"""Bounds of the family, with unit and reason."""

# Seconds until a connection must be there: a host that drops packets never answers.
CONNECT_SECONDS_MAX = 30
# Characters of a service's message in an error: some repeat the whole statement.
MESSAGE_CHARS_MAX = 2_000
# Seconds between two orders to cancel a statement.
CANCEL_PAUSE_SECONDS = 0.5
