"""`and`, `or`, `not`, `? :` and the condition of `if`; spec/expressions.md §4.3 and §7."""

from __future__ import annotations

from tiercel.expr.compare import truth
from tiercel.expr.errors import EvaluationError, LimitExceeded, failed_below
from tiercel.expr.evaluation import Evaluate, Evaluation
from tiercel.expr.values import class_name, is_list, is_map
from tiercel.model.json_types import Json

_NULL_OPERAND = "null value used in and operator and strict variables is set to true"
_NULL_NOT = "null value given to not() and strict variables is set to true"


def conjunction(parts: list[Evaluate]) -> Evaluate:
    """`and` over all parts, until one is false."""

    def run(context: Evaluation) -> Json:
        for part in parts:
            value = part(context)
            if value is None:
                raise EvaluationError(_NULL_OPERAND)
            if value is False or (value is not True and not truth(value)):
                return False
        return True

    return run


def disjunction(parts: list[Evaluate]) -> Evaluate:
    """`or` over all parts, until one is true."""

    def run(context: Evaluation) -> Json:
        for part in parts:
            value = part(context)
            if value is None:
                raise EvaluationError(_NULL_OPERAND)
            if value is True or (value is not False and truth(value)):
                return True
        return False

    return run


def negation(operand: Evaluate) -> Evaluate:
    """`not`."""

    def run(context: Evaluation) -> Json:
        value = operand(context)
        if value is None:
            raise EvaluationError(_NULL_NOT)
        if is_list(value) or is_map(value):
            kind = class_name(value).rpartition(".")[2]
            raise EvaluationError(
                f'Unsupported value type {kind}. Expected Boolean, String, Number in "if" statement'
            )
        return not truth(value)

    return run


def ternary(condition: Evaluate, yes: Evaluate, no: Evaluate) -> Evaluate:
    """`? :`; a null condition counts as false."""

    def run(context: Evaluation) -> Json:
        value = condition(context)
        if value is True:
            return yes(context)
        if value is None or value is False or not truth(value):
            return no(context)
        return yes(context)

    return run


def condition_holds(condition: Evaluate, context: Evaluation, at: int) -> bool:
    """Truth of the condition of an `if` tag, whose every failure has one text."""
    try:
        value = condition(context)
        return value if isinstance(value, bool) else truth(value)
    except LimitExceeded:
        raise
    except EvaluationError as error:
        raise failed_below("Wrong operand(s) type in conditional expression", error, at) from error
