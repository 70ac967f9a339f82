"""Outputs of called flows that expressions read, such as `outputs.call.outputs.total`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from tiercel.engine.expressions.check import Found, Read, problem_of
from tiercel.engine.expressions.names import is_iterated
from tiercel.engine.expressions.texts import PluginCatalog, View
from tiercel.engine.graphs.topology import FlowKey, calls_of
from tiercel.engine.plan import FlowPlan
from tiercel.expr.errors import near_misses
from tiercel.flowlang.source import Document
from tiercel.model.flow import Flow
from tiercel.model.limits import SOURCE_DOUBTS_MAX
from tiercel.model.problem import Problem

_SUBFLOW = "io.kestra.plugin.core.flow.Subflow"
_DEPTH = 3


class CalledOutput(msgspec.Struct, frozen=True):
    """An output that a flow reads of another; `warning` is for when that flow has none so named.

    Shapes: `flow` is namespace and id; the hint of the warning is empty, for what is there instead
    is not known yet.
    """

    flow: FlowKey
    revision: int | None
    name: str
    warning: Problem

    def missing_among(self, known: Collection[str]) -> Problem | None:
        """The warning with what may be meant, unless the called flow has such an output."""
        if self.name in known:
            return None
        return msgspec.structs.replace(self.warning, hint=near_misses(self.name, known))


def called_outputs(
    read: Iterable[Read], flow: Flow, catalog: PluginCatalog, document: Document
) -> tuple[CalledOutput, ...]:
    """One for each output that is read of a flow which a task names literally and waits for.

    A task in a loop is left out: its values stand between its id and its outputs. So is one that
    gives outputs itself, for nobody knows which names those have.
    """
    calls = _calls(flow, catalog)
    seen: set[tuple[str, str]] = set()
    found: list[CalledOutput] = []
    for text, reading in read:
        names = reading.names
        if names[0] != "outputs" or len(names) <= _DEPTH or names[2] != "outputs":
            continue
        if text.view in (View.TRIGGER, View.SOMEWHERE, View.CREATION) or names[1] not in calls:
            continue
        name = names[_DEPTH]
        if (names[1], name) in seen or len(found) >= SOURCE_DOUBTS_MAX:
            continue
        seen.add((names[1], name))
        key, revision = calls[names[1]]
        message = f"The called flow {'.'.join(key)} has no output `{name}`"
        place = reading.places[_DEPTH]
        warning = Found(text, "warning", "unknown-output", message, "", *place)
        found.append(CalledOutput(key, revision, name, problem_of(warning, document)))
    return tuple(found)


def _calls(flow: Flow, catalog: PluginCatalog) -> dict[str, tuple[FlowKey, int | None]]:
    """By the id of the task: the flow that it calls, and the revision if that is written."""
    tasks = FlowPlan(flow, catalog).tasks
    calls: dict[str, tuple[FlowKey, int | None]] = {}
    for task, key in calls_of(flow, catalog):
        found = catalog.find(task.type)
        given = task.properties
        plan = tasks.get(task.id)
        if found is None or found.name != _SUBFLOW or plan is None:
            continue
        if is_iterated(plan, catalog):
            continue
        if given.get("wait") not in (None, True) or "outputs" in given:
            continue
        revision = given.get("revision")
        if revision is None or isinstance(revision, int):
            calls[task.id] = key, revision
    return calls
