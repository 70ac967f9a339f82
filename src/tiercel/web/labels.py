"""Labels of requests."""

from __future__ import annotations

from tiercel.model.errors import Invalid, Violation
from tiercel.model.label import label_problem


def refuse_label(key: str, value: str, path: str = "labels") -> None:
    """Raises: Invalid when no execution can have this label."""
    problem = label_problem(key, value)
    if problem is not None:
        raise Invalid([Violation(path, problem)])
