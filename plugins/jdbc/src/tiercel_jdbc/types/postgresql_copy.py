"""COPY of PostgreSQL: whole files in and out of tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_jdbc.databases.postgresql import PostgreSql, PostgreSqlSession
from tiercel_jdbc.types.tls import Tls

COPIED = [Metric("rows", "counter", "rows", "How many rows were copied.")]
_BLOCK_BYTES = 1 << 16
_ENDS = {"TEXT": "txt", "CSV": "csv", "BINARY": "bin"}


class Copied(Output):
    """What COPY did."""

    row_count: Annotated[int | None, Prop("How many rows were copied.")] = None


class CopiedOut(Copied):
    """Rows in a file."""

    uri: Annotated[str, Prop("The file in the internal storage.")]


class Copy(Tls):
    """Options of the statement COPY."""

    database = PostgreSql()
    table: Annotated[str | None, Prop("The table to copy, with its schema where it needs one.")] = (
        None
    )
    columns: Annotated[list[str] | None, Prop("The columns, in order; all by default.")] = None
    format: Annotated[Literal["TEXT", "CSV", "BINARY"], Prop("The form of the file.")] = "TEXT"
    header: Annotated[bool | None, Prop("Whether the first line holds names.")] = None
    delimiter: Annotated[str | None, Prop("What stands between columns.")] = None
    null_string: Annotated[str | None, Prop("The text of null.")] = None
    quote: Annotated[str | None, Prop("The quotation mark of CSV.")] = None
    escape: Annotated[str | None, Prop("What stands before a quotation mark in quotes.")] = None
    force_quote: Annotated[list[str] | None, Prop("Columns that are always quoted.")] = None
    force_not_null: Annotated[
        list[str] | None, Prop("Columns in which the text of null is no null.")
    ] = None
    force_null: Annotated[
        list[str] | None, Prop("Columns in which the text of null is null in quotes, too.")
    ] = None
    encoding: Annotated[str | None, Prop("The encoding of the file.")] = None
    freeze: Annotated[bool | None, Prop("Whether rows are stored frozen.")] = None
    oids: Annotated[bool | None, Prop("Object ids of rows, which servers before 12 had.")] = None
    socket_timeout: Annotated[
        int | None, Prop("Seconds that the server may be silent; 0 for any.")
    ] = None

    def options(self) -> str:
        """The options as the statement has them."""
        found = [f"FORMAT {self.format}"]
        flags = {"HEADER": self.header, "FREEZE": self.freeze, "OIDS": self.oids}
        found += [f"{name} {str(value).upper()}" for name, value in flags.items() if value]
        texts = {
            "DELIMITER": self.delimiter,
            "NULL": self.null_string,
            "QUOTE": self.quote,
            "ESCAPE": self.escape,
            "ENCODING": self.encoding,
        }
        found += [f"{name} {literal(value)}" for name, value in texts.items() if value is not None]
        lists = {
            "FORCE_QUOTE": self.force_quote,
            "FORCE_NOT_NULL": self.force_not_null,
            "FORCE_NULL": self.force_null,
        }
        found += [f"{name} ({names(value)})" for name, value in lists.items() if value]
        return ", ".join(found)

    def target(self) -> str:
        """The table with its columns. Raises: PluginError without one."""
        if self.table is None:
            raise PluginError("`table` must be given")
        return f"{self.table} ({names(self.columns)})" if self.columns else self.table

    def count(self, ctx: RunContext, cursor: Any) -> int:
        """How many rows were copied, which becomes a metric, too."""
        rows = max(int(cursor.rowcount), 0)
        ctx.metrics.counter("rows", rows)
        return rows


def literal(text: str) -> str:
    """A text as a literal of SQL, in which a backslash is a sign of its own."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace("\t", "\\t") + "'"


def names(columns: list[str]) -> str:
    """Columns as the statement has them; `*` stands for all."""
    return ", ".join(
        each if each == "*" else '"' + each.replace('"', '""') + '"' for each in columns
    )


@plugin(
    "io.kestra.plugin.jdbc.postgresql.CopyIn",
    title="Copy a file into a table of PostgreSQL.",
    examples=[
        (
            "url: jdbc:postgresql://localhost:5432/shop\n"
            "username: loader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders\n"
            "format: CSV\n"
            "header: true"
        )
    ],
    metrics=COPIED,
)
class CopyIn(Copy, RunnableTask[Copied]):
    """The file is sent as it is read."""

    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]

    def run(self, ctx: RunContext) -> Copied:
        with self.session(ctx) as session, ctx.blobs.open(self.from_) as file:
            assert isinstance(session, PostgreSqlSession)
            cursor = session.connection.cursor()
            with cursor.copy(f"COPY {self.target()} FROM STDIN WITH ({self.options()})") as copy:
                while block := file.read(_BLOCK_BYTES):
                    copy.write(block)
            return Copied(row_count=self.count(ctx, cursor))


@plugin(
    "io.kestra.plugin.jdbc.postgresql.CopyOut",
    title="Copy rows of PostgreSQL into a file.",
    examples=[
        (
            "url: jdbc:postgresql://localhost:5432/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT id, total FROM orders\n"
            "format: CSV\n"
            "header: true"
        )
    ],
    metrics=COPIED,
)
class CopyOut(Copy, RunnableTask[CopiedOut]):
    """The rows of a table or a statement are stored as they come."""

    sql: Annotated[str | None, Prop("A statement whose rows are copied.")] = None

    def run(self, ctx: RunContext) -> CopiedOut:
        source = self.target() if self.sql is None else f"({self.sql.strip().rstrip(';')})"
        with self.session(ctx) as session:
            assert isinstance(session, PostgreSqlSession)
            cursor = session.connection.cursor()
            with cursor.copy(f"COPY {source} TO STDOUT WITH ({self.options()})") as copy:
                uri = ctx.blobs.put_new(_blocks(copy), _ENDS[self.format])
            return CopiedOut(uri=uri, row_count=self.count(ctx, cursor))


def _blocks(copy: Any) -> Iterator[bytes]:
    """The rows, of which the server sends one at a time, in larger pieces."""
    rows: list[bytes] = []
    size = 0
    for row in copy:
        rows.append(row)
        size += len(row)
        if size >= _BLOCK_BYTES:
            yield b"".join(rows)
            rows, size = [], 0
    yield b"".join(rows)
