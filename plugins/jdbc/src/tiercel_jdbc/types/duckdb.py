"""Types for DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec.structs import replace

from tiercel.plugin import Json, Output, PluginError, Prop, Raw, RunContext, plugin
from tiercel.plugin.services.fetching import Rows
from tiercel.plugins.files import keep_files, write_input_files
from tiercel_jdbc.databases.database import Login
from tiercel_jdbc.databases.duckdb import DuckDb
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.connection import Connected
from tiercel_jdbc.tasks.queries import RowsOfAll
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.database_files import KEEP_FILE, FileOfRows, FileOfRowsOfAll, kept_database

_URL = "The address of the file, such as jdbc:duckdb:name.db, or md:name; a file of the attempt."
_FILE = "duckdb.db"
_IN_MEMORY = ("", ":memory:")


class DuckDbFiles(Connected):
    """Files beside the database.

    In the statement `{{ workingDir }}` is their folder, `{{ dbFilePath }}` the database, and
    `{{ outputFiles.name }}` the place of each file of `outputFiles`.
    """

    far_work = None

    database = DuckDb()
    sql: Annotated[Raw[str], Prop("The statement, or the statements of Queries.")]
    input_files: Annotated[
        Json, Prop("Files to write first: a map of names to contents or addresses.")
    ] = None
    output_files: Annotated[list[str] | None, Prop("Globs of files that are kept.")] = None
    database_uri: Annotated[
        str | None, Prop("A database in the internal storage; changes stay in the attempt's copy.")
    ] = None
    output_db_file: Annotated[bool, KEEP_FILE] = False
    community_extensions: Annotated[
        list[str], Prop("Extensions to load; what can't be loaded is passed over.")
    ] = ["ion"]  # noqa: RUF012  A field of a frozen model.

    def connection_options(self) -> Mapping[str, Json]:
        return {"communityExtensions": self.community_extensions}

    def login(self, ctx: RunContext) -> Login:
        """With the file in its place."""
        found = super().login(ctx)
        path = found.address.path
        if path in _IN_MEMORY and (self.database_uri or self.output_db_file):
            path = _FILE
            found = replace(found, address=replace(found.address, path=path))
        if self.database_uri:
            target = ctx.files.resolve(path)
            if not target.exists():
                with ctx.blobs.open(self.database_uri) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
        return found

    def statement(self, ctx: RunContext) -> str:
        """The statement with the places of files. Raises: PluginError for an empty one."""
        write_input_files(ctx, self.input_files)
        extra: dict[str, Json] = {
            "workingDir": str(ctx.files.path),
            "dbFilePath": str(ctx.files.path / (self.login(ctx).address.path or _FILE)),
            "outputFiles": {name: str(ctx.files.resolve(name)) for name in self.output_files or ()},
        }
        text = ctx.render(self.sql, extra)
        if not text:
            raise PluginError("`sql` has no statement")
        return text

    def kept(self, ctx: RunContext) -> dict[str, Json]:
        """What is kept of the files."""
        uri = kept_database(ctx, self.login(ctx)) if self.output_db_file else None
        files = keep_files(ctx, self.output_files or ())
        return {"database_uri": uri, "output_files": files or None}


@plugin(
    "io.kestra.plugin.jdbc.duckdb.Query",
    title="Run a statement in DuckDB.",
    examples=[
        (
            "inputFiles:\n"
            '  orders.csv: "{{ outputs.extract.uri }}"\n'
            "sql: SELECT city, sum(total) AS total FROM 'orders.csv' GROUP BY city\n"
            "fetchType: STORE"
        )
    ],
    metrics=FETCHED,
)
class Query(DuckDbFiles, parts.OlderQuery):
    """One statement."""

    outputs_class: ClassVar[type[Output]] = FileOfRows
    url: Annotated[str, Prop(_URL)] = "jdbc:duckdb:"

    def run(self, ctx: RunContext) -> Rows:
        return FileOfRows(**self.rows(ctx).model_dump(), **self.kept(ctx))


@plugin(
    "io.kestra.plugin.jdbc.duckdb.Queries",
    title="Run several statements in DuckDB.",
    examples=[
        (
            "inputFiles:\n"
            '  orders.csv: "{{ outputs.extract.uri }}"\n'
            "outputFiles: [totals.parquet]\n"
            "sql: |\n"
            "  CREATE TABLE orders AS SELECT * FROM 'orders.csv';\n"
            "  COPY (SELECT sum(total) FROM orders) TO '{{ outputFiles['totals.parquet'] }}'\n"
            "fetchType: FETCH"
        )
    ],
    metrics=FETCHED,
)
class Queries(DuckDbFiles, parts.Queries):
    """Several statements."""

    outputs_class: ClassVar[type[Output]] = FileOfRowsOfAll
    url: Annotated[str, Prop(_URL)] = "jdbc:duckdb:"

    def run(self, ctx: RunContext) -> RowsOfAll:
        return FileOfRowsOfAll(outputs=self.rows_of_all(ctx), **self.kept(ctx))


@plugin(
    "io.kestra.plugin.jdbc.duckdb.Trigger",
    title="Start an execution for rows in DuckDB.",
    examples=["url: jdbc:duckdb:/data/shop.db\nsql: SELECT * FROM orders\ninterval: PT5M"],
)
class Trigger(DuckDbFiles, parts.Trigger):
    """Polls with a statement."""
