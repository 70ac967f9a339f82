"""Calls of filters, functions, tests and macros to closures; spec/expressions.md §6."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tiercel.expr import catalog
from tiercel.expr.declare import UNSET, Declaration
from tiercel.expr.errors import EvaluationError, UndefinedVariable, near_misses
from tiercel.expr.evaluation import Evaluate, Evaluation
from tiercel.expr.failures import RUNTIME_FAILURES, placed
from tiercel.expr.paths import MISSING, soft
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.nodes import Argument
from tiercel.model.json_types import Json

_SHIFT = 8


class ExpressionCompiler(Protocol):
    """What compiles the arguments of calls: `tiercel.expr.compiler.Compiler`."""

    assigned: frozenset[str]

    def expression(self, node: nodes.Expression) -> Evaluate:
        """The closure of one expression."""


def filter_call(compiler: ExpressionCompiler, node: nodes.Filter) -> Evaluate:
    """`target | name(arguments)`."""
    target = compiler.expression(node.target)
    if node.name == "default":
        return _default(compiler, node, target)
    return filtered(compiler, node.name, node.arguments, target=target, at=node.at)


def filtered(
    compiler: ExpressionCompiler,
    name: str,
    arguments: Sequence[Argument],
    *,
    target: Evaluate,
    at: int,
) -> Evaluate:
    """A filter applied to whatever the target yields."""
    declared = catalog.filters().get(name)
    if declared is None:
        hint = near_misses(name, catalog.filters())
        return lambda context: _fail(f"Filter [{name}] does not exist.", at, hint)
    bound = _bind(compiler, declared, arguments, at)
    call, passes_null, wants_context = declared.call, declared.passes_null, declared.wants_context
    if bound.is_simple and not wants_context:
        return _plain_filter(declared, bound.fixed, target, at)

    def apply(context: Evaluation) -> Json:
        values = bound.evaluate(context)
        value = target(context)
        if value is None and passes_null:
            return None
        _weigh(context, declared, value)
        given = (context, value, *values) if wants_context else (value, *values)
        return _guarded(context, call, given, at)

    return apply


def _plain_filter(
    declared: Declaration, fixed: tuple[Json, ...], target: Evaluate, at: int
) -> Evaluate:
    """The quick form, for constant arguments."""
    call, passes_null = declared.call, declared.passes_null

    def apply(context: Evaluation) -> Json:
        value = target(context)
        if value is None and passes_null:
            return None
        kind = type(value)
        if kind is list or kind is dict or (kind is str and len(value) > 1_024):
            _weigh(context, declared, value)
        try:
            result = call(value, *fixed)
        except EvaluationError as error:
            error.place(at)
            raise
        except RUNTIME_FAILURES as error:
            raise _runtime_failure(error, at) from error
        kind = type(result)
        if kind is list or (kind is str and len(result) > 1_024):
            context.meter.weigh(result)
        return result

    return apply


def _weigh(context: Evaluation, declared: Declaration, value: Json) -> None:
    if declared.weight:
        context.meter.weigh_all(value, declared.weight, declared.shift)
    elif declared.shift != _SHIFT and type(value) is str:
        context.meter.spend(len(value) >> declared.shift)
    else:
        context.meter.weigh(value)


def _default(compiler: ExpressionCompiler, node: nodes.Filter, target: Evaluate) -> Evaluate:
    declared = catalog.filters()["default"]
    bound = _bind(compiler, declared, node.arguments, node.at)
    quick = soft(node.target, compiler.assigned)

    def run(context: Evaluation) -> Json:
        values = bound.evaluate(context)
        try:
            value = quick(context) if quick is not None else target(context)
        except UndefinedVariable:
            value = None
        return declared.call(None if value is MISSING else value, *values)

    return run


def test_call(compiler: ExpressionCompiler, node: nodes.Test) -> Evaluate:
    """`target is name`."""
    target, is_negated, at = compiler.expression(node.target), node.is_negated, node.at
    declared = catalog.tests().get(node.name)
    if declared is None:
        hint = near_misses(node.name, catalog.tests())
        return lambda context: _fail(f"Test [{node.name}] does not exist.", at, hint)
    if node.name == "defined":
        return _defined(compiler, node, target)
    call = declared.call

    def run(context: Evaluation) -> Json:
        value = target(context)
        try:
            holds = call(value)
        except EvaluationError as error:
            error.place(at)
            raise
        return holds is not is_negated

    return run


def _defined(compiler: ExpressionCompiler, node: nodes.Test, target: Evaluate) -> Evaluate:
    quick = soft(node.target, compiler.assigned)
    is_negated = node.is_negated

    def run(context: Evaluation) -> Json:
        try:
            value = quick(context) if quick is not None else target(context)
        except UndefinedVariable:
            return is_negated
        return (value is not None and value is not MISSING) is not is_negated

    return run


def function_call(compiler: ExpressionCompiler, node: nodes.Call) -> Evaluate:
    """`name(arguments)`: a function, else a macro of the template."""
    declared = catalog.functions().get(node.name)
    if declared is None:
        return _macro_call(compiler, node)
    at, call, wants_context = node.at, declared.call, declared.wants_context
    weight, shift = declared.weight, declared.shift
    bound = _bind(compiler, declared, node.arguments, at)

    def run(context: Evaluation) -> Json:
        values = bound.evaluate(context)
        if weight:
            for value in values:
                context.meter.weigh_all(value, weight, shift)
        return _guarded(context, call, (context, *values) if wants_context else values, at)

    return run


def _macro_call(compiler: ExpressionCompiler, node: nodes.Call) -> Evaluate:
    name, at = node.name, node.at
    positional = [compiler.expression(a.value) for a in node.arguments if not a.name]
    named = [(a.name, compiler.expression(a.value)) for a in node.arguments if a.name]

    def run(context: Evaluation) -> Json:
        macro = context.macros.get(name)
        if macro is None:
            hint = near_misses(name, [*catalog.functions(), *context.macros])
            return _fail(f"Function or Macro [{name}] does not exist.", at, hint)
        values = tuple(value(context) for value in positional)
        try:
            return macro(context, values, {key: value(context) for key, value in named})
        except EvaluationError as error:
            error.place(at)
            raise

    return run


def _fail(text: str, at: int, hint: str) -> Json:
    error = EvaluationError(text, at=at)
    error.hint = hint
    raise error


def _guarded(
    context: Evaluation, call: Callable[..., Json], given: Sequence[Json], at: int
) -> Json:
    try:
        result = call(*given)
    except EvaluationError as error:
        error.place(at)
        raise
    except RUNTIME_FAILURES as error:
        raise _runtime_failure(error, at) from error
    context.meter.weigh(result)
    return result


def _runtime_failure(error: Exception, at: int) -> EvaluationError:
    return EvaluationError(f"{type(error).__name__}: {error}"[:500], at=at)


class _Bound:
    """Arguments of one call in the order of the declaration."""

    def __init__(self, evaluators: list[Evaluate | None], fixed: list[Json], error: str) -> None:
        self._evaluators = evaluators
        self._error = error
        self.fixed = tuple(fixed)
        self.is_simple = not error and all(evaluate is None for evaluate in evaluators)

    def evaluate(self, context: Evaluation) -> Sequence[Json]:
        """The values of all arguments."""
        if self.is_simple:
            return self.fixed
        if self._error:
            raise EvaluationError(self._error)
        return [
            fixed if evaluate is None else evaluate(context)
            for evaluate, fixed in zip(self._evaluators, self.fixed, strict=True)
        ]


def _bind(
    compiler: ExpressionCompiler, declared: Declaration, given: Sequence[Argument], at: int
) -> _Bound:
    """Match the arguments of a call with the declaration; mistakes show when it is evaluated."""
    positional = [argument.value for argument in given if not argument.name]
    if declared.is_variadic:
        values: list[nodes.Expression | None] = list(positional)
        return _compiled(compiler, values, [None] * len(values), at=at)
    declared_names = [argument.name for argument in declared.arguments]
    error = ""
    if declared_names:
        error = _mistake(declared_names, len(positional), [a.name for a in given if a.name])
    by_name = dict(zip(declared_names, positional, strict=False))
    by_name.update({a.name: a.value for a in given if a.name})
    if not error:
        missing = [a for a in declared.arguments if a.required and a.name not in by_name]
        error = missing[0].required if missing else ""
    values = [by_name.get(name) for name in declared_names]
    defaults = [argument.default for argument in declared.arguments]
    return _compiled(compiler, values, defaults, at=at, error=error)


def _mistake(declared: list[str], positional: int, named: list[str]) -> str:
    if positional > len(declared):
        return (
            f"The argument at position {len(declared) + 1} is not allowed."
            f" Only {len(declared)} argument(s) are allowed."
        )
    for name in named:
        if name not in declared:
            return f"The following named argument does not exist: {name}"
    return ""


def _compiled(
    compiler: ExpressionCompiler,
    values: list[nodes.Expression | None],
    defaults: list[Json],
    *,
    at: int,
    error: str = "",
) -> _Bound:
    evaluators: list[Evaluate | None] = []
    fixed: list[Json] = []
    for value, default in zip(values, defaults, strict=True):
        if value is None or isinstance(value, nodes.Literal):
            evaluators.append(None)
            fixed.append(default if value is None else value.value)
        else:
            evaluators.append(placed(compiler.expression(value), at))
            fixed.append(UNSET)
    return _Bound(evaluators, fixed, error)


def bind_macro_arguments(
    parameters: Sequence[str], positional: Sequence[Json], named: Mapping[str, Json]
) -> dict[str, Json]:
    """The passed arguments of a macro by name; raises EvaluationError for wrong ones."""
    error = _mistake(list(parameters), len(positional), list(named))
    if error:
        raise EvaluationError(error)
    return dict(zip(parameters, positional, strict=False)) | dict(named)
