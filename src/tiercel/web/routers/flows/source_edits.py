"""Search and replace over the sources of flows: look first, then write (dialect-2.0.md §10.6)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.service.flows.source_edits import FlowMatches, Skipped
from tiercel.service.flows.source_lines import SourceQuery
from tiercel.service.off_loop import by_rows
from tiercel.service.operations.flows import sources
from tiercel.web.bodies import each_of, flag_in, flow_id_of, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import encoded_answer, encoded_json, flow_answer
from tiercel.web.payloads import EditOfFlows, EditOfLine, EditSought
from tiercel.web.route import Route
from tiercel.web.views.flow import FlowView, flow_view
from tiercel.web.views.source_edit import (
    EditedFlowView,
    EditedLineView,
    EditedView,
    EditPreviewView,
    SkippedFlowView,
)
from tiercel.web.views.view import given

ID: dict[str, Json] = {"$ref": "#/components/schemas/IdWithNamespace"}
PREVIEW, APPLY, LINE = Body(EditSought), Body(EditOfFlows), Body(EditOfLine)
SHOWN, EDITED = Answer(schema=EditPreviewView), Answer(schema=EditedView)
ONE = Answer(schema=FlowView)


class SourceEditRoutes:
    """Three ways to replace."""

    def routes(self) -> list[Route]:
        table = (
            (
                "preview",
                self.preview,
                "Lines that would be replaced.",
                PREVIEW,
                SHOWN,
                (),
                (sources.preview_replacing,),
            ),
            (
                "apply",
                self.apply,
                "Replace in the sources of flows.",
                APPLY,
                EDITED,
                (),
                (sources.replace_in_sources,),
            ),
            (
                "line",
                self.line,
                "Replace in one line of a flow.",
                LINE,
                ONE,
                (404,),
                (sources.replace_in_line,),
            ),
        )
        return [
            Route(
                "POST",
                f"/flows/source/replace/{word}",
                handler,
                summary,
                "Flows",
                body=body,
                answers=(answer,),
                errors=errors,
                runs=runs,
            )
            for word, handler, summary, body, answer, errors, runs in table
        ]

    async def preview(self, call: Call) -> Response:
        """Changes nothing."""
        body = await call.json_map("request")
        request = sources.PreviewReplacing(
            query=_query(body),
            replacement=_replacement(body),
            namespace=text_in(body, "namespace"),
        )
        found = await call.run(request)
        total = sum(len(entry.matches) for entry in found)
        return encoded_answer(await by_rows(total, _preview_of, total, found))

    async def apply(self, call: Call) -> Response:
        """In the flows that are named."""
        body = await call.json_map("request")
        named = body.get("flows")
        if not isinstance(named, list) or not named:
            raise Refused("invalid-mapping", "[flows] must be a list of flows")
        request = sources.ReplaceInSources(
            query=_query(body),
            replacement=_replacement(body),
            flows=await each_of(named, flow_id_of),
        )
        updated, skipped = await call.run(request)
        return await flow_answer(
            updated,
            lambda: EditedView(
                [flow_view(flow, with_source=True) for flow in updated],
                [_skipped_view(entry) for entry in skipped],
            ),
        )

    async def line(self, call: Call) -> Response:
        """The flow as it is now."""
        body = await call.json_map("request")
        line = body.get("line")
        if not isinstance(line, int) or isinstance(line, bool):
            raise Refused("invalid-mapping", "[line] must be a number")
        query, replacement = _query(body), _replacement(body)
        namespace, flow_id = flow_id_of(body)
        request = sources.ReplaceInLine(
            query=query, replacement=replacement, namespace=namespace, flow_id=flow_id, line=line
        )
        flow = await call.run(request)
        return await flow_answer([flow], lambda: flow_view(flow, with_source=True))


def _preview_of(total: int, found: Sequence[FlowMatches]) -> bytes:
    matches = [_matches_view(entry) for entry in found]
    return encoded_json(EditPreviewView(total, len(found), len(found), matches))


def _query(body: dict[str, Json]) -> SourceQuery:
    text = text_in(body, "query")
    if not text:
        raise Refused("invalid-mapping", "[query] must not be blank")
    return SourceQuery(
        text,
        flag_in(body, "caseSensitive"),
        flag_in(body, "wholeWord"),
        flag_in(body, "regex"),
    )


def _replacement(body: dict[str, Json]) -> str:
    text = text_in(body, "replacement")
    if text is None:
        raise Refused("invalid-mapping", "[replacement] must be a text")
    return text


def _matches_view(found: FlowMatches) -> EditedFlowView:
    lines = [EditedLineView(match.line, match.before, match.after) for match in found.matches]
    return EditedFlowView(found.flow.namespace, found.flow.id, True, lines)


def _skipped_view(entry: Skipped) -> SkippedFlowView:
    return SkippedFlowView(entry.namespace, entry.id, entry.reason, given(entry.message))
