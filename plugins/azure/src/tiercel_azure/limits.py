"""Bounds of requests, as the services have them."""

FILE_PIECE_BYTES = 4 * 1024 * 1024  # Of one request that reads or writes a part of a file.
PAGES_MAX = 10_000  # Of a list that is read to its end.
