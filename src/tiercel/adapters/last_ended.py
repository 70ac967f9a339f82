"""Which execution of a flow ended last, for every store: chosen among rows of a few columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from tiercel.model.state import TERMINATED

K = TypeVar("K")
V = TypeVar("V")
FlowKey = tuple[str, str]
# The place of the flow among those asked for, what names the execution, its state, its end.
Candidate = tuple[int, K, str, int | None]


def chosen(candidates: Iterable[Candidate[K]], among: int) -> dict[int, K | None]:
    """By place of the flow; None when none of its `among` newest has ended.

    Shapes: candidates come flow by flow, the newest first, `among` a flow at most.
    """
    found: dict[int, K | None] = {}
    for place, several in groupby(candidates, key=lambda candidate: candidate[0]):
        rows = list(several)
        ended = [row for row in rows if row[2] in TERMINATED]
        if ended:
            found[place] = max(ended, key=lambda row: row[3] or 0)[1]
        elif len(rows) == among:
            found[place] = None
    return found


def by_flow(
    flows: Sequence[FlowKey], keys: Mapping[int, K | None], values: Mapping[K, V]
) -> dict[FlowKey, V | None]:
    """What was chosen, by flow. What is gone since is left out."""
    return {
        flows[place]: None if key is None else values[key]
        for place, key in keys.items()
        if key is None or key in values
    }
