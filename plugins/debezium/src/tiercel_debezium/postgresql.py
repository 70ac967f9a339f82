"""The log of PostgreSQL, read by statements from a slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses, port_of
from tiercel_debezium.capture import Server, state_of
from tiercel_debezium.changes import Change, Committed, Source, Table
from tiercel_debezium.limits import CONNECT_SECONDS, FETCH_ROWS
from tiercel_debezium.pgoutput import Decoder, number_of_lsn

_PLUGIN = "PGOUTPUT"
_KEYS = (
    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
    "AND a.attnum = ANY(i.indkey) WHERE i.indisprimary AND i.indrelid = %s::regclass"
)
_FILES = {"ssl_cert": "sslcert", "ssl_key": "sslkey", "ssl_root_cert": "sslrootcert"}
Modes = Literal["INITIAL", "ALWAYS", "NEVER", "INITIAL_ONLY"]


class PostgreSql(Server):
    """A database, with a slot and a publication of its own."""

    database: Annotated[str, Prop("The database whose changes are read.")]
    plugin_name: Annotated[
        Literal[
            "DECODERBUFS",
            "WAL2JSON",
            "WAL2JSON_RDS",
            "WAL2JSON_STREAMING",
            "WAL2JSON_RDS_STREAMING",
            "PGOUTPUT",
        ],
        Prop("How the server writes changes: PGOUTPUT, which each has; others are refused."),
    ] = "PGOUTPUT"
    publication_name: Annotated[
        str, Prop("The publication; one of all tables is made where there is none.")
    ] = "kestra_publication"
    slot_name: Annotated[
        str,
        Prop(
            "The slot, which keeps the log until it is read; it is made where there is none.",
            "Each reader needs its own. Drop it when the flow is gone.",
        ),
    ] = "kestra"
    snapshot_mode: Annotated[
        Modes, Prop("Whether rows that are there already are read first, and how often.")
    ] = "INITIAL"
    ssl_mode: Annotated[
        Literal["DISABLE", "REQUIRE", "VERIFY_CA", "VERIFY_FULL"], Prop("Whether TLS is spoken.")
    ] = "DISABLE"
    ssl_root_cert: Annotated[str | None, Prop("The text of the certificate to trust.")] = None
    ssl_cert: Annotated[str | None, Prop("The text of the client's certificate.")] = None
    ssl_key: Annotated[str | None, Prop("The text of its key, best from a secret.")] = None
    ssl_key_password: Annotated[
        str | None, Prop("The password that opens `sslKey`; none by default.")
    ] = None

    @contextmanager
    def source(self, ctx: RunContext) -> Iterator[Source]:
        """Raises: PluginError for another plugin, or with the server's own words."""
        if self.plugin_name != _PLUGIN:
            raise PluginError(f"`pluginName` must be {_PLUGIN}: this client reads no other")
        psycopg = client_module("psycopg", "PostgreSQL", "tiercel[debezium]")
        place = f"PostgreSQL at {self.hostname}"
        if not self.hostname.startswith("/"):
            allowed_addresses(ctx, place, self.hostname, port_of("port", self.port))
        secrets = (self.password, self.ssl_key, self.ssl_key_password)
        with (
            explained(ctx, place, "reading the log", (psycopg.Error,), secrets),
            psycopg.connect(**self._login(ctx), autocommit=True) as connection,
        ):
            ctx.on_stop(connection.cancel)
            yield Slot(ctx, self, connection)

    def _login(self, ctx: RunContext) -> dict[str, Json]:
        found: dict[str, Json] = {
            "host": self.hostname,
            "port": self.port,
            "dbname": self.database,
            "user": self.username,
            "password": self.password,
            "sslmode": self.ssl_mode.lower().replace("_", "-"),
            "sslpassword": self.ssl_key_password,
            "connect_timeout": CONNECT_SECONDS,
        }
        for name, option in _FILES.items():
            text = getattr(self, name)
            if text:
                file = ctx.files.resolve(f".{option}.pem")
                file.write_text(f"{text}\n", encoding="utf-8")
                file.chmod(0o600)
                found[option] = str(file)
        return {name: each for name, each in found.items() if each is not None}


class Slot:
    """What a slot keeps; a position is `lsn`, and `snapshot` once one was read."""

    def __init__(self, ctx: RunContext, asked: PostgreSql, connection: Any) -> None:
        self._ctx, self._asked, self._connection = ctx, asked, connection
        self._key = asked.state_key(ctx)
        self._sql = client_module("psycopg.sql", "PostgreSQL", "tiercel[debezium]")
        adapters = client_module("psycopg.adapt", "PostgreSQL", "tiercel[debezium]")
        transformer = adapters.Transformer(connection)
        text = client_module("psycopg.pq", "PostgreSQL", "tiercel[debezium]").Format.TEXT

        def load(kind: int, content: bytes) -> Json:
            return transformer.get_loader(kind, text).load(content)

        self._decoder = Decoder(asked.database, load)
        self._prepare()
        done = bool(state_of(ctx, self._key).get("snapshot"))
        mode = asked.snapshot_mode
        self._reads_rows = mode == "ALWAYS" or (mode != "NEVER" and not done)

    def read(self, most: int | None) -> Iterator[Change | Committed]:
        """Rows that are there already, where that is asked for, and then the log."""
        if self._reads_rows:
            self._reads_rows = False
            yield from self._rows()
            yield Committed({"snapshot": True})
        if self._asked.snapshot_mode == "INITIAL_ONLY":
            return
        statement = (
            "SELECT data FROM pg_logical_slot_peek_binary_changes(%s, NULL, %s, "
            "'proto_version', '1', 'publication_names', %s)"
        )
        names = (self._asked.slot_name, most, self._asked.publication_name)
        with self._connection.transaction(), self._connection.cursor("changes") as cursor:
            cursor.itersize = FETCH_ROWS
            for (content,) in cursor.execute(statement, names):
                yield from self._decoder.changes(bytes(content))

    def acknowledge(self, position: Mapping[str, Json]) -> None:
        """The server may forget the log up to there."""
        self._ctx.kv.put(
            self._key, {**state_of(self._ctx, self._key), **position, "snapshot": True}
        )
        lsn = position.get("lsn")
        if lsn is None:
            return
        found = self._one(
            "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = %s",
            self._asked.slot_name,
        )
        if found is None or number_of_lsn(str(found)) < number_of_lsn(str(lsn)):
            self._one("SELECT pg_replication_slot_advance(%s, %s)", self._asked.slot_name, lsn)

    def _prepare(self) -> None:
        name, slot = self._asked.publication_name, self._asked.slot_name
        if not self._one("SELECT 1 FROM pg_publication WHERE pubname = %s", name):
            made = self._sql.SQL("CREATE PUBLICATION {} FOR ALL TABLES")
            self._connection.execute(made.format(self._sql.Identifier(name)))
        if not self._one("SELECT 1 FROM pg_replication_slots WHERE slot_name = %s", slot):
            self._one("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')::text", slot)

    def _one(self, statement: str, *values: Json) -> Json:
        row = self._connection.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def _rows(self) -> Iterator[Change]:
        listed = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = %s"
        names = self._connection.execute(listed, (self._asked.publication_name,)).fetchall()
        for schema, name in names:
            table = Table(self._asked.database, schema, name)
            place = self._sql.Identifier(schema, name)
            text = place.as_string(self._connection)
            keys = [each for (each,) in self._connection.execute(_KEYS, (text,)).fetchall()]
            now = round(self._ctx.now().timestamp() * 1000)
            with self._connection.transaction(), self._connection.cursor("rows") as cursor:
                cursor.itersize = FETCH_ROWS
                cursor.execute(self._sql.SQL("SELECT * FROM {}").format(place))
                columns = [each.name for each in cursor.description]
                for values in cursor:
                    row = dict(zip(columns, values, strict=True))
                    key = {each: row[each] for each in keys}
                    yield Change(table, "r", key, None, row, {}, now)
