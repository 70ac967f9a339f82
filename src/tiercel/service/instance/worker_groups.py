"""What this server knows of worker groups; the heartbeat keeps it fresh.

A group becomes known with its first worker and stays so: a flow that names it goes on being valid
while no worker of the group runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tiercel.engine.groups.worker_groups import WorkerGroups
from tiercel.model.json_types import Json
from tiercel.model.limits import HEARTBEAT_TIMEOUT_S
from tiercel.model.stored.records import MEMBERS, WORKER_GROUPS
from tiercel.ports.store import Tx


class WorkerGroupRegistry:
    """The groups as of the last look."""

    def __init__(self) -> None:
        self.now = WorkerGroups()

    async def look(self, tx: Tx, now: datetime) -> None:
        """Read which groups there are, and write down those that are new."""
        stored = {name for (name,) in await tx.records(WORKER_GROUPS).all()}
        members = await tx.records(MEMBERS).all()
        live = frozenset(_groups(members.values(), now))
        for name in sorted(live - stored):
            tx.records(WORKER_GROUPS).put((name,), {})
        self.now = WorkerGroups(known=frozenset(stored) | live, live=live)


def _groups(documents: Iterable[dict[str, Json]], now: datetime) -> Iterable[str]:
    for document in documents:
        heard = datetime.fromisoformat(document["heard"])
        is_silent = now - heard > timedelta(seconds=HEARTBEAT_TIMEOUT_S)
        if is_silent or document.get("state", "RUNNING") == "TERMINATED":
            continue
        metrics = document.get("details", {}).get("metrics", {})
        group = metrics.get("group")
        # A drained worker takes no job of its group.
        if group and "worker" in document.get("parts", ()) and not metrics.get("draining"):
            yield group
