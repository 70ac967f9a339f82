"""Types for SQLite."""

from __future__ import annotations

import shutil
from typing import Annotated, ClassVar

from tiercel.plugin import Output, Prop, RunContext, plugin
from tiercel.plugin.services.fetching import Rows
from tiercel_jdbc.databases.database import Login
from tiercel_jdbc.databases.sqlite import Sqlite
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.connection import Connected
from tiercel_jdbc.tasks.queries import RowsOfAll
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.database_files import KEEP_FILE, FileOfRows, FileOfRowsOfAll, kept_database

_URL = "The address of the file, such as jdbc:sqlite:name.db; memory by default."


class SqliteFile(Connected):
    """A database in a file of the attempt, which may come from the internal storage."""

    far_work = None

    database = Sqlite()
    sqlite_file: Annotated[
        str | None, Prop("A database in the internal storage; it is copied to the file's place.")
    ] = None
    output_db_file: Annotated[bool, KEEP_FILE] = False

    def login(self, ctx: RunContext) -> Login:
        """With the file in its place."""
        found = super().login(ctx)
        if self.sqlite_file:
            target = ctx.files.resolve(found.address.path or "sqlite.db")
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                with ctx.blobs.open(self.sqlite_file) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
        return found if found.address.path else in_file(found, self.is_file)

    @property
    def is_file(self) -> bool:
        """Whether there must be a file although the address names none."""
        return self.sqlite_file is not None or self.output_db_file


def in_file(login: Login, is_file: bool) -> Login:
    """The login of a file with the usual name."""
    from msgspec.structs import replace

    if not is_file:
        return login
    return replace(login, address=replace(login.address, path="sqlite.db"))


@plugin(
    "io.kestra.plugin.jdbc.sqlite.Query",
    title="Run a statement in SQLite.",
    examples=['sqliteFile: "{{ inputs.database }}"\nsql: SELECT * FROM orders\nfetchType: FETCH'],
    metrics=FETCHED,
)
class Query(SqliteFile, parts.OlderQuery):
    """One statement."""

    outputs_class: ClassVar[type[Output]] = FileOfRows
    url: Annotated[str, Prop(_URL)] = "jdbc:sqlite:"

    def run(self, ctx: RunContext) -> Rows:
        found = super().run(ctx)
        uri = kept_database(ctx, self.login(ctx)) if self.output_db_file else None
        return FileOfRows(**found.model_dump(), database_uri=uri)


@plugin(
    "io.kestra.plugin.jdbc.sqlite.Queries",
    title="Run several statements in SQLite.",
    examples=[
        (
            "sql: |\n"
            "  CREATE TABLE orders (id INTEGER, total NUMERIC);\n"
            "  INSERT INTO orders VALUES (1, 9.5);\n"
            "  SELECT * FROM orders\n"
            "fetchType: FETCH\n"
            "outputDbFile: true"
        )
    ],
    metrics=FETCHED,
)
class Queries(SqliteFile, parts.Queries):
    """Several statements."""

    outputs_class: ClassVar[type[Output]] = FileOfRowsOfAll
    url: Annotated[str, Prop(_URL)] = "jdbc:sqlite:"

    def run(self, ctx: RunContext) -> RowsOfAll:
        found = super().run(ctx)
        uri = kept_database(ctx, self.login(ctx)) if self.output_db_file else None
        return FileOfRowsOfAll(outputs=found.outputs, database_uri=uri)


@plugin(
    "io.kestra.plugin.jdbc.sqlite.Trigger",
    title="Start an execution for rows in SQLite.",
    examples=["url: jdbc:sqlite:/data/shop.db\nsql: SELECT * FROM orders\ninterval: PT5M"],
)
class Trigger(SqliteFile, parts.Trigger):
    """Polls with a statement."""
