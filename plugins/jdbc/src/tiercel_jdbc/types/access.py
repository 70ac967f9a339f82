"""Types for files of Access."""

from __future__ import annotations

import shutil
from typing import Annotated, Literal

from msgspec.structs import replace

from tiercel.plugin import Prop, RunContext, plugin
from tiercel_jdbc.databases.database import Login
from tiercel_jdbc.databases.standards import Access
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.connection import Connected
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.database_files import KEEP_FILE

_URL = "The address of the file, such as jdbc:ucanaccess:///data/shop.accdb."
_FILE = "access.accdb"


class AccessFile(Connected):
    """A file of the worker, or one of the internal storage."""

    far_work = None

    database = Access()
    access_file: Annotated[
        str | None, Prop("A database in the internal storage; changes stay in the attempt's copy.")
    ] = None

    def login(self, ctx: RunContext) -> Login:
        """With the file in its place."""
        found = super().login(ctx)
        if not self.access_file:
            return replace(found, address=replace(found.address, path=f"/{found.address.path}"))
        target = ctx.files.resolve(_FILE)
        if not target.exists():
            with ctx.blobs.open(self.access_file) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
        return replace(found, address=replace(found.address, path=str(target)))


class NewAccessFile(AccessFile):
    """With what the reference says of new files."""

    new_database_version: Annotated[
        Literal["V2000", "V2003", "V2007", "V2010", "V2016"],
        Prop("The version of a new file.", "Accepted; the driver makes no new files."),
    ] = "V2003"


@plugin(
    "io.kestra.plugin.jdbc.access.Query",
    title="Run a statement in Access.",
    examples=['accessFile: "{{ inputs.database }}"\nsql: SELECT * FROM orders\nfetchType: FETCH'],
    metrics=FETCHED,
)
class Query(NewAccessFile, parts.Query):
    """One statement."""

    url: Annotated[str, Prop(_URL)] = "jdbc:ucanaccess:///"
    output_db_file: Annotated[bool, KEEP_FILE] = False


@plugin(
    "io.kestra.plugin.jdbc.access.Queries",
    title="Run several statements in Access.",
    examples=['accessFile: "{{ inputs.database }}"\nsql: SELECT * FROM orders\nfetchType: FETCH'],
    metrics=FETCHED,
)
class Queries(NewAccessFile, parts.Queries):
    """Several statements."""

    url: Annotated[str, Prop(_URL)] = "jdbc:ucanaccess:///"
    output_db_file: Annotated[bool, KEEP_FILE] = False


@plugin(
    "io.kestra.plugin.jdbc.access.Trigger",
    title="Start an execution for rows in Access.",
    examples=["url: jdbc:ucanaccess:///data/shop.accdb\nsql: SELECT * FROM orders"],
)
class Trigger(AccessFile, parts.Trigger):
    """Polls with a statement."""

    output_db_file: Annotated[bool, KEEP_FILE] = False


@plugin(
    "io.kestra.plugin.jdbc.access.Batch",
    title="Write the rows of a file to Access.",
    examples=[
        'url: jdbc:ucanaccess:///data/shop.accdb\nfrom: "{{ outputs.extract.uri }}"\ntable: orders'
    ],
    metrics=WRITTEN,
)
class Batch(NewAccessFile, parts.Batch):
    """Batches of rows."""
