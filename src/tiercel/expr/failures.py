"""Failures of what a closure calls: they learn their place in the template."""

from __future__ import annotations

from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluate, Evaluation
from tiercel.model.json_types import Json

# What operations of Python raise about values that they do not fit.
RUNTIME_FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def placed(run: Evaluate, at: int) -> Evaluate:
    """The same closure; its failures learn their place, and Python's become the language's."""

    def guarded(context: Evaluation) -> Json:
        try:
            return run(context)
        except EvaluationError as error:
            error.place(at)
            raise
        except RUNTIME_FAILURES as error:
            raise EvaluationError(f"{type(error).__name__}: {error}", at=at) from error

    return guarded
