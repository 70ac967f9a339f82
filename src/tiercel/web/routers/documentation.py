"""The documentation that comes with the server."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.operations.instance import documentation
from tiercel.web.call import Call
from tiercel.web.documented import Answer, text
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route
from tiercel.web.views.documentation import DocListView, DocTextView, list_view, text_view

GROUP = "Documentation"


def documentation_routes() -> list[Route]:
    return [
        Route(
            "GET",
            "/documentation",
            pages,
            "Pages of the documentation with their headings, and a search in them.",
            GROUP,
            (text("q", "Words that a section must have."),),
            answers=(Answer(schema=DocListView),),
            runs=(documentation.pages, documentation.search),
        ),
        Route(
            "GET",
            "/documentation/{path}",
            page,
            "A page of the documentation.",
            GROUP,
            answers=(Answer(schema=DocTextView),),
            errors=(404,),
            runs=(documentation.page,),
        ),
    ]


async def pages(call: Call) -> Response:
    """Nothing is found where nothing is asked."""
    found = await call.run(documentation.ListDocPages())
    hits = await call.run(documentation.SearchDocPages(text=call.text("q") or ""))
    return json_answer(list_view(found, hits))


async def page(call: Call) -> Response:
    """In Markdown."""
    return json_answer(
        text_view(await call.run(documentation.GetDocPage(path=call.params["path"])))
    )
