"""The catalogue of blueprints (blueprints.md)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.flows.blueprint_files import APP, DASHBOARD, FLOW, Blueprint
from tiercel.service.flows.blueprints import BlueprintQuery
from tiercel.service.operations import blueprints
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Param, several, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import json_answer, text_answer
from tiercel.web.param_kinds import in_path, paging
from tiercel.web.route import Route
from tiercel.web.views.blueprint import (
    BlueprintPage,
    BlueprintTagView,
    BlueprintView,
    blueprint_view,
    tag_view,
)
from tiercel.web.views.graph import FlowGraphView, graph_view

GROUP = "Blueprints"
KINDS = (FLOW, DASHBOARD, APP)
COLUMNS = {"title": "title", "publishedAt": "published", "id": "id"}
KIND = in_path("kind", enum=[name for kind in KINDS for name in (kind, kind.lower())])
TEXT_PARAM = text("q", "A part of the title, the description or a task type.")
LIST_PARAMS: tuple[Param, ...] = (
    TEXT_PARAM,
    several("tags", "Tags; a blueprint needs one of them."),
    *paging(COLUMNS),
)
PAGE = Answer(schema=BlueprintPage)
TAGS = Answer(schema=list[BlueprintTagView])
ONE = Answer(schema=BlueprintView)
SOURCE = Answer(schema={"type": "string"}, type="application/yaml")
GRAPH = Answer(schema=FlowGraphView)
# Path, handler, operations, parameters, answers, errors.
Row = tuple[
    str, str, tuple[AnyOperation, ...], tuple[Param, ...], tuple[Answer, ...], tuple[int, ...]
]


class BlueprintRoutes:
    """Both generations: with the kind in the path, and without (a flow is meant)."""

    def routes(self) -> list[Route]:
        base = "/blueprints/community"
        kind = f"{base}/{{kind}}"
        one = f"{kind}/{{id}}"
        get, search = (blueprints.get,), (blueprints.search,)
        tags, graph = (blueprints.tags,), (blueprints.graph,)
        table: tuple[Row, ...] = (
            (base, "find", search, LIST_PARAMS, (PAGE,), (400, 422)),
            (f"{base}/tags", "tags", tags, (TEXT_PARAM,), (TAGS,), (400,)),
            (kind, "find_or_get", search + get, LIST_PARAMS, (PAGE, ONE), (400, 404, 422)),
            (f"{kind}/tags", "tags", tags, (KIND, TEXT_PARAM), (TAGS,), (400, 422)),
            (one, "get", get + graph, (KIND,), (ONE, GRAPH, SOURCE), (404, 422)),
            (f"{one}/source", "source", get, (KIND,), (SOURCE,), (404, 422)),
            (f"{one}/flow", "source", get, (KIND,), (SOURCE,), (404, 422)),
            (f"{one}/graph", "graph", graph, (KIND,), (GRAPH,), (404, 422)),
        )
        summaries = {
            "find": "Search blueprints.",
            "find_or_get": "Search blueprints of a kind.",
            "tags": "Tags of blueprints.",
            "get": "A blueprint.",
            "source": "The document of a blueprint.",
            "graph": "The graph of a blueprint.",
        }
        return [
            Route(
                "GET",
                path,
                getattr(self, name),
                summaries[name],
                GROUP,
                listed,
                answers=answers,
                errors=errors,
                runs=runs,
            )
            for path, name, runs, listed, answers, errors in table
        ]

    async def find(self, call: Call) -> Response:
        """A page of flows."""
        return json_answer(await _page(call, FLOW))

    async def find_or_get(self, call: Call) -> Response:
        """A page of the kind; a word that is no kind is the id of a flow."""
        word = call.params["kind"]
        if word.upper() in KINDS:
            return json_answer(await _page(call, word.upper()))
        return json_answer(blueprint_view(await _get(call, FLOW, word), with_source=True))

    async def tags(self, call: Call) -> Response:
        """By name."""
        wanted, _ = text_and_tags(call)
        kind = _kind(call.params.get("kind", FLOW))
        found = await call.run(blueprints.ListBlueprintTags(kind=kind, text=wanted))
        return json_answer([tag_view(tag) for tag in found])

    async def get(self, call: Call) -> Response:
        """With its document; the older form names a flow and what is wanted of it."""
        word, second = call.params["kind"], call.params["id"]
        if word.upper() not in KINDS and second in ("flow", "source"):
            return text_answer((await _get(call, FLOW, word)).source, "application/yaml")
        if word.upper() not in KINDS and second == "graph":
            return await _graph(call, FLOW, word)
        found = await _get(call, _kind(word), second)
        return json_answer(blueprint_view(found, with_source=True))

    async def source(self, call: Call) -> Response:
        """YAML as it stands."""
        found = await _get(call, _kind(call.params["kind"]), call.params["id"])
        return text_answer(found.source, "application/yaml")

    async def graph(self, call: Call) -> Response:
        """Only flows have one."""
        return await _graph(call, _kind(call.params["kind"]), call.params["id"])


async def _get(call: Call, kind: str, blueprint_id: str) -> Blueprint:
    return await call.run(blueprints.GetBlueprint(kind=kind, blueprint_id=blueprint_id))


async def _graph(call: Call, kind: str, blueprint_id: str) -> Response:
    wanted = blueprints.GetBlueprintGraph(kind=kind, blueprint_id=blueprint_id)
    return json_answer(graph_view(await call.run(wanted)))


async def _page(call: Call, kind: str) -> BlueprintPage:
    wanted, tags = text_and_tags(call)
    query = BlueprintQuery(
        kind=kind,
        text=wanted,
        tags=tags,
        sorts=params.sorts(call, COLUMNS),
        page=params.at_least(call, "page", 1),
        size=params.at_least(call, "size", 1),
    )
    page = await call.run(blueprints.FindBlueprints(query=query))
    return BlueprintPage([blueprint_view(each) for each in page.results], page.total)


def text_and_tags(call: Call) -> tuple[str | None, tuple[str, ...]]:
    """The text and the tags, from plain parameters or from `filters[...]`."""
    names = [name for name in call.query if name.startswith("filters[")]
    if not names:
        return call.text("q"), tuple(params.listed(call, "tags"))
    texts = [value for name in names if name.startswith("filters[q]") for value in call.query[name]]
    if len(texts) > 1:
        raise Refused("invalid-filters", "Only one QUERY filter is allowed")
    tags: list[str] = []
    for name in names:
        if name.startswith("filters[tags]"):
            tags.extend(part for value in call.query[name] for part in value.split(",") if part)
        elif not name.startswith("filters[q]"):
            raise Refused("invalid-filters", f"'{name}' is no filter of blueprints")
    return (texts[0] if texts else None), tuple(tag.strip(" []") for tag in tags)


def _kind(word: str) -> str:
    if word.upper() not in KINDS:
        raise params.unknown_word("kind", word, KINDS)
    return word.upper()
