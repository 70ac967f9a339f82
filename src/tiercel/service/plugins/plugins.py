"""Plugin types: lists, documentation, schemas and pictures (plugins.md)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.broken import BrokenPlugin
from tiercel.plugin.catalog.index import Listed
from tiercel.plugin.catalog.registry import Catalog, Rescan
from tiercel.plugin.schemas.docs import markdown_page
from tiercel.plugin.schemas.document_schema import document_properties, document_schema
from tiercel.plugin.schemas.listing import group_json, plugin_groups, sub_groups
from tiercel.plugin.schemas.schema import plugin_schema
from tiercel.service.plugins.icons import Icon, icon_of
from tiercel.service.plugins.inputs import INPUT_TYPES, input_class, input_page, input_schema

LOG = logging.getLogger("tiercel.plugins")
DOCUMENTS = ("flow", "template", "task", "trigger", "plugindefault", "dashboard")
# Documents of other editions: known words, nothing to check.
OTHER_DOCUMENTS = ("apps", "testsuites", "reusableinputs", "policy")
_TRIGGER_ORDER = ("core", "realtime", "app")


class Documentation(msgspec.Struct, frozen=True):
    """What a type is for, in Markdown, and the JSON schema of its properties."""

    markdown: str
    schema: dict[str, Json]


class PluginService:
    """Use cases over the registry, which changes only when it is asked to search again."""

    def __init__(self, catalog: Catalog, version: str) -> None:
        self._catalog = catalog
        self._version = version
        self._groups: list[dict[str, Json]] | None = None
        self._parts: list[dict[str, Json]] = []
        self._icons: dict[str, Icon] = {}
        self._schemas: dict[str, dict[str, Json]] = {}

    def open(self) -> None:
        """Import the installed packages, and log what can't be loaded."""
        for each in self._catalog.load_packages():
            LOG.warning("plugin %s is left out: %s. %s", each.name, each.reason, each.fix)

    async def rescan(self) -> Rescan:
        """Search for packages that were installed, upgraded or removed; what was found."""
        found = await asyncio.to_thread(self._catalog.rescan)
        self._groups, self._parts = None, []
        self._icons, self._schemas = {}, {}
        await asyncio.to_thread(self.open)
        return found

    def broken(self) -> list[BrokenPlugin]:
        """What could not be loaded, why, and what mends it."""
        return [*self._catalog.broken()]

    async def load(self) -> None:
        """Import every plugin class, which takes a moment, without holding up the server."""
        if self._groups is None:
            await asyncio.to_thread(self.groups)

    def groups(self) -> list[dict[str, Json]]:
        """Packages with their types, the core first."""
        if self._groups is None:
            groups = plugin_groups(self._catalog)
            self._parts = [
                group_json(self._catalog, part) for group in groups for part in sub_groups(group)
            ]
            self._groups = [group_json(self._catalog, group) for group in groups]
        return self._groups

    def groups_and_parts(self) -> list[dict[str, Json]]:
        """Packages, then the parts of packages."""
        return [*self.groups(), *self._parts]

    def icons(self) -> Mapping[str, Icon]:
        """Pictures of all types and aliases by name."""
        if not self._icons:
            for row in self._catalog.rows():
                listed = self._catalog.listed(row) or Listed()
                for name in (row.name, *row.aliases):
                    self._icons[name] = icon_of(
                        name, flowable=listed.is_flowable, drawing=listed.drawing
                    )
        return self._icons

    def group_icons(self) -> dict[str, Icon]:
        """Pictures of groups and of their parts by name."""
        names = [group.get("subGroup") or group["group"] for group in self.groups_and_parts()]
        return {name: icon_of(name) for name in dict.fromkeys(names)}

    def icon(self, type_name: str) -> Icon:
        """One picture. Raises: NotFound."""
        found = self.icons().get(type_name)
        if found is None:
            raise NotFound.of("Icon of the type", type_name)
        return found

    def page(self, type_name: str, *, has_common: bool) -> Documentation:
        """The documentation and the schema of a type or alias. Raises: NotFound."""
        page = markdown_page(self._catalog, type_name, has_common=has_common)
        schema = plugin_schema(self._catalog, type_name, has_common=has_common)
        if page is None or schema is None:
            raise NotFound(f"Class '{type_name}' doesn't exists ")
        return Documentation(page, schema)

    def versions(self, type_name: str) -> list[str]:
        """The versions of a type that are installed: at most one."""
        name = self._catalog.canonical(type_name)
        if name is None:
            return []
        owner = self._catalog.owner_of(name)
        return [owner.version or self._version if owner is not None else self._version]

    def schema(self, document: str, *, is_array: bool) -> dict[str, Json]:
        """The schema of a kind of document, one of DOCUMENTS or OTHER_DOCUMENTS."""
        if document in OTHER_DOCUMENTS:
            found: dict[str, Json] = {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "object",
            }
        else:
            if document not in self._schemas:
                made = document_schema(self._catalog, document)
                assert made is not None
                self._schemas[document] = made
            found = self._schemas[document]
        return {**found, "type": "array"} if is_array else found

    def properties(self, document: str) -> dict[str, Json]:
        """The schema of the properties of a kind of document."""
        return document_properties(self._catalog, document)

    def input_types(self) -> dict[str, str]:
        """The class names of input types by their names."""
        return {name: input_class(name) for name in INPUT_TYPES}

    def input(self, name: str) -> Documentation:
        """The documentation and the schema of an input type."""
        return Documentation(input_page(name), input_schema(name))

    def triggers(self) -> list[dict[str, Json]]:
        """All triggers: those of the core, realtime ones, those of other packages."""
        found = []
        for row in self._catalog.rows():
            name, listed = row.name, self._catalog.listed(row)
            if row.kind != "trigger" or listed is None or listed.is_internal:
                continue
            group = "core" if self._catalog.owner_of(name) is None else "app"
            if listed.mechanism == "REALTIME":
                group = "realtime"
            shown: dict[str, Json] = {
                "type": name,
                "name": name.rpartition(".")[2],
                "group": group,
                "ee": False,
                "icon": self.icon(name).base64,
            }
            if listed.title:
                shown["description"] = listed.title
            if listed.deprecated:
                shown["deprecated"] = True
            found.append(shown)
        return sorted(
            found, key=lambda each: (_TRIGGER_ORDER.index(each["group"]), each["name"].lower())
        )
