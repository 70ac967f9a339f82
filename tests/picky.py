"""A store in memory that can't hold a certain text, wherever it stands in a row."""

from __future__ import annotations

from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.errors import Unstorable
from tiercel.model.events import LabelsAsked

POISON = "☠"
REASON = "This store can't hold that text"


def refuse_poison(row: object) -> None:
    """Raises: Unstorable when the text is in the row.

    What a user asks for can be stored, what comes of it can't.
    """
    if POISON in repr(row) and not isinstance(row, LabelsAsked):
        raise Unstorable(REASON)


class Picky(FaultPlan):
    """Refuses the text, and on request every row that a test names."""

    def __init__(self) -> None:
        self.refuses: str | None = None

    def before_row(self, row: object) -> None:
        refuse_poison(row)
        if self.refuses is not None and self.refuses in repr(row):
            raise TypeError("a bug of the adapter")
