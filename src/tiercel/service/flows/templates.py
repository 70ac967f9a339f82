"""Templates: lists of tasks that flows of the first generation share (templates.md)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.flowlang.read import read_template
from tiercel.flowlang.source import chars_to_read
from tiercel.flowlang.write import generate, split_documents
from tiercel.model.errors import IllegalArgument, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import TEMPLATES
from tiercel.ports.store import Store, Tx
from tiercel.service.flows.bulk import unzipped, zipped
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.sources import InvalidSource, text_of
from tiercel.service.flows.template_inliner import TemplateId
from tiercel.service.off_loop import by_length, in_thread
from tiercel.service.turns import Turns
from tiercel.service.unit import in_transaction

Document = dict[str, Json]
_MEMBERS = ("id", "namespace", "description", "tasks", "errors")


class Template(msgspec.Struct, frozen=True):
    """A template: `document` has its members as they are written, id and namespace among them."""

    namespace: str
    id: str
    document: Document
    is_deleted: bool = False


class TemplateService:
    """Use cases over templates; they have no revisions."""

    def __init__(self, store: Store, flow_cache: FlowCache) -> None:
        self._store = store
        self._flow_cache = flow_cache

    async def read(self, source: str) -> Document:
        """The template of a source. Raises: InvalidSource."""
        async with self._store.transaction() as tx:
            await self._flow_cache.follow_rules(tx)
        return await by_length(chars_to_read(source), self._read, source)

    def _read(self, source: str) -> Document:
        try:
            template = read_template(
                source, self._flow_cache.catalog, self._flow_cache.server_rules
            )
        except Invalid as error:
            raise InvalidSource(error.violations, source) from None
        found = {name: template.document[name] for name in _MEMBERS if name in template.document}
        # An id may be written as a number.
        return {**found, "id": template.id, "namespace": template.namespace}

    async def get(self, namespace: str, template_id: str) -> Template:
        """One template. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return _template(await _known(tx, (namespace, template_id)))

    async def ids(self, filters: Sequence[Filter] = ()) -> list[TemplateId]:
        """Those that meet the filters, by namespace and id. Raises: IllegalArgument."""
        async with self._store.transaction() as tx:
            return [*map(_id, (await tx.records(TEMPLATES).all(*filters)).values())]

    async def find(self, query: Query) -> Page[Template]:
        """A page, by namespace and id unless sorted. Raises: IllegalArgument."""
        async with self._store.transaction() as tx:
            found = await tx.records(TEMPLATES).find(query)
        return Page(tuple(map(_template, found.results)), found.total)

    async def create(self, source: str) -> Template:
        """A new template. Raises: InvalidSource, Invalid when it exists."""
        document = await self.read(source)

        async def write(tx: Tx) -> Template:
            if await tx.records(TEMPLATES).get(*_id(document)) is not None:
                raise Invalid([Violation("template.id", "Template id already exists")])
            tx.records(TEMPLATES).insert(_id(document), document)
            return _template(document)

        return await in_transaction(self._store, write)

    async def update(self, namespace: str, template_id: str, source: str) -> Template:
        """Replace a template. Raises: NotFound, InvalidSource, Invalid."""
        await self.get(namespace, template_id)
        document = await self.read(source)
        wrong = []
        if document["id"] != template_id:
            wrong.append(Violation("template.id", "Illegal template id update"))
        if document["namespace"] != namespace:
            wrong.append(Violation("template.namespace", "Illegal namespace update"))
        if wrong:
            raise Invalid(wrong)
        async with self._store.transaction() as tx:
            tx.records(TEMPLATES).put(_id(document), document)
        return _template(document)

    async def replace_all(
        self, namespace: str, sources: Sequence[str], *, delete: bool
    ) -> list[Template]:
        """Create or update; with `delete` the others of the namespace go and come first."""
        documents = [await self.read(source) for source in sources]
        ids = [document["id"] for document in documents]
        if any(document["namespace"] != namespace for document in documents):
            raise Invalid([Violation("template.namespace", "Template namespace is invalid")])
        if len(set(ids)) != len(ids):
            raise Invalid([Violation("template.id", "Duplicate template id")])
        here = Filter("namespace", Operation.EQUALS, namespace)
        async with self._store.transaction() as tx:
            stored = (await tx.records(TEMPLATES).all(here)).values()
        gone = [one for one in stored if delete and one["id"] not in ids]
        async with self._store.transaction() as tx:
            for document in gone:
                tx.records(TEMPLATES).delete(*_id(document))
            for document in documents:
                tx.records(TEMPLATES).put(_id(document), document)
        return [_template(one, is_deleted=True) for one in gone] + [*map(_template, documents)]

    async def delete(self, ids: Sequence[TemplateId]) -> int:
        """Remove templates, all or none; how many. Raises: NotFound."""
        async with self._store.transaction() as tx:
            for template_id in await _all_known(tx, ids):
                tx.records(TEMPLATES).delete(*template_id)
        return len(ids)

    async def archive(self, ids: Sequence[TemplateId]) -> bytes:
        """A zip with a source a template. Raises: NotFound."""
        async with self._store.transaction() as tx:
            found = await _all_known(tx, ids)
        return await in_thread(_zipped, [*found.values()])

    async def import_file(self, name: str, content: bytes) -> None:
        """Create or update the templates of a file. Raises: InvalidSource for the first bad one."""
        for source in await in_thread(_sources_in, name, content):
            document = await self.read(source)
            async with self._store.transaction() as tx:
                tx.records(TEMPLATES).put(_id(document), document)

    async def check(self, source: str) -> tuple[Document, str | None]:
        """What could be read of a source, and what is wrong with it (None: nothing)."""
        return await by_length(chars_to_read(source), self._check, source)

    def _check(self, source: str) -> tuple[Document, str | None]:
        template = read_template(source, self._flow_cache.catalog, strict=False)
        try:
            read_template(source, self._flow_cache.catalog)
        except Invalid as error:
            return template.document, text_of(error.violations, template.document)
        return template.document, None


async def _known(tx: Tx, template_id: TemplateId) -> Document:
    document = await tx.records(TEMPLATES).get(*template_id)
    if document is None:
        raise NotFound.of("Template", ".".join(template_id))
    return document


async def _all_known(tx: Tx, ids: Sequence[TemplateId]) -> dict[TemplateId, Document]:
    turns = Turns()
    found = {}
    for template_id in dict.fromkeys(ids):
        await turns.turn()
        found[template_id] = await _known(tx, template_id)
    return found


def _template(document: Document, *, is_deleted: bool = False) -> Template:
    return Template(*_id(document), document, is_deleted)


def _id(document: Document) -> TemplateId:
    return str(document["namespace"]), str(document["id"])


def _zipped(documents: Sequence[Document]) -> bytes:
    return zipped((".".join(_id(each)) + ".yml", generate(each)) for each in documents)


def _sources_in(name: str, content: bytes) -> list[str]:
    lowered = name.lower()
    if lowered.endswith((".yaml", ".yml")):
        return split_documents(content.decode("utf-8-sig", "replace"))
    if lowered.endswith(".zip"):
        found = unzipped(content, lambda path: path.endswith((".yml", ".yaml")))
        return [raw.decode("utf-8-sig", "replace") for _, raw in found]
    extension = name[name.rfind(".") :] if "." in name else name
    raise IllegalArgument(f"Cannot import file of type {extension}")
