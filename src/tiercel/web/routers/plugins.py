"""Plugin types: lists, documentation, schemas, pictures (plugins.md)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.service.operations.instance import plugins
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.plugins.icons import Icon
from tiercel.service.plugins.inputs import INPUT_TYPES
from tiercel.service.plugins.plugins import DOCUMENTS, OTHER_DOCUMENTS
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, Param, flag, number, several
from tiercel.web.errors import Refused
from tiercel.web.http.answers import CACHED_AN_HOUR, json_answer, text_answer
from tiercel.web.http.generation import Generation, Wanted, generation_of
from tiercel.web.param_kinds import in_path
from tiercel.web.payloads import PluginPackage
from tiercel.web.route import Handler, Route
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
# Path, handler, operation, summary, parameters, answer, errors.
Row = tuple[str, Handler, AnyOperation, str, tuple[Param, ...], Answer, tuple[int, ...]]


class PluginRoutes:
    """All read only; the answers do not change while the server runs."""

    def __init__(self, clients: Wanted) -> None:
        self._clients: Wanted = clients

    def routes(self) -> list[Route]:
        rows = (*self._list_rows(), *self._document_rows())
        return [
            Route("GET", path, handler, title, GROUP, asked, None, (answer,), errors, (one,))
            for path, handler, one, title, asked, answer, errors in rows
        ] + self._module_routes()

    def _list_rows(self) -> tuple[Row, ...]:
        run, groups, icons = plugins, "/plugins/groups", "/plugins/icons"
        paging: tuple[Param, ...] = (
            number("page", "The page, from 1; with it the answer is a page.", minimum=1),
            number("size", "Results a page.", default=SIZE, minimum=1),
            several("sort", "Accepted, without effect."),
        )
        all_types, types = "Packages with their types.", "All triggers."
        parts, drawn = "Packages and their parts.", "Pictures of packages."
        return (
            ("/plugins", self.groups, run.all_plugins, all_types, paging, LIST_OR_PAGE, (422,)),
            (f"{groups}/subgroups", self.parts, run.all_plugins, parts, (), LIST, ()),
            (icons, self.icons, run.icons, "Pictures of types.", (), ICONS, ()),
            (f"{icons}/groups", self.group_icons, run.icons, drawn, (), ICONS, ()),
            (f"{icons}/{{cls}}", self.icon, run.icon, "The picture of a type.", (), ICON, (404,)),
            (
                f"{icons}/{{cls}}/icon.svg",
                self.icon_svg,
                run.icon,
                "The picture of a type as SVG.",
                (),
                Answer(schema={"type": "string"}, type="image/svg+xml"),
                (404,),
            ),
            ("/plugins/inputs", self.inputs, run.input_types, "Types of inputs.", (), INPUTS, ()),
            ("/plugins/triggers", self.triggers, run.triggers, types, (), TRIGGERS, ()),
        )

    def _document_rows(self) -> tuple[Row, ...]:
        run, one, missing = plugins, "/plugins/{cls}", (404, 422)
        about, same = "Documentation and schema of a type.", "The same of a version."
        versions, editors = "Installed versions of a type.", "A schema for editors."
        properties = "The schema of the properties of a kind of document."
        of_input, of_kind = "/plugins/inputs/{type}", "/plugins/properties/{type}"
        asked = (KIND, ARRAY)
        return (
            (one, self.page, run.describe, about, (ALL,), PAGE, missing),
            (f"{one}/versions", self.versions, run.versions, versions, (), VERSIONS, ()),
            (f"{one}/versions/{{version}}", self.page, run.describe, same, (ALL,), PAGE, missing),
            ("/plugins/schemas/{type}", self.schema, run.schema, editors, asked, SCHEMA, (422,)),
            (of_kind, self.properties, run.properties, properties, (KIND,), SCHEMA, (422,)),
            (
                of_input,
                self.input,
                run.describe_input,
                "Documentation of an input.",
                (INPUT,),
                PAGE,
                (422,),
            ),
        )

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
                runs=(plugins.ui_module,),
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
                runs=(plugins.ui_modules,),
            ),
        ]

    async def groups(self, call: Call) -> Response:
        """A list; a page of it as soon as a page is asked for, or for a client of the 2.x line."""
        generation = generation_of(call, self._clients)
        groups = _shown(await call.run(plugins.ListPlugins()), generation)
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
        found = await call.run(plugins.ListPlugins(with_parts=True))
        return json_answer(_shown(found, generation_of(call, self._clients)))

    async def icons(self, call: Call) -> Response:
        """Of types and of aliases."""
        icons = await call.run(plugins.ListIcons())
        found = {name: icon_view(icon) for name, icon in icons.items()}
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def group_icons(self, call: Call) -> Response:
        """Of packages and their parts."""
        icons = await call.run(plugins.ListIcons(of_groups=True))
        found = {name: icon_view(icon, "plugin-icon") for name, icon in icons.items()}
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def icon(self, call: Call) -> Response:
        """As base64 text."""
        icon = await call.run(plugins.GetIcon(type_name=call.params["cls"]))
        return json_answer(PluginIconAnswerView(icon_view(icon)), headers=CACHED_AN_HOUR)

    async def icon_svg(self, call: Call) -> Response:
        """As it is."""
        icon = await call.run(plugins.GetIcon(type_name=call.params["cls"]))
        return text_answer(icon.svg, "image/svg+xml", headers=CACHED_AN_HOUR)

    async def page(self, call: Call) -> Response:
        """Markdown and JSON schema."""
        wanted = plugins.DescribePlugin(
            type_name=call.params["cls"], with_common=params.boolean(call, "all")
        )
        return json_answer(await call.run(wanted), headers=CACHED_AN_HOUR)

    async def versions(self, call: Call) -> Response:
        """The installed one."""
        name = call.params["cls"]
        found = await call.run(plugins.ListPluginVersions(type_name=name))
        return json_answer(PluginVersionsView(name, found))

    async def schema(self, call: Call) -> Response:
        """JSON schema, draft 7."""
        wanted = plugins.GetDocumentSchema(
            document=_document(call.params["type"]), is_array=params.boolean(call, "arrayOf")
        )
        return json_answer(await call.run(wanted), headers=CACHED_AN_HOUR)

    async def properties(self, call: Call) -> Response:
        """A schema in draft 7."""
        wanted = plugins.GetDocumentProperties(document=_document(call.params["type"]))
        return json_answer(await call.run(wanted), headers=CACHED_AN_HOUR)

    async def inputs(self, call: Call) -> Response:
        """In the order of the reference."""
        found = await call.run(plugins.ListInputTypes())
        return json_answer([InputTypeView(name, cls) for name, cls in found.items()])

    async def input(self, call: Call) -> Response:
        """Markdown and JSON schema."""
        name = call.params["type"]
        if name.upper() not in INPUT_TYPES:
            raise params.unknown_word("type", name, INPUT_TYPES)
        found = await call.run(plugins.DescribeInput(name=name.upper()))
        return json_answer(found, headers=CACHED_AN_HOUR)

    async def triggers(self, call: Call) -> Response:
        """By group and name."""
        found = await call.run(plugins.ListTriggerTypes())
        return json_answer({"results": found, "total": len(found)})

    async def ui_manifest(self, call: Call) -> Response:
        """None of any type."""
        await call.json_list("plugins")
        return json_answer(UiManifestView(await call.run(plugins.ListUiModules())))

    async def ui_module(self, call: Call) -> Response:
        """None. Raises: NotFound."""
        path = call.params["path"]
        if ".." in path or path.startswith("/"):
            raise Refused("bad-request", "The path is not allowed")
        await call.run(plugins.GetUiModule())


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
        raise params.unknown_word("type", word, DOCUMENTS + OTHER_DOCUMENTS)
    return word.lower()
