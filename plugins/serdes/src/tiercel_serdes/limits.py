"""Bounds of the family, with unit and reason."""

# Bytes that are read at a time.
BLOCK_BYTES = 1 << 16
# Rows that become one batch of a Parquet file: enough for its encodings, little in memory.
BATCH_ROWS = 2_000
# Bytes of rows that become columns at once, and the most: a row may be longer.
COLUMNS_BLOCK_BYTES, COLUMNS_BLOCK_BYTES_MAX = 4 << 20, 64 << 20
# Bytes that are read on to the end of a value with line feeds in it.
QUOTED_LINES_BYTES = 1 << 20
# Characters of a value of CSV, as the reference has it by default.
CSV_FIELD_CHARACTERS_MAX = 16_777_216
# Spellings of words in upper and lower case that are given to a library: all are held.
SPELLINGS_MAX = 4_096
# Rows of CSV that are looked at for the types of columns: a hundredth of a second of work.
TYPES_ROWS = 10_000
# Rows that are looked at before columns are read as these say: enough to have seen all names.
GUESS_ROWS = 100
# Values of a document of YAML with its aliases written out: a few lines can stand for billions.
YAML_VALUES_MAX = 10_000_000
# Bytes of a message in a delimited file of Protocol Buffers, which has no end of its own.
MESSAGE_BYTES_MAX = 64 << 20
# Bytes of a group of rows and of a page in a Parquet file, as the reference has them.
ROW_GROUP_BYTES = 128 << 20
PAGE_BYTES = 1 << 20
# Bytes of a group of rows that is made by columns: one is written while the next one is read.
COLUMNS_GROUP_BYTES = 32 << 20
# Bytes of the dictionary of a column of such a group. Most columns have either few values or hardly
# any twice, and to find out which takes as long as the dictionary may be large.
COLUMNS_DICTIONARY_BYTES = 64 << 10
# Lines about bad rows in the log; the rest is counted.
LOGGED_ROWS_MAX = 100
# How deeply elements of an XML document may be nested: each level costs memory until it ends.
XML_LEVELS_MAX = 500
