"""Inputs that a schedule leaves without a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiercel.flowlang.coerce import is_map
from tiercel.flowlang.findings import listed
from tiercel.flowlang.walk import Placed
from tiercel.model.flow import Input
from tiercel.model.json_types import Json


def unfilled_inputs(
    inputs: Iterable[Input], triggers: Iterable[Placed]
) -> Iterator[tuple[str, str]]:
    """Each schedule whose executions fail because an input has no value: its path, a warning.

    Compat: the 2.0 line refuses such a flow, the lines before it save it; a flow that was saved
    there has to run here too, and may be started by other means.
    """
    needed: dict[str, list[str]] = {}
    for each in inputs:
        if _needs_value(each):
            needed.setdefault(each.id.partition(".")[0], []).append(each.id)
    for trigger in triggers:
        if trigger.plugin is None or "cron" not in trigger.plugin.properties:
            continue
        missing = _missing(needed, trigger.source.get("inputs"))
        if missing:
            text = (
                f"The schedule '{trigger.id}' gives no value for: {listed(missing)}."
                " Its executions will fail until each of them has a default,"
                " or a value in the trigger's `inputs`."
            )
            yield trigger.path, text


def _missing(needed: dict[str, list[str]], given: Json) -> list[str]:
    """What is not given, by id or by the id of its form; `needed` is grouped by the latter."""
    values = given if is_map(given) else {}
    return [
        id_
        for form, ids in needed.items()
        if form not in values
        for id_ in ids
        if id_ not in values
    ]


def _needs_value(declared: Input) -> bool:
    return (
        declared.required
        and declared.properties.get("defaults") is None
        and declared.properties.get("autoSelectFirst") is not True
        and not declared.depends_on
        and declared.condition is None
    )
