"""Reports on sources that somebody is writing: flows, tasks, triggers (flows.md §2.15)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.engine.expressions.called_outputs import CalledOutput
from tiercel.engine.expressions.check import problem_of
from tiercel.engine.expressions.questions import Doubt
from tiercel.engine.expressions.review import part_mistakes, violation_of, with_problems
from tiercel.engine.graphs.topology import FlowKey
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent, ExpressionError
from tiercel.expr import lookups as kinds
from tiercel.flowlang.catalog import PluginKind
from tiercel.flowlang.coerce import as_int, as_text
from tiercel.flowlang.places.problems import error_of
from tiercel.flowlang.source import Document, chars_to_read, parse
from tiercel.flowlang.validate import SourceReport, validate_source
from tiercel.flowlang.write import generate
from tiercel.model.errors import Away, Violation
from tiercel.model.json_types import Json
from tiercel.model.problem import Problem
from tiercel.ports.store import Store, Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.call_cycles import CallCycles
from tiercel.service.flows.sources import is_unreadable, text_of
from tiercel.service.lookups import LookupService
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
    problems: tuple[Problem, ...] = ()


class FlowChecks:
    """Reports what is wrong with sources of flows, tasks and triggers; nothing is stored."""

    def __init__(self, store: Store, flow_cache: FlowCache, lookups: LookupService) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._lookups = lookups
        self._cycles = CallCycles(flow_cache)

    async def flows(self, sources: Sequence[str]) -> list[FlowReport]:
        """One report a document."""
        # Many short ones take as long as a long one.
        chars = sum(map(chars_to_read, sources))
        return [await self._flow(index, source, chars) for index, source in enumerate(sources)]

    async def _flow(self, index: int, source: str, chars: int) -> FlowReport:
        found = await self._report(source, chars)
        plain = found.document
        text = text_of(found.violations, plain) if found.violations else None
        if plain is None or is_unreadable(found.violations):
            return FlowReport(
                index, constraints=text, violations=found.violations, problems=found.problems
            )
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
            found.problems,
        )

    async def _report(self, source: str, chars: int) -> SourceReport:
        """What the language says; what the flow may miss here, and whether its calls lead back."""
        self._flow_cache.settle_catalog()
        async with self._store.transaction() as tx:
            await self._flow_cache.follow_rules(tx)
        review = await by_length(chars, self._flow_cache.review, source)
        report, flow = review.report, review.report.flow
        if flow is None:
            return report
        missing = await self._missing(review.doubts, Reader(flow.namespace, flow.id))
        async with self._store.transaction() as tx:
            missing.extend(await self._missing_outputs(tx, review.called))
            circle = await self._cycles.find(tx, flow, {})
        if circle is not None:
            missing.append(error_of(circle, parse(source)))
        return with_problems(report, missing) if missing else report

    async def _missing(self, doubts: Sequence[Doubt], reader: Reader) -> list[Problem]:
        """The warnings on names that are not there."""
        return [each.warning for each in doubts if await self._is_missing(each, reader)]

    async def _missing_outputs(self, tx: Tx, called: Sequence[CalledOutput]) -> list[Problem]:
        """The warnings on outputs that called flows, as they are stored now, do not give."""
        known: dict[tuple[FlowKey, int | None], frozenset[str] | None] = {}
        found: list[Problem] = []
        for each in called:
            place = each.flow, each.revision
            if place not in known:
                stored = await tx.flows.get(*each.flow, each.revision)
                known[place] = None
                if stored is not None and not stored.deleted:
                    flow = await self._flow_cache.flow_of(stored)
                    known[place] = frozenset(output.id for output in flow.outputs)
            names = known[place]
            warning = None if names is None else each.missing_among(names)
            if warning is not None:
                found.append(warning)
        return found

    async def _is_missing(self, doubt: Doubt, reader: Reader) -> bool:
        """Whether nothing has that name; what can't be asked now is taken for there."""
        try:
            if doubt.kind == "file":
                path = doubt.name.removeprefix("/")
                target = ("namespace", reader.namespace, path)
                return not await self._lookups.fetch(reader, kinds.FILE_EXISTS, target)
            kind = kinds.SECRET if doubt.kind == "secret" else kinds.KV
            await self._lookups.fetch(reader, kind, (doubt.name, None))
        except Absent:
            return True
        except (ExpressionError, Away):
            return False
        return False

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
        return await by_length(chars_to_read(source), self._part, source, kind)

    def _part(self, source: str, kind: PluginKind) -> FlowReport:
        document = parse(source, kind="task" if kind == "task" else "abstracttrigger")
        if document.problems:
            unreadable = text_of(document.problems, document.value)
            errors = tuple(error_of(each, document) for each in document.problems)
            return FlowReport(
                0, constraints=unreadable, violations=document.problems, problems=errors
            )
        problems = self._problems_of(document, kind)
        wrong = tuple(violation_of(each) for each in problems if each.severity == "error")
        text = text_of(wrong, document.value) if wrong else None
        return FlowReport(0, constraints=text, violations=wrong, problems=tuple(problems))

    def _problems_of(self, document: Document, kind: PluginKind) -> list[Problem]:
        """What is wrong with a task or trigger and its expressions."""
        enclosing, prefix = _enclosing(document.value, kind)
        catalog = self._flow_cache.catalog
        found = validate_source(generate(enclosing), catalog)
        problems = [
            error_of(_placed(each, prefix, document), document) for each in found.violations
        ]
        for mistake in part_mistakes(enclosing, catalog, self._flow_cache.rules):
            text = mistake.text._replace(path=_below(mistake.text.path, prefix))
            problems.append(problem_of(mistake._replace(text=text), document))
        return problems


def _enclosing(part: Json, kind: PluginKind) -> tuple[dict[str, Json], str]:
    """A flow that holds the part, and the path of the part in it."""
    flow: dict[str, Json] = {"id": _ID, "namespace": _NAMESPACE}
    if kind == "task":
        return {**flow, "tasks": [part]}, "tasks[0]"
    return {**flow, "tasks": [_FILLER], "triggers": [part]}, "triggers[0]"


def _placed(violation: Violation, prefix: str, document: Document) -> Violation:
    """The violation with a path that begins at the part, and its place there."""
    path = _below(violation.path, prefix)
    place = document.place(path)
    return Violation(path, violation.message, place.line, place.column, violation.hint)


def _below(path: str, prefix: str) -> str:
    return path.removeprefix(prefix).removeprefix(".")
