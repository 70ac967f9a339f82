"""What export and import share: what moves, how it is counted, and who must not be at work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from tiercel.engine.env import EngineConfig
from tiercel.model.errors import Conflict, Unavailable
from tiercel.model.json_types import Json
from tiercel.model.stored.moving import Document, MovedKind, Stored
from tiercel.model.stored.records import (
    DASHBOARDS,
    MEMBERS,
    NAMESPACES,
    SECRETS,
    TEMPLATES,
    TOKENS,
    TRIGGER_WINDOWS,
)
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.moving import Moment
from tiercel.ports.ports import Ports
from tiercel.service.instance.servers import ServerService
from tiercel.service.transfer.checkpoint import CHECKPOINT_KEY
from tiercel.service.transfer.files import all_files

KEY_CHECK = "tiercel"
# Which servers are alive is no truth to move, nor how far an import has come.
_NOT_MOVED = (MEMBERS.prefix, CHECKPOINT_KEY)
# What a report calls documents, by their first characters.
_DOCUMENTS = {
    SECRETS.prefix: "secrets",
    TEMPLATES.prefix: "templates",
    DASHBOARDS.prefix: "dashboards",
    NAMESPACES.prefix: "namespaces",
    TOKENS.prefix: "tokens",
    TRIGGER_WINDOWS.prefix: "flow trigger windows",
}
COUNTED = (
    "flows",
    *_DOCUMENTS.values(),
    "settings",
    "kv",
    "triggers",
    "executions",
    "task runs",
    "timers",
    "jobs",
    "inbox",
    "announcements",
    "logs",
    "metrics",
    "files",
    "file bytes",
)

# Gets what is at work, how much is done, and how much there is (0: unknown).
Progress = Callable[[str, int, int], None]


class Counts:
    """How many there are of each kind, by the names of a report."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(COUNTED, 0)

    def add(self, name: str, count: int = 1) -> None:
        self._counts[name] += count

    def by_name(self) -> dict[str, int]:
        """All of them, in the order of a report."""
        return dict(self._counts)


def is_moved(row: Stored) -> bool:
    """Whether a row is part of an archive."""
    return not (isinstance(row, Document) and row.key.startswith(_NOT_MOVED))


def counted_name(kind: MovedKind, row: Stored) -> str:
    """Under which name a report counts a row."""
    if not isinstance(row, Document):
        return kind.value
    for prefix, name in _DOCUMENTS.items():
        if row.key.startswith(prefix):
            return name
    return "settings"


async def counts_in(moment: Moment) -> Counts:
    """How much the database holds of what moves."""
    counts = Counts()
    for kind in MovedKind:
        if kind is MovedKind.DOCUMENTS:
            async for row in moved_rows(moment, kind):
                counts.add(counted_name(kind, row))
        else:
            counts.add(kind.value, await moment.count(kind))
    counts.add("task runs", await moment.task_runs())
    return counts


async def count_files(blobs: BlobStorage, counts: Counts) -> None:
    """How many files the storage holds, and their bytes."""
    async for entry in all_files(blobs):
        if not entry.is_directory:
            counts.add("files")
            counts.add("file bytes", entry.size)


async def moved_rows(moment: Moment, kind: MovedKind) -> AsyncIterator[Stored]:
    """The rows of a kind that are part of an archive."""
    async for row in moment.rows(kind):
        if is_moved(row):
            yield row


async def refuse_running(ports: Ports, advice: str) -> None:
    """Raises: Conflict while servers use the database.

    A database file needs no look: its lock has shown that already.
    """
    if not ports.store.is_shared:
        return
    services = await ServerService(ports.store, ports.clock).all()
    alive = {each.server.hostname for each in services if each.state in _ALIVE}
    if alive:
        raise Conflict(
            f"Servers are running on this database ({', '.join(sorted(alive))}): stop them first"
            f" (one that was killed is forgotten after 45 seconds){advice}"
        )


_ALIVE = ("RUNNING", "MAINTENANCE")


def key_warning(config: EngineConfig, key_check: Json) -> str | None:
    """The message when the archive was made under another encryption key than ours."""
    if key_check is None:
        return None
    what = (
        "secrets and encrypted inputs and outputs were moved as they are, but can't be read until"
        " kestra.encryption.secret-key is the key of the source"
    )
    if config.decrypt is None:
        return f"No encryption key is configured here: {what}."
    try:
        if config.decrypt(key_check) == KEY_CHECK:
            return None
    except Unavailable:
        return f"The encryption key is another one here: {what}."
    return f"The encryption key is another one here: {what}."
