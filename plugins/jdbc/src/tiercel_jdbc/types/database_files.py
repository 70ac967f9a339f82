"""Databases that are files: kept as an output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from tiercel.plugin import Prop, RunContext
from tiercel.plugin.services.fetching import Rows
from tiercel_jdbc.databases.database import Login
from tiercel_jdbc.tasks.queries import RowsOfAll

KEEP_FILE = Prop("Whether the file of the database is kept as the output `databaseUri`.")
_URI = Prop("The file of the database in the internal storage.")
_FILES = Prop("Files of the working directory that were kept, by name.")


class FileOfRows(Rows):
    """Rows, and the file of the database."""

    database_uri: Annotated[str | None, _URI] = None
    output_files: Annotated[dict[str, str] | None, _FILES] = None


class FileOfRowsOfAll(RowsOfAll):
    """Rows of statements, and the file of the database."""

    database_uri: Annotated[str | None, _URI] = None
    output_files: Annotated[dict[str, str] | None, _FILES] = None


def kept_database(ctx: RunContext, login: Login) -> str | None:
    """Store the file of a database; None for one in memory."""
    path = Path(login.folder / login.address.path)
    return ctx.blobs.put(path, path.name) if login.address.path and path.is_file() else None
