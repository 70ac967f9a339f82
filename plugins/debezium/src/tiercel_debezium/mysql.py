"""The log of MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, Literal
from zlib import crc32

from tiercel.plugin import Json, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses, port_of
from tiercel_debezium.capture import Server, state_of
from tiercel_debezium.changes import Change, Committed, Operation, Row, Source, Table
from tiercel_debezium.limits import CONNECT_SECONDS, FETCH_ROWS

Modes = Literal[
    "INITIAL",
    "INITIAL_ONLY",
    "WHEN_NEEDED",
    "NEVER",
    "SCHEMA_ONLY",
    "SCHEMA_ONLY_RECOVERY",
    "NO_DATA",
    "ALWAYS",
    "RECOVERY",
]
SERVER_ID = Prop("A number that no other reader of the server has.")
_WITH_ROWS = frozenset({"INITIAL", "INITIAL_ONLY", "WHEN_NEEDED", "ALWAYS"})
_OF_SERVER = ("information_schema", "mysql", "performance_schema", "sys")
_COLUMNS = (
    "SELECT column_name, column_key FROM information_schema.columns "
    "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position"
)


class MySql(Server):
    """A server whose `binlog_format` is ROW."""

    snapshot_mode: Annotated[
        Modes,
        Prop(
            "Whether rows that are there already are read first, and where the log begins.",
            "NEVER begins with the oldest log, NO_DATA and its older names with what comes.",
        ),
    ] = "INITIAL"

    def number(self) -> str | None:
        """The number of this reader, as the flow says."""
        raise NotImplementedError

    @contextmanager
    def source(self, ctx: RunContext) -> Iterator[Source]:
        """Raises: PluginError for a number that is none, or with the server's own words."""
        mysql = client_module("pymysql", "MySQL", "tiercel[debezium]")
        number = self.number() or str(crc32(self.state_key(ctx).encode()))
        if not number.isdigit():
            raise PluginError("`serverId` must be a number")
        place = f"MySQL at {self.hostname}"
        port = port_of("port", self.port)
        allowed_addresses(ctx, place, self.hostname, port)
        login = {
            "host": self.hostname,
            "port": port,
            "user": self.username,
            "password": self.password or "",
            "connect_timeout": CONNECT_SECONDS,
        }
        errors = (mysql.Error, OSError)
        with (
            explained(ctx, place, "reading the log", errors, (self.password,)),
            # A port that says nothing would be waited for without an end.
            mysql.connect(**login, autocommit=True, read_timeout=CONNECT_SECONDS) as connection,
        ):
            # A statement may take its time.
            connection._read_timeout = None
            yield Log(ctx, self, connection, {**login, "server_id": int(number)})


class Numbered(MySql):
    """A reader whose number the flow names."""

    server_id: Annotated[str, SERVER_ID]

    def number(self) -> str | None:
        return self.server_id


class MaybeNumbered(MySql):
    """A reader that makes a number of its own where the flow names none."""

    server_id: Annotated[str | None, SERVER_ID] = None

    def number(self) -> str | None:
        return self.server_id


class Log:
    """Its position is `file` and `pos`."""

    def __init__(
        self, ctx: RunContext, asked: MySql, connection: Any, login: dict[str, Json]
    ) -> None:
        self._ctx, self._asked = ctx, asked
        self._connection = connection
        self._login = {name: each for name, each in login.items() if name != "server_id"}
        self._number = login["server_id"]
        self._key = asked.state_key(ctx)
        self._position = state_of(ctx, self._key)
        mode = asked.snapshot_mode
        is_new = "file" not in self._position
        self._reads_rows = mode == "ALWAYS" or (mode in _WITH_ROWS and is_new)
        if is_new:
            self._position = self._oldest() if mode == "NEVER" else self._newest()
        self._columns = cache(self._asked_columns)

    def read(self, most: int | None) -> Iterator[Change | Committed]:
        """Rows that are there already, where that is asked for, and then the log."""
        if self._reads_rows:
            self._reads_rows = False
            yield from self._rows()
            yield Committed(dict(self._position))
        if self._asked.snapshot_mode == "INITIAL_ONLY":
            return
        yield from self._log(most)

    def acknowledge(self, position: Mapping[str, Json]) -> None:
        """The next reader begins there."""
        self._position = dict(position)
        self._ctx.kv.put(self._key, self._position)

    def _log(self, most: int | None) -> Iterator[Change | Committed]:
        module = client_module("pymysqlreplication", "MySQL", "tiercel[debezium]")
        rows = client_module("pymysqlreplication.row_event", "MySQL", "tiercel[debezium]")
        events = client_module("pymysqlreplication.event", "MySQL", "tiercel[debezium]")
        kinds: dict[Any, Operation] = {
            rows.WriteRowsEvent: "c",
            rows.UpdateRowsEvent: "u",
            rows.DeleteRowsEvent: "d",
        }
        reader = module.BinLogStreamReader(
            connection_settings=self._login,
            server_id=self._number,
            resume_stream=True,
            log_file=self._position["file"],
            log_pos=self._position["pos"],
            only_events=[*kinds, events.XidEvent],
        )
        count = 0
        try:
            for event in reader:
                position = {"file": reader.log_file, "pos": reader.log_pos}
                operation = kinds.get(type(event))
                if operation is None:
                    yield Committed(position)
                    if most is not None and count >= most:
                        return
                    continue
                for row in event.rows:
                    count += 1
                    yield self._change(event, operation, row, position)
            # Changes outside of transactions have no event for their end.
            yield Committed({"file": reader.log_file, "pos": reader.log_pos})
        finally:
            reader.close()

    def _change(
        self, event: Any, operation: Operation, row: Mapping[str, Any], source: dict[str, Json]
    ) -> Change:
        names, keys = self._columns(event.schema, event.table)

        def named(values: Mapping[str, Json] | None) -> Row | None:
            if values is None:
                return None
            # Names are in the log only where the server is told to write them.
            if len(values) == len(names):
                return dict(zip(names, values.values(), strict=True))
            return dict(values)

        values = row.get("values")
        before = named(values if operation == "d" else row.get("before_values"))
        after = None if operation == "d" else named(values or row.get("after_values"))
        known = after or before or {}
        key = {each: known[each] for each in keys if each in known}
        table = Table(event.schema, None, event.table)
        return Change(table, operation, key, before, after, source, event.timestamp * 1000)

    def _asked_columns(self, schema: str, table: str) -> tuple[list[str], list[str]]:
        found = self._all(_COLUMNS, schema, table)
        return [name for name, _ in found], [name for name, key in found if key == "PRI"]

    def _rows(self) -> Iterator[Change]:
        cursors = client_module("pymysql.cursors", "MySQL", "tiercel[debezium]")
        listed = "SELECT table_schema, table_name FROM information_schema.tables"
        for schema, name in self._all(f"{listed} WHERE table_type = 'BASE TABLE'"):
            if schema in _OF_SERVER:
                continue
            names, keys = self._columns(schema, name)
            now = round(self._ctx.now().timestamp() * 1000)
            place = ".".join(f"`{each.replace('`', '``')}`" for each in (schema, name))
            with self._connection.cursor(cursors.SSCursor) as cursor:
                cursor.execute(f"SELECT * FROM {place}")
                while some := cursor.fetchmany(FETCH_ROWS):
                    for values in some:
                        row = dict(zip(names, values, strict=True))
                        key = {each: row[each] for each in keys}
                        table = Table(schema, None, name)
                        yield Change(table, "r", key, None, row, {}, now)

    def _newest(self) -> dict[str, Json]:
        found = self._all("SHOW MASTER STATUS")
        if not found:
            raise PluginError(
                "The server writes no log: it needs `log_bin` and `binlog_format` ROW"
            )
        return {"file": found[0][0], "pos": int(found[0][1])}

    def _oldest(self) -> dict[str, Json]:
        return {"file": self._all("SHOW BINARY LOGS")[0][0], "pos": 4}

    def _all(self, statement: str, *values: Json) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())
