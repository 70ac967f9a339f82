"""What one rendering carries along: scopes, bounds, settings and the way to the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeAlias

from tiercel.expr.errors import AllowanceUsedUp, LimitExceeded, UndefinedVariable
from tiercel.expr.json_form import JsonStyle
from tiercel.expr.lookups import Allowance, Lookups
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_DEPTH_MAX, EXPRESSION_STEPS_MAX

_FREE_ITEMS = 64
_CONTAINERS = (list, dict, tuple, Mapping)
# Types that hold nothing, told apart without a look at their bases.
_SCALARS = frozenset({int, float, bool, type(None)})
_FREE_CHARS = 1_024


def is_light(value: Json) -> bool:
    """Whether to look at all of a value is no work worth counting: a small and flat one."""
    kind = type(value)
    if kind is list:
        items = value
    elif kind is dict:
        items = value.values()
    else:
        return kind in _SCALARS
    if len(value) > _FREE_ITEMS:
        return False
    for item in items:
        kind = type(item)
        if kind is str:
            if len(item) > _FREE_CHARS:
                return False
        elif kind not in _SCALARS:
            return False
    return True


class Meter:
    """The bounds of one rendering, shared with every nested one.

    `steps` counts evaluated nodes down, `chars` the characters written; `depth` counts nested
    macros, `renders` nested calls of render(). A step stands for three microseconds at most,
    and most are far shorter. `allowance` is what may be spent here, shared with other renderings.
    """

    __slots__ = ("_allowance", "_start", "chars", "chars_max", "depth", "renders", "steps")

    def __init__(
        self,
        chars_max: int,
        steps: int = EXPRESSION_STEPS_MAX,
        allowance: Allowance | None = None,
    ) -> None:
        if allowance is not None and allowance.steps < steps:
            steps = allowance.steps
        self.steps = steps
        self._start = steps
        self._allowance = allowance
        self.chars = chars_max
        self.chars_max = chars_max
        self.depth = 0
        self.renders = 0

    def spend(self, steps: int) -> None:
        """Count evaluated nodes; raises LimitExceeded when there were too many."""
        self.steps -= steps
        if self.steps < 0:
            if self._allowance is not None and self._start < EXPRESSION_STEPS_MAX:
                raise AllowanceUsedUp()
            raise LimitExceeded(f"The rendering takes more than {EXPRESSION_STEPS_MAX} steps.")

    def close(self) -> None:
        """The rendering is over: what it spent is gone for the ones that come after it."""
        if self._allowance is not None:
            self._allowance.steps -= self._start - self.steps

    def weigh(self, value: Json, shift: int = 2) -> None:
        """Count the work that a whole text, list or map causes.

        A list costs its length, shifted: 2 where items are looked at, 6 where they are copied.
        """
        kind = type(value)
        if kind is str:
            if len(value) > 1_024:
                self.spend(len(value) >> 8)
        elif (kind is list or kind is dict) and len(value) > _FREE_ITEMS:
            self.spend(len(value) >> shift)

    def weigh_all(self, value: Json, weight: int = 1, shift: int = 8) -> None:
        """Count the work on everything in a value, before it is done.

        Each item costs `weight`, however deep; of a text each character, shifted.
        """
        kind = type(value)
        if kind is str:
            if len(value) > 1_024:
                self.spend(len(value) >> shift)
        elif kind not in _SCALARS and isinstance(value, _CONTAINERS):
            self._weigh_items(value, weight, shift)

    def _weigh_items(self, value: Json, weight: int, shift: int) -> None:
        waiting = [value]
        while waiting:
            each = waiting.pop()
            # At once, so that a value beyond the bound is not walked through.
            self.spend(len(each) * weight)
            chars = 0
            for item in each.values() if isinstance(each, Mapping) else each:
                kind = type(item)
                if kind is str:
                    chars += len(item)
                elif kind not in _SCALARS and isinstance(item, _CONTAINERS):
                    waiting.append(item)
            if chars > 1_024:
                self.spend(chars >> shift)

    def wrote(self, length: int) -> None:
        """Count characters of output; raises LimitExceeded when there were too many."""
        self.chars -= length
        if self.chars < 0:
            raise LimitExceeded(
                f"The rendered output exceeds the maximum allowed size of {self.chars_max}"
                " characters."
            )

    def enter(self) -> None:
        """Count one more nested macro; `depth` is counted down by who leaves it."""
        self.depth += 1
        if self.depth > EXPRESSION_DEPTH_MAX:
            raise LimitExceeded(f"Macros are nested more than {EXPRESSION_DEPTH_MAX} deep.")


class NestedRenderer(Protocol):
    """The renderer as templates see it while they are rendered: its settings, and rendering again.

    They are those of `tiercel.expr.renderer.Renderer`.
    """

    is_modern: bool
    zone: str
    locale: str
    recursive: bool
    max_render_depth: int
    json_style: JsonStyle

    def render_deep_within(
        self, value: Json, scope: Mapping[str, Json], lookups: Lookups, meter: Meter
    ) -> Json:
        """A structure with every text rendered, under the bounds of this rendering."""


class Evaluation:
    """The state of one rendering of one template.

    `root` is the caller's scope, never copied; `scopes` are the template's own variables, the
    outermost first. `is_typed` keeps printed values as they are.
    """

    __slots__ = ("blocks", "is_typed", "lookups", "macros", "meter", "renderer", "root", "scopes")

    def __init__(
        self,
        root: Mapping[str, Json],
        renderer: NestedRenderer,
        lookups: Lookups,
        meter: Meter,
    ) -> None:
        self.root = root
        self.scopes: list[dict[str, Json]] = [{}]
        self.renderer = renderer
        self.lookups = lookups
        self.meter = meter
        self.is_typed = False
        self.blocks: Mapping[str, Write] = {}
        self.macros: Mapping[str, MacroCall] = {}

    def variable(self, name: str) -> Json:
        """The innermost variable of that name; raises KeyError when there is none."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return self.root[name]

    def assign(self, name: str, value: Json) -> None:
        """Write to the nearest scope that has the name, else to the current one."""
        for scope in reversed(self.scopes):
            if name in scope:
                scope[name] = value
                return
        self.scopes[-1][name] = value

    def view(self) -> Mapping[str, Json]:
        """All variables that are visible now, as one map that copies nothing."""
        if len(self.scopes) == 1 and not self.scopes[0]:
            return self.root
        return VisibleVariables(self)

    def undefined(self, name: str, at: int) -> UndefinedVariable:
        """The error of a variable that does not exist."""
        return UndefinedVariable(name, at=at, known=self.view())


Evaluate: TypeAlias = Callable[[Evaluation], Json]
Write: TypeAlias = Callable[[Evaluation, list[Json]], None]
MacroCall: TypeAlias = Callable[[Evaluation, tuple[Json, ...], Mapping[str, Json]], Json]


class VisibleVariables(Mapping[str, Json]):
    """The variables of an evaluation at one moment, seen as a map."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._root = evaluation.root
        self._scopes = [dict(scope) for scope in evaluation.scopes]

    def __getitem__(self, name: str) -> Json:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        return self._root[name]

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        for names in (self._root, *self._scopes):
            for name in names:
                if name not in seen:
                    seen.add(name)
                    yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)
