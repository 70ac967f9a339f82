"""Operations on the sources of flows: search, replace, check."""

from __future__ import annotations

from tiercel.flowlang.catalog import PluginKind
from tiercel.flowlang.source import chars_to_read
from tiercel.model.access import (
    MATCHING,
    SEEN,
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    of_flows,
)
from tiercel.model.flow import Flow
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.flows.bulk import FlowId
from tiercel.service.flows.checks import FlowReport
from tiercel.service.flows.search import SourceHit, Within
from tiercel.service.flows.source_edits import FlowMatches, Skipped
from tiercel.service.flows.source_lines import SourceQuery
from tiercel.service.off_loop import by_length
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.FLOW, "LIST")
_UPDATE = Permission(Resource.FLOW, "UPDATE")


class SearchSources(Request[Page[SourceHit]], frozen=True, kw_only=True):
    """A page of flows with the places where a text was found.

    Shapes: a query that says how is sought line by line, any other by its words; `page` has sorts
    and the part that is wanted.
    """

    query: SourceQuery
    page: Query
    namespace: str | None = None


class PreviewReplacing(Request[list[FlowMatches]], frozen=True, kw_only=True):
    """Lines that would change, of the flows of a namespace and those below it, or of all."""

    query: SourceQuery
    replacement: str
    namespace: str | None = None


class ReplaceInSources(Request[tuple[list[Flow], list[Skipped]]], frozen=True, kw_only=True):
    """Replace a text in the sources of flows: the changed ones, and those left alone."""

    query: SourceQuery
    replacement: str
    flows: tuple[FlowId, ...]


class ReplaceInLine(Request[Flow], frozen=True, kw_only=True):
    """Replace a text in one line of a source; lines are numbered from 1."""

    query: SourceQuery
    replacement: str
    namespace: str
    flow_id: str
    line: int


class CheckFlows(Request[list[FlowReport]], frozen=True, kw_only=True):
    """A report on each source; nothing is stored."""

    sources: tuple[str, ...]


class CheckPart(Request[FlowReport], frozen=True, kw_only=True):
    """A report on the source of a task or trigger; nothing is stored."""

    source: str
    kind: PluginKind


class ListExpressionNames(Request[dict[str, list[str]]], frozen=True, kw_only=True):
    """What expressions of a source may refer to, by category."""

    source: str


@operation("flows.search_sources", allows=_LIST, scope=SEEN)
async def search(deps: Services, actor: Actor, ask: SearchSources) -> Page[SourceHit]:
    """Flows in which the text is, with the lines. Raises: IllegalArgument for its pattern."""
    query = ask.query
    says_how = query.is_case_sensitive or query.is_whole_word or query.is_regex
    by_line = says_how and query.text != ""
    find = deps.flow_search.by_pattern if by_line else deps.flow_search.by_words
    return await find(query, Within(ask.namespace, actor.grants.visible(_LIST)), ask.page)


@operation("flows.preview_replacing", allows=_LIST, scope=MATCHING)
async def preview_replacing(
    deps: Services, actor: Actor, ask: PreviewReplacing
) -> list[FlowMatches]:
    """Each line before and after, nothing stored. Raises: IllegalArgument for its pattern."""
    return await deps.source_edits.preview(ask.query, ask.replacement, ask.namespace)


@operation("flows.replace_in_sources", allows=_UPDATE, scope=of_flows())
async def replace_in_sources(
    deps: Services, actor: Actor, ask: ReplaceInSources
) -> tuple[list[Flow], list[Skipped]]:
    """Flows that changed, and those that could not. Raises: IllegalArgument for its pattern."""
    return await deps.source_edits.apply(ask.query, ask.replacement, ask.flows)


@operation("flow.replace_in_line", allows=_UPDATE, scope=in_namespace())
async def replace_in_line(deps: Services, actor: Actor, ask: ReplaceInLine) -> Flow:
    """Raises: NotFound, Invalid, IllegalArgument."""
    place = (ask.namespace, ask.flow_id)
    return await deps.source_edits.replace_line(ask.query, ask.replacement, place, ask.line)


@operation("flows.check", allows=SIGNED_IN, scope=TENANT)
async def check(deps: Services, actor: Actor, ask: CheckFlows) -> list[FlowReport]:
    """Never refused for what the sources say."""
    return await deps.flow_checks.flows(ask.sources)


@operation("flow.check_part", allows=SIGNED_IN, scope=TENANT)
async def check_part(deps: Services, actor: Actor, ask: CheckPart) -> FlowReport:
    """Never refused for what the source says."""
    return await deps.flow_checks.part(ask.source, ask.kind)


@operation("flow.expression_names", allows=SIGNED_IN, scope=TENANT)
async def expression_names(
    deps: Services, actor: Actor, ask: ListExpressionNames
) -> dict[str, list[str]]:
    """Broken sources offer less."""
    return await by_length(chars_to_read(ask.source), deps.insights.names_in, ask.source)
