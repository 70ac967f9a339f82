"""Bounds of the runners in containers, pods and clusters; values with unit and reason."""

DOCKER_PULL_TRIES_MAX = 5  # As the reference.
DOCKER_PULL_DELAY_SECONDS = 5.0  # Doubled after each try.
DOCKER_FRAME_BYTES_MAX = 64 * 1024 * 1024  # One frame of a container's output.
DOCKER_PING_SECONDS_MAX = 30.0  # An engine says at once that it is there.
DOCKER_REMOVE_SECONDS_MAX = 30.0  # How long a removal that the engine puts off is asked for again.
DOCKER_SILENCE_SECONDS_MAX = 3.0  # Without a line after the end of a container: that was all.
LATE_SECONDS_MAX = 10.0  # What a worker asked for as it died is made so long after at most.
LATE_LOOK_SECONDS = 0.25  # Between two looks whether it is there.
KUBERNETES_LOOK_SECONDS = 0.5  # Between two looks at a pod that has not got so far.
KUBERNETES_ARCHIVE_BYTES_MAX = 512 * 1024 * 1024  # Files of a pod, held in memory while copied.
CLUSTER_FILES_BYTES_MAX = 1024 * 1024 * 1024  # Files of one command, either way.
CLUSTER_TEXT_CHARS_MAX = 1024 * 1024  # One line of a node's output; it sends 64 KiB.
CLUSTER_CONNECT_SECONDS_MAX = 15.0  # Until a cluster answers for the first time.
CLUSTER_ANSWER_SECONDS_MAX = 60.0  # One call to a cluster; a job may take that long to be stored.
CLUSTER_LOST_SECONDS_MAX = 60.0  # How long a cluster that answered before may be silent.
CLUSTER_END_SECONDS_MAX = 15.0  # From the order to stop until the node has reported its end.
CLUSTER_KILL_SECONDS = 2.0  # On the node from SIGTERM to SIGKILL; Ray waits 3 seconds itself.
CLUSTER_LOOK_SECONDS = 0.5  # Between two looks at a job.
CLUSTER_ERROR_CHARS_MAX = 4_000  # Of what a cluster says about a failure.
RAY_LOG_SECONDS_MAX = 180.0  # How long the rest of an ended job's log may take to come.
RAY_LOG_TRIES_MAX = 5  # Times that the log of an ended job is read without finding its end.
DASK_QUEUE_ITEMS_MAX = 8  # Messages on their way, a scheduler holds them in its memory.
DASK_PART_BYTES = 256 * 1024  # One such message.
DASK_GREETING_PAUSE_SECONDS = 0.02  # After a greeting that others' cancelling made unreadable.
