"""Bounds of the family, with unit and reason."""

# Clients that a worker keeps: one for each service and login in use.
CLIENTS_MAX = 64
# Seconds until a connection must be there: a host that drops packets never answers.
CONNECT_SECONDS_MAX = 30
# Seconds of silence: some answers, such as those of models and functions, take minutes.
READ_SECONDS_MAX = 900
# Attempts of the client at one request, with growing pauses between them.
ATTEMPTS_MAX = 5
# Characters of a service's message in an error.
MESSAGE_CHARS_MAX = 2_000
# Bytes of a file that go in one request; larger ones go in parts.
PART_BYTES = 16 * 1024 * 1024
# Bytes that are read from an object at a time.
READ_BYTES = 1024 * 1024
