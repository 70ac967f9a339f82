"""Conditions as PostgreSQL writes them: typed bindings, and NULL in its own words."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.sql.dialect import Clause, Dialect, like_pattern
from tiercel.model.json_types import Json
from tiercel.model.text import storable

# Columns of lists and counts that hold numbers; all others hold text.
NUMBERS = frozenset(
    {
        "attempt",
        "created",
        "date",
        "day",
        "deleted",
        "disabled",
        "draft",
        "due",
        "duration",
        "ended",
        "evaluated",
        "expires",
        "failures",
        "flow_revision",
        "heard",
        "hour",
        "is_denied",
        "is_locked",
        "is_owner",
        "is_shared",
        "level",
        "newest",
        "next_date",
        "oldest",
        "revision",
        "scheduled",
        "seq",
        "started",
        "timestamp",
        "updated",
        "value",
    }
)
# Columns that have a value in each row of every table.
_NEVER_ABSENT = frozenset(
    {"duration", "flow_id", "id", "level", "namespace", "seq", "started", "state", "timestamp"}
)
Cell = int | float | str


class PostgresDialect(Dialect):
    """See `Dialect`. Texts are compared by code points: every column has the collation C."""

    def constant(self, *, holds: bool) -> Clause:
        """A condition that every row meets, or none."""
        return Clause("TRUE" if holds else "FALSE")

    def compare(self, column: str, sign: str, value: float | str) -> Clause:
        """One comparison; an absent value never matches."""
        (cell,) = _fitting(column, (value,)) or (None,)
        return self.constant(holds=False) if cell is None else _pair(column, sign, cell)

    def one_of(self, column: str, values: tuple[Cell, ...]) -> Clause:
        """The column is one of the values."""
        cells = _fitting(column, values)
        if not cells:
            return self.constant(holds=False)
        return _pair(column, "=", cells[0]) if len(cells) == 1 else _listed(column, "= ANY", cells)

    def none_of(self, column: str, values: tuple[Cell, ...]) -> Clause:
        """The column is none of the values, or absent."""
        cells = _fitting(column, values)
        if not cells:
            return self.constant(holds=True)
        if len(cells) == 1:
            return _pair(column, "IS DISTINCT FROM", cells[0])
        listed = _listed(column, "<> ALL", cells)
        return Clause(f"({column} IS NULL OR {listed.text})", listed.bindings)

    def ends_with(self, column: str, value: str) -> Clause:
        """The text ends so; `value` is not empty."""
        return Clause(f"right({column}, ?::int) = ?::text", (len(value), storable(value)))

    def begins_with(self, column: str, value: str) -> Clause:
        """The text begins so, compared without the help of an index."""
        return Clause(f"left({column}, ?::int) = ?::text", (len(value), storable(value)))

    def has_text(self, column: str, value: str) -> Clause:
        """The text contains the value, case and all."""
        return Clause(f"strpos({column}, ?::text) > 0", (storable(value),))

    def in_namespace(self, column: str, value: str) -> Clause:
        """The dotted name is the value or below it."""
        value = storable(value)
        return Clause(
            f"({column} >= ?::text AND {column} < ?::text"
            f" AND ({column} = ?::text OR {column} >= ?::text))",
            (value, f"{value}/", value, f"{value}."),
        )

    def matches(self, column: str, pattern: str) -> Clause:
        """The regular expression is found in the text."""
        return Clause(f"{column} ~ ?::text", (storable(pattern),))

    def has_folded(self, column: str, text: str) -> Clause:
        """The text contains `text`, which is in lower case, whatever the case."""
        text = storable(text)
        if text.isascii():
            # ILIKE would fold the pattern for each row, too.
            folded = column if text.upper() == text else f"lower({column})"
            return Clause(f"{folded} LIKE ?::text ESCAPE '\\'", (like_pattern(text),))
        return Clause(f"strpos(folded({column}), ?::text) > 0", (text,))

    def has_input(self, path: tuple[str, ...], texts: tuple[str, ...]) -> Clause:
        """An execution has the input, whose JSON is one of the texts; unknown without it."""
        return Clause(
            "(convert_from(origin || body, 'UTF8')::json #> ?::text[])::text = ANY(?::text[])",
            (["body", "inputs", *path], [storable(text) for text in texts]),
        )

    def has_failed(self, task_id: str) -> Clause:
        """A run of the task of an execution is FAILED; unknown without one."""
        # The planner can't turn it into a join, which would read all task runs.
        return Clause(
            "(SELECT true FROM task_runs r WHERE r.execution_id = executions.id"
            " AND position('\"FAILED\"'::bytea IN r.body) > 0"
            " AND convert_from(r.body, 'UTF8')::json #>> '{body,task_id}' = ?::text"
            " AND convert_from(r.body, 'UTF8')::json #>> '{body,state,0,-1,0}' = 'FAILED'"
            " LIMIT 1)",
            (storable(task_id),),
        )

    def surely(self, text: str) -> str:
        """The condition, false where it is unknown."""
        return f"coalesce({text}, FALSE)"

    def order(self, column: str, *, is_descending: bool, is_present: bool = False) -> str:
        """A term of an ORDER BY; absent values, where there may be any, sort before all others."""
        if is_present or column in _NEVER_ABSENT:
            # An index is in this order, but not in one that says where absent values are.
            return f"{column} DESC" if is_descending else column
        return f"{column} DESC NULLS LAST" if is_descending else f"{column} NULLS FIRST"


POSTGRES = PostgresDialect()


def numbered(text: str) -> str:
    """The statement with `$1`, `$2` … for its `?`; texts inside of it have none."""
    first, *others = text.split("?")
    return first + "".join(f"${place}{part}" for place, part in enumerate(others, start=1))


def storable_cells(cells: Sequence[Json]) -> list[Json]:
    """The cells as PostgreSQL takes them, texts in them cleaned."""
    # Without a call for each: there are dozens to an execution, nearly all of them clean.
    return [
        cell
        if (type(cell) is str and cell.isascii() and "\0" not in cell)
        else _storable(cell)
        if type(cell) in _WITH_TEXT
        else cell
        for cell in cells
    ]


_WITH_TEXT = frozenset({str, list})


def _storable(cell: Json) -> Json:
    return storable(cell) if type(cell) is str else storable_cells(cell)


def _fitting(column: str, values: tuple[Cell, ...]) -> list[int] | list[float] | list[str]:
    """The values as cells of the column; those that can't be in it are left out."""
    if column not in NUMBERS:
        return [storable(str(value)) for value in values]
    numbers = [value for value in values if not isinstance(value, str)]
    if all(float(value).is_integer() for value in numbers):
        return [int(value) for value in numbers]
    return [float(value) for value in numbers]


def _kind(cell: Cell) -> str:
    return {int: "bigint", float: "float8", str: "text"}[type(cell)]


def _pair(column: str, sign: str, cell: Cell) -> Clause:
    return Clause(f"{column} {sign} ?::{_kind(cell)}", (cell,))


def _listed(column: str, sign: str, cells: list[int] | list[float] | list[str]) -> Clause:
    return Clause(f"{column} {sign} (?::{_kind(cells[0])}[])", (cells,))
