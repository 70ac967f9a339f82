"""A server of Kestra that does not start any more, read from its database and its storage folder.

Every table has what it holds as JSON in a column `value`, nearly in the form in which the API
answers it. Read are those of 0.2x and 1.x: the tables of 2.0 are others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, TypeVar

import msgspec

from tiercel.migrate.kestra import answers
from tiercel.migrate.kestra.connections import Row, connected
from tiercel.migrate.kestra.source import Batch
from tiercel.migrate.kestra.storage import StorageFolder, versioned
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json

T = TypeVar("T")
Timed = TypeVar("Timed", answers.LogAnswer, answers.MetricAnswer)
PAGE = 100
# Others have tables of these names as well; theirs have no JSON in a column `value`.
_TABLES = ("flows", "executions", "triggers")
# Tables that only 2.0 has.
_NEWER = {"task_outputs"}


class _Kept(msgspec.Struct, frozen=True):
    """A file of a namespace, as 1.1 and later note it in a table."""

    path: str


class KestraDatabase:
    """Tables of one database, and the folder beside it. Nothing is written to either."""

    def __init__(self, url: str, storage: StorageFolder) -> None:
        """Shapes: `url` as `connected` reads it.

        Raises: TiercelError when it can't be reached or holds no such tables.
        """
        self.version = "database"
        self._storage = storage
        self._listed: dict[str, answers.ExecutionAnswer] = {}
        self._columns: dict[str, set[str]] = {}
        with ExitStack() as opened:
            self._connection = connected(url)
            opened.callback(self._connection.close)
            self.shown = self._connection.shown
            # There is one tenant, which older servers leave out.
            self._own = f"coalesce({self._connection.member('tenantId')}, 'main') = 'main'"
            live = f"coalesce({self._connection.member('deleted')}, 'false') <> 'true'"
            self._own_live = f"{self._own} AND {live}"
            self._flows = f"""(SELECT namespace, id, max(revision) AS revision FROM flows
 WHERE {self._own} GROUP BY namespace, id) AS newest JOIN flows USING (namespace, id, revision)"""
            for row in self._connection.columns():
                self._columns.setdefault(row["in_table"], set()).add(row["named"])
            self._check()
            self._opened = opened.pop_all()

    def _check(self) -> None:
        if any("value" not in self._columns.get(table, ()) for table in _TABLES):
            raise TiercelError(f"The {self.shown} holds no tables of Kestra")
        if self._columns.keys() & _NEWER:
            raise TiercelError(
                f"The {self.shown} was written by 2.0, whose tables are not read: start that"
                " server and copy it by its API"
            )

    def close(self) -> None:
        """End the connection."""
        self._opened.close()

    def count(self, what: str) -> int:
        """How many there are; `what` is the name of a table."""
        if what not in self._columns:
            return 0
        rows = self._flows if what == "flows" else what
        (counted,) = self._ask(f"SELECT count(*) AS found FROM {rows} WHERE {self._own_live}")
        return int(counted["found"])

    def flows(self) -> Iterator[answers.FlowName]:
        """All flows that are not deleted."""
        return self._all(
            f"SELECT value FROM {self._flows} WHERE {self._own_live} ORDER BY namespace, id",
            answers.FlowName,
        )

    def revisions(self, flow: answers.FlowName) -> Iterator[answers.FlowRevision]:
        """Its revisions with their sources, oldest first."""
        return self._all(
            "SELECT value, source_code AS source FROM flows"
            f" WHERE namespace = %s AND id = %s AND {self._own} ORDER BY revision",
            answers.FlowRevision,
            flow.namespace,
            flow.id,
        )

    def keys(self, namespace: str) -> Iterator[answers.KvName]:
        """Keys of a namespace: from 1.1 on a table has them, before only the folder."""
        if "kv_metadata" in self._columns:
            yield from self._all(
                'SELECT value, name AS "key", version AS revision, updated AS "updateDate",'
                f' {self._connection.member("created")} AS "creationDate" FROM kv_metadata'
                f' WHERE namespace = %s AND "last" AND NOT deleted AND {self._own} ORDER BY name',
                answers.KvName,
                namespace,
            )
            return
        for key, written in self._storage.keys(namespace):
            beside = self._storage.key_metadata(namespace, key) or {}
            yield msgspec.convert({**beside, "key": key, "updateDate": written}, answers.KvName)

    def value(self, namespace: str, key: str) -> answers.KvValue | None:
        """The newest value of a key; None when the folder does not have it."""
        revision = self._newest("kv_metadata", "name", namespace, key)
        found = self._storage.key(namespace, key, revision)
        return None if found is None else answers.KvValue(type=found[0], value=found[1])

    def files(self, namespace: str) -> Iterator[str]:
        """Paths of all files of a namespace."""
        if "namespace_file_metadata" not in self._columns:
            yield from self._storage.namespace_files(namespace)
            return
        found = self._all(
            'SELECT value FROM namespace_file_metadata WHERE namespace = %s AND "last"'
            f" AND NOT deleted AND {self._own} ORDER BY path",
            _Kept,
            namespace,
        )
        # A folder has a line as well.
        yield from (f"/{each.path.lstrip('/')}" for each in found if not each.path.endswith("/"))

    def file(self, namespace: str, path: str) -> bytes | None:
        """The newest content of a file of a namespace."""
        revision = self._newest("namespace_file_metadata", "path", namespace, path)
        return self._storage.namespace_file(namespace, versioned(path, revision))

    def secrets(self, namespace: str) -> tuple[str, ...]:
        """None: a server has its secrets in its environment."""
        return ()

    def triggers(self) -> Iterator[answers.TriggerAnswer]:
        """States of all triggers."""
        return self._all(
            f'SELECT value FROM triggers WHERE {self._own} ORDER BY "key"', answers.TriggerAnswer
        )

    def dashboards(self) -> Iterator[answers.DashboardAnswer]:
        """All dashboards with their sources."""
        columns = 'value, source_code AS "sourceCode"'
        return self._rows("dashboards", answers.DashboardAnswer, columns)

    def templates(self) -> Iterator[dict[str, Any]]:
        """All templates, where the server has any."""
        return self._rows("templates", dict[str, Any])

    def executions(self, after: Json) -> Batch:
        """A page of them in the order of their keys."""
        found = self._ask(
            f'SELECT "key", value FROM executions WHERE "key" > %s AND {self._own_live}'
            f' ORDER BY "key" LIMIT {PAGE}',
            after or "",
        )
        results = [_read(row, answers.ExecutionAnswer) for row in found]
        self._listed = {each.id: each for each in results}
        return Batch(results, found[-1]["key"] if len(found) == PAGE else None)

    def execution(self, execution_id: str) -> answers.ExecutionAnswer | None:
        """One of the last batch, which has them whole."""
        return self._listed.get(execution_id)

    def execution_file(self, execution_id: str, uri: str) -> bytes | None:
        """A file that an execution stored."""
        return self._storage.read(uri)

    def logs(self, execution_id: str) -> Iterator[answers.LogAnswer]:
        """The log of an execution."""
        return self._of_execution("logs", answers.LogAnswer, execution_id)

    def metrics(self, execution_id: str) -> Iterator[answers.MetricAnswer]:
        """What the tasks of an execution measured."""
        return self._of_execution("metrics", answers.MetricAnswer, execution_id)

    def _rows(self, table: str, of: type[T], columns: str = "value") -> Iterator[T]:
        if table not in self._columns:
            return iter(())
        return self._all(f'SELECT {columns} FROM {table} WHERE {self._own_live} ORDER BY "key"', of)

    def _of_execution(self, table: str, of: type[Timed], execution_id: str) -> Iterator[Timed]:
        # The index of older servers begins with this column, which newer ones do not have.
        live = "NOT deleted AND " if "deleted" in self._columns[table] else ""
        query = f'SELECT value FROM {table} WHERE {live}execution_id = %s ORDER BY "key"'
        return iter(sorted(self._all(query, of, execution_id), key=lambda each: each.timestamp))

    def _newest(self, table: str, column: str, namespace: str, name: str) -> int:
        """The revision that counts; the first where nothing is noted of revisions."""
        if table not in self._columns:
            return 1
        found = self._ask(
            f"SELECT version FROM {table} WHERE namespace = %s AND"
            f""" trim(leading '/' from {column}) = %s AND "last" AND {self._own}""",
            namespace,
            name.lstrip("/"),
        )
        return int(found[0]["version"]) if found else 1

    def _all(self, query: str, of: type[T], *values: Json) -> Iterator[T]:
        for row in self._ask(query, *values):
            yield _read(row, of)

    def _ask(self, query: str, *values: Json) -> Sequence[Row]:
        return self._connection.ask(query, *values)


def _read(row: Row, of: type[T]) -> T:
    """What the JSON of a row holds, with the row's other columns as its members."""
    others = {name: cell for name, cell in row.items() if name != "value"}
    try:
        return msgspec.convert(msgspec.json.decode(row["value"]) | others, of)
    except msgspec.MsgspecError as error:
        raise TiercelError(
            f"The database has a row in a form that this version does not know: {error}"
        ) from None
