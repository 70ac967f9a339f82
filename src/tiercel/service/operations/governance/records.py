"""The four operations on a kind of record of the whole server, which are alike for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from tiercel.model.access import OWNER, TENANT, Actor, Audience
from tiercel.model.audit.rules import AuditRule
from tiercel.model.request import Request
from tiercel.service.governance.instance_records import Identified, InstanceRecords
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import AnyOperation, Operation, result_of
from tiercel.service.services import Services

T = TypeVar("T", bound=Identified)


class Creating(Request[T], Generic[T], frozen=True, kw_only=True):
    """A new record, under its id when it has one."""

    record: T


class Updating(Request[T], Generic[T], frozen=True, kw_only=True):
    """All of a record but its id."""

    record_id: str
    record: T


class RecordRequests(NamedTuple):
    """What is asked of a kind of record; `delete` has a `record_id`."""

    find: type[Request[Any]]
    create: type[Request[Any]]
    update: type[Request[Any]]
    delete: type[Request[Any]]


class RecordOperations(NamedTuple):
    """The operations on a kind of record."""

    find: AnyOperation
    create: AnyOperation
    update: AnyOperation
    delete: AnyOperation


def record_operations(
    noun: str,
    requests: RecordRequests,
    records: Callable[[Services], InstanceRecords[Any]],
    readers: Audience = OWNER,
) -> RecordOperations:
    """The operations `<noun>.list`, `create`, `update` and `delete`.

    Owners of the server write; `readers` are those who may list.
    """

    async def find(deps: Services, actor: Actor, ask: Any) -> Any:
        return await records(deps).all()

    async def create(deps: Services, actor: Actor, ask: Any) -> Any:
        return await records(deps).create(ask.record)

    async def update(deps: Services, actor: Actor, ask: Any) -> Any:
        return await records(deps).update(ask.record_id, ask.record)

    async def delete(deps: Services, actor: Actor, ask: Any) -> Any:
        await records(deps).delete(ask.record_id)

    async def recall(deps: Services, kept: Any) -> Any:
        return await records(deps).get(kept)

    def declared(name: str, run: Any, *, made: Made[Any] | None = None) -> AnyOperation:
        request = getattr(requests, name)
        audience, rule = (readers, None) if name == "find" else (OWNER, AuditRule())
        result = result_of(request)
        return Operation(f"{noun}.{name}", request, result, audience, TENANT, run, made, rule)

    return RecordOperations(
        declared("find", find),
        declared("create", create, made=Made(lambda record: record.id, recall)),
        declared("update", update),
        declared("delete", delete),
    )
