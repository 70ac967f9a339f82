"""Blueprints that people have written, stored beside the catalogue that comes with the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from tiercel.flowlang.coerce import is_map
from tiercel.flowlang.source import chars_to_read, parse
from tiercel.flowlang.walk import type_names
from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    BLUEPRINT_DESCRIPTION_CHARS_MAX,
    BLUEPRINT_TAG_CHARS_MAX,
    BLUEPRINT_TAGS_MAX,
    BLUEPRINT_TITLE_CHARS_MAX,
    BLUEPRINT_TYPES_MAX,
    OWN_BLUEPRINTS_MAX,
    SOURCE_CHARS_MAX,
)
from tiercel.model.stored.records import BLUEPRINT_SOURCES, BLUEPRINTS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.flows.blueprint_files import DASHBOARD, FLOW, Blueprint
from tiercel.service.flows.blueprint_templates import generate, template_of, types_in
from tiercel.service.off_loop import by_length, in_thread
from tiercel.service.unit import in_transaction

KINDS = (FLOW, DASHBOARD)
Document = dict[str, Json]


class BlueprintDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody writes of a blueprint.

    Shapes: `source` is a YAML map, that of a valid flow or dashboard or not. Without a `kind` a new
    blueprint is one of a flow, and one that is there keeps its own.
    """

    title: str
    source: str
    description: str = ""
    tags: tuple[str, ...] = ()
    kind: str | None = None


class OwnBlueprints:
    """Use cases over stored blueprints, of which there are OWN_BLUEPRINTS_MAX at most."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._renderer = ports.renderer

    async def all(self) -> list[Blueprint]:
        """All of them without their sources, in the order of their ids."""
        async with self._store.transaction() as tx:
            stored = await tx.records(BLUEPRINTS).all()
        return [_blueprint(document, source="") for document in stored.values()]

    async def get(self, blueprint_id: str) -> Blueprint:
        """One blueprint with its source. Raises: NotFound."""
        async with self._store.transaction() as tx:
            document = await _known(tx, blueprint_id)
            stored = await tx.records(BLUEPRINT_SOURCES).get(blueprint_id)
        assert stored is not None
        return _blueprint(document, stored["source"])

    async def use(self, blueprint_id: str, arguments: Mapping[str, Json]) -> str:
        """The source that its template makes of arguments; nothing is stored.

        Shapes: `arguments` has values by id, as an execution's inputs.
        Raises: NotFound; Invalid for a blueprint without arguments, and for bad ones.
        """
        found = await self.get(blueprint_id)
        template = template_of(found.source)
        if template is None:
            raise Invalid([Violation("id", "is a blueprint that asks for no arguments")])
        return await in_thread(generate, template, arguments, self._renderer)

    async def create(self, draft: BlueprintDraft) -> Blueprint:
        """A new one with an id of its own. Raises: Invalid, Conflict when there are too many."""
        document = await self._document(draft, self._ids.new_id(), draft.kind or FLOW)

        async def write(tx: Tx) -> Blueprint:
            if len(await tx.records(BLUEPRINTS).all()) >= OWN_BLUEPRINTS_MAX:
                raise Conflict(f"There are already {OWN_BLUEPRINTS_MAX} blueprints")
            return _put(tx, document, draft.source)

        return await in_transaction(self._store, write)

    async def update(self, blueprint_id: str, draft: BlueprintDraft) -> Blueprint:
        """Replace all of it but its id, its kind and its date. Raises: NotFound, Invalid."""
        async with self._store.transaction() as tx:
            kind = (await _known(tx, blueprint_id))["kind"]
        document = await self._document(draft, blueprint_id, kind)

        async def write(tx: Tx) -> Blueprint:
            before = await _known(tx, blueprint_id)
            return _put(tx, {**document, "published": before["published"]}, draft.source)

        return await in_transaction(self._store, write)

    async def delete(self, blueprint_id: str) -> None:
        """Remove it; flows that were made of it stay. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            await _known(tx, blueprint_id)
            tx.records(BLUEPRINTS).delete(blueprint_id)
            tx.records(BLUEPRINT_SOURCES).delete(blueprint_id)

        await in_transaction(self._store, write)

    async def _document(self, draft: BlueprintDraft, blueprint_id: str, kind: str) -> Document:
        violations = list(_violations(draft, kind))
        if violations:
            raise Invalid(violations)
        included = await by_length(chars_to_read(draft.source), _included, draft.source)
        return {
            "id": blueprint_id,
            "kind": kind,
            "title": draft.title.strip(),
            "description": draft.description,
            "tags": list(dict.fromkeys(tag.strip() for tag in draft.tags)),
            "included": included,
            "published": self._clock.now().isoformat(),
        }


def _violations(draft: BlueprintDraft, kind: str) -> Iterator[Violation]:
    if kind not in KINDS:
        yield Violation("kind", f"must be one of {', '.join(KINDS)}")
    elif draft.kind not in (None, kind):
        yield Violation("kind", f"can't be changed; it is {kind}")
    for name, text, most in (
        ("title", draft.title, BLUEPRINT_TITLE_CHARS_MAX),
        ("source", draft.source, SOURCE_CHARS_MAX),
    ):
        if not text.strip() or len(text) > most:
            yield Violation(name, f"size must be between 1 and {most}")
    if len(draft.description) > BLUEPRINT_DESCRIPTION_CHARS_MAX:
        yield Violation("description", f"size must be at most {BLUEPRINT_DESCRIPTION_CHARS_MAX}")
    if len(draft.tags) > BLUEPRINT_TAGS_MAX:
        yield Violation("tags", f"must have at most {BLUEPRINT_TAGS_MAX} tags")
    for index, tag in enumerate(draft.tags[:BLUEPRINT_TAGS_MAX]):
        if not tag.strip() or len(tag) > BLUEPRINT_TAG_CHARS_MAX:
            message = f"size must be between 1 and {BLUEPRINT_TAG_CHARS_MAX}"
            yield Violation(f"tags[{index}]", message)


def _included(source: str) -> list[str]:
    """The first plugin types of a source. Raises: Invalid for neither a template nor a YAML map."""
    template = template_of(source)
    if template is not None:
        return types_in(template)[:BLUEPRINT_TYPES_MAX]
    document = parse(source, kind="blueprint")
    if document.problems:
        raise Invalid(document.problems)
    if not is_map(document.value):
        raise Invalid([Violation("source", "must be a YAML map, such as a flow")])
    return list(dict.fromkeys(type_names(document.value)))[:BLUEPRINT_TYPES_MAX]


async def _known(tx: Tx, blueprint_id: str) -> Document:
    document = await tx.records(BLUEPRINTS).get(blueprint_id)
    if document is None:
        raise NotFound.of("Blueprint", blueprint_id)
    return document


def _put(tx: Tx, document: Document, source: str) -> Blueprint:
    key = (document["id"],)
    tx.records(BLUEPRINTS).put(key, document)
    tx.records(BLUEPRINT_SOURCES).put(key, {"source": source})
    return _blueprint(document, source)


def _blueprint(document: Document, source: str) -> Blueprint:
    return Blueprint(
        id=document["id"],
        kind=document["kind"],
        title=document["title"],
        description=document["description"],
        tags=tuple(document["tags"]),
        published=datetime.fromisoformat(document["published"]),
        source=source,
        included=tuple(document["included"]),
    )
