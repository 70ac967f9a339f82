"""Flows: create, update, delete, read, one revision at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from tiercel.engine.graphs.topology import FlowKey
from tiercel.engine.plan import FlowPlan
from tiercel.flowlang.read import read_flow
from tiercel.flowlang.source import chars_to_read
from tiercel.flowlang.write import without_revision
from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.limits import REVISION_MESSAGE_CHARS_MAX
from tiercel.model.lists.paging import Page, Query
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.text import storable
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.call_cycles import CallCycles
from tiercel.service.off_loop import by_length
from tiercel.service.triggers.rows import TriggerRows
from tiercel.service.unit import after_commit, in_transaction

T = TypeVar("T")


class FlowService:
    """Use cases over flows. Every change is a new revision; a deletion is one too."""

    def __init__(self, ports: Ports, flow_cache: FlowCache, rows: TriggerRows) -> None:
        self._store = ports.store
        self.flow_cache = flow_cache
        self._cycles = CallCycles(flow_cache)
        self._rows = rows
        self._clock = ports.clock
        self._notifier = ports.notifier

    async def read(self, source: str, draft: bool | None = None) -> Flow:
        """The flow of a source that somebody wants to save. Raises: InvalidSource.

        `draft` None: the source says whether it is one. A draft is not checked beyond its YAML.
        """
        await self._prepare()
        return await by_length(chars_to_read(source), self._read, source, draft)

    async def read_stored(self, source: str, *, asks_policies: bool = True) -> Flow:
        """As `read`, of a source that some server has stored already.

        Compat: the reference checks no expressions, so what is wrong with them does not matter.
        """
        await self._prepare()
        return await by_length(
            chars_to_read(source),
            self._read,
            source,
            None,
            takes_mistakes=True,
            asks_policies=asks_policies,
        )

    async def read_all(self, sources: Sequence[str]) -> list[Flow]:
        """As `read`, one after the other; many short ones take as long as a long one."""
        await self._prepare()
        chars = sum(map(chars_to_read, sources))
        return [await by_length(chars, self._read, source, None) for source in sources]

    async def _prepare(self) -> None:
        """Look for types and policies before something is read in a thread."""
        self.flow_cache.settle_catalog()
        async with self._store.transaction() as tx:
            await self.flow_cache.follow_rules(tx)

    def _read(
        self,
        source: str,
        draft: bool | None,
        *,
        takes_mistakes: bool = False,
        asks_policies: bool = True,
    ) -> Flow:
        cache = self.flow_cache
        lenient = read_flow(source, cache.catalog, cache.server_rules, strict=False)
        is_draft = lenient.draft if draft is None else draft
        if is_draft and lenient.id and lenient.namespace:
            return replace(lenient, draft=True)
        flow = cache.read_strictly(
            source, takes_mistakes=takes_mistakes, asks_policies=asks_policies
        )
        return replace(flow, draft=is_draft)

    async def create(
        self, source: str, draft: bool | None = None, message: str | None = None
    ) -> Flow:
        """Revision 1, or the next one when a deleted flow had that id.

        `message` is kept with the revision. Raises: Invalid, InvalidSource.
        """
        flow = _with_message(await self.read(source, draft), message)

        async def write(tx: Tx) -> Flow:
            newest = await tx.flows.get(flow.namespace, flow.id)
            if newest is not None and not newest.deleted:
                raise Invalid([Violation("flow.id", "Flow id already exists")])
            return await self.save_in(tx, flow, newest)

        return await self.commit(write)

    async def update(
        self,
        namespace: str,
        flow_id: str,
        source: str,
        draft: bool | None = None,
        message: str | None = None,
    ) -> Flow:
        """The next revision, or the stored one when nothing changed; then `message` is not kept.

        Raises: NotFound, Invalid, InvalidSource.
        """
        await self.get(namespace, flow_id)
        flow = _with_message(await self.read(source, draft), message)
        wrong = []
        if flow.id != flow_id:
            wrong.append(Violation("flow.id", "Illegal flow id update"))
        if flow.namespace != namespace:
            wrong.append(Violation("flow.namespace", "Illegal namespace update"))
        if wrong:
            raise Invalid(wrong)

        async def write(tx: Tx) -> Flow:
            newest = await tx.flows.get(namespace, flow_id)
            if newest is None or newest.deleted:
                raise NotFound.of("Flow", f"{namespace}.{flow_id}")
            return await self.save_in(tx, flow, newest)

        return await self.commit(write)

    async def delete(self, namespace: str, flow_id: str) -> None:
        """A last revision that says so; triggers go, executions stay. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            newest = await tx.flows.get(namespace, flow_id)
            if newest is None or newest.deleted:
                raise NotFound.of("Flow", f"{namespace}.{flow_id}")
            await self.delete_in(tx, newest)

        await self.commit(write)

    async def save_in(
        self,
        tx: Tx,
        flow: Flow,
        newest: StoredFlow | None,
        beside: Mapping[FlowKey, Flow] | None = None,
    ) -> Flow:
        """Save a parsed flow on top of the newest revision, in a transaction.

        `beside` are others that the transaction saves. Raises: InvalidSource for a circle of calls.
        """
        if newest is not None and _is_unchanged(newest, flow):
            return await self.flow_cache.flow_of(newest)
        await self._cycles.refuse(tx, flow, beside)
        stored = StoredFlow(
            namespace=flow.namespace,
            id=flow.id,
            revision=1 if newest is None else newest.revision + 1,
            source=flow.source,
            updated=self._clock.now(),
            disabled=flow.disabled,
            draft=flow.draft,
            description=flow.description,
            labels=flow.labels,
            message=flow.message,
        )
        tx.flows.put(stored)
        saved = await by_length(chars_to_read(stored.source), self.flow_cache.read, stored)
        if not flow.draft:
            published = await self.flow_cache.start_plan(tx, flow.namespace, flow.id)
            before = None if published is None else published.flow
            await self._rows.follow(tx, before, saved, stored.updated)
        return saved

    async def delete_in(self, tx: Tx, newest: StoredFlow) -> Flow:
        """Delete a flow in a transaction; the flow as it was."""
        now = self._clock.now()
        flow = await self.flow_cache.flow_of(newest)
        tx.flows.put(
            StoredFlow(
                namespace=newest.namespace,
                id=newest.id,
                revision=newest.revision + 1,
                source=newest.source,
                updated=now,
                deleted=True,
                disabled=newest.disabled,
                description=newest.description,
                labels=newest.labels,
            )
        )
        await self._rows.follow(tx, flow, None, now)
        return flow

    async def get(
        self,
        namespace: str,
        flow_id: str,
        revision: int | None = None,
        *,
        allow_deleted: bool = False,
    ) -> Flow:
        """A flow; a given revision may be a deleted one. Raises: NotFound."""
        async with self._store.transaction() as tx:
            stored = await tx.flows.get(namespace, flow_id, revision)
        if stored is None or (stored.deleted and revision is None and not allow_deleted):
            name = f"{namespace}.{flow_id}"
            if revision is None:
                raise NotFound.of("Flow", name)
            raise NotFound.of("Revision", str(revision), f"flow '{name}'")
        return await self.flow_cache.flow_of(stored)

    async def current(
        self, namespace: str, flow_id: str, revision: int | None = None
    ) -> FlowPlan | None:
        """The compiled flow, newest revision unless said; None when there is none."""
        async with self._store.transaction() as tx:
            return await self.flow_cache.plan(tx, namespace, flow_id, revision)

    async def revisions(
        self, namespace: str, flow_id: str, *, with_deleted: bool = True
    ) -> list[Flow]:
        """All revisions, oldest first; none for an unknown flow."""
        async with self._store.transaction() as tx:
            found = await tx.flows.revisions(namespace, flow_id)
        return await self.flow_cache.flows_of(
            [one for one in found if with_deleted or not one.deleted]
        )

    async def delete_revisions(
        self, namespace: str, flow_id: str, revisions: Sequence[int]
    ) -> None:
        """Remove stored revisions for good, never the newest one. Raises: NotFound, Conflict."""

        async def write(tx: Tx) -> None:
            newest = await tx.flows.get(namespace, flow_id)
            if newest is None:
                raise NotFound.of("Flow", f"{namespace}.{flow_id}")
            if newest.revision in revisions:
                raise Conflict("The latest revision can't be deleted.")
            tx.flows.delete_revisions(namespace, flow_id, revisions)

        await self.commit(write)

    async def find(self, query: Query) -> Page[Flow]:
        """A page of flows."""
        async with self._store.transaction() as tx:
            page = await tx.flows.find(query)
        return Page(tuple(await self.flow_cache.flows_of(page.results)), page.total)

    async def all_latest(self) -> list[Flow]:
        """Every flow that is not deleted."""
        async with self._store.transaction() as tx:
            found = await tx.flows.all_latest()
        return await self.flow_cache.flows_of(found)

    async def of_namespace(self, namespace: str) -> list[Flow]:
        """The flows of exactly that namespace."""
        return [flow for flow in await self.all_latest() if flow.namespace == namespace]

    async def namespaces(self, text: str | None = None) -> list[str]:
        """Namespaces with flows; `text` narrows them without regard to case."""
        async with self._store.transaction() as tx:
            names = await tx.flows.namespaces()
        return [name for name in names if not text or text.lower() in name.lower()]

    async def task(
        self, namespace: str, flow_id: str, task_id: str, revision: int | None = None
    ) -> dict[str, Json]:
        """A task of a flow as its author wrote it, at any depth. Raises: NotFound."""
        flow = await self.get(namespace, flow_id, revision)
        found = find_task(flow.document, task_id)
        if found is None:
            raise NotFound.of("Task", task_id, f"flow '{namespace}.{flow_id}'")
        return found

    async def commit(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """Run a use case over flows, then wake whoever watches triggers."""
        result = await in_transaction(self._store, write)
        after_commit(lambda: self._notifier.notify("scheduler"))
        return result


def _with_message(flow: Flow, message: str | None) -> Flow:
    """The flow with what is said of its revision. Raises: Invalid for too long a message."""
    text = storable((message or "").strip())
    if len(text) > REVISION_MESSAGE_CHARS_MAX:
        wrong = f"must have at most {REVISION_MESSAGE_CHARS_MAX} characters"
        raise Invalid([Violation("message", wrong)])
    return replace(flow, message=text or None)


def _is_unchanged(newest: StoredFlow, flow: Flow) -> bool:
    """Whether saving the flow on top of its newest revision would change nothing."""
    return not newest.deleted and newest.draft == flow.draft and is_same(newest.source, flow.source)


def is_same(before: str, after: str) -> bool:
    """Whether two sources differ in nothing but a `revision:` line."""
    return without_revision(before).rstrip() == without_revision(after).rstrip()


def find_task(value: Json, task_id: str) -> dict[str, Json] | None:
    """The task of that id somewhere below; triggers and inputs are no tasks."""
    if isinstance(value, list):
        for entry in value:
            found = find_task(entry, task_id)
            if found is not None:
                return found
    if isinstance(value, dict):
        if value.get("id") == task_id and "type" in value:
            return value
        for name, member in value.items():
            if name not in ("triggers", "inputs", "outputs", "variables", "labels"):
                found = find_task(member, task_id)
                if found is not None:
                    return found
    return None
