"""Nodes that bind names: `as`, `reduce`, `foreach`, `def`, calls; and assignments."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.nodes import Env, Function, JqNode, Located, Values
from tiercel.expr.jq.paths import delete_paths, field, get_path, set_path
from tiercel.expr.jq.values import ARITHMETIC, is_true, kind_of
from tiercel.model.json_types import Json

# Yields the variables that a pattern binds for one value.
Pattern: TypeAlias = Callable[[Env, Json], Iterator[Mapping[str, Json]]]


def name_pattern(name: str) -> Pattern:
    """`$name`"""

    def bind(env: Env, value: Json) -> Iterator[Mapping[str, Json]]:
        yield {name: value}

    return bind


def array_pattern(parts: Sequence[Pattern]) -> Pattern:
    """`[a, b]`"""

    def bind(env: Env, value: Json) -> Iterator[Mapping[str, Json]]:
        if value is not None and not isinstance(value, list):
            raise JqError(f"Cannot index {kind_of(value)} with number")
        yield from _all(env, [(field(value, at), part) for at, part in enumerate(parts)])

    return bind


def object_pattern(entries: Sequence[tuple[str | None, JqNode, Pattern | None]]) -> Pattern:
    """`{key: a, $name}`; an entry is the variable's name, its key and its inner pattern."""

    def bind(env: Env, value: Json) -> Iterator[Mapping[str, Json]]:
        yield from _entries(env, value, entries, {})

    return bind


def _entries(
    env: Env,
    value: Json,
    entries: Sequence[tuple[str | None, JqNode, Pattern | None]],
    bound: Mapping[str, Json],
) -> Iterator[Mapping[str, Json]]:
    if not entries:
        yield bound
        return
    name, key_node, inner = entries[0]
    for key in key_node.values(env.with_variables(bound), value):
        if not isinstance(key, str):
            raise JqError(f"Cannot index {kind_of(value)} with {kind_of(key)}")
        found = field(value, key)
        more = {**bound, name: found} if name is not None else bound
        for extra in inner(env, found) if inner else ({},):
            yield from _entries(env, value, entries[1:], {**more, **extra})


def _all(env: Env, parts: Sequence[tuple[Json, Pattern]]) -> Iterator[Mapping[str, Json]]:
    if not parts:
        yield {}
        return
    value, pattern = parts[0]
    for first in pattern(env, value):
        for rest in _all(env, parts[1:]):
            yield {**first, **rest}


class As(JqNode):
    """`source as pattern | body`"""

    def __init__(self, source: JqNode, pattern: Pattern, body: JqNode) -> None:
        self.source = source
        self.pattern = pattern
        self.body = body

    def values(self, env: Env, value: Json) -> Values:
        for found in self.source.values(env, value):
            for names in self.pattern(env, found):
                env.meter.spend(1)
                yield from self.body.values(env.with_variables(names), value)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        for found in self.source.values(env, located[1]):
            for names in self.pattern(env, found):
                env.meter.spend(1)
                yield from self.body.paths(env.with_variables(names), located)


class Reduce(JqNode):
    """`reduce source as pattern (start; update)`"""

    def __init__(self, source: JqNode, pattern: Pattern, start: JqNode, update: JqNode) -> None:
        self.source = source
        self.pattern = pattern
        self.start = start
        self.update = update

    def values(self, env: Env, value: Json) -> Values:
        for start in self.start.values(env, value):
            state = start
            for item in self.source.values(env, value):
                for names in self.pattern(env, item):
                    env.meter.spend(1)
                    outputs = list(self.update.values(env.with_variables(names), state))
                    env.meter.spend(len(outputs))
                    state = outputs[-1] if outputs else None
            yield state


class Foreach(JqNode):
    """`foreach source as pattern (start; update; extract)`"""

    def __init__(
        self, source: JqNode, pattern: Pattern, start: JqNode, *, update: JqNode, extract: JqNode
    ) -> None:
        self.source = source
        self.pattern = pattern
        self.start = start
        self.update = update
        self.extract = extract

    def values(self, env: Env, value: Json) -> Values:
        for start in self.start.values(env, value):
            state = start
            for item in self.source.values(env, value):
                for names in self.pattern(env, item):
                    env.meter.spend(1)
                    inner = env.with_variables(names)
                    for updated in self.update.values(inner, state):
                        state = updated
                        yield from self.extract.values(inner, state)


class Closure(Function):
    """A function of a program, or an argument of one, with the environment of its definition."""

    def __init__(self, parameters: Sequence[str], body: JqNode, env: Env | None) -> None:
        self.parameters = parameters
        self.body = body
        self.env = env
        self.name = ""

    def _inner(self, env: Env, arguments: Sequence[JqNode], value: Json) -> Iterator[Env]:
        base = self.env if self.env is not None else env
        functions: dict[tuple[str, int], Function] = {}
        if self.name:
            functions[self.name, len(self.parameters)] = self
        named: list[tuple[str, JqNode]] = []
        for parameter, argument in zip(self.parameters, arguments, strict=True):
            closure = Closure((), argument, env)
            if parameter.startswith("$"):
                named.append((parameter[1:], argument))
                functions[parameter[1:], 0] = closure
            else:
                functions[parameter, 0] = closure
        inner = Env(env.meter, env.clock, base.variables, {**base.functions, **functions})
        yield from _with_values(inner, env, named, value)

    def values(self, env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
        for inner in self._inner(env, arguments, value):
            env.meter.spend(1)
            yield from self.body.values(inner, value)

    def paths(self, env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
        for inner in self._inner(env, arguments, located[1]):
            env.meter.spend(1)
            yield from self.body.paths(inner, located)


def _with_values(
    inner: Env, outer: Env, named: Sequence[tuple[str, JqNode]], value: Json
) -> Iterator[Env]:
    if not named:
        yield inner
        return
    name, argument = named[0]
    for found in argument.values(outer, value):
        yield from _with_values(inner.with_variables({name: found}), outer, named[1:], value)


class Define(JqNode):
    """`def name(parameters): body; rest`"""

    def __init__(self, name: str, parameters: Sequence[str], body: JqNode, rest: JqNode) -> None:
        self.name = name
        self.parameters = parameters
        self.body = body
        self.rest = rest

    def _extended(self, env: Env) -> Env:
        closure = Closure(self.parameters, self.body, env)
        closure.name = self.name
        return env.with_functions({(self.name, len(self.parameters)): closure})

    def values(self, env: Env, value: Json) -> Values:
        yield from self.rest.values(self._extended(env), value)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        yield from self.rest.paths(self._extended(env), located)


class Call(JqNode):
    """`name(arguments)`"""

    def __init__(self, name: str, arguments: Sequence[JqNode]) -> None:
        self.name = name
        self.arguments = arguments

    def _function(self, env: Env) -> Function:
        found = env.functions.get((self.name, len(self.arguments)))
        if found is None:
            raise JqError(f"Function {self.name}/{len(self.arguments)} does not exist")
        env.meter.spend(1)
        return found

    def values(self, env: Env, value: Json) -> Values:
        yield from self._function(env).values(env, self.arguments, value)

    def paths(self, env: Env, located: Located) -> Iterator[Located]:
        yield from self._function(env).paths(env, self.arguments, located)


class Assign(JqNode):
    """`target = source`"""

    def __init__(self, target: JqNode, source: JqNode) -> None:
        self.target = target
        self.source = source

    def values(self, env: Env, value: Json) -> Values:
        for new in self.source.values(env, value):
            changed = value
            owned: dict[int, Json] = {}
            env.meter.weigh(value, 6)
            for path, _ in self.target.paths(env, ([], value)):
                env.meter.spend(1 + len(path))
                changed = set_path(changed, path, new, owned)
            yield changed


class Update(JqNode):
    """`target |= source`: the first output at each path; without output the path goes."""

    def __init__(self, target: JqNode, source: JqNode) -> None:
        self.target = target
        self.source = source

    def values(self, env: Env, value: Json) -> Values:
        yield update_paths(env, self.target, value, lambda old: self.source.values(env, old))


class UpdateWith(JqNode):
    """`target op= source`"""

    def __init__(self, operator: str, target: JqNode, source: JqNode) -> None:
        self.operator = operator
        self.target = target
        self.source = source

    def values(self, env: Env, value: Json) -> Values:
        for operand in self.source.values(env, value):
            yield update_paths(env, self.target, value, functools.partial(self._new, operand))

    def _new(self, operand: Json, old: Json) -> Values:
        if self.operator == "//":
            yield old if is_true(old) else operand
        else:
            yield ARITHMETIC[self.operator](old, operand)


def update_paths(env: Env, target: JqNode, value: Json, new_of: Callable[[Json], Values]) -> Json:
    """The value with a new one at every path of the target."""
    gone: list[Json] = []
    owned: dict[int, Json] = {}
    changed = value
    env.meter.weigh(value, 6)
    for path, _ in target.paths(env, ([], value)):
        env.meter.spend(1 + len(path))
        for new in new_of(get_path(changed, path)):
            changed = set_path(changed, path, new, owned)
            break
        else:
            gone.append(path)
    return delete_paths(changed, gone) if gone else changed
