"""The tree of a jq program; each node yields values, and most can yield paths too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tiercel.expr.evaluation import Meter
from tiercel.expr.jq import paths as at_path
from tiercel.expr.jq.errors import JqBreak, JqError
from tiercel.expr.jq.values import ARITHMETIC, is_true, kind_of, text_of
from tiercel.expr.numbers import bounded_list
from tiercel.model.json_types import Json

Path: TypeAlias = "list[Json]"
Located: TypeAlias = "tuple[Path, Json]"
Values: TypeAlias = "Iterator[Json]"


class Env:
    """Variables and functions that a node sees; never changed, only extended."""

    __slots__ = ("clock", "functions", "meter", "variables")

    def __init__(
        self,
        meter: Meter,
        clock: Callable[[], float] | None,
        variables: Mapping[str, Json],
        functions: Mapping[tuple[str, int], Function],
    ) -> None:
        self.meter = meter
        self.clock = clock
        self.variables = variables
        self.functions = functions

    def with_variables(self, more: Mapping[str, Json]) -> Env:
        """The environment with more variables."""
        return Env(self.meter, self.clock, {**self.variables, **more}, self.functions)

    def with_functions(self, more: Mapping[tuple[str, int], Function]) -> Env:
        """The environment with more functions."""
        return Env(self.meter, self.clock, self.variables, {**self.functions, **more})


class Function:
    """Something that can be called by name and arity."""

    def values(self, env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
        """The outputs for one input."""
        raise NotImplementedError

    def paths(self, env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
        """The paths of the outputs."""
        return no_paths()


class JqNode:
    """One expression of a program."""

    def values(self, env: Env, value: Json) -> Values:
        """All outputs for one input."""
        raise NotImplementedError

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        """All outputs with the paths that lead to them."""
        return no_paths()


class Identity(JqNode):
    """`.`"""

    def values(self, env: Env, value: Json) -> Values:
        yield value

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        yield located


class Literal(JqNode):
    """A constant."""

    def __init__(self, value: Json) -> None:
        self.value = value

    def values(self, env: Env, value: Json) -> Values:
        yield self.value

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        if self.value is None:
            yield [], None
            return
        raise JqError("Invalid path expression")


class Variable(JqNode):
    """`$name`"""

    def __init__(self, name: str) -> None:
        self.name = name

    def values(self, env: Env, value: Json) -> Values:
        if self.name not in env.variables:
            raise JqError(f"Undefined variable: ${self.name}")
        yield env.variables[self.name]


class Text(JqNode):
    """A text with interpolations; `shape` turns an inserted value into text."""

    def __init__(self, parts: Sequence[str | JqNode], shape: Callable[[Json], str]) -> None:
        self.parts = parts
        self.shape = shape

    def values(self, env: Env, value: Json) -> Values:
        yield from self._from(env, value, len(self.parts) - 1, "")

    def _from(self, env: Env, value: Json, index: int, tail: str) -> Values:
        while index >= 0 and isinstance(self.parts[index], str):
            tail = f"{self.parts[index]}{tail}"
            index -= 1
        if index < 0:
            yield tail
            return
        part = self.parts[index]
        assert isinstance(part, JqNode)
        for inserted in part.values(env, value):
            env.meter.spend(1 + (len(tail) >> 8))
            yield from self._from(env, value, index - 1, self.shape(inserted) + tail)


class Format(JqNode):
    """`@name` applied to the input."""

    def __init__(self, shape: Callable[[Json], str]) -> None:
        self.shape = shape

    def values(self, env: Env, value: Json) -> Values:
        yield self.shape(value)


class Index(JqNode):
    """`target[key]`"""

    def __init__(self, target: JqNode, key: JqNode) -> None:
        self.target = target
        self.key = key

    def values(self, env: Env, value: Json) -> Values:
        for inner in self.target.values(env, value):
            for key in self.key.values(env, value):
                yield at_path.field(inner, key)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        for path, inner in self.target.paths(env, located):
            for key in self.key.values(env, located[1]):
                yield [*path, key], at_path.field(inner, key)


class Slice(JqNode):
    """`target[start:end]`"""

    def __init__(self, target: JqNode, start: JqNode, end: JqNode) -> None:
        self.target = target
        self.start = start
        self.end = end

    def values(self, env: Env, value: Json) -> Values:
        for inner in self.target.values(env, value):
            for end in self.end.values(env, value):
                for start in self.start.values(env, value):
                    yield at_path.slice_of(inner, start, end)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        for path, inner in self.target.paths(env, located):
            for end in self.end.values(env, located[1]):
                for start in self.start.values(env, located[1]):
                    key = {"start": start, "end": end}
                    yield [*path, key], at_path.slice_of(inner, start, end)


class Iterate(JqNode):
    """`target[]`"""

    def __init__(self, target: JqNode) -> None:
        self.target = target

    def values(self, env: Env, value: Json) -> Values:
        for inner in self.target.values(env, value):
            for _, item in at_path.iterate(inner):
                env.meter.spend(1)
                yield item

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        for path, inner in self.target.paths(env, located):
            if inner is None:
                continue
            for key, item in at_path.iterate(inner):
                env.meter.spend(1)
                yield [*path, key], item


class Pipe(JqNode):
    """`left | right`"""

    def __init__(self, left: JqNode, right: JqNode) -> None:
        self.left = left
        self.right = right

    def values(self, env: Env, value: Json) -> Values:
        for inner in self.left.values(env, value):
            yield from self.right.values(env, inner)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        for inner in self.left.paths(env, located):
            yield from self.right.paths(env, inner)


class Comma(JqNode):
    """`left, right`"""

    def __init__(self, left: JqNode, right: JqNode) -> None:
        self.left = left
        self.right = right

    def values(self, env: Env, value: Json) -> Values:
        yield from self.left.values(env, value)
        yield from self.right.values(env, value)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        yield from self.left.paths(env, located)
        yield from self.right.paths(env, located)


class Operation(JqNode):
    """An operator on every pair of values; the right side varies slowest."""

    def __init__(self, operator: str, left: JqNode, right: JqNode) -> None:
        self.operation = ARITHMETIC[operator]
        self.left = left
        self.right = right

    def values(self, env: Env, value: Json) -> Values:
        for right in self.right.values(env, value):
            for left in self.left.values(env, value):
                env.meter.spend(1)
                env.meter.weigh(left, 6)
                yield self.operation(left, right)


class Negative(JqNode):
    """`-operand`"""

    def __init__(self, operand: JqNode) -> None:
        self.operand = operand

    def values(self, env: Env, value: Json) -> Values:
        for inner in self.operand.values(env, value):
            if kind_of(inner) != "number":
                raise JqError(f"{kind_of(inner)} cannot be negated")
            yield -inner


class Logic(JqNode):
    """`left and right`, `left or right`"""

    def __init__(self, left: JqNode, right: JqNode, *, is_and: bool) -> None:
        self.left = left
        self.right = right
        self.is_and = is_and

    def values(self, env: Env, value: Json) -> Values:
        for left in self.left.values(env, value):
            if is_true(left) is not self.is_and:
                yield not self.is_and
                continue
            for right in self.right.values(env, value):
                yield is_true(right)


class Alternative(JqNode):
    """`left // right`"""

    def __init__(self, left: JqNode, right: JqNode) -> None:
        self.left = left
        self.right = right

    def values(self, env: Env, value: Json) -> Values:
        found = False
        try:
            for left in self.left.values(env, value):
                if is_true(left):
                    found = True
                    yield left
        except JqError:
            pass
        if not found:
            yield from self.right.values(env, value)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        found = False
        try:
            for left in self.left.paths(env, located):
                if is_true(left[1]):
                    found = True
                    yield left
        except JqError:
            pass
        if not found:
            yield from self.right.paths(env, located)


class If(JqNode):
    """`if … then … elif … else … end`"""

    def __init__(self, condition: JqNode, yes: JqNode, no: JqNode) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no

    def values(self, env: Env, value: Json) -> Values:
        for holds in self.condition.values(env, value):
            yield from (self.yes if is_true(holds) else self.no).values(env, value)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        for holds in self.condition.values(env, located[1]):
            yield from (self.yes if is_true(holds) else self.no).paths(env, located)


class Try(JqNode):
    """`try body catch handler`, `body?`"""

    def __init__(self, body: JqNode, handler: JqNode | None) -> None:
        self.body = body
        self.handler = handler

    def values(self, env: Env, value: Json) -> Values:
        try:
            yield from self.body.values(env, value)
        except JqError as error:
            failure = error.value
        else:
            return
        if self.handler is not None:
            yield from self.handler.values(env, failure)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        try:
            yield from self.body.paths(env, located)
        except JqError as error:
            failure = error.value
        else:
            return
        if self.handler is not None:
            yield from self.handler.paths(env, ([], failure))


class ArrayOf(JqNode):
    """`[body]`"""

    def __init__(self, body: JqNode | None) -> None:
        self.body = body

    def values(self, env: Env, value: Json) -> Values:
        items: list[Json] = []
        for item in self.body.values(env, value) if self.body else ():
            env.meter.spend(1)
            items.append(item)
        yield bounded_list(items)


class ObjectOf(JqNode):
    """`{key: value, …}`"""

    def __init__(self, entries: Sequence[tuple[JqNode, JqNode]]) -> None:
        self.entries = entries

    def values(self, env: Env, value: Json) -> Values:
        yield from self._from(env, value, 0, {})

    def _from(self, env: Env, value: Json, index: int, built: dict[str, Json]) -> Values:
        if index == len(self.entries):
            yield built
            return
        key_node, value_node = self.entries[index]
        for key in key_node.values(env, value):
            if not isinstance(key, str):
                raise JqError(f"Object keys must be strings, not {kind_of(key)}")
            for item in value_node.values(env, value):
                env.meter.spend(1)
                yield from self._from(env, value, index + 1, {**built, key: item})


class Label(JqNode):
    """`label $name | body`"""

    def __init__(self, name: str, body: JqNode) -> None:
        self.name = name
        self.body = body

    def values(self, env: Env, value: Json) -> Values:
        mark = object()
        try:
            yield from self.body.values(env.with_variables({f"*{self.name}": mark}), value)
        except JqBreak as error:
            if error.mark is not mark:
                raise

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        mark = object()
        try:
            yield from self.body.paths(env.with_variables({f"*{self.name}": mark}), located)
        except JqBreak as error:
            if error.mark is not mark:
                raise


class Break(JqNode):
    """`break $name`"""

    def __init__(self, name: str) -> None:
        self.name = name

    def values(self, env: Env, value: Json) -> Values:
        mark = env.variables.get(f"*{self.name}")
        if mark is None:
            raise JqError(f"$*label-{self.name} is not defined")
        yield leave(mark)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        yield from self.values(env, located[1])


def no_paths() -> Iterator[Located]:
    """For everything that does not lead to a place in the input."""
    raise JqError("Invalid path expression")


def leave(mark: object) -> Json:
    """Leave the label of the mark."""
    raise JqBreak(mark)


def inserted_text(value: Json) -> str:
    """How a plain text shows an inserted value."""
    return text_of(value)
