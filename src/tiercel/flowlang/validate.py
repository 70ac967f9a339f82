"""A full report on a source: what is wrong, what is doubtful, and what is old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

import msgspec

from tiercel.flowlang.build import build_flow
from tiercel.flowlang.build_inputs import build_inputs
from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.coerce import as_text, is_map
from tiercel.flowlang.paths import joined
from tiercel.flowlang.places.problems import DEPRECATED, error_of, remark
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.flowlang.policies.reusable_inputs import with_blocks
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.schedule_inputs import unfilled_inputs
from tiercel.flowlang.source import Document, parse
from tiercel.flowlang.walk import Placed, all_conditions, all_tasks, all_triggers
from tiercel.model.errors import Violation
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.limits import SOURCE_WARNINGS_MAX
from tiercel.model.problem import Problem

T = TypeVar("T")

_ONLY_RUNNABLE = ("timeout", "taskCache", "workerGroup")
_OLD_FLOW_KEYS = ("listeners", "taskDefaults")
_OLD = "It is deprecated"


class SourceReport(msgspec.Struct, frozen=True):
    """What there is to say on a source.

    Shapes: `document` is None when the text can't be read as a map at all; `flow` is None
    unless the source is valid. `deprecations` are property paths. `problems` are all of these
    once more, with their places: errors first, then warnings, then infos.
    """

    violations: tuple[Violation, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    deprecations: tuple[str, ...] = ()
    flow: Flow | None = None
    document: dict[str, Json] | None = None


def validate_source(
    source: str, catalog: TypeCatalog, rules: ServerRules = NO_RULES
) -> SourceReport:
    """The report on a flow's source. Never raises.

    Source: spec/api/flows.md §2.15, §3.5. Whether called flows exist is for the caller to check.
    """
    return validate_document(parse(source), catalog, rules)


def validate_document(
    document: Document, catalog: TypeCatalog, rules: ServerRules = NO_RULES
) -> SourceReport:
    """As `validate_source`, of a source that is parsed already."""
    found = check_document(document, catalog, rules)
    violations = tuple(found)
    errors = [error_of(each, document) for each in violations]
    if not is_map(document.value):
        return SourceReport(violations, tuple(errors))
    plain = document.value
    flow = None if violations else build_flow(document, catalog, rules)
    warnings = _first(chain(_warned(plain, catalog, rules), _warnings(plain, catalog, rules)))
    infos = _first(_infos(plain, catalog))
    deprecations = _first(_deprecations(plain, catalog))
    placed = [
        *errors,
        *(remark("warning", "doubtful", path, text, document) for path, text in warnings),
        *(remark("warning", DEPRECATED, path, _OLD, document) for path in deprecations),
        *(remark("info", "replaced-type", path, text, document) for path, text in infos),
    ]
    return SourceReport(
        violations,
        tuple(placed),
        warnings=tuple(text for _, text in warnings),
        infos=tuple(dict.fromkeys(text for _, text in infos)),
        deprecations=deprecations,
        flow=flow,
        document=plain,
    )


def _first(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(islice(found, SOURCE_WARNINGS_MAX))


def _warned(
    plain: dict[str, Json], catalog: TypeCatalog, rules: ServerRules
) -> Iterator[tuple[str, str]]:
    """What policies only warn of."""
    for found in verdict_of(plain, rules, catalog).violations if rules.policies else ():
        if not found.blocks:
            yield found.target or "policy", found.text


def _warnings(
    plain: dict[str, Json], catalog: TypeCatalog, rules: ServerRules
) -> Iterator[tuple[str, str]]:
    """Paths and texts."""
    triggers = list(all_triggers(plain, catalog))
    namespace = as_text(plain.get("namespace")) or ""
    inputs = build_inputs(with_blocks(plain.get("inputs"), namespace, rules))
    yield from unfilled_inputs(inputs, triggers)
    for trigger in triggers:
        if _fires_always(trigger):
            text = (
                "This flow will be triggered for EVERY execution of EVERY flow on your instance."
                " We recommend adding the preconditions property to the Flow trigger"
                f" '{trigger.id}'."
            )
            yield trigger.path, text
    for task in all_tasks(plain, catalog):
        plugin = task.plugin
        if plugin is None or plugin.task_kind != "flowable":
            continue
        for name in _ONLY_RUNNABLE:
            # A pause has a timeout of its own.
            if task.source.get(name) is not None and not _takes_timeout(task, name):
                text = (
                    f"The task '{task.id}' cannot use the '{name}' property as it's only relevant"
                    " for runnable tasks."
                )
                yield joined(task.path, name), text


def _takes_timeout(task: Placed, name: str) -> bool:
    plugin = task.plugin
    if plugin is None or name != "timeout":
        return False
    return name in plugin.properties or "onResume" in plugin.properties


def _fires_always(trigger: Placed) -> bool:
    plugin = trigger.plugin
    if plugin is None or "preconditions" not in plugin.properties:
        return False
    limits = ("conditions", "preconditions", "dependsOn", "when")
    return not any(trigger.source.get(name) for name in limits)


def _plugins(plain: dict[str, Json], catalog: TypeCatalog) -> Iterator[Placed]:
    yield from all_tasks(plain, catalog)
    yield from all_triggers(plain, catalog)
    yield from all_conditions(plain, catalog)


def _infos(plain: dict[str, Json], catalog: TypeCatalog) -> Iterator[tuple[str, str]]:
    for placed in _plugins(plain, catalog):
        if placed.plugin is not None and placed.type_name != placed.plugin.name:
            text = f"{placed.type_name} is replaced by {placed.plugin.name}"
            yield joined(placed.path, "type"), text


def _deprecations(plain: dict[str, Json], catalog: TypeCatalog) -> Iterator[str]:
    yield from (name for name in _OLD_FLOW_KEYS if plain.get(name) is not None)
    for placed in _plugins(plain, catalog):
        plugin = placed.plugin
        if plugin is None:
            continue
        if plugin.deprecated:
            yield placed.path
        yield from (
            joined(placed.path, name)
            for name in placed.source
            if name in plugin.deprecated_properties
        )
