"""Reports on sources that somebody is writing: flows, tasks, triggers (flows.md §2.15)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.flowlang.catalog import PluginKind
from tiercel.flowlang.coerce import as_int, as_text
from tiercel.flowlang.source import parse
from tiercel.flowlang.validate import SourceReport, validate_source
from tiercel.flowlang.write import generate
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.call_cycles import CallCycles
from tiercel.service.flows.sources import is_unreadable, text_of
from tiercel.service.off_loop import by_length

# A flow around a task or trigger, so that the rules of flows check it.
_NAMESPACE = "check"
_ID = "check"
_FILLER = {"id": "filler", "type": "io.kestra.plugin.core.log.Log", "message": "-"}


class FlowReport(msgspec.Struct, frozen=True):
    """What there is to say on one document; `constraints` None means valid.

    Shapes: lists are None when the text can't be read at all.
    """

    index: int
    flow: str | None = None
    namespace: str | None = None
    constraints: str | None = None
    is_outdated: bool = False
    deprecations: tuple[str, ...] | None = None
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()


class FlowChecks:
    """Reports what is wrong with sources of flows, tasks and triggers; nothing is stored."""

    def __init__(self, store: Store, flow_cache: FlowCache) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._cycles = CallCycles(flow_cache)

    async def flows(self, sources: Sequence[str]) -> list[FlowReport]:
        """One report a document."""
        # Many short ones take as long as a long one.
        chars = sum(map(len, sources))
        return [await self._flow(index, source, chars) for index, source in enumerate(sources)]

    async def _flow(self, index: int, source: str, chars: int) -> FlowReport:
        found = await self._report(source, chars)
        plain = found.document
        text = text_of(found.violations, plain) if found.violations else None
        if plain is None or is_unreadable(found.violations):
            return FlowReport(index, constraints=text, violations=found.violations)
        flow_id, namespace = as_text(plain.get("id")), as_text(plain.get("namespace"))
        return FlowReport(
            index,
            flow_id,
            namespace,
            text,
            await self._is_outdated(namespace, flow_id, as_int(plain.get("revision"))),
            found.deprecations,
            found.warnings,
            found.infos,
            found.violations,
        )

    async def _report(self, source: str, chars: int) -> SourceReport:
        """What the language says, and whether calls of a flow that is right lead back to it."""
        self._flow_cache.settle_catalog()
        found = await by_length(chars, self._flow_cache.report, source)
        if found.flow is None:
            return found
        async with self._store.transaction() as tx:
            circle = await self._cycles.find(tx, found.flow, {})
        return found if circle is None else msgspec.structs.replace(found, violations=(circle,))

    async def _is_outdated(
        self, namespace: str | None, flow_id: str | None, revision: int | None
    ) -> bool:
        if revision is None or not namespace or not flow_id:
            return False
        async with self._store.transaction() as tx:
            newest = await tx.flows.get(namespace, flow_id)
        return revision != (0 if newest is None else newest.revision) + 1

    async def part(self, source: str, kind: PluginKind) -> FlowReport:
        """The report on one task or trigger: what the rules of flows say about it."""
        self._flow_cache.settle_catalog()
        return await by_length(len(source), self._part, source, kind)

    def _part(self, source: str, kind: PluginKind) -> FlowReport:
        document = parse(source, kind="task" if kind == "task" else "abstracttrigger")
        if document.problems:
            unreadable = text_of(document.problems, document.value)
            return FlowReport(0, constraints=unreadable, violations=document.problems)
        enclosing, prefix = _enclosing(document.value, kind)
        found = validate_source(generate(enclosing), self._flow_cache.catalog)
        own = tuple(_below(violation, prefix) for violation in found.violations)
        text = text_of(own, document.value) if own else None
        return FlowReport(0, constraints=text, violations=own)


def _enclosing(part: Json, kind: PluginKind) -> tuple[dict[str, Json], str]:
    """A flow that holds the part, and the path of the part in it."""
    flow: dict[str, Json] = {"id": _ID, "namespace": _NAMESPACE}
    if kind == "task":
        return {**flow, "tasks": [part]}, "tasks[0]"
    return {**flow, "tasks": [_FILLER], "triggers": [part]}, "triggers[0]"


def _below(violation: Violation, prefix: str) -> Violation:
    """The violation with a path that begins at the part."""
    path = violation.path.removeprefix(prefix).removeprefix(".")
    return Violation(path, violation.message, hint=violation.hint)
