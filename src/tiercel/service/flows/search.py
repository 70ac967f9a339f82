"""Search in the sources of flows, and edits of single tasks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from operator import attrgetter

import msgspec

from tiercel.model.authorization.grants import Namespaces, covers
from tiercel.model.errors import IllegalArgument, NotFound
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.words import words
from tiercel.ports.clock import Clock
from tiercel.service.flows.flows import FlowService, find_task
from tiercel.service.flows.json_sources import source_from_json
from tiercel.service.flows.source_lines import LineMatch, SourcePattern, SourceQuery
from tiercel.service.off_loop import in_thread

_LINES_BEFORE = 1
_LINES_SHOWN = 5


class SourceHit(msgspec.Struct, frozen=True):
    """A flow that was found, lines around the first place, and all lines that have the text."""

    flow: Flow
    fragment: str
    lines: tuple[LineMatch, ...]


class Within(msgspec.Struct, frozen=True):
    """Whose flows are searched: visible ones, of a namespace and those below it if one is given."""

    namespace: str | None
    visible: Namespaces

    def has(self, namespace: str) -> bool:
        """Whether flows of a namespace are looked at."""
        is_meant = not self.namespace or covers(self.namespace, namespace)
        return is_meant and self.visible.has(namespace)


class FlowSearch:
    """Use cases that look into sources."""

    def __init__(self, flows: FlowService, clock: Clock) -> None:
        self._flows = flows
        self._clock = clock

    async def by_words(self, query: SourceQuery, within: Within, asked: Query) -> Page[SourceHit]:
        """Flows whose source has all words of the text. Raises: IllegalArgument."""
        tokens = words(query.text)
        is_met = bool(tokens) or query.text in ("", "*")

        def has(source: str) -> bool:
            lowered = source.lower()
            return is_met and all(token in lowered for token in tokens)

        return await self._found(has, SourcePattern(query, self._clock), within, asked)

    async def by_pattern(self, query: SourceQuery, within: Within, asked: Query) -> Page[SourceHit]:
        """Flows with a line that has the text as the query says. Raises: IllegalArgument."""
        pattern = SourcePattern(query, self._clock)
        return await self._found(pattern.is_in_line, pattern, within, asked)

    async def _found(
        self, has: Callable[[str], bool], pattern: SourcePattern, within: Within, asked: Query
    ) -> Page[SourceHit]:
        """Looks into sources in a thread: there are many, and a pattern may take long."""
        flows = [flow for flow in await self._flows.all_latest() if within.has(flow.namespace)]
        return await in_thread(
            lambda: _page([flow for flow in flows if has(flow.source)], pattern, asked)
        )

    async def replace_task(
        self, namespace: str, flow_id: str, task_id: str, task: dict[str, Json]
    ) -> Flow:
        """The flow with one task replaced; its source is written anew. Raises: NotFound."""
        if task.get("id") != task_id:
            raise IllegalArgument(
                f"Invalid taskId, previous '{task_id}' & current '{task.get('id')}'"
            )
        flow = await self._flows.get(namespace, flow_id)
        document = copy.deepcopy(flow.document)
        found = find_task(document, task_id)
        if found is None:
            raise NotFound.of("Task", task_id, f"flow '{namespace}.{flow_id}'")
        found.clear()
        found.update(task)
        return await self._flows.update(namespace, flow_id, source_from_json(document))


def _page(found: list[Flow], pattern: SourcePattern, asked: Query) -> Page[SourceHit]:
    """The page that is asked for, by its sort keys, the first of them the weightiest."""
    for sort in reversed(asked.sorts):
        found.sort(key=attrgetter(sort.field), reverse=sort.is_descending)
    shown = [
        SourceHit(flow, fragment(flow.source, pattern.text), tuple(pattern.lines(flow.source)))
        for flow in found[(asked.page - 1) * asked.size : asked.page * asked.size]
    ]
    return Page(tuple(shown), len(found))


def fragment(source: str, text: str) -> str:
    """Some lines around the first that has the text, each first hit marked (flows.md §2.12)."""
    lines = [line for line in source.splitlines() if line.strip()]
    wanted = text.lower()
    hits = [index for index, line in enumerate(lines) if wanted and wanted in line.lower()]
    start = max(0, (hits[0] if hits else 0) - _LINES_BEFORE)
    return "\n".join(_marked(line, wanted) for line in lines[start : start + _LINES_SHOWN])


def _marked(line: str, wanted: str) -> str:
    place = line.lower().find(wanted) if wanted else -1
    if place < 0:
        return line
    end = place + len(wanted)
    return f"{line[:place]}[mark]{line[place:end]}[/mark]{line[end:]}"
