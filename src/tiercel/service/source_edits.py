"""Search and replace over the sources of flows (dialect-2.0.md §10.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from tiercel.model.errors import IllegalArgument, Invalid, NotFound
from tiercel.model.flow import Flow
from tiercel.model.limits import SOURCE_EDIT_FLOWS_MAX, STORE_REGEX_SECONDS_MAX
from tiercel.service.flows import FlowService

if TYPE_CHECKING:
    import regex


class SourceQuery(msgspec.Struct, frozen=True):
    """What is looked for, and how."""

    text: str
    is_case_sensitive: bool = False
    is_whole_word: bool = False
    is_regex: bool = False


class LineMatch(msgspec.Struct, frozen=True):
    """A line that has the text, as it is and as it would be; lines and columns count from 1."""

    line: int
    column: int
    before: str
    after: str


class FlowMatches(msgspec.Struct, frozen=True):
    """The lines of one flow."""

    flow: Flow
    matches: tuple[LineMatch, ...]


class Skipped(msgspec.Struct, frozen=True):
    """A flow that was left as it is: `reason` is a word of the API."""

    namespace: str
    id: str
    reason: str
    message: str | None = None


class SourceEdits:
    """Use cases over the sources of several flows."""

    def __init__(self, flows: FlowService) -> None:
        self._flows = flows

    async def preview(
        self, query: SourceQuery, replacement: str, namespace: str | None = None
    ) -> list[FlowMatches]:
        """All lines that would change. Raises: IllegalArgument."""
        pattern = _compiled(query)
        found = []
        for flow in await self._flows.all_latest():
            if namespace and not f"{flow.namespace}.".startswith(f"{namespace}."):
                continue
            matches = tuple(_matches(flow.source, pattern, _replacement(query, replacement)))
            if matches:
                found.append(FlowMatches(flow, matches))
        return found

    async def apply(
        self, query: SourceQuery, replacement: str, flows: Sequence[tuple[str, str]]
    ) -> tuple[list[Flow], list[Skipped]]:
        """The flows as they are now, and those that were left alone. Raises: IllegalArgument."""
        if len(flows) > SOURCE_EDIT_FLOWS_MAX:
            raise IllegalArgument(f"At most {SOURCE_EDIT_FLOWS_MAX} flows at once")
        pattern = _compiled(query)
        updated, skipped = [], []
        for namespace, flow_id in flows:
            done = await self._apply(
                (namespace, flow_id), pattern, _replacement(query, replacement)
            )
            if isinstance(done, Skipped):
                skipped.append(done)
            else:
                updated.append(done)
        return updated, skipped

    async def replace_line(
        self, query: SourceQuery, replacement: str, flow_id: tuple[str, str], line: int
    ) -> Flow:
        """The flow with one line changed. Raises: NotFound, Invalid, IllegalArgument."""
        pattern = _compiled(query)
        flow = await self._flows.get(*flow_id)
        lines = flow.source.split("\n")
        if not 1 <= line <= len(lines) or not pattern.search(lines[line - 1]):
            raise NotFound(f"Line {line} has no match")
        lines[line - 1] = pattern.sub(
            _replacement(query, replacement), lines[line - 1], timeout=STORE_REGEX_SECONDS_MAX
        )
        return await self._flows.update(*flow_id, "\n".join(lines))

    async def _apply(
        self, flow_id: tuple[str, str], pattern: regex.Pattern[str], replacement: str
    ) -> Flow | Skipped:
        try:
            flow = await self._flows.get(*flow_id)
            source = pattern.sub(replacement, flow.source, timeout=STORE_REGEX_SECONDS_MAX)
            if not pattern.search(flow.source):
                return Skipped(*flow_id, "NO_MATCH")
            if source == flow.source:
                return Skipped(*flow_id, "NO_CHANGE")
            return await self._flows.update(*flow_id, source)
        except NotFound:
            return Skipped(*flow_id, "NOT_FOUND")
        except Invalid as error:
            return Skipped(*flow_id, "INVALID_FLOW", error.message)
        except TimeoutError:
            return Skipped(*flow_id, "UNKNOWN", "The expression takes too long")


def lines_with(source: str, query: SourceQuery) -> list[LineMatch]:
    """The lines of a source that have the text. Raises: IllegalArgument."""
    return list(_matches(source, _compiled(query), "")) if query.text else []


def _compiled(query: SourceQuery) -> regex.Pattern[str]:
    import regex

    text = query.text if query.is_regex else re.escape(query.text)
    if query.is_whole_word:
        text = rf"\b(?:{text})\b"
    try:
        return regex.compile(text, 0 if query.is_case_sensitive else regex.IGNORECASE)
    except regex.error as error:
        raise IllegalArgument(f"The regular expression is not valid: {error}") from None


def _replacement(query: SourceQuery, replacement: str) -> str:
    """Groups can be named in it where the query is an expression."""
    return replacement if query.is_regex else replacement.replace("\\", "\\\\")


def _matches(source: str, pattern: regex.Pattern[str], replacement: str) -> Iterator[LineMatch]:
    import regex

    try:
        for number, line in enumerate(source.split("\n"), start=1):
            found = pattern.search(line, timeout=STORE_REGEX_SECONDS_MAX)
            if found is not None:
                after = pattern.sub(replacement, line, timeout=STORE_REGEX_SECONDS_MAX)
                yield LineMatch(number, found.start() + 1, line, after)
    except TimeoutError:
        raise IllegalArgument("The regular expression takes too long") from None
    except (regex.error, IndexError) as error:
        raise IllegalArgument(f"The replacement is not valid: {error}") from None
