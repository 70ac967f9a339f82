"""Plugin types: lists, documentation, schemas, pictures (plugins.md)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.service.plugins.icons import Icon
from tiercel.service.plugins.inputs import INPUT_TYPES, input_class
from tiercel.service.plugins.plugins import DOCUMENTS, OTHER_DOCUMENTS, PluginService
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.http.answers import CACHED_AN_HOUR, json_answer, text_answer
from tiercel.web.http.generation import Generation, Wanted, generation_of
from tiercel.web.param_kinds import in_path
from tiercel.web.payloads import PluginPackage
from tiercel.web.route import Answer, Body, Handler, Param, Route, flag, number, several
from tiercel.web.views.plugin import (
    InputTypeView,
    JsonSchemaView,
    PluginDocumentationView,
    PluginIconAnswerView,
    PluginIconView,
    PluginPage,
    PluginVersionsView,
    PluginView,
    TriggerTypePage,
    UiManifestView,
)

GROUP = "Plugins"
SIZE = 10_000
LIST = Answer(schema=list[PluginView])
# With a page or a size, and for clients of the 2.x line, the answer is a page.
LIST_OR_PAGE = Answer(schema=list[PluginView] | PluginPage)
ICONS = Answer(schema=dict[str, PluginIconView])
PAGE = Answer(schema=PluginDocumentationView)
SCHEMA = Answer(schema=JsonSchemaView)
ICON = Answer(schema=PluginIconAnswerView)
INPUTS = Answer(schema=list[InputTypeView])
TRIGGERS = Answer(schema=TriggerTypePage)
VERSIONS = Answer(schema=PluginVersionsView)
KIND = in_path("type", enum=[*DOCUMENTS, *OTHER_DOCUMENTS])
INPUT = in_path("type", enum=list(INPUT_TYPES))
ALL = flag("all", "Also the properties that all types of the kind have.")
ARRAY = flag("arrayOf", "The schema of a list of documents.")
# Path, handler, summary, parameters, answer, errors.
Row = tuple[str, Handler, str, tuple[Param, ...], Answer, tuple[int, ...]]


class PluginRoutes:
    """All read only; the answers do not change while the server runs."""

    def __init__(self, plugins: PluginService, clients: Wanted) -> None:
        self._plugins = plugins
        self._clients: Wanted = clients

    def routes(self) -> list[Route]:
        """The table."""
        one = "/plugins/{cls}"
        paging: tuple[Param, ...] = (
            number("page", "The page, from 1; with it the answer is a page.", minimum=1),
            number("size", "Results a page.", default=SIZE, minimum=1),
            several("sort", "Accepted, without effect."),
        )
        table: tuple[Row, ...] = (
            ("/plugins", self.groups, "Packages with their types.", paging, LIST_OR_PAGE, (422,)),
            ("/plugins/groups/subgroups", self.parts, "Packages and their parts.", (), LIST, ()),
            ("/plugins/icons", self.icons, "Pictures of types.", (), ICONS, ()),
            ("/plugins/icons/groups", self.group_icons, "Pictures of packages.", (), ICONS, ()),
            ("/plugins/icons/{cls}", self.icon, "The picture of a type.", (), ICON, (404,)),
            (
                "/plugins/icons/{cls}/icon.svg",
                self.icon_svg,
                "The picture of a type as SVG.",
                (),
                Answer(schema={"type": "string"}, type="image/svg+xml"),
                (404,),
            ),
            (one, self.page, "Documentation and schema of a type.", (ALL,), PAGE, (404, 422)),
            (f"{one}/versions", self.versions, "Installed versions of a type.", (), VERSIONS, ()),
            (
                f"{one}/versions/{{version}}",
                self.page,
                "The same of a version.",
                (ALL,),
                PAGE,
                (404, 422),
            ),
            (
                "/plugins/schemas/{type}",
                self.schema,
                "A schema for editors.",
                (KIND, ARRAY),
                SCHEMA,
                (422,),
            ),
            (
                "/plugins/properties/{type}",
                self.properties,
                "The schema of the properties of a kind of document.",
                (KIND,),
                SCHEMA,
                (422,),
            ),
            ("/plugins/inputs", self.inputs, "Types of inputs.", (), INPUTS, ()),
            (
                "/plugins/inputs/{type}",
                self.input,
                "Documentation of an input.",
                (INPUT,),
                PAGE,
                (422,),
            ),
            ("/plugins/triggers", self.triggers, "All triggers.", (), TRIGGERS, ()),
        )
        return [
            Route("GET", path, handler, title, GROUP, asked, None, (answer,), errors)
            for path, handler, title, asked, answer, errors in table
        ] + self._module_routes()

    def _module_routes(self) -> list[Route]:
        """Modules for the user interface: no package has one."""
        return [
            Route(
                "GET",
                "/plugins/{cls}/pluginUi/{path:rest}",
                self.ui_module,
                "A module for the user interface; no package has one.",
                GROUP,
                answers=(),
                errors=(400, 404),
            ),
            Route(
                "POST",
                "/plugins/pluginUiManifest",
                self.ui_manifest,
                "Modules for the user interface; no package has one.",
                GROUP,
                body=Body(list[PluginPackage], required=False),
                answers=(Answer(schema=UiManifestView),),
                errors=(422,),
            ),
        ]

    async def groups(self, call: Call) -> Response:
        """A list; a page of it as soon as a page is asked for, or for a client of the 2.x line."""
        await self._plugins.load()
        generation = generation_of(call, self._clients)
        groups = _shown(self._plugins.groups(), generation)
        is_paged = generation == "2.x" or any(
            name in ("page", "size", "sort") or name.startswith("filters[") for name in call.query
        )
        if not is_paged:
            return json_answer(groups)
        page, size = params.at_least(call, "page", 1), params.at_least(call, "size", SIZE)
        start = (page - 1) * size
        return json_answer({"results": groups[start : start + size], "total": len(groups)})

    async def parts(self, call: Call) -> Response:
        """Packages first."""
        await self._plugins.load()
        found = self._plugins.groups_and_parts()
        return json_answer(_shown(found, generation_of(call, self._clients)))

    async def icons(self, call: Call) -> Response:
        """Of types and of aliases."""
        await self._plugins.load()
        found = {name: icon_view(icon) for name, icon in self._plugins.icons().items()}
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def group_icons(self, call: Call) -> Response:
        """Of packages and their parts."""
        await self._plugins.load()
        found = {
            name: icon_view(icon, "plugin-icon")
            for name, icon in self._plugins.group_icons().items()
        }
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def icon(self, call: Call) -> Response:
        """As base64 text."""
        await self._plugins.load()
        icon = self._plugins.icon(call.params["cls"])
        return json_answer(PluginIconAnswerView(icon_view(icon)), headers=CACHED_AN_HOUR)

    async def icon_svg(self, call: Call) -> Response:
        """As it is."""
        await self._plugins.load()
        icon = self._plugins.icon(call.params["cls"])
        return text_answer(icon.svg, "image/svg+xml", headers=CACHED_AN_HOUR)

    async def page(self, call: Call) -> Response:
        """Markdown and JSON schema."""
        page, schema = self._plugins.page(
            call.params["cls"], has_common=params.boolean(call, "all")
        )
        return json_answer({"markdown": page, "schema": schema}, headers=CACHED_AN_HOUR)

    async def versions(self, call: Call) -> Response:
        """The installed one."""
        name = call.params["cls"]
        return json_answer(PluginVersionsView(name, self._plugins.versions(name)))

    async def schema(self, call: Call) -> Response:
        """JSON schema, draft 7."""
        await self._plugins.load()
        document = _document(call.params["type"])
        found = self._plugins.schema(document, is_array=params.boolean(call, "arrayOf"))
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def properties(self, call: Call) -> Response:
        """A schema in draft 7."""
        await self._plugins.load()
        found = self._plugins.properties(_document(call.params["type"]))
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def inputs(self, call: Call) -> Response:
        """In the order of the reference."""
        return json_answer([InputTypeView(name, input_class(name)) for name in INPUT_TYPES])

    async def input(self, call: Call) -> Response:
        """Markdown and JSON schema."""
        name = call.params["type"]
        if name.upper() not in INPUT_TYPES:
            raise params.unreadable("type", name, f"No enum constant {name}")
        page, schema = self._plugins.input(name.upper())
        return json_answer({"markdown": page, "schema": schema}, headers=CACHED_AN_HOUR)

    async def triggers(self, call: Call) -> Response:
        """By group and name."""
        await self._plugins.load()
        found = self._plugins.triggers()
        return json_answer({"results": found, "total": len(found)})

    async def ui_manifest(self, call: Call) -> Response:
        """None of any type."""
        await call.json_list("plugins")
        return json_answer(UiManifestView({}))

    async def ui_module(self, call: Call) -> Response:
        """None. Raises: NotFound."""
        path = call.params["path"]
        if ".." in path or path.startswith("/"):
            raise Refused("bad-request", "The path is not allowed")
        raise NotFound()


def _shown(groups: list[dict[str, Json]], generation: Generation) -> list[dict[str, Json]]:
    """Packages as they are; the lists of their types as bare names before 0.24."""
    if generation != "0.2x":
        return groups
    return [{name: _names(value) for name, value in group.items()} for group in groups]


def _names(value: Json) -> Json:
    if not isinstance(value, list):
        return value
    return [each["cls"] if isinstance(each, dict) else each for each in value]


def icon_view(icon: Icon, name: str | None = None) -> PluginIconView:
    """A picture as base64 text."""
    return PluginIconView(name or icon.name, icon.base64, icon.flowable, False, icon.hash)


def _document(word: str) -> str:
    if word.lower() not in DOCUMENTS + OTHER_DOCUMENTS:
        raise params.unreadable("type", word, f"No enum constant {word}")
    return word.lower()
