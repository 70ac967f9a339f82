"""`now`."""

from __future__ import annotations

from tiercel.expr import lookups
from tiercel.expr.declare import function
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.filters.dates import FORMAT_ARGUMENTS, written, zone_argument
from tiercel.expr.moments import date_moment
from tiercel.model.json_types import Json


def _now(context: Evaluation, shape: Json, zone: Json, existing: Json, locale: Json) -> str:
    chosen = zone_argument(context, zone)
    moment = date_moment(context.lookups.lookup(lookups.NOW, ()), chosen)
    assert moment is not None, "the clock answers with a datetime"
    return written(context, moment.at_zone(chosen), shape, locale)


FUNCTIONS = (
    function(
        "now",
        _now,
        "The current date in a format.",
        arguments=FORMAT_ARGUMENTS,
        wants_context=True,
        example="{{ now('yyyy') | length }}",
        result="4",
    ),
)
