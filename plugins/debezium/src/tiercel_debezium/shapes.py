"""Changes as rows: which ones, in which form, in which file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Plugin, PluginError, Prop
from tiercel.plugin.regexes import pattern_of
from tiercel_debezium.changes import Change, Row

_FILTER = "Regular expressions, as a list or with commas between them; all by default."


def patterns(name: str, given: Json) -> list[Any]:
    """Patterns of a property. Raises: PluginError for what is no list of texts."""
    words = given.split(",") if isinstance(given, str) else given or []
    if not isinstance(words, list):
        raise PluginError(f"`{name}` must be a text, or a list of texts")
    return [pattern_of(name, str(each).strip()) for each in words if str(each).strip()]


class Shaped(Plugin):
    """Which changes are taken, and what becomes of each."""

    format: Annotated[
        Literal["RAW", "INLINE", "WRAP"],
        Prop(
            "The form of a row.",
            "INLINE has the columns, WRAP has them in `record`, RAW has `before` and `after`.",
        ),
    ] = "INLINE"
    key: Annotated[
        Literal["ADD_FIELD", "DROP"], Prop("Whether columns of the key are in each row.")
    ] = "ADD_FIELD"
    metadata: Annotated[
        Literal["ADD_FIELD", "DROP"], Prop("Whether a row says where it comes from.")
    ] = "ADD_FIELD"
    metadata_field_name: Annotated[str, Prop("The name of the field for that.")] = "metadata"
    deleted: Annotated[
        Literal["ADD_FIELD", "NULL", "DROP"],
        Prop(
            "What becomes of deleted rows.",
            "ADD_FIELD marks them, NULL empties their columns, DROP leaves them out.",
        ),
    ] = "ADD_FIELD"
    deleted_field_name: Annotated[str, Prop("The name of the field that marks them.")] = "deleted"
    split_table: Annotated[
        Literal["OFF", "DATABASE", "TABLE"],
        Prop("Whether each table or each database has a file of its own."),
    ] = "TABLE"
    ignore_ddl: Annotated[bool, Prop("Accepted: changes of tables themselves are left out.")] = True
    included_databases: Annotated[
        Json, Prop("Changes of these databases only are read.", _FILTER)
    ] = None
    excluded_databases: Annotated[
        Json, Prop("Changes of these databases are left out.", _FILTER)
    ] = None
    included_tables: Annotated[Json, Prop("Only these tables: schema.table.", _FILTER)] = None
    excluded_tables: Annotated[Json, Prop("Not these tables: schema.table.", _FILTER)] = None
    included_columns: Annotated[Json, Prop("Only these columns: schema.table.column.", _FILTER)] = (
        None
    )
    excluded_columns: Annotated[Json, Prop("Not these columns: schema.table.column.", _FILTER)] = (
        None
    )


class Shaper:
    """Makes rows of changes as the properties say. Raises: PluginError for wrong patterns."""

    def __init__(self, asked: Shaped) -> None:
        self._asked = asked
        names = ("databases", "tables", "columns")
        self._wanted, self._refused = (
            {
                each: patterns(f"{choice}{each.title()}", getattr(asked, f"{choice}_{each}"))
                for each in names
            }
            for choice in ("included", "excluded")
        )

    def stream(self, change: Change) -> str:
        """The name of the file that its row goes to."""
        split, table = self._asked.split_table, change.table
        if split == "OFF":
            return "data"
        return table.database if split == "DATABASE" else f"{table.database}.{table.name}"

    def takes(self, change: Change) -> bool:
        """Whether it is one of those that are asked for."""
        if change.operation == "d" and self._asked.deleted == "DROP":
            return False
        table = change.table
        return self._is_in("databases", table.database) and self._is_in("tables", table.within)

    def row(self, change: Change) -> dict[str, Json]:
        """The row of a change."""
        asked, is_deleted = self._asked, change.operation == "d"
        before, after = self._columns(change, change.before), self._columns(change, change.after)
        if asked.format == "RAW":
            value = {"before": before, "after": after, "source": self._source(change)}
            more = {"op": change.operation, "ts_ms": change.at_ms}
            return {"key": dict(change.key), "value": {**value, **more}}
        found = (before if is_deleted else after) or {}
        if is_deleted and asked.deleted == "NULL":
            found = dict.fromkeys(found)
        if asked.format == "WRAP":
            found = {"record": found}
        if asked.key == "ADD_FIELD":
            found = {**change.key, **found}
        if asked.deleted == "ADD_FIELD":
            found[asked.deleted_field_name] = is_deleted
        if asked.metadata == "ADD_FIELD":
            found[asked.metadata_field_name] = self._source(change)
        return found

    def _source(self, change: Change) -> dict[str, Json]:
        table = change.table
        place = {"db": table.database, "schema": table.schema, "table": table.name}
        times = {"operation": change.operation, "ts_ms": change.at_ms}
        found = {**place, **times, "snapshot": change.operation == "r", **change.source}
        return {name: each for name, each in found.items() if each is not None}

    def _columns(self, change: Change, row: Row | None) -> dict[str, Json] | None:
        if row is None:
            return None
        return dict(self._taken(change.table.within, row))

    def _taken(self, table: str, row: Row) -> Iterator[tuple[str, Json]]:
        for name, value in row.items():
            if self._is_in("columns", f"{table}.{name}"):
                yield name, value

    def _is_in(self, kind: str, name: str) -> bool:
        wanted = self._wanted[kind]
        if wanted and not any(each.fullmatch(name) for each in wanted):
            return False
        return not any(each.fullmatch(name) for each in self._refused[kind])
