"""A compiled template: closures made once, run as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tiercel.expr.compiler import Compiler
from tiercel.expr.errors import EvaluationError, TemplateSyntaxError, too_deep
from tiercel.expr.evaluation import Evaluation, MacroCall, Meter, Write
from tiercel.expr.output import printed
from tiercel.expr.paths import lone_path
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.parser import parse
from tiercel.expr.syntax.raw_sections import has_raw, put_back, take_out
from tiercel.expr.syntax.tree import NamesUsed, assigned_in, names_in
from tiercel.expr.tags import TagCompiler
from tiercel.expr.values import is_list, is_map, public_value
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_SOURCE_CHARS_MAX
from tiercel.model.text import valid_unicode

PathOfScope: TypeAlias = "Callable[[Mapping[str, Json]], Json]"


class Template:
    """One template, immutable.

    `lone` is set when the template is nothing but one path: a function of the scope. `quick` is
    set when it is nothing but texts and paths: each a text or such a function.
    """

    __slots__ = (
        "_blocks",
        "_macros",
        "_sections",
        "_write",
        "body",
        "lone",
        "quick",
        "source",
        "text",
    )

    def __init__(self, source: str, *, is_modern: bool) -> None:
        self.source = source
        self._sections: dict[str, str] = {}
        self.text = source
        if has_raw(source):
            self.text, self._sections = take_out(source)
        self.body = _parsed(self.text, is_modern=is_modern)
        compiler = Compiler(assigned_in(self.body), is_modern=is_modern)
        tags = TagCompiler(compiler)
        self._write: Write = tags.body(self.body)
        self._blocks: Mapping[str, Write] = tags.blocks
        self._macros: Mapping[str, MacroCall] = tags.macros
        self.quick = None if self._sections else _quick(self.body)
        self.lone: PathOfScope | None = None
        if self.quick and len(self.quick) == 1 and not isinstance(self.quick[0], str):
            self.lone = self.quick[0]

    def names_used(self) -> NamesUsed:
        """The root variables and functions that the template refers to."""
        return names_in(self.body)

    def run(self, context: Evaluation) -> list[Json]:
        """All values written, in order; texts unless the evaluation is typed.

        Raises: ExpressionError, complete with template, line and column; LookupMissing.
        """
        out: list[Json] = []
        context.blocks, context.macros = self._blocks, self._macros
        try:
            self._write(context, out)
        except EvaluationError as error:
            error.complete(self.text)
            raise
        except RecursionError:
            raise too_deep(self.text) from None
        return out

    def text_of(self, out: list[Json]) -> str | None:
        """What was written as one text, raw sections back in place; None for nothing."""
        if not out:
            return None
        text = out[0] if len(out) == 1 else "".join(out)
        if not text.isascii():
            text = valid_unicode(text)
        return put_back(text, self._sections) if self._sections else text

    def value_of(self, out: list[Json], meter: Meter) -> Json:
        """What was written with its type; spec/expressions.md §13."""
        if not out:
            return None
        try:
            value = combined(out, meter)
        except RecursionError:
            raise too_deep(self.text) from None
        if isinstance(value, str) and self._sections:
            return put_back(value, self._sections)
        return public_value(value)


def combined(out: list[Json], meter: Meter) -> Json:
    """The first value as it is; everything together as text when more was written."""
    if len(out) == 1:
        return out[0]
    texts: list[str] = []
    length = 0
    for part in out:
        # A structure counts when nothing was written before it; then it is all there is.
        if length == 0 and (is_list(part) or is_map(part)):
            return part
        meter.weigh_all(part)
        texts.append(printed(part))
        length += len(texts[-1])
        if length > meter.chars_max:
            meter.wrote(length)
    return "".join(texts)


def _parsed(source: str, *, is_modern: bool) -> nodes.Body:
    try:
        if len(source) > EXPRESSION_SOURCE_CHARS_MAX:
            raise TemplateSyntaxError(
                f"A template may have {EXPRESSION_SOURCE_CHARS_MAX} characters at most."
            )
        return parse(source, coalesce_level=30 if is_modern else 120)
    except EvaluationError as error:
        error.complete(source)
        raise
    except RecursionError:
        raise too_deep(source) from None


def _quick(body: nodes.Body) -> tuple[str | PathOfScope, ...] | None:
    parts: list[str | PathOfScope] = []
    for statement in body:
        if isinstance(statement, nodes.Text):
            parts.append(statement.text)
            continue
        path = lone_path(statement.expression) if isinstance(statement, nodes.Print) else None
        if path is None:
            return None
        parts.append(path)
    return tuple(parts)
