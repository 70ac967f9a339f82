"""What of a list is counted, as one moment sees it."""

from __future__ import annotations

import msgspec

from tiercel.adapters.postgres.counts.counting import SLOT
from tiercel.adapters.postgres.reader import Snapshot
from tiercel.adapters.sql.hours import HourTable
from tiercel.model.lists.analysis import Source

_NAMES = {Source.EXECUTIONS: "executions", Source.LOGS: "logs"}
_CHANGES = {Source.EXECUTIONS: "execution_changes", Source.LOGS: "log_changes"}
_COUNTED = (
    "SELECT counted, EXISTS (SELECT 1 FROM {} WHERE slot < counted / {})"
    " FROM counting WHERE name = '{}'"
)


class Counts(msgspec.Struct, frozen=True):
    """Rows from before `until` are counted; `has_changes` says that not all counts are added up."""

    source: Source
    until: int
    has_changes: bool

    def table(self, table: HourTable) -> str:
        """What to select counts from."""
        if not self.has_changes:
            return table.name
        keys = ", ".join((table.place, *sorted(table.columns)))
        parts = ", ".join(("n", *dict.fromkeys(table.sums.values())))
        sums = "sum(n)::bigint AS n"
        if table.sums:
            sums += (
                ", sum(duration)::bigint AS duration,"
                " min(shortest) AS shortest, max(longest) AS longest"
            )
        return (
            f"(SELECT {keys}, {sums} FROM (SELECT {keys}, {parts} FROM {table.name}"
            f" UNION ALL SELECT {self._changed(table, keys)}, {parts}"
            f" FROM {_CHANGES[self.source]} WHERE slot < {self.until // SLOT}) AS parts"
            f" GROUP BY {keys} HAVING sum(n) > 0) AS {table.name}"
        )

    def _changed(self, table: HourTable, keys: str) -> str:
        return keys.replace(table.place, f"slot / {table.width // SLOT} AS {table.place}", 1)


async def counts_of(snapshot: Snapshot, source: Source) -> Counts | None:
    """None when nothing of it is counted."""
    if source not in _NAMES:
        return None
    text = _COUNTED.format(_CHANGES[source], SLOT, _NAMES[source])
    ((until, has_changes),) = await snapshot.rows(text)
    return Counts(source, until, has_changes) if until else None
