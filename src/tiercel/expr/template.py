"""A compiled template: closures made once, run as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tiercel.expr import nodes
from tiercel.expr.compiler import Compiler
from tiercel.expr.errors import EvaluationError, TemplateSyntaxError
from tiercel.expr.evaluation import Evaluation, MacroCall, Write
from tiercel.expr.parser import parse
from tiercel.expr.paths import lone_path
from tiercel.expr.printing import printed
from tiercel.expr.raw_sections import has_raw, put_back, take_out
from tiercel.expr.syntax_tree import NamesUsed, assigned_in, names_in
from tiercel.expr.tags import TagCompiler
from tiercel.expr.values import Character, Uri, is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_SOURCE_CHARS_MAX


class Template:
    """One template, immutable.

    `lone` is set when the template is nothing but one path: a function of the scope.
    """

    __slots__ = ("_blocks", "_macros", "_sections", "_write", "body", "lone", "source", "text")

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
        self.lone = _lone(self.body)

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
        return put_back(text, self._sections) if self._sections else text

    def value_of(self, out: list[Json]) -> Json:
        """What was written with its type; spec/expressions.md §13."""
        if not out:
            return None
        try:
            value = combined(out)
        except RecursionError:
            raise too_deep(self.text) from None
        if isinstance(value, str) and self._sections:
            return put_back(value, self._sections)
        return _public(value)


def combined(out: list[Json]) -> Json:
    """The first value as it is; everything together as text when more was written."""
    result = out[0]
    for part in out[1:]:
        if is_list(result) or is_map(result):
            break
        if result == "" and (is_list(part) or is_map(part)):
            result = part
        else:
            result = printed(result) + printed(part)
    return result


def too_deep(source: str) -> EvaluationError:
    """The complete error of a template that would exhaust the stack."""
    error = TemplateSyntaxError("The expression is nested too deeply.")
    error.complete(source)
    return error


def _public(value: Json) -> Json:
    if isinstance(value, int) and type(value) not in (int, bool):
        return int(value)
    if isinstance(value, float) and type(value) is not float:
        return float(value)
    if isinstance(value, (Character, Uri)):
        return str.__str__(value)
    return value


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


def _lone(body: nodes.Body) -> Callable[[Mapping[str, Json]], Json] | None:
    if len(body) == 1 and isinstance(body[0], nodes.Print):
        return lone_path(body[0].expression)
    return None
