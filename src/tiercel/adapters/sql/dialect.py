"""What databases write differently in conditions; the base class writes it as SQLite does."""

from __future__ import annotations

import msgspec

from tiercel.model.stored.codec import encode_json

# Longer lists are handed over as one JSON value, so that statements stay short.
IN_LIST_MAX = 50
UNROLLED_MAX = 5

Binding = int | float | str | bytes | list[int] | list[float] | list[str] | None


class Clause(msgspec.Struct, frozen=True):
    """SQL text with its bindings."""

    text: str
    bindings: tuple[Binding, ...] = ()


class Dialect:
    """Leaf conditions as SQL text with `?` placeholders."""

    def constant(self, *, holds: bool) -> Clause:
        """A condition that every row meets, or none."""
        return Clause("1" if holds else "0")

    def compare(self, column: str, sign: str, value: float | str) -> Clause:
        """One comparison; an absent value never matches."""
        return Clause(f"{column} {sign} ?", (value,))

    def one_of(self, column: str, values: tuple[int | float | str, ...]) -> Clause:
        """The column is one of the values."""
        if len(values) == 1:
            return Clause(f"{column} = ?", values)
        listed = self._list(values)
        return Clause(f"{column} IN {listed.text}", listed.bindings)

    def none_of(self, column: str, values: tuple[int | float | str, ...]) -> Clause:
        """The column is none of the values, or absent."""
        if 0 < len(values) <= UNROLLED_MAX:
            # Half the cost of NOT IN on a walk over all rows, and true for absent values.
            return Clause(f"({' AND '.join([f'{column} IS NOT ?'] * len(values))})", values)
        listed = self._list(values)
        return Clause(f"({column} IS NULL OR {column} NOT IN {listed.text})", listed.bindings)

    def ends_with(self, column: str, value: str) -> Clause:
        """The text ends so; `value` is not empty."""
        return Clause(f"substr({column}, ?) = ?", (-len(value), value))

    def begins_with(self, column: str, value: str) -> Clause:
        """The text begins so, compared without the help of an index."""
        return Clause(f"substr({column}, 1, ?) = ?", (len(value), value))

    def has_text(self, column: str, value: str) -> Clause:
        """The text contains the value, case and all."""
        return Clause(f"instr({column}, ?) > 0", (value,))

    def in_namespace(self, column: str, value: str) -> Clause:
        """The dotted name is the value or below it."""
        # One range for an index, `value` up to all that begin with `value.`; what else lies
        # in it is left out by the second half.
        return Clause(
            f"({column} >= ? AND {column} < ? AND (+{column} = ? OR +{column} >= ?))",
            (value, f"{value}/", value, f"{value}."),
        )

    def matches(self, column: str, pattern: str) -> Clause:
        """The regular expression is found in the text."""
        return Clause(f"{column} REGEXP ?", (pattern,))

    def has_folded(self, column: str, text: str) -> Clause:
        """The text contains `text`, which is in lower case, whatever the case."""
        if text.isascii():
            # A twentieth of the cost is the escape sign, which words do without.
            escape = "" if text.isalnum() else " ESCAPE '\\'"
            return Clause(f"{column} LIKE ?{escape}", (like_pattern(text),))
        # LIKE only knows the case of ASCII letters.
        return Clause(f"folded_contains({column}, ?)", (text,))

    def has_input(self, path: tuple[str, ...], texts: tuple[str, ...]) -> Clause:
        """An execution has the input, whose JSON is one of the texts; unknown without it."""
        place = "".join(f'."{part}"' for part in path)
        found = self.one_of("CAST(body AS TEXT) -> ?", texts)
        return Clause(found.text, (f"$.body.inputs{place}", *found.bindings))

    def has_failed(self, task_id: str) -> Clause:
        """A run of the task of an execution is FAILED; unknown without one."""
        # A history names each state between quotes, which is sooner seen than read.
        return Clause(
            "(SELECT 1 FROM task_runs r WHERE r.execution_id = executions.id"
            " AND instr(r.body, CAST('\"FAILED\"' AS BLOB)) > 0"
            " AND CAST(r.body AS TEXT) ->> '$.body.task_id' = ?"
            " AND CAST(r.body AS TEXT) ->> '$.body.state[0][#-1][0]' = 'FAILED' LIMIT 1)",
            (task_id,),
        )

    def surely(self, text: str) -> str:
        """The condition, false where it is unknown."""
        return f"ifnull({text}, 0)"

    def order(self, column: str, *, is_descending: bool, is_present: bool = False) -> str:
        """A term of an ORDER BY; absent values, where there may be any, sort before all others."""
        return f"{column} DESC" if is_descending else column

    def _list(self, values: tuple[int | float | str, ...]) -> Clause:
        if len(values) > IN_LIST_MAX:
            return Clause("(SELECT value FROM json_each(?))", (encode_json(values).decode(),))
        return Clause(f"({', '.join('?' * len(values))})", values)


SQLITE = Dialect()


def like_pattern(text: str) -> str:
    """The pattern of LIKE for texts that contain `text`; the escape sign is a backslash."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
