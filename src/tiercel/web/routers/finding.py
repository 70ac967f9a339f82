"""Searches over everything that has a name, and over what flows name."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.engine.graphs.references import ReferenceKind
from tiercel.model.limits import FIND_ROWS_MAX
from tiercel.service.operations import finding
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, needed, number, text
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route
from tiercel.web.views.finding import FindingsView, UsePage, findings_view, uses_view


def finding_routes() -> list[Route]:
    limit = number("limit", "So many of each.", default=5, minimum=1, maximum=FIND_ROWS_MAX)
    return [
        Route(
            "GET",
            "/search",
            find,
            "A few flows, executions (by the beginning of their id), namespaces, keys, plugins and"
            " dashboards that match a text.",
            "Search",
            (needed(text("q", "The text.")), limit),
            answers=(Answer(schema=FindingsView),),
            errors=(400, 422),
            runs=(finding.find,),
        ),
        Route(
            "GET",
            "/references",
            references,
            "Places in flows that name a key, a secret, a file, a variable or a flow; names"
            " that are computed can't be told.",
            "Search",
            (
                needed(text("kind", "What it is.", enum=[each.value for each in ReferenceKind])),
                needed(text("name", "Its name; of a file the path, of a flow the id.")),
                text("namespace", "Where it is; flows below inherit it."),
            ),
            answers=(Answer(schema=UsePage),),
            errors=(400, 422),
            runs=(finding.references,),
        ),
    ]


async def references(call: Call) -> Response:
    """By flow."""
    kind = params.one_of("kind", params.required(call, "kind").lower(), ReferenceKind)
    request = finding.FindReferences(
        kind=kind, name=params.required(call, "name"), namespace=call.text("namespace") or None
    )
    return json_answer(uses_view(await call.run(request)))


async def find(call: Call) -> Response:
    """A few of each."""
    limit = min(params.at_least(call, "limit", 5), FIND_ROWS_MAX)
    found = await call.run(finding.FindAnything(text=params.required(call, "q"), limit=limit))
    return json_answer(findings_view(found))
