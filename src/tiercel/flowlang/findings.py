"""Collects violations with their places, by group, and hands them over in the spec's order."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.flowlang.source import Document
from tiercel.model.errors import Violation
from tiercel.model.limits import FLOW_VIOLATIONS_MAX

_MISSING = "must not be null"


class Findings:
    """Problems of one document, found in any order.

    Shapes: `parsing` are those for which the source can't be read as a flow, `constraints` those
    of single properties, `rules` those of the whole flow.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parsing: list[Violation] = []
        self.constraints: list[Violation] = []
        self.rules: list[Violation] = []

    def refuse(self, path: str, message: str, *, hint: str = "", at_key: bool = False) -> None:
        """The source is no flow because of this."""
        found = self.document.violation(path, message, hint=hint, at_key=at_key)
        self.parsing.append(found)

    def constrain(self, path: str, message: str, *, hint: str = "", at: str | None = None) -> None:
        """A property breaks a constraint; `at` is another path to point to."""
        place = self.document.place(path if at is None else at)
        if message == _MISSING and not hint:
            hint = f"`{path.rpartition('.')[2]}` is required here"
        self.constraints.append(Violation(path, message, place.line, place.column, hint))

    def adopt(self, found: Sequence[Violation], hint: str = "") -> None:
        """Violations of a plugin, which does not know places."""
        for each in found:
            self.constrain(each.path, each.message, hint=each.hint or hint)

    def all(self) -> list[Violation]:
        """Everything: by group, inside a group by place."""
        ordered = list(self.document.problems)
        for group in (self.parsing, self.constraints):
            ordered.extend(sorted(group, key=lambda each: (each.line, each.column)))
        return (ordered + self.rules)[:FLOW_VIOLATIONS_MAX]
