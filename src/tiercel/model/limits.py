"""The bounds of the server, each with its unit and its reason; some packages have their own."""

# Expressions: a template must never hang or fill the memory, whatever a flow's author writes.
EXPRESSION_CACHE_TEMPLATES_MAX = 5_000  # Compiled templates kept, least recently used dropped.
EXPRESSION_CACHE_CHARS_MAX = 4_000_000  # Source characters of all compiled templates kept.
EXPRESSION_COMPARED_MAX = 500_000  # Values looked at by one comparison of structures.
EXPRESSION_DEPTH_MAX = 100  # Nested calls, groups and tags.
EXPRESSION_STEPS_MAX = 2_000_000  # Evaluated nodes in one rendering.
EXPRESSION_LOOP_STEPS_MAX = 20_000  # Steps on the event loop, 60 ms at most; then in a thread.
EXPRESSION_OUTPUT_CHARS_MAX = 10_485_760  # Characters of one rendering, as the reference.
EXPRESSION_SOURCE_CHARS_MAX = 1024 * 1024  # Characters of one template.
SOURCE_SMALL_BYTES = 32 * 1024  # JSON that is written as YAML in a style for readers.
EXPRESSION_RECURSION_MAX = 100  # Rounds of recursive rendering.

# Flow sources, the limit of the reference's YAML reader.
SOURCE_CHARS_MAX = 3 * 1024 * 1024
SOURCE_QUERY_CHARS_MAX = 1_000  # Characters sought in the sources of flows.
REVISION_MESSAGE_CHARS_MAX = 1_000  # Characters that are said of one revision of a flow.
SOURCE_QUERY_SECONDS_MAX = 2.0  # All searches of one request in the sources of flows.

# Expressions: values inside a rendering.
EXPRESSION_ITEMS_MAX = 1_000_000  # Items of one list that a filter, function or operator makes.
EXPRESSION_RENDER_DEPTH_MAX = 16  # Nested calls of render(), as the reference.
EXPRESSION_TREE_DEPTH_MAX = 200  # Nested nodes of one template; each costs a Python frame or two.
EXPRESSION_RANGE_ITEMS_MAX = 1_000_000  # Items of one range, as the reference.
EXPRESSION_REGEX_SECONDS_MAX = 0.02  # One search of a user's regular expression in a short text.
EXPRESSION_REGEX_SECONDS_PER_CHAR = 4e-6  # What each character of the text adds to that.
EXPRESSION_REGEX_CHARS_MAX = 2_000  # Characters of one regular expression.
EXPRESSION_PATTERN_CHARS_MAX = 1_000  # Characters of a date, number or text format.
EXPRESSION_JQ_CHARS_MAX = 20_000  # Characters of one jq program.

# Settings.
SETTINGS_PLACEHOLDER_ROUNDS_MAX = 10  # Nested `${A:${B:x}}` placeholders in one value.

# Workers and attempts.
BRIDGE_WAIT_S_MAX = 3_600.0  # A task that waits for the server: longer means that it hangs.
OUTAGE_S_MAX = 300.0  # A task that waits for a database that is away.
OUTAGE_PAUSE_S = 0.5  # Pause before it asks again.
ATTEMPT_LOG_ENTRIES_MAX = 1_000_000  # Log entries of one attempt; the rest is dropped.
ATTEMPT_LOG_BUFFER_ENTRIES_MAX = 5_000  # Entries not yet stored before the writer must wait.
LOG_MESSAGE_CHARS_MAX = 65_536  # Characters of one log message; the rest is cut.
ATTEMPT_METRICS_MAX = 10_000  # Metric values of one attempt; the rest is dropped.

# Plugins.
PLUGIN_CLASSES_MAX = 2_000  # Plugin classes whose property tables are kept.
FLOW_NUMBER_MAX = 2_147_483_647  # Whole numbers in a flow's own properties: 32 bits hold them.
DURATION_DAYS_MAX = 36_500  # Waits that tasks ask for: a hundred years, so that dates do not end.
PLUGIN_CONVERTERS_MAX = 2_000  # Converters kept, one for each type of a property.

# Flow sources: a text of any shape must be read or refused in bounded time.
ION_DEPTH_MAX = 200  # Nested lists, structs and S-expressions in one Ion value.
ION_EXPONENT_MAX = 6_144  # Of an Ion decimal, as decimal128; a larger one is costly to print.
ION_SYMBOLS_MAX = 100_000  # Texts in the symbol table of an Ion stream, imported ones included.
SOURCE_DEPTH_MAX = 100  # Nested lists and maps; each level costs Python frames when it is read.
SOURCE_INLINE_CHARS_MAX = 8_192  # Longer sources, or those with anchors, are read in a thread.
NODES_FREED_AT_ONCE = 200  # Nodes of a long source whose memory is freed in one go.
SOURCE_ALIAS_NODES_MAX = 50_000  # Nodes that aliases may repeat, against exploding texts.
SOURCE_ALIAS_CHARS_MAX = 3 * 1024 * 1024  # Characters of texts that aliases may repeat.
SOURCE_DEFAULT_VALUES_MAX = 1_000_000  # Values that plugin defaults may add to one flow.
HINT_WORDS_MAX = 300  # Known words that a guess looks through.
SOURCE_ADVICE_MAX = 50  # Guesses at what was meant, of one flow; each looks at many names.
SOURCE_IDS_SHOWN_MAX = 50  # Ids that one violation names.
SOURCE_FINDING_CHARS_MAX = 10_000  # Characters of one violation, keys of the source included.
SOURCE_WARNINGS_MAX = 200  # Warnings on one flow; so many of old types and old properties.
SOURCE_DOUBTS_MAX = 100  # Names of one flow that the server is asked for when it is checked.
SOURCE_PROBLEMS_MAX = 100  # Problems with the text that are reported at once.

# Web: what one request may cost.
WEB_BODY_BYTES_MAX = 32 * 1024 * 1024  # A body that is read into memory (JSON, YAML, KV values).
WEB_PATHS_KNOWN_MAX = 1_024  # Paths whose route is known without looking for it again.
WEB_PATH_KNOWN_CHARS_MAX = 256  # Their length; longer ones are looked for each time.
WEB_JSON_VALUES_MAX = 50_000  # Members and items of a JSON body, but for sources and any values.
NAMESPACE_VALUES_MAX = 20_000  # Those of a namespace: each server reads all of them often.
WEB_BODIES_BYTES_MAX = 256 * 1024 * 1024  # All bodies in memory, of all requests under way.
WEB_FORM_FIELD_BYTES_MAX = 32 * 1024 * 1024  # All text fields of one form together.
WEB_FORM_PARTS_MAX = 1_000  # Parts of one multipart body.
WEB_PAGE_SIZE_MAX = 10_000  # Results of one page; larger sizes are cut down to it.
WEB_GZIP_BYTES_MIN = 1_024  # Smaller answers are not compressed.
WEB_EVENTS_PING_SECONDS = 15.0  # Silence after which an event stream sends a comment.
WEB_INLINE_VALUES_MAX = 2_000  # Values of an answer that is built on the event loop.
WEB_INLINE_ROWS_MAX = 500  # Rows of an answer that is built on the event loop.
WEB_INLINE_SOURCES_CHARS_MAX = 64 * 1024  # Of sources whose flows are shown on the event loop.
WEB_INLINE_NODES_MAX = 500  # Of a graph that is drawn on the event loop.
WEB_PIECE_BYTES = 256 * 1024  # Of an answer that are given to the connection at once.
WEB_INLINE_BODY_BYTES_MAX = 512 * 1024  # Of a body whose execution is shown without a weighing.
WEB_INLINE_CHARS_MAX = 1024 * 1024  # Characters of texts in such an answer.
WEB_GZIP_INLINE_BYTES_MAX = 128 * 1024  # Larger answers are compressed in a thread.
OUTPUT_CLASSES_MAX = 1_000  # Output classes whose field names are kept.
OUTPUTS_BYTES_MAX = 64 * 1024 * 1024  # Outputs of one attempt in all: a default of the settings.
OUTPUTS_BYTES_MIN = 64 * 1024  # Less would fail what every flow does.
BAD_VALUE_CHARS_MAX = 1_000  # Of a value of the wrong type, in the error that refuses it.
OUTPUT_DEPTH_MAX = 200  # Nested maps and lists in the outputs of a task.
BLOB_CHUNK_BYTES = 262_144  # Bytes read at once when a task stores a file.
BLOB_SPOOL_BYTES = 4 * 1024 * 1024  # What a task writes piece by piece stays in memory up to this.
STALE_RETRIES_MAX = 20  # Times that a small use case runs again after somebody else was faster.

# Requests that are sent again.
IDEMPOTENCY_KEY_CHARS_MAX = 255  # The longest key.
IDEMPOTENCY_KEPT_S = 86_400.0  # How long a key is answered with its first answer.
IDEMPOTENCY_REMOVED_MAX = 1_000  # Old keys that one transaction removes.
IDEMPOTENCY_REMOVAL_PERIOD_S = 60.0  # How often the janitor looks for old ones.

# Regular expressions of users, wherever they stand.
REGEX_REPEATS_MAX = 5_000  # Groups and characters that the counts of a regular expression make.

# Engine: one step must end soon, whatever the flow.
SETTLE_ROUNDS_MAX = 20_000  # Owners looked at in one step; more means a loop in the engine.
STARTS_PER_STEP_MAX = 500  # Task runs begun in one step; the rest follows in the next one.
START_LEAD_MS_MAX = (
    1_000  # How far starts of task runs may come ahead of the clock to stay in order.
)
INLINE_WINDOW = 100  # Values of an unlimited loop begun at once when its tasks run in place.
CALLED_FLOWS_MAX = 1_000  # Flows followed to see whether calls lead back to a flow that is saved.
EXECUTION_DEPTH_MAX = 100  # Executions that call each other; deeper ones are a runaway recursion.
LOOKUP_ROUNDS_MAX = 200  # Values from outside that one step may ask for.
STOP_GRACE_S = 5.0  # Time that a stopped task has to end before the worker goes on without it.
LEASE_S = 30.0  # A worker that does not renew its lease for so long has lost its jobs: default.
LEASE_RENEWAL_S = 10.0  # How often leases are renewed, at least.
JOBS_CHECK_S = 1.0  # How often a worker looks whether its jobs are still its own.
LOG_FLUSH_S = 0.25  # Logs of running tasks are stored at least so often.
ENDED_PER_TRANSACTION_MAX = 100  # Attempts closed in one transaction.

# Texts that tasks and users give, and that stores keep in columns and indexes.
LABELS_MAX = 1_000  # Labels that one request may set.
LABEL_KEY_CHARS_MAX = 500  # Characters of the key of a label.
LABEL_VALUE_CHARS_MAX = 10_000  # Characters of its value: the text of an error, a small document.
METRIC_NAME_CHARS_MAX = 500  # Characters of the name of a metric, and of a tag's.
METRIC_TAG_CHARS_MAX = 2_000  # Characters of the value of a tag.
METRIC_TAGS_MAX = 100  # Tags of one metric value; the rest is dropped.

# Services.
KV_KEY_CHARS_MAX = 256  # Characters of a key.
KV_SHOWN_BYTES_MAX = 2_000  # JSON of a value that lists show; longer ones are asked for alone.
FOLLOW_POLL_SECONDS = 1.0  # A follower looks by itself this often without a notification.
FOLLOW_SECONDS_MAX = 3600.0  # Life of an idle stream, as the reference.
FOLLOW_LOGS_BATCH_MAX = 500  # Log entries read at once for one follower.
FLOW_PLANS_MAX = 2_000  # Compiled flow revisions kept, least recently used dropped.
STOP_WAIT_SECONDS = 10.0  # For executions to end before they are removed; a kill takes five.
ACTION_WAIT_SECONDS = 5.0  # How long an action of the API waits until it is folded in.
WAIT_SECONDS_MAX = 3600.0  # How long `wait=true` waits for the end, as the reference.
BULK_IDS_MAX = 100_000  # Executions that one bulk action may touch.
EXPORT_BYTES_MAX = 512 * 1024 * 1024  # Unpacked size of an uploaded archive.
EXPORT_ENTRIES_MAX = 20_000  # Entries of an uploaded archive.
ROWS_AT_ONCE_BYTES_MAX = 64 * 1024 * 1024  # One row, or binary Ion, that is read as JSON lines.
PREVIEW_BYTES_MAX = 2 * 1024 * 1024  # Text shown in a file preview.
PREVIEW_PARQUET_BYTES_MAX = 64 * 1024 * 1024  # A Parquet file is read whole to show its first rows.

# Plugins: files.
SPLIT_FILES_MAX = 100_000  # Files that one Split may write; each costs an object in the storage.
SPLIT_REGEX_SECONDS_MAX = 1.0  # One search of the expression of a split in one row.
SPLIT_READ_BYTES = 1024 * 1024  # Read at once while a file is cut into rows.

# Triggers.
TRIGGER_OVERDUE_S = 60.0  # A trigger whose date passed so long ago, unused, is overdue.
TRIGGER_AGAIN_S = 60.0  # When a trigger is due again whose poll could not even begin.
CRON_CACHE_MAX = 10_000  # Parsed cron expressions kept.
CRON_CHARS_MAX = 500  # Characters of a cron expression.
SCHEDULE_SEARCH_YEARS_MAX = 10  # How far a schedule with conditions looks, as the reference.
SCHEDULE_DATE_STEPS = 100  # What a date that is tested counts for, in steps of expressions.
SCHEDULE_SEARCH_DATES_MAX = 1_000  # Dates that one search may test; it goes on at the last one.
FLOW_VIOLATIONS_MAX = 100  # Violations of one flow that are reported at once.
FILE_NAME_CHARS_MAX = 255  # Bytes of one part of a path, what file systems allow.
REVERSE_BYTES_MAX = 512 * 1024 * 1024  # Reverse holds the whole file in memory.
OUTPUT_FILES_MAX = 10_000  # Files that one task may keep.
GLOB_CHARS_MAX = 1_000  # Characters of one glob.
GLOBS_MAX = 1_000  # Compiled globs kept.
NAMESPACE_AUTOCOMPLETE_MAX = 50  # Names that one completion offers.

# Executor: what one tick may take on, so that the web answers in between.
CACHED_EXECUTIONS_MAX = 5_000  # Live executions kept in memory.
CACHED_TASK_RUNS_MAX = 400_000  # Their task runs in all, about 2 KB each.
RELEASED_SLOWLY_MIN = 20_000  # Task runs of an execution whose memory is freed bit by bit.
RELEASE_IDLE_SECONDS = 30.0  # After which the thread that frees them ends.
RELEASED_AT_ONCE = 200  # Task runs of a large execution whose memory is freed in one go.
CLAIMED_EXECUTIONS_MAX = 64  # Executions folded into one transaction.
INLINE_PER_TICK_MAX = 256  # Tasks run in place in one transaction.
INLINE_SECONDS_MAX = 0.05  # After a task in place that took longer, the others wait a turn.
TICK_TURN_SECONDS = 0.01  # Work of a tick after which the web gets its turn.
TURN_PIECES_MAX = 4  # Events folded before the clock is read again.
TIMERS_PER_TICK_MAX = 500  # Due timers turned into events in one transaction.
CLOCK_JUMP_SECONDS = 5.0  # From this on a step of the wall clock is reported and moves limits.
CLOCK_BEHIND_SPEED = 0.9  # Of real time, while the wall clock was set back and catches up.
IDLE_WAIT_S = 1.0  # A lost notification costs at most this.

# Plugins: HTTP.
HTTP_BODY_BYTES_MAX = 64 * 1024 * 1024  # An answer that a Request holds in memory and stores.
HTTP_CONNECT_SECONDS_MAX = 10.0  # Until a plugin's request has a connection, unless it says more.
HTTP_ERROR_CHARS_MAX = 2_000  # Of an answer, in the message that an error of it has.
HTTP_REDIRECTS_MAX = 10  # Hops of one request.
SSE_EVENTS_MAX = 100_000  # Events of one stream that are held in memory.

# Values from outside for expressions.
LOOKUP_FILE_BYTES_MAX = (
    10_485_760  # Bytes of a file that `read` returns, as one rendering may write.
)
LOOKUP_LOGS_MAX = 25  # Entries that `errorLogs` returns: spec/engine.md.
LOOKUP_RANDOM_BYTES_MAX = 4_096  # Random bytes in one call.
TICK_ERRORS_PAUSE_S = 1.0  # After a failed tick, before the next one.

# Loops over triggers and executions.
DUE_PER_TICK_MAX = 1_000  # Due triggers that one tick of the scheduler looks at.
DUE_PER_TRANSACTION_MAX = 50  # Due triggers evaluated in one transaction.
ANNOUNCEMENTS_PER_TICK_MAX = 200  # State changes that one tick of the reactor looks at.
EXPIRED_PER_TICK_MAX = 200  # Jobs with a lost lease that one tick of the janitor hands back.
RECONCILED_PER_TICK_MAX = 200  # Executions that one tick of the janitor looks at.
JANITOR_PERIOD_S = 1.0  # How often leases are checked.
RECONCILER_PERIOD_S = 60.0  # How often executions are searched that wait for nothing.
TRIGGER_MESSAGES_MAX = 1_000  # Messages of a realtime trigger that wait for their executions.
FOLLOW_APPEAR_SECONDS = 2.0  # How long a follower waits for an unknown execution to appear.
DIRECTORY_FILES_MAX = 10_000  # Files that a WorkingDirectory keeps.
DIRECTORY_CACHE_BYTES_MAX = 1024 * 1024 * 1024  # Bytes of the packed cache of a WorkingDirectory.

# Plugins: scripts.
SCRIPT_LINE_BYTES_MAX = 16 * 1024 * 1024  # One line of output, outputs included; more is dropped.
SCRIPT_LINE_CHARS_MAX = 16_384  # Characters of a plain line in the log.
SCRIPT_LINES_MAX = 100_000  # Plain lines of one script in the log; later ones are dropped.
PROCESS_KILL_SECONDS = 3.0  # From SIGTERM to SIGKILL; a kill is done within five seconds.
PROCESS_DRAIN_SECONDS = 2.0  # How long output of an ended command is still read.
SCRIPT_ENVIRONMENT_SECONDS_MAX = 600.0  # How long the packages of a script may take to install.

# The server process.
SERVER_BACKLOG = 2_048  # Connections that wait to be accepted.
SERVER_DRAIN_SECONDS = 5  # How long open requests may go on after a signal to stop.
START_PAUSE_SECONDS = 2.0  # Between two looks for a database that is away at the start.
SERVER_SWITCH_SECONDS = 0.001  # Turn of one thread; short, so that commits do not wait for Python.
PURGED_PER_CALL_MAX = 10_000  # Executions that one purge removes.
KEYS_READ_PER_PURGE_MAX = 100_000  # Keys in which one purge looks for namespaces.
METRICS_READ_PER_PURGE_MAX = 10_000  # Values by which one purge finds executions.
PURGE_BATCH = 100  # Executions that a purge removes in one transaction, unless it says otherwise.
HEARTBEAT_S = 3.0  # How often a server says that it is alive.
HEARTBEAT_TASKS_MAX = 100  # How many running tasks a worker names when it says so.
HEARTBEAT_TIMEOUT_S = 45.0  # Silence after which it counts as gone.
RESCANS_KNOWN_MAX = 16  # Searches for plugins that a server remembers to have done.
MEMBER_KEPT_S = 3_600.0  # Silence after which it is forgotten.

# The command line as a client.
CLIENT_SECONDS_MAX = 3_660.0  # One request: a little more than the longest wait of the server.

# Views of the API: graphs, dashboards, statistics, blueprints.
GRAPH_SUBFLOWS_MAX = 100  # Subflows that one graph draws in place.
TEMPLATE_DEPTH_MAX = 5  # Templates inside templates.
STATISTICS_GROUPS_MAX = 100_000  # Rows of one answer that counts.
CHART_ROWS_MAX = 10_000  # Rows of one chart.
DOC_HITS_MAX = 50  # Sections of the documentation that a search shows.
OWN_BLUEPRINTS_MAX = 1_000  # Blueprints that people have written; lists look through all of them.
BLUEPRINT_TITLE_CHARS_MAX = 150  # As the reference.
BLUEPRINT_DESCRIPTION_CHARS_MAX = 5_000  # Characters of Markdown that say what it is for.
BLUEPRINT_TAGS_MAX = 20  # Tags of one blueprint.
BLUEPRINT_TAG_CHARS_MAX = 50  # Characters of one tag.
BLUEPRINT_GENERATED_CHARS_MAX = 1024 * 1024  # Characters of what a template makes.
BLUEPRINT_TYPES_MAX = 100  # Plugin types in its source that are kept for searches.
BOOKMARKS_MAX = 100  # Pages that one person has bookmarked.
BOOKMARK_PATH_CHARS_MAX = 4_000  # Characters of the address of a bookmark, filters included.
PREFERENCE_CHARS_MAX = 500  # Characters of a text in the preferences of a person.
PREFERENCE_NAMES_MAX = 500  # Members of one list or map in them.
SAVED_VIEWS_MAX = 500  # Views of lists that one person has saved.
SAVED_VIEW_NAME_CHARS_MAX = 100  # Characters of the name of a view.
SAVED_VIEW_LIST_CHARS_MAX = 300  # Characters of the name of its list, which may name a flow.
SAVED_VIEW_VALUES_MAX = 200  # Filters of one view, and values of one filter.
SAVED_VIEW_VALUE_CHARS_MAX = 2_000  # Characters of one of them.
CHARTS_PER_CALL_MAX = 50  # Charts whose rows one call computes, one after the other.
SECRET_CHARS_MAX = 100_000  # Characters of a stored secret.
SECRET_MANAGER_S_MAX = 10.0  # How long a manager of secrets may take for an answer.
SECRET_MANAGER_BYTES_MAX = 4_000_000  # Bytes of an answer of a manager of secrets.
SECRET_MANAGER_NAMES_MAX = 10_000  # Secrets that are looked through for those of one namespace.
SECRET_CACHE_SECONDS = 60.0  # How long what a manager of secrets said is kept, unless settings say.
SECRET_CACHE_MAX = 1_000  # Answers of a manager of secrets that are kept, unless settings say.
WAITING_REASONS_MAX = 100  # Reasons why an execution waits that are listed; the first come first.
WAITING_QUEUES_MAX = 20  # Waiting task runs of one execution whose place in the queue is looked up.
WAITING_EXECUTIONS_MAX = 20  # Executions that are named as the reason why another one waits.
WAITING_POSITION_MAX = 10_000  # Places in a queue that are counted.
WORKER_SILENT_S = 10.0  # Three heartbeats missed: what runs there may be gone.
WARM_START_SECONDS_MAX = 10.0  # How long a waiting interpreter may take to come up.
SANDBOX_FRESH_SECONDS = 30  # How long the list of what scripts may see of the machine is kept.
SANDBOX_PROCESSES = 4096  # Processes that one command may have at a time, by default.
SANDBOX_PLACES_MAX = 4096  # Entries of a folder, around a hidden one, that are shown one by one.
HTTP_LOOKUP_S_MAX = 30.0  # Time that the function `http` may take.
HTTP_LOOKUP_BYTES_MAX = 10_485_760  # Bytes of an answer that the function `http` returns.
STATISTICS_BUCKETS_MAX = 5_000  # Buckets of one answer.
TASK_RUN_SEARCH_EXECUTIONS_MAX = 1_000  # Executions that one search of task runs looks into.
TASK_RUNS_SEARCHED_MAX = 10_000  # Task runs that clients are told a search reaches.
EXPRESSIONS_PER_REQUEST_MAX = 500  # Templates that one request may have rendered.

# Shutdown.
LOOK_SECONDS = 0.02  # How often something is looked at that notifies nobody.
INTERRUPT_SECONDS_MAX = 6.0  # For interrupted tasks to be gone, kill of a process included.

# Area: servers of the model context protocol.
# MCP servers of the installation: each list shows all of them.
TOOL_SERVERS_MAX = 200
FOLLOW_POLL_SECONDS_MAX = 8.0  # The same after a long silence, so that idle followers cost little.
SERVER_COLLECT_OBJECTS = 10_000  # New objects after which the collector looks at the youngest.
# Large work in threads keeps the collector from running so long.
COLLECTION_PAUSE_SECONDS_MAX = 30.0
# So long after such work the collector waits for what was made to be gone.
COLLECTION_DELAY_SECONDS_MAX = 2.0
FREEZE_OBJECTS_MIN = 100_000  # More objects than these are not looked at again after that.

# Area: edits of several sources, averages.
SOURCE_EDIT_FLOWS_MAX = 1_000  # Flows that one request rewrites.
AVERAGE_EXECUTIONS_MAX = 100  # Recent executions that an average duration is taken of.

# Area: HTTP connections.
WEB_HEAD_BYTES_MAX = 32_768  # Request line and headers of one request (common.md §8).
WEB_HEAD_SECONDS_MAX = 30.0  # How long a client may take for them, and say nothing at first.
WEB_HOSTS_KNOWN_MAX = 100  # Values of `Host` that were looked at and are remembered.
WEB_ORIGIN_SHOWN_CHARS_MAX = 200  # Of a host or an origin that an error repeats.
# Of a refused body that are passed over; then it is cut off, perhaps before the answer is read.
WEB_LEFTOVER_BYTES_MAX = 32 * 1024 * 1024
SERVER_ACCEPTS_MAX = 64  # Connections accepted in one turn of the loop.
DESCRIPTORS_MAX = 65_536  # Open files that a server asks the system for.
DESCRIPTORS_FOR_WORK = 512  # Of those, what connections leave for tasks, if not half of them.
EXHAUSTION_CAUSES_MAX = 10  # Causes of an error that are looked at for used up descriptors.
EXHAUSTION_REST_S = 1.0  # How long a worker then takes no jobs; twice as long each time again.
EXHAUSTION_REST_S_MAX = 30.0  # At most.
DESCRIPTORS_LOG_SECONDS = 1.0  # So often it is logged that there are none left.

# Area: health and metrics.
HEALTH_SECONDS_MAX = 3.0  # For the database to answer a probe.
HEALTH_DISK_BYTES_MIN = 10_485_760  # Free bytes below which the disk of the database is full.
MANAGEMENT_PORT = 8081  # Of servers without an API, as the reference.
METERS_SERIES_MAX = 2_000  # Distinct label values of one meter; later ones count as "other".
METERS_AGE_SECONDS = 5.0  # A scrape gets the samples of the one before when they are that fresh.
METERS_GROUPS_MAX = 20_000  # Flows times states that one scrape distinguishes.
SIZES_AGE_SECONDS = 300.0  # Sizes of tables are read again after that: each page is looked at.
STORAGE_FILES_LOOKED_AT_MAX = 200_000  # Files of a storage whose sizes are added up.
BUNDLE_ENTRY_BYTES_MAX = 16 * 1024 * 1024  # One document of a support bundle.

# Area: families of plugins.
FETCH_ROWS_MAX = 1_000_000  # Rows that a task holds in memory as outputs; more belong in a file.

# Area: plugin packages.
BROKEN_REASON_CHARS_MAX = 300  # Of what an error while loading a plugin says.

# Area: clients that read slowly or not at all.
WEB_STALL_SECONDS_MAX = 60.0  # A client that takes nothing of what waits is cut off; at twice that.
WEB_EVENT_PIECE_BYTES = 32 * 1024  # Of an event stream in the server's memory, per client.
WEB_EVENT_UNSENT_BYTES = 32 * 1024  # The same in the socket, where the system reports it.
FOLLOW_LOGS_FIRST = 50  # Log entries of a follower's first read; then it learns how many fit.
FOLLOW_LOGS_CHARS_MAX = 32 * 1024  # Text of log entries held for one follower, or one entry.

# Area: work that tasks begin elsewhere.
HANDLE_BYTES_MAX = 4096  # What a task remembers of it, as JSON text.
CANCEL_TRIES_MAX = 8  # To stop what a task that is over has left running.
CANCEL_WAIT_S = 1.0  # Before the second of these tries; twice as long before each that follows.

# Area: workers that are cut off.
LEASE_SECONDS_MIN = 1.0  # A shorter lease would be lost to a pause for garbage.
LEASE_SECONDS_MAX = 3600.0  # So long the jobs of a dead worker may wait at most.
LEASE_RENEWALS = 6  # A lease is renewed so often in its time: outages in between do no harm.
LEASE_STOP_SHARE = 0.8  # Of the lease: a worker without renewal stops what it runs from here on.
LEASE_KILL_SHARE = 0.95  # Of the lease: then its commands are killed, before others may begin.

# Area: what those who run a server look into.
LOGGERS_MAX = 10_000  # Names that may be given a level; each is kept for good.
RUNNING_JOBS_MAX = 100  # Jobs shown of those that workers hold.

# Area: what the pages of the UI ask for.
FAILURES_SHOWN_MAX = 200  # Rows of one list whose failure is looked up.
FAILED_RUNS_READ_MAX = 5_000  # Task runs read to find which one failed first.
FAILURE_REASON_CHARS_MAX = 500  # Characters of the reason that a row of a list shows.
FAILURE_ERRORS_MAX = 10  # The last errors of one failed execution that are shown.
FAILURE_ERROR_CHARS_MAX = 4_000  # Characters of each of them.
FAILURE_LOG_SLACK_SECONDS = 60.0  # How far the clock of a worker may be ahead of its error.
FOLLOW_TASK_RUNS_MAX = 500  # Task runs in one event of a stream of changes.
FOLLOW_RELATED_MAX = 500  # Executions of one correlation that a follower gets.
FOLLOW_COMPARED_INLINE_MAX = 1_000  # Task runs compared on the event loop; more in a thread.
LOG_WINDOW_MAX = 5_000  # Log entries of one window.
DEEP_EXECUTIONS_MAX = 10_000  # Executions that one list reads to compare inputs or failed tasks.
LATEST_ROWS_MAX = 5_000  # Newest executions of flows in one answer, of all flows together.
PREVIEW_NEXT_MAX = 100  # Next dates of one trigger that are shown.
PREVIEW_DATES_MAX = 20_000  # Dates of a backfill that are counted before it is run.
PREVIEW_CONDITIONS_MAX = 1_000  # The same where conditions are asked for each date.
BACKFILL_SUCCEEDED_MAX = 50_000  # Executions that are read to skip dates which succeeded.
BACKFILL_PARALLEL_MAX = 1_000  # Executions of one backfill that may run at once.
CALENDAR_TRIGGERS_MAX = 500  # Triggers of one calendar, those that are due first.
CALENDAR_DATES_MAX = 200  # Dates of one trigger in a calendar.
CALENDAR_DATES_TOTAL_MAX = 20_000  # Dates of all triggers in a calendar.
CALENDAR_DAYS_MAX = 31  # Days of one calendar.
FIND_CHARS_MAX = 200  # Characters that a palette looks for.
FIND_ROWS_MAX = 20  # Rows of each kind that a palette shows.
ERROR_EXECUTIONS_MAX = 500  # Failed executions that are grouped by their error, the newest ones.
ERROR_EXAMPLES_MAX = 50  # Executions that one group of errors names: as many as a link can hold.
ERROR_BUCKETS_MAX = 200  # Buckets of time that groups of errors are counted in.
LATE_EXECUTIONS_MAX = 1_000  # Executions of triggers that are looked at for late ones, the newest.
LATE_ROWS_MAX = 200  # Late executions that one answer names, the latest ones.
ITERATION_ROWS_MAX = 100  # Iterations of one page.
ITERATION_LOGS_MAX = 50  # Log entries of each iteration of a page.
COMPARED_NAMES_MAX = 200  # Inputs or outputs that one comparison of executions shows.
COMPARED_VALUE_BYTES_MAX = 4_096  # Bytes of JSON of a value that a comparison shows.
COMPARED_TASKS_MAX = 1_000  # Tasks that one comparison of executions shows.
COMPARED_LOG_ENTRIES_MAX = 5_000  # Log entries of each side that are compared, the first ones.
COMPARED_MESSAGE_CHARS_MAX = 500  # Characters by which log entries are told apart.
COMPARED_LOG_LINES_MAX = 200  # Kinds of log entries that one comparison shows.
USUAL_EXECUTIONS_MAX = 100  # Executions of a flow that its usual duration is computed from.
USUAL_TASK_RUNS_MAX = 5_000  # Task runs of them that are looked at.
USUAL_COUNT_MIN = 5  # Executions without which nothing is usual.
ATTENTION_DAYS = 7  # Flows without a failure for so long are not failing.
ATTENTION_FLOWS_MAX = 100  # Flows looked at, those with most failures first.
ATTENTION_STREAK_MAX = 10  # Failures in a row of one flow that are counted.
ATTENTION_USUAL = 30  # Good executions of a flow that its running ones are compared with.
ATTENTION_RUNNING_MAX = 500  # Running executions looked at, the oldest ones.
ATTENTION_STARTS = 100  # Executions whose delay before they ran is looked at, the newest.
ATTENTION_ROWS_MAX = 20  # Rows of each kind of what needs attention.
REFERENCES_OF_FLOW_MAX = 2_000  # Places of one flow that name keys, secrets, files or flows.
REFERENCES_SHOWN_MAX = 500  # Places that one question for them shows.
NAMES_COUNTED_MAX = 10_000  # Names whose uses one question counts.
FACTS_BATCH_FLOWS = 50  # Flows looked at in one go when something is asked of all of them.
FACTS_WAIT_SECONDS = 1.0  # So long a question waits for all flows to be looked at.
