"""Counts by state of the executions with a label, read from those that did not succeed.

Half of a store may have a label, such as the name of an environment. Nearly all of these executions
have succeeded: how many is what is left of all when the others are counted, which are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tiercel.adapters.analysis import Field
from tiercel.model.lists.analysis import Aggregation, Analysis, Source
from tiercel.model.lists.conditions import Compare, Condition, HasLabels
from tiercel.model.state import StateType

SUCCESS = StateType.SUCCESS.value
Window = list[Condition]


def only_label(conditions: Sequence[Condition], time: str) -> tuple[HasLabels, Window] | None:
    """The only label asked for, when nothing else is but a window of the column `time`."""
    window: Window = [one for one in conditions if isinstance(one, Compare) and one.column == time]
    match [one for one in conditions if one not in window]:
        case [HasLabels(pairs=(_,)) as label]:
            return label, window
        case _:
            return None


def label_of_states(
    analysis: Analysis, fields: Sequence[Field], conditions: Sequence[Condition]
) -> tuple[HasLabels, Window] | None:
    """The label whose executions are counted by state, with the window; None of other questions."""
    if analysis.source is not Source.EXECUTIONS or [one.column for one in fields] != ["state", "*"]:
        return None
    if [one.aggregation for one in analysis.measures] != [None, Aggregation.COUNT]:
        return None
    found = only_label(conditions, "started")
    return None if found is None or found[0].is_negated else found


def with_the_rest(read: Iterable[tuple[str, int]], total: int) -> list[tuple[str, int]]:
    """All counts by state, in order: what is not among those that were read has succeeded."""
    counts = dict(read)
    counts[SUCCESS] = counts.get(SUCCESS, 0) + total - sum(counts.values())
    return sorted((state, n) for state, n in counts.items() if n)
