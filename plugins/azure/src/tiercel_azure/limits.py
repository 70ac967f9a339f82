"""Bounds of requests, as the services have them."""

FILE_PIECE_BYTES = 4 * 1024 * 1024  # Of one request that reads or writes a part of a file.
PAGES_MAX = 10_000  # Of a list that is read to its end.
CONNECT_SECONDS = 10  # Until a client has a connection.
READ_SECONDS = 300  # That a service may be silent.
TRIES = 3  # After the first, of a request that a service was too busy for.
ROWS_AT_ONCE = 100  # Of one transaction of a table.
ROWS_SORTED = 10_000  # That are held to be sorted by their partitions.
COPY_LOOK_SECONDS = 1  # Between two looks at a copy inside of the service.
SECRET_SECONDS = 10  # That a vault may be silent.
TOKEN_SPARE_SECONDS = 60  # Before its end a token is not used any more.
MESSAGE_CHARS_MAX = 500  # Of what an error of a connection says.
