"""Renders a template over some variables, nothing from outside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from tiercel.expr import Renderer, StaticLookups
from tiercel.expr.values import Float32
from tiercel.model.json_types import Json
from tiercel.model.state import StateType

RENDERER = Renderer()
PARIS = timezone(timedelta(hours=2))
FIRST, SECOND = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
# Values of every kind, for tables of templates.
VARIABLES: dict[str, Json] = {
    "m": {"a": 1},
    "l": [1, 2],
    "s": "text",
    "big": 10**20,
    "dec": Decimal("1.10"),
    "dates": [date(2026, 3, 2), date(2026, 3, 1)],
    "moments": [SECOND, FIRST],
    "moments2": [SECOND, datetime(2026, 3, 2, 2, tzinfo=PARIS)],
    "instants": [FIRST, SECOND],
    "states": [StateType.SUCCESS, StateType.FAILED],
    "state": StateType.FAILED,
    "n": {1: "one", 2: "two"},
    "f": 1.5,
    "f32": Float32(0.1),
    "huge": 10**400,
    "inf": float("inf"),
    "nan": float("nan"),
    "raw": b"hi",
    "span": timedelta(minutes=90),
    "instant": datetime(2026, 3, 1, 10, tzinfo=UTC),
    "day": date(2026, 3, 1),
    "hour": time(10, 5),
    "local": datetime(2026, 3, 1, 10, 5),  # noqa: DTZ001  A local date on purpose.
    "nothing_": None,
    "mixed": [date(2026, 3, 1), datetime(2026, 3, 1)],  # noqa: DTZ001  A local date on purpose.
    "long": "1" * 5_000,
    "deep": "[" * 300,
    "tuples": (1, 2),
}


def rendered(template: str, answers: dict[str, Any] | None = None, /, **scope: Json) -> str | None:
    """The text; `answers` are values from outside by kind."""
    return RENDERER.render(template, scope, StaticLookups(answers or {}))


def typed(template: str, answers: dict[str, Any] | None = None, /, **scope: Json) -> Json:
    """The value of a lone expression."""
    return RENDERER.render_typed(template, scope, StaticLookups(answers or {}))
