"""Templates that make templates: `<< value >>` and `<% tag %>` are code, `{{ … }}` is text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tiercel.expr.errors import TemplateSyntaxError
from tiercel.expr.evaluation import Evaluation, Meter
from tiercel.expr.lookups import NoLookups
from tiercel.expr.renderer import Renderer
from tiercel.model.json_types import Json

_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_OPEN = re.compile(r"<[<%]")
# Texts in quotes may have the mark in them.
_CLOSE = {
    "<<": re.compile(rf"{_QUOTED}|(>>)", re.DOTALL),
    "<%": re.compile(rf"{_QUOTED}|(%>)", re.DOTALL),
}
# What would open code in the text between, or together with the code behind it.
_BRACE = re.compile(r"\{(?=[{%#]|\Z)")


def render_marked(
    source: str, scope: Mapping[str, Json], renderer: Renderer, chars_max: int
) -> str:
    """The text that such a template writes, of `chars_max` characters at most.

    Nothing outside can be asked for. Raises: ExpressionError, with places as `{{ … }}` has them.
    """
    template = renderer.compile(with_usual_marks(source))
    meter = Meter(chars_max)
    context = Evaluation(scope, renderer, NoLookups(), meter)
    return template.text_of(template.run(context)) or ""


def with_usual_marks(source: str) -> str:
    """The same template with the marks of expressions. Raises: TemplateSyntaxError."""
    out: list[str] = []
    at = 0
    while (opening := _OPEN.search(source, at)) is not None:
        out.append(_text(source[at : opening.start()]))
        end = _end_of_code(source, opening)
        code = source[opening.end() : end]
        out.append(f"{{{{{code}}}}}" if opening.group() == "<<" else f"{{%{code}%}}")
        at = end + 2
    out.append(_text(source[at:]))
    return "".join(out)


def _end_of_code(source: str, opening: re.Match[str]) -> int:
    for found in _CLOSE[opening.group()].finditer(source, opening.end()):
        if found[1]:
            return found.start()
    error = TemplateSyntaxError(f'Unclosed "{opening.group()}"', at=opening.start())
    error.complete(source)
    raise error


def _text(text: str) -> str:
    return _BRACE.sub("{{ '{' }}", text)
