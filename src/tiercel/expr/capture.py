"""What a part of a template writes, as a value."""

from __future__ import annotations

from tiercel.expr.evaluation import Evaluation, Write
from tiercel.expr.output import printed
from tiercel.model.json_types import Json


def captured(context: Evaluation, body: Write) -> str | None:
    """What a body writes, as one text; None when it writes nothing."""
    out: list[Json] = []
    meter = context.meter
    chars, meter.chars = meter.chars, meter.chars_max
    body(context, out)
    meter.chars = chars
    if not out:
        return None
    return "".join([part if type(part) is str else printed(part) for part in out])
