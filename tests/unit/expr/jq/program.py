"""Runs a jq program for one input."""

from __future__ import annotations

from tiercel.expr.evaluation import Meter
from tiercel.expr.jq import run
from tiercel.model.json_types import Json

CHARS_MAX = 1_000_000
STEPS_MAX = 20_000


def outputs(program: str, value: Json = None) -> list[Json]:
    """All outputs; raises JqError and LimitExceeded."""
    found: list[Json] = run(program, value, Meter(CHARS_MAX, STEPS_MAX), lambda: 1.5)
    return found
