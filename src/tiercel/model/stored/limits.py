"""Limits of what is stored: databases, object storage, blobs, retention and moving."""

from __future__ import annotations

# Stores: a query must end and a batch must stay small, whatever is asked.
STORE_REGEX_CHARS_MAX = 1_000  # Characters of a regular expression in a filter.
STORE_SEARCH_CHARS_MAX = 5_000  # Characters of a full text query: a pattern has its limits.
STORE_SEARCH_WORDS_MAX = 200  # Its words: each is a condition of the statement.
STORE_CONDITIONS_MAX = 800  # Of a statement, each label and word one: SQLite nests 1,000 deep.
STORE_NARROWED_MAX = 256  # Sets of namespaces that lists are narrowed to, read once.
STORE_LABELS_SOUGHT_MAX = 20  # Labels that rows must have or not: PostgreSQL joins for each.
STORE_REGEX_SECONDS_MAX = 0.05  # One search of a filter's regular expression in one text.
STORE_UNITS_PER_COMMIT_MAX = 500  # Transactions that share one commit.
STORE_QUERY_SECONDS_MAX = 30.0  # One list query; then it is interrupted.
STORE_BUSY_SECONDS_MAX = 5.0  # Waiting for another program that holds the database file.
STORE_LOCK_SECONDS_MAX = 10.0  # Waiting for the lock of a flow; longer means a deadlock.
STORE_STREAM_ROWS = 200  # Rows that a stream reads at a time.
STORE_DELETE_ROWS = 5_000  # Rows that one statement of a bulk deletion removes.
STORE_INLINE_ROWS_MAX = 1_000  # Rows of a document that is read on the event loop.
STORE_INLINE_BYTES_MAX = 2 * 1024 * 1024  # Their bytes.
STORE_INLINE_VALUES_BYTES_MAX = 128 * 1024  # Of values of any form that are read there.
STORE_PART_BYTES = 1_000_000  # Of rows that a thread reads at a time.
STORE_PAGE_ROWS_MAX = 10_000  # Rows of one page.
NOTIFICATION_NAMES_MAX = 10_000  # Notifier of single executions that are remembered.
UPLOAD_SECONDS_MAX = 86_400.0  # Age of an unfinished upload; older ones were left by a crash.
BLOB_PATH_CHARS_MAX = 4_096  # Characters of a path in the blob storage, as file systems have it.
BLOB_DEPTH_MAX = 100  # Folders above a file; removing a tree costs a frame for each.
BLOB_NAME_BYTES_MAX = 255  # Bytes of one part of such a path, as file systems have it.

# PostgreSQL: a server with many processes must not use up its connections.
POSTGRES_READERS_MAX = 6  # Connections that read, for each process.
POSTGRES_PINNED_MAX = 6  # Connections of transactions that hold claims or locks, for each process.
POSTGRES_WRITERS_MAX = 2  # Connections that commit for many transactions, for each process.
POSTGRES_CONNECT_SECONDS_MAX = 5.0  # Waiting for a new connection.
POSTGRES_ACQUIRE_SECONDS_MAX = 10.0  # Waiting until one of the connections is free.
POSTGRES_COMMAND_SECONDS_MAX = 60.0  # One statement that is no list query.
POSTGRES_LISTEN_RETRY_SECONDS = 1.0  # Pause before notifications of others are received again.
POSTGRES_NOTIFY_BYTES_MAX = 7_900  # Bytes of one notification; the database takes 7,999.
POSTGRES_CLAIM_ROWS_MAX = 100_000  # Waiting events that one claim looks through.
POSTGRES_RETRIES_MAX = 3  # Times that a commit runs again after a deadlock.
POSTGRES_LOG_SETTLE_SECONDS = 0.005  # Pause until a follower's rows have nothing before them.
POSTGRES_LOG_SETTLES_MAX = 20  # Such pauses; then it takes what is there.
POSTGRES_COUNT_AGE_SECONDS = 900  # Rows are counted when they are so old; more than their triggers.
POSTGRES_COUNT_ROWS_MAX = 50_000  # Rows that one step counts, so that it is short.
POSTGRES_COUNT_SECONDS = 60.0  # Pause when there is nothing to count.
POSTGRES_COUNT_SETTLE_SECONDS = 5.0  # Pause until transactions that are under way have ended.

# Object storage: a bucket behind a network that may be slow or gone.
OBJECT_PART_BYTES = 8 * 1024 * 1024  # Bytes of one part of a large upload; a store takes 10,000.
OBJECT_PARTS_MAX = 4  # Parts of one upload that are under way at once, and in memory.
OBJECT_COPY_BYTES_MAX = 5 * 1024**3  # Bytes that a store copies in one call.
OBJECT_CALLS_MAX = 16  # Calls under way for one use case that needs many.
OBJECT_FOLDERS_KNOWN_MAX = 10_000  # Paths of folders that need not be asked for again.
OBJECT_CHECK_SECONDS_MAX = 15.0  # For the bucket to answer when the server starts.
OBJECT_CONNECT_SECONDS_MAX = 5.0  # Waiting for a new connection.
OBJECT_SILENCE_SECONDS_MAX = 120.0  # Waiting for the next bytes, or the answer to an upload.
OBJECT_TRANSFER_SECONDS_MAX = 86_400.0  # One request with all of its content.
OBJECT_RETRIES_MAX = 5  # Times that a failed call is tried again.
OBJECT_RETRY_SECONDS_MAX = 60.0  # After this long a failed call is not tried again.

# Area: revisions of namespace files.
FILE_REVISION_BYTES_MAX = 64 * 1024 * 1024  # Larger contents that are replaced are not kept.
FILE_REVISIONS_MAX = 100  # Contents of one file, the oldest go first.

# Area: retention.
RETENTION_BATCH_MAX = 50  # Executions removed in one transaction, and in one tick of the janitor.
RETENTION_LEASE_S = 300.0  # How long one server alone removes; each batch renews it.
RETENTION_SKIPPED_MAX = 1_000  # Old ones that must stay, after which a namespace is left for later.

# Area: moving between databases.
MOVING_ROWS = 200  # Rows read from the database at once.
MOVING_RECORDS = 1_000  # Records written in one transaction.
MOVING_BYTES = 4 * 1024 * 1024  # Bytes of records written in one transaction.
MOVING_PART_BYTES = 8 * 1024 * 1024  # Bytes of one part of an archive, before it is compressed.
MOVING_RECORD_BYTES_MAX = 1024 * 1024 * 1024  # One record; an execution with its task runs is one.
MOVING_FILES_PER_CHECKPOINT = 100  # Files that an interrupted import may write again.
MOVING_MANIFEST_BYTES_MAX = 256 * 1024 * 1024  # About a million parts.

# Area: keys of requests.
NEW_KEYS_MAX = 4_096  # Without a place in the index of keys; then they get theirs, all at once.

# Area: lists over large stores.
LOG_SEARCH_TOTAL_MAX = 10_000  # Matches of a text in log entries that are counted; then it ends.
LOG_BLOCK_ROWS = 512  # Log entries whose text shares one place in the index of texts.
LOG_BLOCK_CHARS_MAX = 2_000_000  # Characters of messages in such a block, that it is made at once.
LOG_UNINDEXED_ROWS_MAX = 50_000  # Newer entries that a search reads one by one; then it is slow.
LOG_INDEX_LAG_ROWS = 20_000  # Entries without index; from there on it is built under load too.
LOG_SEARCH_PARTS_MAX = 24  # Trigrams of a search that are looked up in the index.
