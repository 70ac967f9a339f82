"""A search over everything that has a name."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.limits import FIND_ROWS_MAX
from tiercel.service.operations import finding
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, needed, number, text
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route
from tiercel.web.views.finding import FindingsView, findings_view


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
            errors=(422,),
            runs=(finding.find,),
        )
    ]


async def find(call: Call) -> Response:
    """A few of each."""
    limit = min(params.at_least(call, "limit", 5), FIND_ROWS_MAX)
    found = await call.run(finding.FindAnything(text=call.text("q") or "", limit=limit))
    return json_answer(findings_view(found))
