"""The jq dialect of templates: a bounded interpreter of our own.

Why not libjq: the reference's dialect differs from the C program (whole results become integers,
`floor` gives decimals, many functions are missing), and libjq can neither be stopped nor be kept
from filling the memory. Source: spec/expressions.md §9.3.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from tiercel.expr.evaluation import Meter
from tiercel.expr.jq.builtins import prelude
from tiercel.expr.jq.errors import JqBreak, JqError
from tiercel.expr.jq.nodes import Env, JqNode
from tiercel.expr.jq.parser import parse
from tiercel.expr.jq.values import as_jq_value
from tiercel.expr.numbers import bounded_list
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_JQ_CHARS_MAX

__all__ = ["JqError", "as_jq_value", "run"]


def run(program: str, value: Json, meter: Meter, clock: Callable[[], float] | None = None) -> Json:
    """The list of all outputs of a program for one input.

    `clock` answers `now`. Raises: JqError for a wrong program or a failure of it; LimitExceeded.
    """
    if len(program) > EXPRESSION_JQ_CHARS_MAX:
        raise JqError(f"A jq program may have {EXPRESSION_JQ_CHARS_MAX} characters at most.")
    try:
        tree = _parsed(program)
        env = Env(meter, clock, {}, prelude())
        outputs: list[Json] = []
        for output in tree.values(env, value):
            meter.spend(1)
            outputs.append(output)
        return bounded_list(outputs)
    except RecursionError:
        raise JqError("nested too deeply") from None
    except JqBreak:
        raise JqError("break") from None
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise JqError(f"{type(error).__name__}: {error}") from error


@functools.lru_cache(maxsize=256)
def _parsed(program: str) -> JqNode:
    return parse(program)
