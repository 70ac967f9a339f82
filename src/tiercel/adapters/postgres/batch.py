"""The writes of many transactions as few statements, each row after those that it depends on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

import asyncpg
import msgspec

from tiercel.adapters.postgres.kinds import WriteKind, joined
from tiercel.model.errors import Stale
from tiercel.model.json_types import Json

Row = tuple[Json, ...]


class Write(msgspec.Struct, frozen=True, eq=False):
    """One row to write.

    Shapes: writes of the same `scope` in one table keep their order; None stands for the whole
    table.
    """

    kind: WriteKind
    scope: Hashable
    row: Row


class _Group:
    """Rows of one statement."""

    __slots__ = ("_keys", "_rows", "kind")

    def __init__(self, kind: WriteKind) -> None:
        self.kind = kind
        self._rows: list[Row] = []
        self._keys: dict[Row, int] = {}

    def may_take(self, row: Row) -> bool:
        """Whether the row can be added without a change of the outcome."""
        return not self.kind.is_guarded or row[: self.kind.key] not in self._keys

    def add(self, row: Row) -> None:
        if not self.kind.key:
            self._rows.append(row)
            return
        key = row[: self.kind.key]
        if self.kind.is_last and key in self._keys:
            self._rows[self._keys[key]] = ()
        self._keys[key] = len(self._rows)
        self._rows.append(row)

    def may_share_with(self, other: _Group) -> bool:
        """Whether one statement may write both."""
        mine, theirs = self.kind, other.kind
        return mine.table != theirs.table and not (mine.is_alone or theirs.is_alone)

    def ordered(self) -> list[Row]:
        """The rows as they are written."""
        kind, rows = self.kind, [row for row in self._rows if row]
        if kind.is_sorted and len(rows) > 1:
            # Two commits that write the same rows in the same order wait instead of blocking
            # each other.
            rows.sort(key=lambda row: row[: kind.key])
        return rows

    def check(self, done: int, rows: Sequence[Row]) -> None:
        """Raises: Stale when a guard failed, so that fewer rows were written."""
        if self.kind.is_guarded and done != len(rows):
            raise Stale


class Batch:
    """Groups of rows in the order in which they must run.

    Only rows of one table depend on each other, so that neighbours of different tables share a
    statement, and with it the way to the database and back.
    """

    def __init__(self, writes: Iterable[Write] = ()) -> None:
        self._groups: list[_Group] = []
        self._newest: dict[int, int] = {}  # Kind -> its last group.
        self._touched: dict[tuple[str, Hashable], int] = {}
        self._barriers: dict[str, int] = {}
        self._highest: dict[str, int] = {}
        for write in writes:
            self.add(write)

    def __len__(self) -> int:
        return len(self._groups)

    def add(self, write: Write) -> None:
        """Put the row into a statement, as early as the order allows."""
        kind, table, scope = write.kind, write.kind.table, write.scope
        place = self._newest.get(id(kind), -1)
        if (
            place < 0
            or place < self._earliest(write)
            or not self._groups[place].may_take(write.row)
        ):
            place = len(self._groups)
            self._groups.append(_Group(kind))
            self._newest[id(kind)] = place
        self._groups[place].add(write.row)
        self._highest[table] = max(place, self._highest.get(table, -1))
        if scope is None:
            self._barriers[table] = place
        else:
            self._touched[table, scope] = place

    async def run(self, connection: asyncpg.Connection) -> None:
        """Run all statements. Raises: Stale, and what the driver raises."""
        for groups in self.statements():
            await _run(connection, groups)

    def statements(self) -> Iterator[list[_Group]]:
        """The groups that run together."""
        together: list[_Group] = []
        for group in self._groups:
            if not all(group.may_share_with(other) for other in together):
                yield together
                together = []
            together.append(group)
        if together:
            yield together

    def _earliest(self, write: Write) -> int:
        """The first group that may have the row."""
        table = write.kind.table
        if write.scope is None or write.kind.is_alone:
            return self._highest.get(table, -1) + 1
        before = self._barriers.get(table, -1) + 1
        touched = self._touched.get((table, write.scope), -1)
        if touched >= 0 and self._groups[touched].kind is not write.kind:
            touched += 1
        return max(before, touched)


async def _run(connection: asyncpg.Connection, groups: Sequence[_Group]) -> None:
    """Raises: Stale when a guard fails."""
    written = [group.ordered() for group in groups]
    bindings = [list(column) for rows in written for column in zip(*rows, strict=True)]
    if len(groups) == 1:
        kind = groups[0].kind
        if kind.is_alone:
            bindings = list(written[0][0])
        done = await connection.execute(kind.text, *bindings)
        counts = [int(done.rpartition(" ")[2])]
    else:
        counts = await connection.fetchrow(
            joined(tuple(one.kind.text for one in groups)), *bindings
        )
    for group, rows, count in zip(groups, written, counts, strict=True):
        group.check(count, rows)
