"""What the adapter keeps in memory beside the rows: inbox, jobs, announcements, new keys.

Rows are the truth: mirrors are loaded when the file is opened, and change when rows are durable.
"""

from __future__ import annotations

from datetime import datetime

import apsw
from msgspec.structs import replace

from tiercel.adapters.inbox_mirror import InboxMirror
from tiercel.adapters.job_mirror import JobMirror
from tiercel.adapters.rows import from_micros
from tiercel.adapters.sqlite.keys.new_keys import NewKeys
from tiercel.adapters.sqlite.log_index import INDEXED
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.job import InboxEvent
from tiercel.model.stored.codec import decode_event, decode_job

_NUMBERED_TABLES = ("inbox", "jobs", "announcements", "logs", "metrics")


class Mirrors:
    """Loaded from the database file with `load`."""

    def __init__(self) -> None:
        self.inbox = InboxMirror()
        self.jobs = JobMirror()
        self.announcements: dict[int, tuple[str, str]] = {}
        self.flows_version = 0
        self.new_keys = NewKeys()

    def load(self, connection: apsw.Connection) -> int:
        """Read all waiting rows; the largest row number of all numbered tables."""
        for seq, execution_id, event in connection.execute(
            "SELECT seq, execution_id, event FROM inbox ORDER BY seq"
        ):
            self.inbox.add(InboxEvent(seq, execution_id, decode_event(event)))
        for seq, worker_id, lease_until, fence, body in connection.execute(
            "SELECT seq, worker_id, lease_until, fence, body FROM jobs ORDER BY seq"
        ):
            job = replace(
                decode_job(body), worker_id=worker_id, lease_until=_date(lease_until), fence=fence
            )
            self.jobs.add(job, seq)
        for seq, execution_id, state in connection.execute(
            "SELECT seq, execution_id, state FROM announcements ORDER BY seq"
        ):
            self.announcements[seq] = (execution_id, state)
        self.new_keys.load(connection)
        newest = [f"SELECT max(seq) FROM {table}" for table in _NUMBERED_TABLES]
        # Entries that are gone have an index still: no new one may get a number of theirs.
        newest.append(INDEXED)
        return max(fetch(connection, text)[0][0] or 0 for text in newest)


def _date(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
