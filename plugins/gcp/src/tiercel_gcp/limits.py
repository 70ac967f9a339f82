"""Bounds of the family, with unit and reason."""

# Sessions that a worker keeps: one for each login in use.
SESSIONS_MAX = 64
# Seconds until a connection must be there: a host that drops packets never answers.
CONNECT_SECONDS_MAX = 30
# Seconds of silence: some answers, such as those of models, take minutes.
READ_SECONDS_MAX = 600
# Attempts at one request that can be repeated, with growing pauses between them.
ATTEMPTS_MAX = 5
# Seconds of the first pause; each further one is twice as long.
PAUSE_SECONDS = 0.5
# Characters of a service's message in an error.
MESSAGE_CHARS_MAX = 2_000
# Bytes that are read or sent at a time.
PIECE_BYTES = 1024 * 1024
# Attempts at a job of BigQuery that failed for a moment, where the flow says nothing.
JOB_ATTEMPTS_MAX = 5
# Runs of one job that are looked through for one that an attempt before has left.
JOB_NAMES_MAX = 100
# Looks, half a second apart, for a job that a worker asked for as it died.
LATE_LOOKS_MAX = 20
# Seconds of silence of the manager of secrets, whose answers are short.
SECRET_SECONDS_MAX = 10
