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
from tiercel.web.views.finding import (
    FindingsView,
    UseCountPage,
    UsePage,
    findings_view,
    use_counts_view,
    uses_view,
)


def finding_routes() -> list[Route]:
    limit = number("limit", "So many of each.", default=5, minimum=1, maximum=FIND_ROWS_MAX)
    kind = needed(text("kind", "What it is.", enum=[each.value for each in ReferenceKind]))
    place = text("namespace", "Where it is; flows below inherit it.")
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
            "Places in flows that name a key, a secret, a file, a variable, a flow, a credential"
            " or a block of reusable inputs; names that are computed can't be told.",
            "Search",
            (
                kind,
                needed(text("name", "Its name; of a file the path, of a flow or block the id.")),
                place,
            ),
            answers=(Answer(schema=UsePage),),
            errors=(400, 422),
            runs=(finding.references,),
        ),
        Route(
            "GET",
            "/references/counts",
            reference_counts,
            "How many flows name each key, secret, file and so on.",
            "Search",
            (kind, place),
            answers=(Answer(schema=UseCountPage),),
            errors=(400, 422),
            runs=(finding.count_references,),
        ),
    ]


async def references(call: Call) -> Response:
    """By flow."""
    request = finding.FindReferences(
        kind=_kind(call),
        name=params.required(call, "name"),
        namespace=call.text("namespace") or None,
    )
    return json_answer(uses_view(await call.run(request)))


async def reference_counts(call: Call) -> Response:
    """By name."""
    request = finding.CountReferences(kind=_kind(call), namespace=call.text("namespace") or None)
    return json_answer(use_counts_view(await call.run(request)))


def _kind(call: Call) -> ReferenceKind:
    return params.one_of("kind", params.required(call, "kind").lower(), ReferenceKind)


async def find(call: Call) -> Response:
    """A few of each."""
    limit = min(params.at_least(call, "limit", 5), FIND_ROWS_MAX)
    found = await call.run(finding.FindAnything(text=params.required(call, "q"), limit=limit))
    return json_answer(findings_view(found))
