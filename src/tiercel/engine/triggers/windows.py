"""Windows in which a flow trigger collects executions (spec/triggers.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.plugin.convert import to_duration

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class Remembered(msgspec.Struct, frozen=True):
    """The outputs of an execution that a window has seen."""

    namespace: str
    flow_id: str
    outputs: dict[str, Json]


class Window(msgspec.Struct, frozen=True):
    """What a trigger has collected: the conditions that held between start and end."""

    start: datetime
    end: datetime
    results: dict[str, bool] = {}
    remembered: tuple[Remembered, ...] = ()

    def is_open(self, now: datetime) -> bool:
        """Whether executions of now belong to it."""
        return self.start <= now < self.end


class WindowKind(msgspec.Struct, frozen=True):
    """How windows of a trigger lie in time; see `window_kind` and `depends_on_kind`."""

    type: str = "DURATION_WINDOW"
    window: timedelta = _DAY
    advance: timedelta = timedelta(0)
    start: time | None = None
    end: time | None = None


def window_kind(properties: Mapping[str, Json]) -> WindowKind:
    """The windows of preconditions or of a MultipleCondition.

    Shapes: `timeWindow {type, window, windowAdvance, deadline, startTime, endTime}`, or the old
    `window` and `windowAdvance` beside the conditions.
    """
    declared = properties.get("timeWindow") or properties
    kind = str(declared.get("type") or "DURATION_WINDOW")
    if not kind.endswith(("WINDOW", "DEADLINE")):
        # The old form: `type` is that of the condition.
        kind = "DURATION_WINDOW"
    deadline = declared.get("deadline")
    return WindowKind(
        type=kind,
        window=_duration(declared.get("window"), _DAY),
        advance=_duration(declared.get("windowAdvance"), timedelta(0)),
        start=_time(declared.get("startTime")),
        end=_time(deadline if deadline is not None else declared.get("endTime")),
    )


def depends_on_kind(window: Mapping[str, Json]) -> WindowKind:
    """The windows of `dependsOn`: `deadline`, `from` and `to`, `lookback`, or `every`, `offset`.

    Source: spec/dialect-2.0.md §8.3.
    """
    if window.get("deadline") is not None:
        return WindowKind("DAILY_TIME_DEADLINE", end=_time(window["deadline"]))
    if window.get("from") is not None:
        start, end = _time(window["from"]), _time(window.get("to"))
        return WindowKind("DAILY_TIME_WINDOW", start=start, end=end)
    if window.get("lookback") is not None:
        return WindowKind("SLIDING_WINDOW", window=_duration(window["lookback"], _DAY))
    return WindowKind(
        window=_duration(window.get("every"), _DAY),
        advance=_duration(window.get("offset"), timedelta(0)),
    )


def _duration(value: Json, default: timedelta) -> timedelta:
    duration = to_duration(value)
    return duration if isinstance(duration, timedelta) else default


def _time(value: Json) -> time | None:
    if value is None:
        return None
    try:
        return time.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        raise IllegalArgument(f"Text '{value}' could not be parsed as a time") from None


def new_window(kind: WindowKind, now: datetime, zone: tzinfo) -> Window | None:
    """The window that `now` falls into; None when it falls into none."""
    local = now.astimezone(zone)
    if kind.type == "SLIDING_WINDOW":
        return Window(now, now + kind.window)
    if kind.type in ("DAILY_TIME_WINDOW", "DAILY_TIME_DEADLINE"):
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        start = _at(midnight, kind.start) if kind.type == "DAILY_TIME_WINDOW" else midnight
        window = Window(start, _at(midnight, kind.end))
    else:
        start = _aligned(local, kind.window) + kind.advance
        window = Window(start, start + kind.window - timedelta(milliseconds=1))
    return window if window.is_open(now) else None


def _at(midnight: datetime, moment: time | None) -> datetime:
    moment = moment or time()
    return midnight.replace(hour=moment.hour, minute=moment.minute, second=moment.second)


def _aligned(local: datetime, window: timedelta) -> datetime:
    start = local.replace(microsecond=0)
    if window >= _DAY:
        return start.replace(hour=0, minute=0, second=0)
    if window >= _HOUR:
        return start.replace(minute=0, second=0)
    if window >= _MINUTE:
        minutes = window // _MINUTE
        return start.replace(minute=start.minute // minutes * minutes, second=0)
    return start
