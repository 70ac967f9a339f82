"""Trees of expressions to closures that evaluate them; spec/expressions.md §4 and §5."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr import calls, numbers
from tiercel.expr.access import attribute, method
from tiercel.expr.compare import contains, differs, equals, is_in, order
from tiercel.expr.errors import EvaluationError, LimitExceeded, UndefinedVariable, failed_below
from tiercel.expr.evaluation import Evaluate, Evaluation, Meter
from tiercel.expr.failures import RUNTIME_FAILURES, placed
from tiercel.expr.logic import conjunction, disjunction, negation, ternary
from tiercel.expr.numbers import bounded_list
from tiercel.expr.paths import MISSING, attribute_path, root_variable, soft, variable
from tiercel.expr.printing import string_form
from tiercel.expr.ranges import range_of
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.nodes import Expression
from tiercel.expr.values import is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_OUTPUT_CHARS_MAX

_ARITHMETIC: dict[str, tuple[Callable[[Json, Json], Json], str]] = {
    "+": (numbers.add, "Could not perform addition"),
    "-": (numbers.subtract, "Could not perform subtraction"),
    "*": (numbers.multiply, "Could not perform multiplication"),
    "/": (numbers.divide, "Could not perform division"),
    "%": (numbers.modulo, "Could not perform greater modulus"),
    "==": (equals, "Could not perform equals comparison"),
    "equals": (equals, "Could not perform equals comparison"),
    "!=": (differs, "Could not perform not equals comparison"),
}
_ORDER: dict[str, tuple[Callable[[int], bool], str]] = {
    ">": (lambda sign: sign > 0, "Could not perform greater than comparison"),
    ">=": (lambda sign: sign >= 0, "Could not perform greater than or equals comparison"),
    "<": (lambda sign: sign < 0, "Could not perform less than comparison"),
    "<=": (lambda sign: sign <= 0, "Could not perform less than or equals comparison"),
}
# Methods that look at everything in a list or map.
_DEEP_METHODS = frozenset({"indexof", "equals", "tostring", "contains"})
# Shorter texts cost nothing that is worth being counted.
_SHORT = 1_024
_OLD_LESS_TEXT = "Could not perform greater modulus"


class Compiler:
    """Compiles expressions of one template.

    `assigned` are the names that the template itself writes; all others are looked up in the
    caller's scope directly. `is_modern`: 2.0 semantics, else those of 1.3.
    """

    def __init__(self, assigned: frozenset[str], *, is_modern: bool) -> None:
        self.assigned = assigned
        self.is_modern = is_modern
        self._by_type: dict[type, Callable[..., Evaluate]] = {
            nodes.Literal: self._literal,
            nodes.Interpolation: self._interpolation,
            nodes.Variable: self._variable,
            nodes.Attribute: self._attribute,
            nodes.Call: lambda node: calls.function_call(self, node),
            nodes.Filter: lambda node: calls.filter_call(self, node),
            nodes.Test: lambda node: calls.test_call(self, node),
            nodes.Unary: self._unary,
            nodes.Binary: self._binary,
            nodes.Ternary: self._ternary,
            nodes.ListLiteral: self._list,
            nodes.MapLiteral: self._map,
        }

    def expression(self, node: Expression) -> Evaluate:
        """The closure of one expression."""
        return self._by_type[type(node)](node)

    def _literal(self, node: nodes.Literal) -> Evaluate:
        value = node.value
        return lambda context: value

    def _variable(self, node: nodes.Variable) -> Evaluate:
        if node.name in self.assigned:
            return variable(node.name, node.at)
        return root_variable(node.name, node.at)

    def _attribute(self, node: nodes.Attribute) -> Evaluate:
        path = attribute_path(node, self.assigned)
        if path is not None:
            return path
        if node.arguments is not None:
            return self._method(node)
        target = self.expression(node.target)
        null_name = node.target.name if isinstance(node.target, nodes.Variable) else ""
        at = node.at
        if isinstance(node.key, str):
            fixed = node.key
            return placed(lambda context: attribute(target(context), fixed, null_name, at), at)
        key = self.expression(node.key)

        def subscript(context: Evaluation) -> Json:
            value = target(context)
            return attribute(value, key(context), null_name, at)

        return placed(subscript, at)

    def _method(self, node: nodes.Attribute) -> Evaluate:
        target = self.expression(node.target)
        name, at = str(node.key), node.at
        given = node.arguments or ()
        if any(argument.name for argument in given):
            return failing("Can not use named arguments when calling a bean method", at)
        arguments = [self.expression(argument.value) for argument in given]

        def run(context: Evaluation) -> Json:
            value = target(context)
            if name.lower() in _DEEP_METHODS:
                context.meter.weigh_all(value)
            else:
                context.meter.weigh(value)
            if name in ("matches", "replaceAll", "split"):
                context.meter.spend(20_000)
            return method(value, name, tuple(argument(context) for argument in arguments), at)

        return placed(run, at)

    def _unary(self, node: nodes.Unary) -> Evaluate:
        operand = self.expression(node.operand)
        if node.operator == "not":
            return placed(negation(operand), node.at)
        operation = numbers.negate if node.operator == "-" else numbers.plus
        return placed(lambda context: operation(operand(context)), node.at)

    def _binary(self, node: nodes.Binary) -> Evaluate:
        operator, at = node.operator, node.at
        if operator in ("~", "and", "or"):
            return self._flat(node)
        if operator in ("??", "???"):
            return self._coalesce(node)
        if operator in _ORDER:
            return self._comparison(node)
        left, right = self.expression(node.left), self.expression(node.right)
        if operator in _ARITHMETIC:
            operation, failure = _ARITHMETIC[operator]
            return wrapping(left, right, operation, failure=failure, at=at)
        if operator == "..":
            return placed(lambda context: _range(context, left, right), at)
        test = contains if operator == "contains" else is_in
        return placed(lambda context: _member(context, left, right, test), at)

    def _flat(self, node: nodes.Binary) -> Evaluate:
        """A chain of one operator as one closure, however long it is."""
        sides: list[Expression] = []
        left: Expression = node
        while isinstance(left, nodes.Binary) and left.operator == node.operator:
            sides.append(left.right)
            left = left.left
        sides.append(left)
        parts = [self.expression(side) for side in reversed(sides)]
        if node.operator == "and":
            return placed(conjunction(parts), node.at)
        if node.operator == "or":
            return placed(disjunction(parts), node.at)
        return concatenation(parts)

    def _coalesce(self, node: nodes.Binary) -> Evaluate:
        left, right = soft(node.left, self.assigned), self.expression(node.right)
        keeps_null = node.operator == "???"
        if left is not None:
            return _soft_coalesce(left, right, keeps_null=keeps_null)
        hard = self.expression(node.left)

        def run(context: Evaluation) -> Json:
            try:
                value = hard(context)
            except UndefinedVariable:
                return right(context)
            if value is None and not keeps_null:
                return right(context)
            return value

        return run

    def _comparison(self, node: nodes.Binary) -> Evaluate:
        accepts, failure = _ORDER[node.operator]
        is_modern = self.is_modern
        if node.operator == "<" and not is_modern:
            failure = _OLD_LESS_TEXT

        def compare(left: Json, right: Json) -> Json:
            sign = order(left, right, compares_texts=is_modern)
            return sign is not None and accepts(sign)

        left, right = self.expression(node.left), self.expression(node.right)
        if not is_modern:
            return wrapping(left, right, compare, failure=failure, at=node.at)
        at = node.at

        def run(context: Evaluation) -> Json:
            a, b = left(context), right(context)
            if type(a) is int and type(b) is int:
                return accepts((a > b) - (a < b))
            try:
                return compare(a, b)
            except EvaluationError as error:
                raise failed_below(failure, error, at) from error

        return run

    def _ternary(self, node: nodes.Ternary) -> Evaluate:
        condition = self.expression(node.condition)
        return placed(
            ternary(condition, self.expression(node.yes), self.expression(node.no)), node.at
        )

    def _list(self, node: nodes.ListLiteral) -> Evaluate:
        items = [self.expression(item) for item in node.items]
        return lambda context: [item(context) for item in items]

    def _map(self, node: nodes.MapLiteral) -> Evaluate:
        entries = [(self.expression(k), self.expression(v)) for k, v in node.entries]
        at = node.at

        def run(context: Evaluation) -> Json:
            return {key(context): value(context) for key, value in entries}

        return placed(run, at)

    def _interpolation(self, node: nodes.Interpolation) -> Evaluate:
        parts: list[Evaluate] = []
        for part in node.parts:
            if isinstance(part, str):
                parts.append(self._literal(nodes.Literal(part, part, node.at)))
            else:
                parts.append(self.expression(part))
        if not parts:
            return lambda context: ""
        if len(parts) == 1:
            only = parts[0]

            def run(context: Evaluation) -> Json:
                value = only(context)
                return None if value is None else string_form(value)

            return run
        return concatenation(parts)


def failing(text: str, at: int) -> Evaluate:
    """A closure that always fails."""

    def run(context: Evaluation) -> Json:
        raise EvaluationError(text, at=at)

    return run


def wrapping(
    left: Evaluate,
    right: Evaluate,
    operation: Callable[[Json, Json], Json],
    *,
    failure: str,
    at: int,
) -> Evaluate:
    """An operator that puts its own text in front of every failure, also of its operands."""

    weigh = _WEIGHERS.get(operation, _weigh_sum)

    def run(context: Evaluation) -> Json:
        try:
            a, b = left(context), right(context)
            kind = type(a)
            if kind is str:
                if type(b) is not str or len(a) > _SHORT:
                    weigh(context.meter, a, b)
            elif kind in _WEIGHED or type(b) in _WEIGHED:
                weigh(context.meter, a, b)
            return operation(a, b)
        except LimitExceeded as error:
            error.place(at)
            raise
        except (EvaluationError, *RUNTIME_FAILURES) as error:
            raise failed_below(failure, error, at) from error

    return run


def _weigh_sum(meter: Meter, a: Json, b: Json) -> None:
    """A text takes the whole form of the other side; a list is only copied."""
    if isinstance(a, str) or isinstance(b, str):
        meter.weigh_all(a)
        meter.weigh_all(b)
    else:
        meter.weigh(a, 6)


def _weigh_difference(meter: Meter, a: Json, b: Json) -> None:
    """Each item of the list is compared."""
    meter.weigh_all(a)


def _weigh_equality(meter: Meter, a: Json, b: Json) -> None:
    """Structures are compared as deep as they go, unless their sizes tell them apart."""
    if type(a) is str or type(b) is str:
        meter.weigh(a)
    elif (is_list(a) or is_map(a)) and (is_list(b) or is_map(b)) and len(a) == len(b):
        meter.weigh_all(a)


# What an operator looks at, where numbers are not all that it takes.
_WEIGHED = frozenset({str, list, dict})
_WEIGHERS: dict[Callable[[Json, Json], Json], Callable[[Meter, Json, Json], None]] = {
    numbers.subtract: _weigh_difference,
    equals: _weigh_equality,
    differs: _weigh_equality,
}


def concatenation(parts: list[Evaluate]) -> Evaluate:
    """`~`: the string forms of all parts in a row, null as nothing."""

    def run(context: Evaluation) -> Json:
        texts = []
        for part in parts:
            value = part(context)
            if type(value) is str:
                texts.append(value)
            elif value is not None:
                context.meter.weigh_all(value)
                texts.append(string_form(value))
        text = "".join(texts)
        if len(text) > 1_024:
            context.meter.weigh(text)
            if len(text) > EXPRESSION_OUTPUT_CHARS_MAX:
                raise LimitExceeded("The text is too long.")
        return text

    return run


def _soft_coalesce(left: Evaluate, right: Evaluate, *, keeps_null: bool) -> Evaluate:
    def run(context: Evaluation) -> Json:
        value = left(context)
        if value is MISSING or (value is None and not keeps_null):
            return right(context)
        return value

    return run


def _range(context: Evaluation, left: Evaluate, right: Evaluate) -> Json:
    items = range_of(left(context), right(context), 1)
    context.meter.weigh(items)
    return bounded_list(items)


def _member(
    context: Evaluation, left: Evaluate, right: Evaluate, test: Callable[[Json, Json], bool]
) -> bool:
    a, b = left(context), right(context)
    context.meter.weigh_all(a)
    context.meter.weigh_all(b)
    if type(a) is list and type(b) is list:
        context.meter.spend(len(a) * len(b))
    return test(a, b)
