"""Words that are in the names of rows, which are few, and words that only other columns may have.

Counts are kept by name. A search of words in names and ids is answered by them for the rows whose
names have all words; what is left are rows whose ids have a word that their names lack.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from tiercel.adapters.conditions import Condition, Search
from tiercel.adapters.sql.filters import where
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.codec import encode_json

# With more names, all words are taken for words that a name may lack.
_NAMES_MAX = 2_000
_BY_NAME = "SELECT namespace, flow_id FROM executions INDEXED BY executions_by_flow WHERE"
# A comparison of both columns at once would walk over all rows of the namespace.
_NEXT_NAME = (
    f"SELECT * FROM ({_BY_NAME} namespace = ?1 AND flow_id > ?2 ORDER BY flow_id LIMIT 1)"
    f" UNION ALL SELECT * FROM ({_BY_NAME} namespace > ?1 ORDER BY namespace, flow_id LIMIT 1)"
    " LIMIT 1"
)
_CELLS = {"namespace": "value ->> 0", "flow_id": "value ->> 1"}
NAMES = tuple(_CELLS)


def by_names(search: Search) -> Search:
    """The search in names alone."""
    return Search(NAMES, search.tokens)


def beyond_names(connection: apsw.Connection, search: Search) -> tuple[Condition, ...] | None:
    """What the rows meet that match, though not by their names alone; None when there are none.

    The condition that most rows fail comes first.
    """
    tokens = _lacking(connection, search.tokens)
    if not tokens:
        return None
    is_unnamed = Search(NAMES, tokens, is_negated=True)
    if len(tokens) == 1:
        others = tuple(column for column in search.columns if column not in NAMES)
        return Search(others, tokens), is_unnamed
    return Search(search.columns, tokens), is_unnamed


def _lacking(connection: apsw.Connection, tokens: Sequence[str]) -> tuple[str, ...]:
    """The words that are not in the name of every execution."""
    names = _names(connection)
    if names is None:
        return tuple(tokens)
    listed = encode_json(names).decode()
    return tuple(token for token in tokens if _lacks(connection, listed, token))


def _lacks(connection: apsw.Connection, names: str, token: str) -> bool:
    clause = where([Search(tuple(_CELLS.values()), (token,))])
    text = f"SELECT 1 FROM json_each(?) WHERE NOT {clause.text} LIMIT 1"
    return bool(fetch(connection, text, (names, *clause.bindings)))


def _names(connection: apsw.Connection) -> list[tuple[str, str]] | None:
    """The names that executions have, found by leaps through an index; None when too many."""
    names: list[tuple[str, str]] = []
    place: tuple[str, str] = ("", "")
    while rows := fetch(connection, _NEXT_NAME, place):
        if len(names) == _NAMES_MAX:
            return None
        place = rows[0]
        names.append(place)
    return names
