"""Collects violations with their places, by group, and hands them over in the spec's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tiercel.flowlang.source import Document
from tiercel.model.errors import Violation
from tiercel.model.limits import (
    FLOW_VIOLATIONS_MAX,
    SOURCE_ADVICE_MAX,
    SOURCE_FINDING_CHARS_MAX,
    SOURCE_IDS_SHOWN_MAX,
)

Advice = str | Callable[[], str]
_MISSING = "must not be null"


class Findings:
    """Problems of one document, found in any order.

    Shapes: `parsing` are those for which the source can't be read as a flow, `constraints` those
    of single properties, `rules` those of the whole flow. Each holds as many as are reported:
    what a hostile source costs must not grow with the number of its mistakes, so advice that
    costs something is given as a function, and a place is looked up for what is kept.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parsing: list[Violation] = []
        self.constraints: list[Violation] = []
        self.rules: list[Violation] = []
        self._advice_left = SOURCE_ADVICE_MAX

    def refuse(self, path: str, message: str, *, hint: Advice = "", at_key: bool = False) -> None:
        """The source is no flow because of this."""
        if len(self.parsing) < FLOW_VIOLATIONS_MAX:
            advice = self.advice(hint)
            found = self.document.violation(path, message, hint=advice, at_key=at_key)
            self.parsing.append(found)

    def constrain(
        self, path: str, message: str, *, hint: Advice = "", at: str | None = None
    ) -> None:
        """A property breaks a constraint; `at` is another path to point to."""
        if len(self.constraints) >= FLOW_VIOLATIONS_MAX:
            return
        place = self.document.place(path if at is None else at)
        advice = self.advice(hint)
        if message == _MISSING and not advice:
            advice = f"`{path.rpartition('.')[2]}` is required here"
        self.constraints.append(Violation(path, message, place.line, place.column, advice))

    def adopt(self, found: Sequence[Violation], hint: Advice = "") -> None:
        """Violations of a plugin, which does not know places."""
        for each in found:
            self.constrain(each.path, each.message, hint=each.hint or hint)

    def all(self) -> list[Violation]:
        """Everything: by group, inside a group by place."""
        ordered = list(self.document.problems)
        for group in (self.parsing, self.constraints):
            ordered.extend(sorted(group, key=lambda each: (each.line, each.column)))
        return [_short(each) for each in (ordered + self.rules)[:FLOW_VIOLATIONS_MAX]]

    def advice(self, hint: Advice) -> str:
        """The advice as text; empty when enough was given."""
        if isinstance(hint, str):
            return hint
        self._advice_left -= 1
        return hint() if self._advice_left >= 0 else ""


def listed(ids: Iterable[str]) -> str:
    """Ids as one text; of very many only the first."""
    names = list(ids)
    shown = ", ".join(names[:SOURCE_IDS_SHOWN_MAX])
    more = len(names) - SOURCE_IDS_SHOWN_MAX
    return f"{shown} and {more} more" if more > 0 else shown


def _short(found: Violation) -> Violation:
    parts = (found.path, found.message, found.hint)
    if max(map(len, parts)) <= SOURCE_FINDING_CHARS_MAX:
        return found
    path, message, hint = (shortened(part) for part in parts)
    return Violation(path, message, found.line, found.column, hint)


def shortened(text: str) -> str:
    """A text of a finding, not longer than findings may be."""
    is_long = len(text) > SOURCE_FINDING_CHARS_MAX
    return f"{text[:SOURCE_FINDING_CHARS_MAX]}…" if is_long else text
