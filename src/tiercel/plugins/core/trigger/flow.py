"""The Flow trigger: an execution when executions of other flows change state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import (
    Example,
    Json,
    Output,
    Part,
    Prop,
    StateType,
    Static,
    TriggerPlugin,
    plugin,
)
from tiercel.plugins.core.trigger.schedules import is_zone
from tiercel.plugins.core.trigger.windows import time_window_problems, window_problems

DEFAULT_STATES = (
    StateType.SUCCESS,
    StateType.WARNING,
    StateType.FAILED,
    StateType.KILLED,
    StateType.CANCELLED,
    StateType.RETRIED,
    StateType.SKIPPED,
    StateType.RESUBMITTED,
    StateType.PAUSED,
)
FilterField = Literal["FLOW_ID", "NAMESPACE", "STATE", "EXPRESSION"]
FilterType = Literal[
    "EQUAL_TO",
    "NOT_EQUAL_TO",
    "IN",
    "NOT_IN",
    "IS_TRUE",
    "IS_FALSE",
    "IS_NULL",
    "IS_NOT_NULL",
    "STARTS_WITH",
    "ENDS_WITH",
    "REGEX",
    "CONTAINS",
]
WindowType = Literal[
    "DURATION_WINDOW", "SLIDING_WINDOW", "DAILY_TIME_DEADLINE", "DAILY_TIME_WINDOW"
]
ID_PATTERN = r"^[a-zA-Z0-9][a-zA-Z0-9_-]*"
DEPENDS_EXAMPLE = """dependsOn:
  - namespace: company.team
    flowId: extract
  - namespace: company.team
    flowId: clean
window:
  every: P1D
inputs:
  date: "{{ trigger.outputs.extract.date }}"
"""
PRECONDITIONS_EXAMPLE = """preconditions:
  id: both
  flows:
    - namespace: company.team
      flowId: extract
      states: [SUCCESS]
"""


class TimeWindow(Part):
    """When conditions must hold together."""

    type: Annotated[WindowType, Prop("The kind of window.")] = "DURATION_WINDOW"
    deadline: Annotated[
        time | None,
        Prop("Until when on a day all must be met, such as `09:00:00`; for `DAILY_TIME_DEADLINE`."),
    ] = None
    window: Annotated[timedelta | None, Prop("For DURATION_WINDOW and SLIDING_WINDOW.")] = None
    window_advance: Annotated[
        timedelta | None,
        Prop("How much later windows begin, such as `PT4H`; for `DURATION_WINDOW`."),
    ] = None
    start_time: Annotated[
        time | None,
        Prop("When the window begins each day, such as `06:00:00`; for `DAILY_TIME_WINDOW`."),
    ] = None
    end_time: Annotated[
        time | None,
        Prop("When the window ends each day, such as `09:00:00`; for `DAILY_TIME_WINDOW`."),
    ] = None


class UpstreamFlow(Part):
    """An execution that must have ended."""

    namespace: Annotated[str, Prop("The namespace of the flow.")]
    flow_id: Annotated[str | None, Prop("The flow; any of the namespace if absent.")] = None
    states: Annotated[
        list[StateType] | None, Prop("States of the execution that count, such as `SUCCESS`.")
    ] = None
    labels: Annotated[Json, Prop("Labels that it must have.")] = None


class ExecutionFilter(Part):
    """One filter of a precondition."""

    field: Annotated[
        FilterField, Prop("What of the execution is compared, such as its flow or state.")
    ]
    type: Annotated[FilterType, Prop("How it is compared.")]
    value: Annotated[
        str | None, Prop("What the field is compared with; some types of comparison need none.")
    ] = None
    values: Annotated[list[str] | None, Prop("With which of several.")] = None


class Where(Part):
    """Filters that hold together."""

    id: Annotated[
        str, Field(min_length=1), Prop("A name of its own among the filters of the trigger.")
    ]
    operand: Annotated[Literal["AND", "OR"], Prop("Whether all or any must hold.")] = "AND"
    filters: Annotated[
        list[ExecutionFilter],
        Field(min_length=1),
        Prop("What an execution must satisfy; `operand` says whether all or any."),
    ]


class Preconditions(Part):
    """What must have happened, within a window."""

    id: Annotated[
        str,
        Field(min_length=1, pattern=ID_PATTERN),
        Prop("A name of its own within the flow, below which is kept what has been met so far."),
    ]
    reset_on_success: Annotated[bool, Prop("Begin anew after firing.")] = True
    time_window: Annotated[
        TimeWindow | None,
        Prop("The time within which all must be met; a day that begins at midnight unless set."),
    ] = TimeWindow()
    flows: Annotated[list[UpstreamFlow] | None, Prop("Executions that must have ended.")] = None
    where: Annotated[list[Where] | None, Prop("Filters that must have held.")] = None


class Dependency(Part):
    """An execution to wait for; a member that is absent matches everything."""

    namespace: Annotated[str | None, Prop("The namespace of the flow.")] = None
    flow_id: Annotated[
        str | None, Prop("The id of the flow that is waited for; any of the namespace unless set.")
    ] = None
    states: Annotated[
        list[StateType] | None, Prop("States of the execution that count; any unless set.")
    ] = None
    labels: Annotated[Json, Prop("Labels that it must have.")] = None
    when: Annotated[str, Prop("A condition on the execution.")] = "true"


class Window(Part):
    """When dependencies must be met together: one of the four forms."""

    deadline: Annotated[time | None, Prop("Until this time of the day.")] = None
    from_: Annotated[time | None, Field(alias="from"), Prop("From this time of the day …")] = None
    to: Annotated[
        time | None, Prop("Until when on a day executions count, such as `09:00:00`.")
    ] = None
    every: Annotated[timedelta | None, Prop("In windows of this length.")] = None
    offset: Annotated[timedelta | None, Prop("How much later windows begin, such as `PT4H`.")] = (
        None
    )
    lookback: Annotated[timedelta | None, Prop("Within this time before now.")] = None
    timezone: Annotated[str | None, Prop("The zone of the times.")] = None
    fire_once: Annotated[bool | None, Prop("Begin anew after firing.")] = None


class OnMiss(Part):
    """What happens when the deadline passes with something missing."""

    behavior: Annotated[Literal["FAIL"], Prop("FAIL: an execution that has failed.")] = "FAIL"
    labels: Annotated[Json, Prop("Labels of that execution.")] = None


class Ended(Output):
    """The execution that fired, as the new one sees it in `trigger`."""

    execution_id: Annotated[str, Prop("The id of the execution that ended.")]
    execution_labels: Annotated[
        dict[str, Json] | None, Prop("The labels of the execution that ended, by their keys.")
    ] = None
    state: Annotated[str, Prop("The state in which it ended, such as `SUCCESS`.")]
    namespace: Annotated[str, Prop("The namespace of the flow that ended.")]
    flow_id: Annotated[str, Prop("The id of the flow that ended.")]
    flow_revision: Annotated[int, Prop("The revision of the flow that the execution ran.")]
    outputs: Annotated[dict[str, Json] | None, Prop("Its outputs, and those remembered.")] = None
    start_date: Annotated[
        str | None, Prop("When the execution started, as a date with its offset.")
    ] = None
    end_date: Annotated[
        str | None, Prop("When the execution ended, as a date with its offset.")
    ] = None
    first_failed_task_id: Annotated[
        str | None, Prop("The id of the first task that failed; nothing when none did.")
    ] = None
    last_task_id: Annotated[str | None, Prop("The id of the task that ran last.")] = None


_OBJECTS = ("preconditions", "dependsOn", "window", "onMiss")


@plugin(
    "io.kestra.plugin.core.trigger.Flow",
    title="Start an execution when executions of other flows change state.",
    aliases=["io.kestra.core.models.triggers.types.Flow"],
    examples=[
        Example(DEPENDS_EXAMPLE, title="Two flows within a day."),
        Example(PRECONDITIONS_EXAMPLE, title="The same idea in its older form."),
    ],
)
class Flow(TriggerPlugin):
    """Looked at whenever an execution changes state."""

    mechanism: ClassVar[str] = "FLOW"
    outputs_class: ClassVar[type[Output]] = Ended

    inputs: Annotated[dict[str, Json] | None, Prop("Inputs; they may use `trigger`.")] = None
    states: Annotated[Static[tuple[StateType, ...]], Prop("Only these states are looked at.")] = (
        DEFAULT_STATES
    )
    preconditions: Annotated[
        Static[Preconditions | None], Prop("What must have happened.", deprecated=True)
    ] = None
    depends_on: Annotated[Static[list[Dependency] | None], Prop("What to wait for.")] = None
    window: Annotated[Static[Window | None], Prop("When it must be met together.")] = None
    mode: Annotated[
        Static[Literal["ALL", "ANY", "AT_LEAST"]], Prop("How much of it must be met.")
    ] = "ALL"
    min_satisfied: Annotated[Static[int | None], Field(gt=0), Prop("How many, for AT_LEAST.")] = (
        None
    )
    on_miss: Annotated[Static[OnMiss | None], Prop("What a missed deadline does.")] = None

    @classmethod
    def violations(cls, properties: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        """Texts in place of objects, windows of two kinds, filters without values, counts."""
        texts = [name for name in _OBJECTS if isinstance(properties.get(name), str)]
        if texts:
            # Nothing renders them.
            return [(name, "an expression is not possible here") for name in texts]
        return [
            *_precondition_problems(properties.get("preconditions")),
            *window_problems(properties.get("window")),
            *_zone_problems(properties.get("window")),
            *_count_problems(properties),
        ]


def _zone_problems(window: Json) -> Iterator[tuple[str, str]]:
    zone = window.get("timezone") if isinstance(window, Mapping) else None
    if zone is not None and not is_zone(str(zone)):
        yield "window.timezone", f"timezone '({zone})' is not a valid time-zone ID"


def _count_problems(properties: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    count = properties.get("minSatisfied")
    if count is None:
        if properties.get("mode") == "AT_LEAST":
            yield "", "`minSatisfied` must be set when mode is AT_LEAST"
    elif isinstance(count, int) and count > len(properties.get("dependsOn") or ()):
        yield "", ("`minSatisfied` must be lower than or equal to the number of `dependsOn` ")


def _precondition_problems(given: Json) -> Iterator[tuple[str, str]]:
    if not isinstance(given, Mapping):
        return
    yield from time_window_problems(given.get("timeWindow"), "preconditions.timeWindow")
    for number, where in enumerate(given.get("where") or ()):
        for place, each in enumerate(where.get("filters") or ()):
            path = f"preconditions.where[{number}].filters[{place}]"
            for message in _filter_problems(each):
                yield path, message


def _filter_problems(given: Mapping[str, Json]) -> Iterator[str]:
    kind = given.get("type")
    needs_values = kind in ("IN", "NOT_IN")
    for name, is_needed in (("value", not needs_values), ("values", needs_values)):
        if is_needed and given.get(name) is None:
            yield f"`{name}` cannot be null for type {kind}"
        if not is_needed and given.get(name) is not None:
            yield f"`{name}` must be null for type {kind}"
