"""Blueprints that people have written (assets-apps.md §3)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.service.flows.blueprints import BlueprintQuery
from tiercel.service.flows.own_blueprints import KINDS, BlueprintDraft
from tiercel.service.operations.flows import own_blueprints
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import params
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, Param, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer, page_answer, text_answer
from tiercel.web.payloads import BlueprintArgumentsInput, BlueprintInput
from tiercel.web.route import Handler, Route
from tiercel.web.routers.flows.blueprints import (
    COLUMNS,
    GRAPH,
    GROUP,
    LIST_PARAMS,
    ONE,
    SOURCE,
    TAGS,
    TEXT_PARAM,
    text_and_tags,
)
from tiercel.web.views.blueprint import BlueprintPage, GeneratedView, blueprint_view, tag_view
from tiercel.web.views.graph import graph_view

SIZE = 10
KIND = text(
    "kind",
    "Blueprints of this kind alone.",
    enum=[name for kind in KINDS for name in (kind, kind.lower())],
)
LIST = (KIND, *LIST_PARAMS)
PAGE = Answer(schema=BlueprintPage)
BODY = Body(BlueprintInput, example={"title": "Hello", "source": "id: hello\n"})
ARGUMENTS = Body(BlueprintArgumentsInput, example={"templateArgumentsInputs": {"name": "Ada"}})
GENERATED = Answer(schema=GeneratedView)
# Method, path, handler, operation, summary, parameters, body, answer, errors.
Row = tuple[
    str, str, Handler, AnyOperation, str, tuple[Param, ...], Body | None, Answer, tuple[int, ...]
]


class OwnBlueprintRoutes:
    """Below `custom` all of them; `flows`, where newer clients write, has the same."""

    def routes(self) -> list[Route]:
        written = [
            row for base in ("/blueprints/custom", "/blueprints/flows") for row in self._one(base)
        ]
        rows = [*self._lists("/blueprints/custom"), *written, self._older()]
        return [
            Route(method, path, handler, title, GROUP, asked, body, (answer,), errors, (runs,))
            for method, path, handler, runs, title, asked, body, answer, errors in rows
        ]

    def _lists(self, base: str) -> list[Row]:
        run, one = own_blueprints, f"{base}/{{id}}"
        listed, drawn = "Search own blueprints.", "The graph of an own blueprint."
        tags, source = "Tags of own blueprints.", "The document of an own blueprint."
        of_tags = (KIND, TEXT_PARAM)
        return [
            ("GET", base, self.find, run.search, listed, LIST, None, PAGE, (400, 422)),
            ("GET", f"{base}/tags", self.tags, run.tags, tags, of_tags, None, TAGS, (400, 422)),
            ("GET", f"{one}/source", self.source, run.get, source, (), None, SOURCE, (404,)),
            ("GET", f"{one}/graph", self.graph, run.graph, drawn, (), None, GRAPH, (404, 422)),
        ]

    def _one(self, base: str) -> list[Row]:
        run, one = own_blueprints, f"{base}/{{id}}"
        use, used = f"{one}/use-template", "The source that a blueprint makes of arguments."
        made, changed, gone = "Write a blueprint.", "Change a blueprint.", "Delete a blueprint."
        done = Answer(200)
        return [
            ("POST", base, self.create, run.create, made, (), BODY, ONE, (409, 422)),
            ("GET", one, self.get, run.get, "An own blueprint.", (), None, ONE, (404,)),
            ("PUT", one, self.update, run.update, changed, (), BODY, ONE, (404, 422)),
            ("POST", use, self.use, run.use, used, (), ARGUMENTS, GENERATED, (404, 422)),
            ("DELETE", one, self.delete, run.delete, gone, (), None, done, (404,)),
        ]

    def _older(self) -> Row:
        title = "An own blueprint, by its older path."
        path = "/blueprints/flow/{id}"
        return ("GET", path, self.get, own_blueprints.get, title, (), None, ONE, (404,))

    async def find(self, call: Call) -> Response:
        """Without their sources, newest first unless sorted."""
        wanted, tags = text_and_tags(call)
        query = BlueprintQuery(
            kind=_kind(call),
            text=wanted,
            tags=tags,
            sorts=params.sorts(call, COLUMNS),
            page=params.at_least(call, "page", 1),
            size=params.at_least(call, "size", SIZE),
        )
        page = await call.run(own_blueprints.FindOwnBlueprints(query=query))
        return page_answer(BlueprintPage, blueprint_view, page)

    async def tags(self, call: Call) -> Response:
        """By name."""
        wanted, _ = text_and_tags(call)
        request = own_blueprints.ListOwnBlueprintTags(kind=_kind(call), text=wanted)
        return json_answer([tag_view(tag) for tag in await call.run(request)])

    async def get(self, call: Call) -> Response:
        """With its source."""
        found = await call.run(own_blueprints.GetOwnBlueprint(blueprint_id=call.params["id"]))
        return json_answer(blueprint_view(found, with_source=True))

    async def source(self, call: Call) -> Response:
        """YAML as it was written."""
        found = await call.run(own_blueprints.GetOwnBlueprint(blueprint_id=call.params["id"]))
        return text_answer(found.source, "application/yaml")

    async def graph(self, call: Call) -> Response:
        """Only flows have one."""
        wanted = own_blueprints.GetOwnBlueprintGraph(blueprint_id=call.params["id"])
        return json_answer(graph_view(await call.run(wanted)))

    async def use(self, call: Call) -> Response:
        """Nothing is stored."""
        sent = await call.json_map("arguments")
        given = sent.get("templateArgumentsInputs", {})
        if not isinstance(given, dict):
            raise Refused("invalid-mapping", "[templateArgumentsInputs] must be a map")
        wanted = own_blueprints.UseBlueprint(blueprint_id=call.params["id"], arguments=given)
        return json_answer(GeneratedView(await call.run(wanted)))

    async def create(self, call: Call) -> Response:
        """With an id that the server chooses."""
        draft = _draft(await call.json_map("blueprint"))
        made = await call.run(own_blueprints.CreateBlueprint(draft=draft))
        return json_answer(blueprint_view(made, with_source=True))

    async def update(self, call: Call) -> Response:
        """All of it but its id, its kind and its date."""
        draft = _draft(await call.json_map("blueprint"))
        wanted = own_blueprints.UpdateBlueprint(blueprint_id=call.params["id"], draft=draft)
        return json_answer(blueprint_view(await call.run(wanted), with_source=True))

    async def delete(self, call: Call) -> Response:
        """The flows that were made of it stay."""
        await call.run(own_blueprints.DeleteBlueprint(blueprint_id=call.params["id"]))
        return empty(200)


def _kind(call: Call) -> str | None:
    sent = call.text("kind")
    if sent and sent.upper() not in KINDS:
        raise params.unknown_word("kind", sent, KINDS)
    return sent.upper() if sent else None


def _draft(given: dict[str, Json]) -> BlueprintDraft:
    """What is missing is empty, and refused where it must not be."""
    kind = text_in(given, "kind")
    return BlueprintDraft(
        title=text_in(given, "title") or "",
        source=text_in(given, "source") or "",
        description=text_in(given, "description") or "",
        tags=tuple(texts_in(given, "tags")),
        kind=kind.upper() if kind else None,
    )
