"""A flow from its document."""

from __future__ import annotations

from tiercel.flowlang.build_inputs import build_inputs, build_outputs
from tiercel.flowlang.build_tasks import build_retry, build_tasks, build_trigger, wanted_workers
from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import (
    as_bool,
    as_duration,
    as_int,
    as_labels,
    as_text,
    is_map,
    maps,
)
from tiercel.flowlang.defaults import own_defaults
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.flowlang.policies.reusable_inputs import with_blocks
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.source import Document
from tiercel.model.flow import (
    Check,
    Concurrency,
    ConcurrencyBehavior,
    Flow,
    Listener,
    Sla,
    SlaType,
)
from tiercel.model.json_types import Json

_BEHAVIORS = {behavior.value: behavior for behavior in ConcurrencyBehavior}
_SLA_TYPES = {kind.value: kind for kind in SlaType}


def build_flow(
    document: Document, catalog: TypeCatalog, rules: ServerRules = NO_RULES, revision: int = 1
) -> Flow:
    """The flow of a document whose root is a map. Never raises: what can't be read is left out."""
    plain = document.value
    namespace = as_text(plain.get("namespace")) or ""
    # With too many defaults a source is refused; only a draft, or what was stored before, has them.
    merged = verdict_of(plain, rules, catalog).document
    variables = merged.get("variables")
    return Flow(
        id=as_text(plain.get("id")) or "",
        namespace=namespace,
        revision=revision,
        tasks=build_tasks(merged.get("tasks"), "tasks", catalog),
        errors=build_tasks(merged.get("errors"), "errors", catalog),
        finally_=build_tasks(merged.get("finally"), "finally", catalog),
        after_execution=build_tasks(merged.get("afterExecution"), "afterExecution", catalog),
        listeners=_listeners(merged.get("listeners"), catalog),
        triggers=tuple(
            build_trigger(source, f"triggers[{index}]", catalog)
            for index, source in maps(merged.get("triggers"))
        ),
        inputs=build_inputs(with_blocks(merged.get("inputs"), namespace, rules)),
        outputs=build_outputs(merged.get("outputs")),
        labels=as_labels(merged.get("labels")),
        variables=variables if is_map(variables) else {},
        plugin_defaults=own_defaults(plain),
        concurrency=_concurrency(merged.get("concurrency")),
        retry=build_retry(merged.get("retry")),
        sla=_slas(merged.get("sla")),
        checks=_checks(merged.get("checks")),
        description=as_text(merged.get("description")),
        disabled=as_bool(merged.get("disabled")),
        worker_group=wanted_workers(merged),
        deleted=as_bool(plain.get("deleted")),
        draft=as_bool(plain.get("draft")),
        source=document.text,
        document=plain,
    )


def _listeners(value: Json, catalog: TypeCatalog) -> tuple[Listener, ...]:
    return tuple(
        Listener(
            tasks=build_tasks(source.get("tasks"), f"listeners[{index}].tasks", catalog),
            conditions=tuple(condition for _, condition in maps(source.get("conditions"))),
        )
        for index, source in maps(value)
    )


def _concurrency(value: Json) -> Concurrency | None:
    limit = as_int(value.get("limit")) if is_map(value) else None
    if limit is None:
        return None
    behavior = as_text(value.get("behavior")) or ""
    return Concurrency(limit, _BEHAVIORS.get(behavior, ConcurrencyBehavior.QUEUE))


def _slas(value: Json) -> tuple[Sla, ...]:
    return tuple(
        Sla(
            id=as_text(source.get("id")) or "",
            type=_SLA_TYPES[source["type"]],
            behavior=as_text(source.get("behavior")) or "NONE",
            duration=as_duration(source.get("duration")),
            assertion=as_text(source.get("assert")) or "",
            labels=as_labels(source.get("labels")),
        )
        for _, source in maps(value)
        if as_text(source.get("type")) in _SLA_TYPES
    )


def _checks(value: Json) -> tuple[Check, ...]:
    found = []
    for _, source in maps(value):
        when = as_text(source.get("when", source.get("condition")))
        if when is not None:
            style, behavior = as_text(source.get("style")), as_text(source.get("behavior"))
            found.append(
                Check(
                    when=when,
                    message=as_text(source.get("message")) or "",
                    style=style or "INFO",
                    behavior=behavior or "BLOCK_EXECUTION",
                )
            )
    return tuple(found)
