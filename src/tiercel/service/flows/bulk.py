"""Many flows at once: whole namespaces, switches, archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

from tiercel.flowlang.write import split_documents, with_disabled, with_namespace
from tiercel.model.errors import IllegalArgument, Invalid, NotFound, TiercelError, Violation
from tiercel.model.flow import Flow
from tiercel.model.limits import EXPORT_BYTES_MAX, EXPORT_ENTRIES_MAX
from tiercel.model.lists.paging import Filter, Query
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX
from tiercel.ports.store import Store, Tx
from tiercel.service.flows.flows import FlowService
from tiercel.service.off_loop import in_thread
from tiercel.service.turns import Turns

FlowId = tuple[str, str]  # Namespace and id.


class FlowBulkService:
    """Use cases over many flows."""

    def __init__(self, store: Store, flows: FlowService) -> None:
        self._store = store
        self._flows = flows

    async def replace_all(
        self,
        sources: Sequence[str],
        *,
        namespace: str | None = None,
        allow_children: bool = False,
        delete: bool = True,
    ) -> list[Flow]:
        """Create or update these flows; with `delete` the others go.

        Shapes: the deleted ones first, as they were, then the saved ones in the order given.
        Raises: Invalid, InvalidSource: nothing is saved then.
        """
        flows = await self._flows.read_all(sources)
        _check_namespaces(flows, namespace, allow_children)
        ids = [flow.id for flow in flows]
        if len(set(ids)) != len(ids):
            raise Invalid([Violation("flow.id", "Duplicate flow id")])

        beside = {(flow.namespace, flow.id): flow for flow in flows}

        async def write(tx: Tx) -> list[Flow]:
            gone = await tx.flows.all_latest() if delete else []
            saved = [
                await self._flows.delete_in(tx, stored)
                for stored in gone
                if stored.id not in ids and _is_in(stored, namespace, allow_children)
            ]
            for flow in flows:
                newest = await tx.flows.get(flow.namespace, flow.id)
                saved.append(await self._flows.save_in(tx, flow, newest, beside))
            return saved

        return await self._flows.commit(write)

    async def ids_of(self, filters: Sequence[Filter]) -> list[FlowId]:
        """Ids of the flows that match."""
        found: list[FlowId] = []
        page = 1
        while True:
            query = Query(tuple(filters), page=page, size=STORE_PAGE_ROWS_MAX)
            async with self._store.transaction() as tx:
                results = (await tx.flows.find(query)).results
            found.extend((stored.namespace, stored.id) for stored in results)
            if len(results) < STORE_PAGE_ROWS_MAX:
                return found
            page += 1

    async def delete(self, ids: Sequence[FlowId]) -> int:
        """Delete flows; how many. Raises: NotFound when one is unknown: nothing is deleted."""

        async def write(tx: Tx) -> int:
            for stored in await self._newest(tx, ids):
                await self._flows.delete_in(tx, stored)
            return len(ids)

        return await self._flows.commit(write)

    async def switch(self, ids: Sequence[FlowId], *, disabled: bool) -> int:
        """Disable or enable flows by an edit of their source; how many changed."""

        async def write(tx: Tx) -> int:
            count = 0
            for stored in await self._newest(tx, ids):
                if stored.disabled is not disabled:
                    # What a policy forbids can be stopped at any time, but not started again.
                    flow = await self._flows.read_stored(
                        with_disabled(stored.source, disabled), asks_policies=not disabled
                    )
                    await self._flows.save_in(tx, flow, stored)
                    count += 1
            return count

        return await self._flows.commit(write)

    async def archive(self, ids: Sequence[FlowId]) -> bytes:
        """A zip with the source of each flow. Raises: NotFound when one is unknown."""
        async with self._store.transaction() as tx:
            found = await self._newest(tx, ids)
        named = [(f"{stored.namespace}.{stored.id}.yml", stored.source) for stored in found]
        return await in_thread(zipped, named)

    async def import_file(self, name: str, content: bytes, *, fail_on_error: bool) -> list[str]:
        """Create or update the flows of a YAML file or a zip; what could not be read.

        Shapes: failures are entry names of a zip, or indexes of documents as text.
        """
        sources = await in_thread(_sources_in, name, content)
        failed = []
        for key, source in sources:
            try:
                await self.import_flow(source)
            except TiercelError:
                failed.append(key)
        if failed and fail_on_error:
            raise IllegalArgument(f"Following invalid flows were not imported: {', '.join(failed)}")
        return failed

    async def save(self, source: str) -> Flow:
        """Create or update one flow."""
        return await self._saved(await self._flows.read(source))

    async def import_flow(self, source: str, namespace: str | None = None) -> Flow:
        """As `save`, of a flow from another server; `namespace` replaces the one in its source."""
        if namespace is not None:
            source = with_namespace(source, namespace)
        return await self._saved(await self._flows.read_stored(source))

    async def _saved(self, flow: Flow) -> Flow:
        async def write(tx: Tx) -> Flow:
            newest = await tx.flows.get(flow.namespace, flow.id)
            return await self._flows.save_in(tx, flow, newest)

        return await self._flows.commit(write)

    async def _newest(self, tx: Tx, ids: Sequence[FlowId]) -> list[StoredFlow]:
        found = []
        turns = Turns()
        for namespace, flow_id in dict.fromkeys(ids):
            await turns.turn()
            stored = await tx.flows.get(namespace, flow_id)
            if stored is None or stored.deleted:
                raise NotFound("No value present")
            found.append(stored)
        return found


def _check_namespaces(flows: Sequence[Flow], namespace: str | None, allow_children: bool) -> None:
    if namespace is None:
        return
    wrong = [flow for flow in flows if not _has_namespace(flow, namespace, allow_children)]
    if wrong:
        raise Invalid([Violation("flow.namespace", "Flow namespace is invalid") for _ in wrong])


def _has_namespace(flow: Flow | StoredFlow, namespace: str, allow_children: bool) -> bool:
    is_child = allow_children and flow.namespace.startswith(namespace + ".")
    return flow.namespace == namespace or is_child


def _is_in(stored: StoredFlow, namespace: str | None, allow_children: bool) -> bool:
    return namespace is None or _has_namespace(stored, namespace, allow_children)


def _sources_in(name: str, content: bytes) -> list[tuple[str, str]]:
    lowered = name.lower()
    if lowered.endswith((".yaml", ".yml")):
        documents = split_documents(content.decode("utf-8-sig", "replace"))
        return [(str(index), source) for index, source in enumerate(documents)]
    if lowered.endswith(".zip"):
        return [
            (entry, raw.decode("utf-8-sig", "replace"))
            for entry, raw in unzipped(content, lambda path: path.endswith((".yml", ".yaml")))
        ]
    extension = name[name.rfind(".") :] if "." in name else name
    raise IllegalArgument(f"Cannot import file of type {extension}")


def zipped(texts: Iterable[tuple[str, str]]) -> bytes:
    """An archive of names and their texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts:
            archive.writestr(name, text)
    return buffer.getvalue()


def unzipped(content: bytes, wanted: Callable[[str], bool]) -> list[tuple[str, bytes]]:
    """The wanted files of an archive. Raises: IllegalArgument for a broken or hostile one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > EXPORT_ENTRIES_MAX:
                raise IllegalArgument(f"The archive has more than {EXPORT_ENTRIES_MAX} entries.")
            if sum(entry.file_size for entry in entries) > EXPORT_BYTES_MAX:
                raise IllegalArgument("The archive is too large when unpacked.")
            for entry in entries:
                if ".." in entry.filename.split("/") or entry.filename.startswith("/"):
                    raise IllegalArgument(f"The archive has a hostile entry: {entry.filename}")
            return [(e.filename, archive.read(e)) for e in entries if wanted(e.filename)]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise IllegalArgument(f"The archive can't be read: {error}") from None
