"""A server of Kestra that does not start any more, read from its PostgreSQL and its storage folder.

Every table has what it holds as JSON in a column `value`, nearly in the form in which the API
answers it. Read are those of 0.2x and 1.x: the tables of 2.0 are others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from tiercel.migrate.kestra import answers
from tiercel.migrate.kestra.source import Batch
from tiercel.migrate.kestra.storage import StorageFolder, versioned
from tiercel.model.errors import TiercelError, Unavailable
from tiercel.model.json_types import Json

T = TypeVar("T")
PAGE = 100
_CONNECT_SECONDS_MAX = 30
_COLUMNS = """SELECT table_name, column_name FROM information_schema.columns
 WHERE table_schema = ANY (current_schemas(false))"""
# There is one tenant, which older servers leave out.
_OWN = "coalesce(value ->> 'tenantId', 'main') = 'main'"
_LIVE = "NOT coalesce((value ->> 'deleted')::boolean, false)"
_SOURCE = "value || jsonb_build_object('{}', source_code)"
_FLOWS = f"""(SELECT DISTINCT ON (namespace, id) namespace, id, value FROM flows WHERE {_OWN}
 ORDER BY namespace, id, revision DESC) AS newest"""
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
        """Shapes: `url` is `postgresql://user:password@host/database`, with or without `jdbc:`.

        Raises: TiercelError when it can't be reached or holds no such tables.
        """
        self.version = "database"
        self.shown = f"database {_shown(url)}"
        self._storage = storage
        self._listed: dict[str, answers.ExecutionAnswer] = {}
        self._columns: dict[str, set[str]] = {}
        with ExitStack() as opened:
            self._runner = opened.enter_context(asyncio.Runner())
            self._connection = self._runner.run(_connect(url.removeprefix("jdbc:"), self.shown))
            opened.callback(lambda: self._runner.run(self._connection.close()))
            for table, column in self._ask(_COLUMNS):
                self._columns.setdefault(table, set()).add(column)
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
        rows = _FLOWS if what == "flows" else what
        return int(self._ask(f"SELECT count(*) FROM {rows} WHERE {_OWN} AND {_LIVE}")[0][0])

    def flows(self) -> Iterator[answers.FlowName]:
        """All flows that are not deleted."""
        return self._all(
            f"SELECT value FROM {_FLOWS} WHERE {_LIVE} ORDER BY namespace, id", answers.FlowName
        )

    def revisions(self, flow: answers.FlowName) -> Iterator[answers.FlowRevision]:
        """Its revisions with their sources, oldest first."""
        return self._all(
            f"SELECT {_SOURCE.format('source')} FROM flows"
            f" WHERE namespace = $1 AND id = $2 AND {_OWN} ORDER BY revision",
            answers.FlowRevision,
            flow.namespace,
            flow.id,
        )

    def keys(self, namespace: str) -> Iterator[answers.KvName]:
        """Keys of a namespace: from 1.1 on a table has them, before only the folder."""
        if "kv_metadata" in self._columns:
            yield from self._all(
                "SELECT value || jsonb_build_object('key', name, 'revision', version,"
                " 'creationDate', value ->> 'created', 'updateDate', updated) FROM kv_metadata"
                f" WHERE namespace = $1 AND last AND NOT deleted AND {_OWN} ORDER BY name",
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
            "SELECT value FROM namespace_file_metadata WHERE namespace = $1 AND last"
            f" AND NOT deleted AND {_OWN} ORDER BY path",
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
            f"SELECT value FROM triggers WHERE {_OWN} ORDER BY key", answers.TriggerAnswer
        )

    def dashboards(self) -> Iterator[answers.DashboardAnswer]:
        """All dashboards with their sources."""
        return self._rows("dashboards", answers.DashboardAnswer, _SOURCE.format("sourceCode"))

    def templates(self) -> Iterator[dict[str, Any]]:
        """All templates, where the server has any."""
        return self._rows("templates", dict[str, Any])

    def executions(self, after: Json) -> Batch:
        """A page of them in the order of their keys."""
        found = self._ask(
            f"SELECT key, value FROM executions WHERE key > $1 AND {_OWN} AND {_LIVE}"
            f" ORDER BY key LIMIT {PAGE}",
            after or "",
        )
        results = [_read(row[1], answers.ExecutionAnswer) for row in found]
        self._listed = {each.id: each for each in results}
        return Batch(results, found[-1][0] if len(found) == PAGE else None)

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
        where = f"{_OWN} AND {_LIVE}"
        return self._all(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY key", of)

    def _of_execution(self, table: str, of: type[T], execution_id: str) -> Iterator[T]:
        # The index of older servers begins with this column, which newer ones do not have.
        live = "NOT deleted AND " if "deleted" in self._columns[table] else ""
        return self._all(
            f"SELECT value FROM {table} WHERE {live}execution_id = $1"
            " ORDER BY (value ->> 'timestamp')::timestamptz, key",
            of,
            execution_id,
        )

    def _newest(self, table: str, column: str, namespace: str, name: str) -> int:
        """The revision that counts; the first where nothing is noted of revisions."""
        if table not in self._columns:
            return 1
        found = self._ask(
            f"SELECT version FROM {table} WHERE namespace = $1"
            f" AND ltrim({column}, '/') = ltrim($2, '/') AND last AND {_OWN}",
            namespace,
            name,
        )
        return int(found[0][0]) if found else 1

    def _all(self, query: str, of: type[T], *values: Json) -> Iterator[T]:
        for row in self._ask(query, *values):
            yield _read(row[0], of)

    def _ask(self, query: str, *values: Json) -> list[Any]:
        import asyncpg

        try:
            rows: list[Any] = self._runner.run(self._connection.fetch(query, *values))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise Unavailable(f"The {self.shown} does not answer: {error}") from error
        return rows


def _shown(url: str) -> str:
    """The address of a database without a password."""
    parts = urlsplit(url.removeprefix("jdbc:"))
    return f"{parts.hostname or ''}{parts.path}"


async def _connect(url: str, place: str) -> Any:
    try:
        import asyncpg
    except ImportError as error:
        raise Unavailable(
            "PostgreSQL needs a driver that is not installed. Install it with:"
            " pip install 'tiercel[postgres]'"
        ) from error
    try:
        return await asyncpg.connect(url, timeout=_CONNECT_SECONDS_MAX)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        raise Unavailable(f"The {place} can't be reached: {error}") from error


def _read(content: str, of: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=of)
    except msgspec.MsgspecError as error:
        raise TiercelError(
            f"The database has a row in a form that this version does not know: {error}"
        ) from None
