"""Words that are in the names of rows, which are few, and words that only other columns may have.

Counts are kept by name. A search of words in names and ids is answered by them for the rows whose
names have all words; what is left are rows whose ids have a word that their names lack. And a word
that all names have, as that of the root of all namespaces, need not be looked for in any row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import apsw

from tiercel.adapters.sql.hours import NAMES
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.lists.conditions import Condition, Constant, Search

# With more names, all words are taken for words that a name may lack.
_NAMES_MAX = 2_000
EXECUTIONS = "executions INDEXED BY executions_by_flow"


def beyond_names(connection: apsw.Connection, search: Search) -> tuple[Condition, ...] | None:
    """What the executions meet that match, though not by their names alone; None: there are none.

    The condition that most rows fail comes first.
    """
    tokens = _lacking(connection, EXECUTIONS, search.tokens)
    if not tokens:
        return None
    is_unnamed = Search(NAMES, tokens, is_negated=True)
    if len(tokens) == 1:
        others = tuple(column for column in search.columns if column not in NAMES)
        return Search(others, tokens), is_unnamed
    return Search(search.columns, tokens), is_unnamed


def without_common(connection: apsw.Connection, source: str, condition: Condition) -> Condition:
    """The condition without the words that all names have.

    Shapes: `source` are the rows and an index of them that starts with their names.
    """
    match condition:
        case Search(columns=columns, tokens=tokens, is_negated=False) if tokens and set(
            NAMES
        ) <= set(columns):
            left = _lacking(connection, source, tokens)
            return Search(columns, left) if left else Constant(holds=True)
        case _:
            return condition


def _lacking(connection: apsw.Connection, source: str, tokens: Sequence[str]) -> tuple[str, ...]:
    """The words that are not in the names of every row."""
    common = set(tokens)
    for number, names in enumerate(_names(connection, source)):
        common = {token for token in common if any(_has(name, token) for name in names)}
        if number == _NAMES_MAX or not common:
            return tuple(tokens)
    return tuple(token for token in tokens if token not in common)


def _has(name: str, token: str) -> bool:
    # Outside of ASCII it depends on the database what the same letter is.
    return name.isascii() and token in name.lower()


def _names(connection: apsw.Connection, source: str) -> Iterator[tuple[str, str]]:
    """The names that rows have, found by leaps through the index."""
    by_name = f"SELECT namespace, flow_id FROM {source} WHERE"
    # A comparison of both columns at once would walk over all rows of the namespace.
    following = (
        f"SELECT * FROM ({by_name} namespace = ?1 AND flow_id > ?2 ORDER BY flow_id LIMIT 1)"
        f" UNION ALL SELECT * FROM ({by_name} namespace > ?1 ORDER BY namespace, flow_id LIMIT 1)"
        " LIMIT 1"
    )
    place: tuple[str, str] = ("", "")
    while rows := fetch(connection, following, place):
        place = rows[0]
        yield place
