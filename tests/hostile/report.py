"""What is said of measured silences: a line for each, the longest ones, and the same as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tests.hostile.measuring import Measured
from tests.hostile.silence import Silence
from tiercel.model.json_types import Json

ROWS = 10
HEAD = "   silence  longest turn     loop    server"


def line_of(measured: Measured) -> str:
    """The figures of one in milliseconds, in the columns of HEAD."""
    waited, worked, burnt, turn = (seconds * 1e3 for seconds in measured.silence)
    figures = f"{waited:7.0f} ms{turn:11.0f} ms{worked:6.0f} ms{burnt:7.0f} ms"
    failed = f"  FAILED: {measured.failure}" if measured.failure else ""
    return f"{figures}  {measured.where}: {measured.name}{failed}"


def longest(found: Sequence[Measured], seconds: Callable[[Silence], float]) -> list[Measured]:
    """Those with the most, the first with most of all."""
    return sorted(found, key=lambda each: seconds(each.silence), reverse=True)[:ROWS]


def tables(found: Sequence[Measured]) -> Iterator[str]:
    """The longest by the clock, and those that the loop itself is to blame for."""
    by_clock = longest(found, lambda silence: silence.waited_s)
    by_turn = longest(found, lambda silence: silence.turn_s)
    yield f"The longest silences of /ping, of {len(found)} inputs:"
    yield from (HEAD, *map(line_of, by_clock))
    yield "The longest turns of the loop, in time of the processor:"
    yield from (HEAD, *map(line_of, by_turn))


def as_json(found: Sequence[Measured], size: int) -> Json:
    """The same for programs."""
    return {
        "size": size,
        "inputs": len(found),
        "silences": [_row(each) for each in longest(found, lambda silence: silence.waited_s)],
        "turns": [_row(each) for each in longest(found, lambda silence: silence.turn_s)],
        "failures": [_row(each) for each in found if each.failure],
    }


def _row(measured: Measured) -> Json:
    row: dict[str, Json] = {"where": measured.where, "name": measured.name}
    for member, seconds in zip(measured.silence._fields, measured.silence, strict=True):
        row[member.replace("_s", "_ms")] = round(seconds * 1e3, 1)
    return {**row, **({"failure": measured.failure} if measured.failure else {})}
