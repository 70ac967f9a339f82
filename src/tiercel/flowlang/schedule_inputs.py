"""Inputs that a schedule leaves without a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiercel.flowlang.coerce import is_map
from tiercel.flowlang.walk import Placed
from tiercel.model.flow import Input
from tiercel.model.json_types import Json


def unfilled_inputs(inputs: Iterable[Input], triggers: Iterable[Placed]) -> Iterator[str]:
    """A warning for each schedule whose executions fail because an input has no value.

    Compat: the 2.0 line refuses such a flow, the lines before it save it; a flow that was saved
    there has to run here too, and may be started by other means.
    """
    needed = [each.id for each in inputs if _needs_value(each)]
    for trigger in triggers:
        if trigger.plugin is None or "cron" not in trigger.plugin.properties:
            continue
        given = trigger.source.get("inputs")
        missing = [id_ for id_ in needed if not is_map(given) or not _gives(given, id_)]
        if missing:
            yield (
                f"The schedule '{trigger.id}' gives no value for: {', '.join(missing)}."
                " Its executions will fail until each of them has a default,"
                " or a value in the trigger's `inputs`."
            )


def _needs_value(declared: Input) -> bool:
    return (
        declared.required
        and declared.properties.get("defaults") is None
        and declared.properties.get("autoSelectFirst") is not True
        and not declared.depends_on
        and declared.condition is None
    )


def _gives(given: dict[str, Json], id_: str) -> bool:
    return id_ in given or id_.partition(".")[0] in given
