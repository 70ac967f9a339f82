"""Bounds of what is read of logs."""

AT_ONCE = 1_000  # Changes that are read together, where executions are started one by one.
FETCH_ROWS = 1_000  # Of one request of a snapshot.
CONNECT_SECONDS = 10  # Until there is a connection.
