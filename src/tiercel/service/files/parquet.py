"""The first rows of Parquet files, read by DuckDB where a family of plugins has brought it."""

from __future__ import annotations

import tempfile

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.families import FAMILIES

_FAMILY = next(each for each in FAMILIES if each.name == "jdbc")
# It reads the one file that it is given: nothing is fetched, and a hostile one costs so much.
_CONFIGURATION = {
    "threads": "1",
    "memory_limit": "256MB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_PARQUET = "SELECT * FROM read_parquet(?) LIMIT ?"


def parquet_rows(content: bytes, rows_max: int) -> tuple[list[Json], bool]:
    """So many rows as JSON objects, and whether there are more. Takes a while: use a thread.

    Raises: IllegalArgument when it is no Parquet, or when there is nothing that reads it.
    """
    try:
        import duckdb
    except ImportError:
        raise IllegalArgument(
            "A Parquet file is shown with DuckDB, which is not installed on this server: "
            f"{_FAMILY.install_command}"
        ) from None
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        try:
            with duckdb.connect(":memory:", config=_CONFIGURATION) as connection:
                found = connection.execute(_PARQUET, [file.name, rows_max + 1])
                names = [column[0] for column in found.description or ()]
                rows = found.fetchall()
        except duckdb.Error as error:
            reason = str(error).replace(file.name, "the file").partition("\n")[0]
            raise IllegalArgument(f"The file can't be read as Parquet: {reason}") from None
    shown = [dict(zip(names, map(_plain, row), strict=True)) for row in rows[:rows_max]]
    return [*shown], len(rows) > rows_max


def _plain(value: Json) -> Json:
    """Dates and bytes as the text that JSON has for them, numbers as they are."""
    return msgspec.to_builtins(value, str_keys=True, enc_hook=str)
