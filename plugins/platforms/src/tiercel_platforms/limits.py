"""Bounds of requests, as the services have them."""

DBFS_PIECE_BYTES = 1024 * 1024  # Of one request that reads or writes a file of DBFS.
STATEMENT_CHUNKS_MAX = 100_000  # Of one result of a statement.
ZONES_PAGE_MAX = 50  # Zones that one page of Cloudflare has.
PAGES_MAX = 10_000  # Of a list that is read to its end.
