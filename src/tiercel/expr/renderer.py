"""Rendering: the entry points for strings, typed values and whole structures.

Source: spec/expressions.md §1, §12, §13, §19.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from tiercel.expr.errors import (
    AllowanceUsedUp,
    EvaluationError,
    too_deep,
)
from tiercel.expr.evaluation import Evaluation, Meter, is_light
from tiercel.expr.json_form import JsonStyle
from tiercel.expr.lookups import Lookups, allowance_of
from tiercel.expr.output import printed
from tiercel.expr.syntax.raw_sections import unwrap
from tiercel.expr.values import is_list, is_map, public_value
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    EXPRESSION_CACHE_CHARS_MAX,
    EXPRESSION_CACHE_TEMPLATES_MAX,
    EXPRESSION_OUTPUT_CHARS_MAX,
    EXPRESSION_RECURSION_MAX,
    EXPRESSION_RENDER_DEPTH_MAX,
)

if TYPE_CHECKING:
    from tiercel.expr.syntax.tree import NamesUsed
    from tiercel.expr.template import PathOfScope, Template

# Shorter texts are returned without any further look at the bounds.
_SHORT = 1_024
# To compile more characters than these may take longer than others should wait.
_LONG = 8_192


class Renderer:
    """Renders templates under fixed settings; keeps compiled templates, the least used go first.

    `generation`: whose semantics; `zone` and `locale`: defaults of date and number filters;
    `recursive`: every result is rendered again until it no longer changes.
    Safe to share between threads: the worst that a race costs is a second compilation.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        generation: Literal["2.0", "1.3"] = "2.0",
        zone: str = "UTC",
        locale: str = "en_US",
        recursive: bool = False,
        max_output_chars: int = EXPRESSION_OUTPUT_CHARS_MAX,
        max_render_depth: int = EXPRESSION_RENDER_DEPTH_MAX,
        cache_size: int = EXPRESSION_CACHE_TEMPLATES_MAX,
    ) -> None:
        self.generation = generation
        self.is_modern = generation == "2.0"
        self.zone = zone
        self.locale = locale
        self.recursive = recursive
        self.max_render_depth = max_render_depth
        self.json_style = JsonStyle(six_digits=self.is_modern)
        self._chars_max = max_output_chars
        self._generation_size = max(cache_size // 2, 1)
        self._young_chars = 0
        self._young: dict[str, Template] = {}
        self._old: dict[str, Template] = {}

    def compile(self, source: str) -> Template:
        """The compiled template, from the cache if it is there.

        Raises: ExpressionError with line and column.
        """
        template = self._young.get(source)
        if template is not None:
            return template
        template = self._old.get(source)
        if template is None:
            try:
                from tiercel.expr.template import Template

                template = Template(source, is_modern=self.is_modern)
            except RecursionError:
                raise too_deep(source) from None
        self._young_chars += len(source)
        if (
            len(self._young) >= self._generation_size
            or self._young_chars > EXPRESSION_CACHE_CHARS_MAX // 2
        ):
            # The templates that nobody asked for since the last change go with the old ones.
            self._old, self._young = self._young, {}
            self._young_chars = len(source)
        self._young[source] = template
        return template

    def _compiled(self, source: str, lookups: Lookups) -> Template:
        """As `compile`; a text that takes long is not compiled under an allowance."""
        is_known = len(source) <= _LONG or source in self._young or source in self._old
        if not is_known and allowance_of(lookups) is not None:
            raise AllowanceUsedUp()
        return self.compile(source)

    def names_used(self, source: str) -> NamesUsed:
        """The root variables and functions that a template refers to; raises ExpressionError."""
        return self.compile(source).names_used()

    def render(self, source: str, scope: Mapping[str, Json], lookups: Lookups) -> str | None:
        """The text that the template writes; None when it writes nothing.

        Raises: ExpressionError with the place; LookupMissing, untouched.
        """
        if "{" not in source:
            return source
        template = self._young.get(source) or self._compiled(source, lookups)
        if template.quick is not None and not self.recursive:
            try:
                if template.lone is None:
                    return self._quick(template.quick, scope, lookups)
                value = template.lone(scope)
            except EvaluationError as error:
                error.complete(template.text)
                raise
            if type(value) is str and len(value) < _SHORT and "{%" not in value:
                return value
            if value is None:
                return None
            return self._quick((lambda _: value,), scope, lookups)
        meter = self._meter(lookups)
        try:
            return self.render_within(source, scope, lookups, meter)
        finally:
            meter.close()

    def _meter(self, lookups: Lookups) -> Meter:
        return Meter(self._chars_max, allowance=allowance_of(lookups))

    def _quick(
        self, parts: tuple[str | PathOfScope, ...], scope: Mapping[str, Json], lookups: Lookups
    ) -> str | None:
        """Texts and paths in a row, without an evaluation around them."""
        out = []
        for part in parts:
            value = part if type(part) is str else part(scope)  # type: ignore[operator]
            kind = type(value)
            if kind is str:
                out.append(value)
            elif value is not None:
                if kind is int or is_light(value):
                    out.append(printed(value, self.json_style))
                else:
                    out.append(self._weighed(value, lookups))
        if not out:
            return None
        length = sum(map(len, out))
        if length > self._chars_max:
            Meter(self._chars_max).wrote(length)
        text = "".join(out)
        return unwrap(text) if "{%" in text else text

    def _weighed(self, value: Json, lookups: Lookups) -> str:
        meter = self._meter(lookups)
        try:
            return printed(value, self.json_style, meter)
        finally:
            meter.close()

    def render_typed(self, source: str, scope: Mapping[str, Json], lookups: Lookups) -> Json:
        """The value that the template writes, with its type; None when it writes nothing.

        Raises: ExpressionError with the place; LookupMissing, untouched.
        """
        if "{" not in source:
            return source
        if not self.recursive:
            lone = (self._young.get(source) or self._compiled(source, lookups)).lone
            if lone is not None:
                return self._lone_value(lone, source, scope)
        meter = self._meter(lookups)
        value: Json = source
        try:
            for _ in range(EXPRESSION_RECURSION_MAX):
                before = value
                value = self._typed_once(before, scope, lookups, meter)
                if not self.recursive or not isinstance(value, str) or value == before:
                    return unwrap(value) if isinstance(value, str) and "{%" in value else value
        finally:
            meter.close()
        raise EvaluationError("Too many rendering attempts")

    def _lone_value(self, lone: PathOfScope, source: str, scope: Mapping[str, Json]) -> Json:
        try:
            value = lone(scope)
        except EvaluationError as error:
            error.complete(source)
            raise
        if type(value) is not str:
            return public_value(value)
        return unwrap(value) if "{%" in value else value

    def render_deep(self, value: Json, scope: Mapping[str, Json], lookups: Lookups) -> Json:
        """A structure with every text and every key rendered; other values stay as they are.

        Shapes: an item that renders to nothing is None, a key is `""`; of keys that render
        equal the first wins.
        """
        meter = self._meter(lookups)
        try:
            return self.render_deep_within(value, scope, lookups, meter)
        except RecursionError:
            raise too_deep("") from None
        finally:
            meter.close()

    def render_within(
        self, source: str, scope: Mapping[str, Json], lookups: Lookups, meter: Meter
    ) -> str | None:
        """As `render`, under the bounds of a rendering that is already going on."""
        text: str | None = source
        for _ in range(EXPRESSION_RECURSION_MAX if self.recursive else 1):
            before = text
            text = self._string_once(before, scope, lookups, meter)
            if text is None or text == before or "{" not in text:
                break
        else:
            if self.recursive:
                raise EvaluationError("Too many rendering attempts")
        return unwrap(text) if text is not None and "{%" in text else text

    def render_deep_within(
        self, value: Json, scope: Mapping[str, Json], lookups: Lookups, meter: Meter
    ) -> Json:
        """As `render_deep`, under the bounds of a rendering that is already going on."""
        meter.spend(4)
        if isinstance(value, str):
            if "{" not in value:
                return value
            chars = meter.chars
            text = self.render_within(value, scope, lookups, meter)
            meter.chars = chars
            return text
        if is_map(value):
            rendered: dict[Json, Json] = {}
            for key in value:
                name = key
                if isinstance(key, str) and "{" in key:
                    name = self.render_within(key, scope, lookups, meter) or ""
                if name not in rendered:
                    rendered[name] = self.render_deep_within(value[key], scope, lookups, meter)
            return rendered
        if is_list(value):
            return [self.render_deep_within(item, scope, lookups, meter) for item in value]
        return value

    def _string_once(
        self, source: str | None, scope: Mapping[str, Json], lookups: Lookups, meter: Meter
    ) -> str | None:
        if source is None or "{" not in source:
            return source
        if meter.renders:
            # A text that was itself rendered may grow with every round.
            meter.spend(len(source) << 2)
        template = self._young.get(source) or self._compiled(source, lookups)
        chars, meter.chars = meter.chars, self._chars_max
        context = Evaluation(scope, self, lookups, meter)
        try:
            text = template.text_of(template.run(context))
        finally:
            meter.chars = chars
        return text

    def _typed_once(
        self, source: str, scope: Mapping[str, Json], lookups: Lookups, meter: Meter
    ) -> Json:
        if "{" not in source:
            return source
        template = self._young.get(source) or self._compiled(source, lookups)
        context = Evaluation(scope, self, lookups, meter)
        context.is_typed = True
        meter.chars = self._chars_max
        return template.value_of(template.run(context), meter)
