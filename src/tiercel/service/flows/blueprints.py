"""Blueprints: search and read in the bundled catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from tiercel.engine.graphs.parts import Graph
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Sort
from tiercel.service.flows.blueprint_files import FLOW, Blueprint, tag_name
from tiercel.service.flows.graphs import GraphService


class Tag(msgspec.Struct, frozen=True):
    """A tag that some blueprint has."""

    id: str
    name: str
    published: datetime


class BlueprintQuery(msgspec.Struct, frozen=True):
    """What a list asks for: a text in anything, any of the tags; None is every kind."""

    kind: str | None
    text: str | None = None
    tags: tuple[str, ...] = ()
    sorts: tuple[Sort, ...] = ()
    page: int = 1
    size: int = 1


class BlueprintService:
    """Use cases over the catalogue; `load` reads it when somebody asks first."""

    def __init__(self, load: Callable[[], Sequence[Blueprint]], graphs: GraphService) -> None:
        self._load = load
        self._graphs = graphs
        self._blueprints: Sequence[Blueprint] | None = None

    def find(self, query: BlueprintQuery) -> Page[Blueprint]:
        """A page, newest first unless sorted."""
        return page_of(self._all(), query)

    def tags(self, kind: str, text: str | None = None) -> list[Tag]:
        """The tags of blueprints that have the text, by name."""
        return tags_of(self._all(), kind, text)

    def get(self, kind: str, blueprint_id: str) -> Blueprint:
        """The blueprint of that kind and id. Raises: NotFound."""
        for each in self._all():
            if (each.kind, each.id) == (kind, blueprint_id):
                return each
        raise NotFound.of("Blueprint", blueprint_id)

    async def graph(self, kind: str, blueprint_id: str) -> Graph:
        """The graph of a flow. Raises: NotFound."""
        if kind != FLOW:
            raise NotFound.of("Blueprint of a flow", blueprint_id)
        return await self._graphs.of_source(self.get(kind, blueprint_id).source)

    def _all(self) -> Sequence[Blueprint]:
        if self._blueprints is None:
            self._blueprints = self._load()
        return self._blueprints


def page_of(blueprints: Iterable[Blueprint], query: BlueprintQuery) -> Page[Blueprint]:
    """Those that match, newest first unless sorted."""
    found = [
        each
        for each in blueprints
        if query.kind in (None, each.kind)
        and _has_text(each, query.text)
        and (not query.tags or set(query.tags) & set(each.tags))
    ]
    found.sort(key=lambda each: each.title)
    sorts = query.sorts or (Sort("published", is_descending=True),)
    for sort in reversed(sorts):
        found.sort(key=lambda each: _key(each, sort.field), reverse=sort.is_descending)
    start = (query.page - 1) * query.size
    return Page(tuple(found[start : start + query.size]), len(found))


def tags_of(blueprints: Iterable[Blueprint], kind: str | None, text: str | None) -> list[Tag]:
    """The tags of those that match, by name; the date of each is that of its newest blueprint."""
    newest: dict[str, datetime] = {}
    for each in blueprints:
        if kind in (None, each.kind) and _has_text(each, text):
            for tag in each.tags:
                newest[tag] = max(each.published, newest.get(tag, each.published))
    tags = [Tag(tag, tag_name(tag), published) for tag, published in newest.items()]
    return sorted(tags, key=lambda tag: tag.name)


def _has_text(blueprint: Blueprint, text: str | None) -> bool:
    if not text:
        return True
    wanted = text.lower()
    texts = (blueprint.title, blueprint.description, *blueprint.included)
    return any(wanted in each.lower() for each in texts)


def _key(blueprint: Blueprint, field: str) -> Json:
    return getattr(blueprint, field)
