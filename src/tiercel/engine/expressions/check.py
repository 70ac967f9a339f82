"""Checks every expression of a flow: mistakes that make a rendering fail, and unknown names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tiercel.engine.expressions.names import FlowNames
from tiercel.engine.expressions.texts import PluginCatalog, RenderedText, rendered_texts
from tiercel.expr.inspection.readings import Path, Reading
from tiercel.expr.inspection.template import Inspection, Question, inspect_template
from tiercel.flowlang.findings import shortened
from tiercel.flowlang.source import Document
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.limits import FLOW_VIOLATIONS_MAX, SOURCE_WARNINGS_MAX
from tiercel.model.problem import Problem, Severity


class Found(NamedTuple):
    """Something in an expression; `start` and `end` are offsets in its text."""

    text: RenderedText
    severity: Severity
    code: str
    message: str
    hint: str
    start: int
    end: int


class Asked(NamedTuple):
    """A question that an expression asks the server, and the text that holds it."""

    text: RenderedText
    question: Question


class Read(NamedTuple):
    """A path that an expression reads and that must be there, and the text that holds it."""

    text: RenderedText
    reading: Reading


class ExpressionCheck:
    """What there is to say on the expressions of one flow.

    Each distinct text is read once, and what is found is bounded, so the time grows with the
    length of the source only.
    """

    def __init__(
        self, plain: dict[str, Json], catalog: PluginCatalog, *, is_modern: bool = True
    ) -> None:
        self._plain = plain
        self._catalog = catalog
        self._is_modern = is_modern
        self._inspections: dict[str, Inspection] = {}

    def mistakes(self) -> list[Found]:
        """What makes renderings fail; only warnings where a text may never be rendered."""
        found: list[Found] = []
        for text in rendered_texts(self._plain, self._catalog):
            severity: Severity = "error" if text.is_certain else "warning"
            for each in self._of(text).mistakes:
                code = f"expression-{each.code}" if each.code == "syntax" else each.code
                place = (each.start, each.end)
                found.append(Found(text, severity, code, each.message, each.hint, *place))
            if len(found) >= FLOW_VIOLATIONS_MAX:
                break
        return found[:FLOW_VIOLATIONS_MAX]

    def unknown_names(self, flow: Flow) -> list[Found]:
        """Names that expressions read and that the flow, which must be valid, does not have."""
        names = FlowNames(flow, self._catalog)
        found: list[Found] = []
        for text, reading in self.read():
            wrong = names.unknown(reading, text.view)
            if wrong is None:
                continue
            place = reading.places[wrong.depth]
            found.append(Found(text, "warning", wrong.code, wrong.message, wrong.hint, *place))
            if len(found) >= SOURCE_WARNINGS_MAX:
                break
        return found

    def read(self) -> Iterator[Read]:
        """The paths that renderings certainly read, but for those that may be missing."""
        for text in rendered_texts(self._plain, self._catalog):
            if not text.is_certain:
                continue
            readings, guarded = self._of(text).readings()
            for reading in readings:
                if not reading.is_optional and not _is_guarded(reading, guarded):
                    yield Read(text, reading)

    def questions(self) -> Iterator[Asked]:
        """What the expressions ask the server for by a written name."""
        for text in rendered_texts(self._plain, self._catalog):
            if text.is_certain:
                for question in self._of(text).questions():
                    yield Asked(text, question)

    def _of(self, text: RenderedText) -> Inspection:
        known = self._inspections.get(text.text)
        if known is None:
            known = inspect_template(text.text, is_modern=self._is_modern)
            self._inspections[text.text] = known
        return known


def _is_guarded(reading: Reading, guarded: frozenset[Path]) -> bool:
    """Whether the template asks somewhere whether the path, or what is above it, is defined."""
    return bool(guarded) and any(
        reading.names[:length] in guarded for length in range(1, len(reading.names) + 1)
    )


def problem_of(found: Found, document: Document) -> Problem:
    """What was found, at its place in the source."""
    text = found.text
    start, end = document.inside(text.path, found.start, found.end, of_key=text.is_key)
    return Problem(
        severity=found.severity,
        code=found.code,
        path=shortened(text.path),
        message=shortened(found.message),
        hint=shortened(found.hint),
        line=start.line,
        column=start.column,
        end_line=end.line,
        end_column=end.column,
    )
