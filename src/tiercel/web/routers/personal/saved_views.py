"""Saved views of lists."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.service.off_loop import by_size
from tiercel.service.operations.personal import saved_views
from tiercel.service.personal.saved_views import SavedViewDraft
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.payloads import SavedViewInput
from tiercel.web.route import Route
from tiercel.web.views.personal.saved_view import SavedViewView, saved_view_view

GROUP = "Views"
LIST = text("list", "Views of this list alone, such as `executions`.")
ONE = Answer(schema=SavedViewView)
BODY = Body(
    SavedViewInput,
    example={"list": "executions", "name": "Failed", "query": {"sort": ["state.startDate:desc"]}},
)


def saved_view_routes() -> list[Route]:
    run, one = saved_views, "/views/{id}"
    listed = Answer(schema=list[SavedViewView])
    rows = (
        ("GET", "/views", find, run.list_, "Own and shared views.", None, listed, ()),
        ("POST", "/views", create, run.create, "Save a view.", BODY, ONE, (409, 422)),
        ("PUT", one, update, run.update, "Change an own view.", BODY, ONE, (404, 409, 422)),
        ("DELETE", one, delete, run.delete, "Delete an own view.", None, Answer(204), (404,)),
    )
    return [
        Route(
            method,
            path,
            handler,
            summary,
            GROUP,
            (LIST,) if method == "GET" else (),
            body,
            (answer,),
            errors,
            (operation,),
        )
        for method, path, handler, operation, summary, body, answer, errors in rows
    ]


async def find(call: Call) -> Response:
    """In the order of their names."""
    found = await call.run(saved_views.ListSavedViews(list_name=call.text("list")))
    return json_answer([saved_view_view(view, call.actor.owner) for view in found])


async def create(call: Call) -> Response:
    """With an id that the server chooses."""
    draft = await _draft_of(call)
    made = await call.run(saved_views.CreateSavedView(draft=draft))
    return json_answer(saved_view_view(made, call.actor.owner))


async def update(call: Call) -> Response:
    """All of it but its id."""
    draft = await _draft_of(call)
    wanted = saved_views.UpdateSavedView(view_id=call.params["id"], draft=draft)
    return json_answer(saved_view_view(await call.run(wanted), call.actor.owner))


async def delete(call: Call) -> Response:
    """For everybody who saw it."""
    await call.run(saved_views.DeleteSavedView(view_id=call.params["id"]))
    return empty(204)


async def _draft_of(call: Call) -> SavedViewDraft:
    given = await call.json_map("view")
    return await by_size(given, _draft, given)


def _draft(given: dict[str, Json]) -> SavedViewDraft:
    """What is missing is empty, and refused where it must not be."""
    query = given.get("query")
    if not isinstance(query, dict | None):
        raise Refused("invalid-mapping", "[query] must be an object")
    return SavedViewDraft(
        list_name=text_in(given, "list") or "",
        name=text_in(given, "name") or "",
        query={name: _values(name, values) for name, values in (query or {}).items()},
        is_shared=flag_in(given, "shared"),
    )


def _values(name: str, values: Json) -> tuple[str, ...]:
    """One value stands for a list of one."""
    found = [values] if isinstance(values, str) else values
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Refused("invalid-mapping", f"[query.{name}] must be a list of texts")
    return tuple(found)
