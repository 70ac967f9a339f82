"""Which searches in the text of log entries an index of texts answers, and which other indexes."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.sql.filters import words_of
from tiercel.model.lists.conditions import Compare, Condition, OneOf, Search
from tiercel.model.lists.paging import Query
from tiercel.model.lists.resource import Order
from tiercel.model.lists.resources import LOGS
from tiercel.model.stored.limits import LOG_SEARCH_PARTS_MAX

# The level of warnings: entries of this and higher levels have an index of their own.
SEVERE = 3
_ORDERS: dict[tuple[Order, ...], bool] = {
    (Order("timestamp", is_descending=down), Order("seq", is_descending=down)): down
    for down in (True, False)
}
# Of so many entries at least, this part at most is better read by an index on columns: one that
# has all entries is walked as a whole, the one of severe entries only as far as needed.
_FEW_OF, _FEW_PART, _SEVERE_PART = 200_000, 20, 4


def words_in_order(
    conditions: Sequence[Condition], query: Query
) -> tuple[Sequence[str], bool] | None:
    """The words that are searched, and whether the newest entries come first.

    Shapes: None when it is no search for words by time, or one that an index on columns answers.
    """
    down, words = _ORDERS.get(LOGS.orders(query.sorts)), words_of(conditions)
    if down is None or not words or any(map(_is_narrow, conditions)):
        return None
    return words, down


def without_search(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions that columns alone answer."""
    return [each for each in conditions if not isinstance(each, Search)]


def are_many(candidates: int) -> bool:
    """Whether so many entries take long to read."""
    return candidates >= _FEW_OF


def are_few(total: int, candidates: int, *, is_severe: bool) -> bool:
    """Whether the `total` entries that columns leave are read sooner than the candidates."""
    return total <= candidates // (_SEVERE_PART if is_severe else _FEW_PART)


def is_severe(condition: Condition) -> bool:
    """Whether only warnings and errors meet the condition."""
    match condition:
        case Compare(column="level", sign=">=" | ">", value=least):
            return isinstance(least, int) and least >= SEVERE
        case OneOf(column="level", values=levels, is_negated=False):
            return all(isinstance(level, int) and level >= SEVERE for level in levels)
        case _:
            return False


def spread(parts: Sequence[str]) -> Sequence[str]:
    """LOG_SEARCH_PARTS_MAX of the trigrams at most, those that are left out spread evenly."""
    return parts[:: -(-len(parts) // LOG_SEARCH_PARTS_MAX) or 1]


def _is_narrow(condition: Condition) -> bool:
    """Whether an index on columns leaves few entries."""
    return (
        isinstance(condition, OneOf)
        and condition.column in ("flow_id", "execution_id")
        and not condition.is_negated
    )
