"""Search and replace over the sources of flows (dialect-2.0.md §10.6)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.model.authorization.grants import covers
from tiercel.model.errors import IllegalArgument, Invalid, NotFound
from tiercel.model.flow import Flow
from tiercel.model.limits import SOURCE_EDIT_FLOWS_MAX
from tiercel.ports.clock import Clock
from tiercel.service.flows.flows import FlowService
from tiercel.service.flows.source_lines import SourcePattern, SourceQuery
from tiercel.service.off_loop import in_thread


class LineEdit(msgspec.Struct, frozen=True):
    """A line that has the text, as it is and as it would be; lines count from 1."""

    line: int
    before: str
    after: str


class FlowMatches(msgspec.Struct, frozen=True):
    """The lines of one flow."""

    flow: Flow
    matches: tuple[LineEdit, ...]


class Skipped(msgspec.Struct, frozen=True):
    """A flow that was left as it is: `reason` is a word of the API."""

    namespace: str
    id: str
    reason: str
    message: str | None = None


class SourceEdits:
    """Use cases over the sources of several flows."""

    def __init__(self, flows: FlowService, clock: Clock) -> None:
        self._flows = flows
        self._clock = clock

    async def preview(
        self, query: SourceQuery, replacement: str, namespace: str | None = None
    ) -> list[FlowMatches]:
        """All lines that would change. Raises: IllegalArgument."""
        flows = [
            flow
            for flow in await self._flows.all_latest()
            if not namespace or covers(namespace, flow.namespace)
        ]
        return await in_thread(_matches, flows, SourcePattern(query, self._clock), replacement)

    async def apply(
        self, query: SourceQuery, replacement: str, flows: Sequence[tuple[str, str]]
    ) -> tuple[list[Flow], list[Skipped]]:
        """The flows as they are now, and those that were left alone. Raises: IllegalArgument."""
        if len(flows) > SOURCE_EDIT_FLOWS_MAX:
            raise IllegalArgument(f"At most {SOURCE_EDIT_FLOWS_MAX} flows at once")
        pattern = SourcePattern(query, self._clock)
        updated, skipped = [], []
        for flow_id in flows:
            done = await self._apply(flow_id, pattern, replacement)
            if isinstance(done, Skipped):
                skipped.append(done)
            else:
                updated.append(done)
        return updated, skipped

    async def replace_line(
        self, query: SourceQuery, replacement: str, flow_id: tuple[str, str], line: int
    ) -> Flow:
        """The flow with one line changed. Raises: NotFound, Invalid, IllegalArgument."""
        pattern = SourcePattern(query, self._clock)
        flow = await self._flows.get(*flow_id)
        lines = flow.source.split("\n")
        if not 1 <= line <= len(lines) or not await in_thread(pattern.is_in, lines[line - 1]):
            raise NotFound(f"Line {line} has no match")
        lines[line - 1] = await in_thread(_replaced, lines[line - 1], pattern, replacement)
        return await self._flows.update(*flow_id, "\n".join(lines))

    async def _apply(
        self, flow_id: tuple[str, str], pattern: SourcePattern, replacement: str
    ) -> Flow | Skipped:
        try:
            flow = await self._flows.get(*flow_id)
            if not await in_thread(pattern.is_in, flow.source):
                return Skipped(*flow_id, "NO_MATCH")
            source = await in_thread(_replaced, flow.source, pattern, replacement)
            if source == flow.source:
                return Skipped(*flow_id, "NO_CHANGE")
            return await self._flows.update(*flow_id, source)
        except NotFound:
            return Skipped(*flow_id, "NOT_FOUND")
        except Invalid as error:
            return Skipped(*flow_id, "INVALID_FLOW", error.explained)
        except IllegalArgument as error:
            return Skipped(*flow_id, "UNKNOWN", error.message)


def _matches(flows: Sequence[Flow], pattern: SourcePattern, replacement: str) -> list[FlowMatches]:
    replacing = pattern.replacing(replacement)
    found = []
    for flow in flows:
        matches = tuple(
            LineEdit(match.line, match.text, pattern.replaced(match.text, replacing))
            for match in pattern.lines(flow.source)
        )
        if matches:
            found.append(FlowMatches(flow, matches))
    return found


def _replaced(text: str, pattern: SourcePattern, replacement: str) -> str:
    return pattern.replaced(text, pattern.replacing(replacement))
