"""Service level agreements: deadlines and assertions of a flow (spec/engine.md §15)."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import enter_end
from tiercel.engine.siblings import interrupt
from tiercel.engine.task_scope import draft_source
from tiercel.expr import is_truthy
from tiercel.model.decisions import StartTimer
from tiercel.model.durations import format_duration
from tiercel.model.errors import TiercelError
from tiercel.model.flow import Sla, SlaType
from tiercel.model.label import merged
from tiercel.model.log import Level
from tiercel.model.state import StateType


def watch(draft: Draft) -> None:
    """Set a timer for every deadline."""
    if draft.execution.loop_run is not None:
        return
    for sla in draft.plan.flow.sla:
        if sla.type is SlaType.MAX_DURATION and sla.duration is not None:
            due = draft.execution.state.start + sla.duration
            draft.decide(StartTimer(f"sla:{sla.id}", due))


def deadline_over(draft: Draft, sla_id: str) -> None:
    """A deadline has passed while the execution runs."""
    if draft.execution.state.is_terminated or draft.current is StateType.KILLING:
        return
    sla = next((sla for sla in draft.plan.flow.sla if sla.id == sla_id), None)
    if sla is None or sla.duration is None:
        return
    lasted = draft.now - draft.execution.state.start
    violate(
        draft,
        sla,
        f"execution duration of {format_duration(lasted)} exceed the maximum duration of"
        f" {format_duration(sla.duration)}.",
    )


def check_assertions(draft: Draft) -> None:
    """Evaluate the assertions; the first one that does not hold acts."""
    if draft.execution.state.is_terminated or draft.current is StateType.KILLING:
        return
    if draft.execution.loop_run is not None:
        return
    for sla in draft.plan.flow.sla:
        if sla.type is SlaType.EXECUTION_ASSERTION and not _holds(draft, sla):
            violate(draft, sla, f"assertion is false: {sla.assertion}.")
            return


def _holds(draft: Draft, sla: Sla) -> bool:
    env = draft.env
    try:
        rendered = env.renderer.render(sla.assertion, draft_source(draft).base(), env.lookups)
    except TiercelError as error:
        draft.log(Level.ERROR, f"Ignoring SLA '{sla.id}' because of the error: {error.explained}")
        return True
    return is_truthy(rendered)


def violate(draft: Draft, sla: Sla, reason: str) -> None:
    """Log, label, and do what the behavior says."""
    known = {label.key for label in draft.execution.labels}
    if sla.behavior == "NONE" and sla.labels and {label.key for label in sla.labels} <= known:
        return
    draft.log(Level.WARN, f"SLA '{sla.id}' violated: {reason}")
    missing = [label for label in sla.labels if label.key not in known]
    draft.set(labels=merged(draft.execution.labels, *missing))
    if sla.behavior == "NONE":
        return
    if sla.behavior == "FAIL":
        draft.log(Level.ERROR, f"Execution failed due to SLA '{sla.id}' violated: {reason}")
    state = StateType.FAILED if sla.behavior == "FAIL" else StateType.CANCELLED
    for task_run in draft.alive_runs():
        if not draft.runs[task_run.id].is_terminated:
            interrupt(draft, draft.runs[task_run.id], StateType.KILLED)
    enter_end(draft, state)
