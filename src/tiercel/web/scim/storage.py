"""Reads and writes the resources of SCIM by operations, on behalf of one request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from scim2_models import Resource, ResourceType, ResponseParameters, SearchRequest
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import AsyncScimStorage, SearchPage

from tiercel.model.request import Request
from tiercel.service.off_loop import by_rows
from tiercel.service.operations.people import directory as run
from tiercel.web.call import Call
from tiercel.web.scim.resources import (
    group_resource,
    group_state,
    new_user_state,
    user_resource,
    user_state,
    version_of,
)

R = TypeVar("R")
_Make = Callable[..., Request[Any]]


class _Kind(msgspec.Struct, frozen=True):
    """The requests for one kind of resources, and its two forms.

    Shapes: `named` reads the members of a row by which providers look for one.
    """

    id_field: str
    list_all: _Make
    get: _Make
    create: _Make
    update: _Make
    remove: _Make
    show: Callable[..., Resource[Any]]
    new_state: Callable[[Any], Any]
    state: Callable[[Any], Any]
    named: dict[str, Callable[[Any], str]]


_KINDS = {
    "User": _Kind(
        "user_id",
        run.ListKeptUsers,
        run.GetKeptUser,
        run.CreateKeptUser,
        run.UpdateKeptUser,
        run.RemoveKeptUser,
        user_resource,
        new_user_state,
        user_state,
        {
            "id": lambda row: str(row.user.id),
            "username": lambda row: str(row.user.username),
            "externalid": lambda row: str(row.external_id),
        },
    ),
    "Group": _Kind(
        "group_id",
        run.ListKeptGroups,
        run.GetKeptGroup,
        run.CreateKeptGroup,
        run.UpdateKeptGroup,
        run.RemoveKeptGroup,
        group_resource,
        group_state,
        group_state,
        {
            "id": lambda row: str(row.group.id),
            "displayname": lambda row: str(row.group.name),
            "externalid": lambda row: str(row.external_id),
        },
    ),
}


class OperationStorage(AsyncScimStorage):
    """The users and groups of the tenant, as one security integration sees them.

    Shapes: `base` is the address of all resources of the integration, `loop` that of the server
    when this runs apart from it: in a thread, where nobody waits for what takes long.
    """

    def __init__(
        self, call: Call, base: str, loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        self._call = call
        self._loop = loop
        self._base = base
        self._integration_id = call.params["integration"]

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """One resource."""
        kind = _kind(resource_type)
        return await self._one(kind, kind.get, **{kind.id_field: resource_id})

    async def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        """A page of what meets the filter; what is sought by name is found without the rest."""
        kind = _kind(resource_types[0])
        rows = await self._run(kind.list_all(integration_id=self._integration_id))
        rows = _candidates(kind, rows, search_request)
        if self._loop is not None:
            return self._page(kind, rows, search_request)
        return await by_rows(len(rows), self._page, kind, rows, search_request)

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """A new resource."""
        kind = _kind(resource_type)
        return await self._one(kind, kind.create, state=kind.new_state(resource))

    async def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        """The whole of a resource."""
        kind = _kind(resource_type)
        asked = {kind.id_field: resource.id, "state": kind.state(resource)}
        return await self._one(kind, kind.update, version=version_of(expected_version), **asked)

    async def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        """No resource."""
        kind = _kind(resource_type)
        asked = {kind.id_field: resource_id, "version": version_of(expected_version)}
        await self._run(kind.remove(integration_id=self._integration_id, **asked))

    async def _run(self, request: Request[R]) -> R:
        running = self._call.run(request)
        if self._loop is None:
            return await running
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(running, self._loop))

    async def _one(self, kind: _Kind, make: _Make, **asked: Any) -> Resource[Any]:
        row = await self._run(make(integration_id=self._integration_id, **asked))
        return kind.show(row, self._base)

    def _page(self, kind: _Kind, rows: list[Any], asked: SearchRequest[Any]) -> SearchPage:
        start, stop = asked.start_index_0, asked.stop_index_0
        if asked.filter is None and asked.sort_by is None:
            shown = [kind.show(row, self._base) for row in rows[start:stop]]
            return SearchPage(len(rows), shown)
        resources = [kind.show(row, self._base) for row in rows]
        condition = asked.filter
        found = asked.sort(each for each in resources if condition is None or condition.match(each))
        return SearchPage(len(found), found[start:stop])


def _kind(resource_type: ResourceType) -> _Kind:
    return _KINDS[str(resource_type.name)]


def _candidates(kind: _Kind, rows: list[Any], asked: SearchRequest[Any]) -> list[Any]:
    """Of a comparison with a name, the rows of that name; the filter decides about these."""
    node = None if asked.filter is None else asked.filter.ast
    if not isinstance(node, Comparison) or node.op is not CompareOperator.eq:
        return rows
    read = kind.named.get(str(node.attr_path).rpartition(":")[2].lower())
    if read is None or not isinstance(node.value, str):
        return rows
    wanted = node.value.casefold()
    return [row for row in rows if read(row).casefold() == wanted]
