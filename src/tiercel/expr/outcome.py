"""One evaluation for somebody who looks at it: the command line, the debug endpoint."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.expr.json_form import to_json
from tiercel.expr.lookups import Lookups
from tiercel.expr.renderer import Renderer
from tiercel.model.errors import ExpressionError
from tiercel.model.json_types import Json


class Outcome(msgspec.Struct, frozen=True):
    """What became of a template: the text of its result, or the error with its place.

    `line` and `column` are 1-based, 0 when unknown; `causes` are the reasons behind the error,
    the nearest first.
    """

    result: str | None = None
    error: str | None = None
    line: int = 0
    column: int = 0
    hint: str = ""
    causes: tuple[str, ...] = ()


def evaluate(
    renderer: Renderer,
    source: str,
    *,
    scope: Mapping[str, Json],
    lookups: Lookups,
    is_typed: bool = False,
) -> Outcome:
    """Render a template; with `is_typed` the result is the JSON of the typed value.

    Raises: LookupMissing, like every rendering.
    """
    try:
        if is_typed:
            return Outcome(result=to_json(renderer.render_typed(source, scope, lookups)))
        return Outcome(result=renderer.render(source, scope, lookups))
    except ExpressionError as error:
        return Outcome(
            error=error.message,
            line=error.line,
            column=error.column,
            hint=error.hint,
            causes=causes_of(error),
        )


def causes_of(error: BaseException) -> tuple[str, ...]:
    """The messages of the errors behind an error."""
    texts: list[str] = []
    cause = error.__cause__
    while cause is not None and len(texts) < 10:
        texts.append(str(cause))
        cause = cause.__cause__
    return tuple(texts)
