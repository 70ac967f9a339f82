"""Closures for variables and for paths such as `outputs.task.value`, the bulk of all templates."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tiercel.expr.access import attribute
from tiercel.expr.errors import EvaluationError, UndefinedVariable
from tiercel.expr.evaluation import Evaluate, Evaluation
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.nodes import Expression
from tiercel.model.json_types import Json


class Missing(enum.Enum):
    """Marks a value that does not exist, where no exception is wanted."""

    MISSING = "missing"


MISSING = Missing.MISSING
Steps: TypeAlias = "tuple[tuple[str, str, int], ...]"


def root_variable(name: str, at: int) -> Evaluate:
    """A variable of the caller's scope."""

    def run(context: Evaluation) -> Json:
        try:
            return context.root[name]
        except KeyError:
            raise context.undefined(name, at) from None

    return run


def variable(name: str, at: int) -> Evaluate:
    """A variable that the template may have written itself."""

    def run(context: Evaluation) -> Json:
        try:
            return context.scopes[-1][name]
        except KeyError:
            pass
        try:
            return context.variable(name)
        except KeyError:
            raise context.undefined(name, at) from None

    return run


def path_steps(node: Expression) -> tuple[nodes.Variable, Steps] | None:
    """A variable with fixed keys after it: the variable and (key, name if null, offset) each."""
    steps: list[tuple[str, str, int]] = []
    while isinstance(node, nodes.Attribute) and node.arguments is None:
        key = _fixed_key(node.key)
        if key is None:
            return None
        null_name = node.target.name if isinstance(node.target, nodes.Variable) else ""
        steps.append((key, null_name, node.at))
        node = node.target
    if not isinstance(node, nodes.Variable):
        return None
    return node, tuple(reversed(steps))


def _fixed_key(key: str | Expression) -> str | None:
    if isinstance(key, str):
        return key
    if isinstance(key, nodes.Literal) and isinstance(key.value, str):
        return key.value
    return None


def walk(value: Json, steps: Steps) -> Json:
    """Follow the steps from a value; raises UndefinedVariable, EvaluationError."""
    for key, null_name, at in steps:
        if type(value) is dict:
            try:
                value = value[key]
            except KeyError:
                raise UndefinedVariable(key, at=at, known=value) from None
        else:
            try:
                value = attribute(value, key, null_name, at)
            except EvaluationError as error:
                error.place(at)
                raise
    return value


def attribute_path(node: nodes.Attribute, assigned: frozenset[str]) -> Evaluate | None:
    """The closure of a path with fixed keys, None for every other attribute."""
    found = path_steps(node)
    if found is None:
        return None
    start, steps = found
    name, at = start.name, start.at
    if name in assigned:
        first = variable(name, at)
        if len(steps) == 1:
            return _own_field(first, steps)
        return lambda context: walk(first(context), steps)

    def run(context: Evaluation) -> Json:
        try:
            value = context.root[name]
        except KeyError:
            raise context.undefined(name, at) from None
        return walk(value, steps)

    return run


def _own_field(first: Evaluate, steps: Steps) -> Evaluate:
    """One field of a variable of the template, as in loops over maps."""
    key = steps[0][0]

    def run(context: Evaluation) -> Json:
        value = first(context)
        if type(value) is dict and key in value:
            return value[key]
        return walk(value, steps)

    return run


def soft(node: Expression, assigned: frozenset[str]) -> Evaluate | None:
    """A path as a closure that returns MISSING instead of raising; None for other nodes."""
    found = path_steps(node)
    if found is None:
        return None
    start, steps = found
    name = start.name
    is_own = name in assigned

    def run(context: Evaluation) -> Json:
        try:
            value = context.variable(name) if is_own else context.root[name]
        except KeyError:
            return MISSING
        for key, null_name, at in steps:
            if type(value) is dict:
                if key not in value:
                    return MISSING
                value = value[key]
            elif value is None:
                return MISSING
            else:
                try:
                    value = attribute(value, key, null_name, at)
                except UndefinedVariable:
                    return MISSING
                except EvaluationError as error:
                    error.place(at)
                    raise
        return value

    return run


def lone_path(node: Expression) -> Callable[[Mapping[str, Json]], Json] | None:
    """A path as a function of the scope alone, for templates that are nothing else."""
    found = path_steps(node)
    if found is None:
        return None
    start, steps = found
    name, at = start.name, start.at

    def run(scope: Mapping[str, Json]) -> Json:
        try:
            value = scope[name]
        except KeyError:
            raise UndefinedVariable(name, at=at, known=scope) from None
        return walk(value, steps)

    return run
