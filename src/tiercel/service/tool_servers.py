"""Named servers of the model context protocol: which flows a language model may call as tools.

Source: spec/dialect-2.0.md §10.6. The server `default` is always there and is stored only once
somebody changes it.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

import msgspec

from tiercel.model.errors import Conflict, IllegalArgument, NotAllowed, NotFound
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.limits import TOOL_SERVERS_MAX
from tiercel.model.stored.records import TOOL_SERVERS
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.service.flows.flows import FlowService
from tiercel.service.unit import in_transaction

DEFAULT = "default"
TOOL_TRIGGER = "io.kestra.plugin.core.trigger.McpToolTrigger"
ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$"
_EDITABLE = ("description", "instructions", "serverType", "authType", "disabled")


class ServerType(StrEnum):
    """Who may reach a server of tools."""

    PRIVATE = "PRIVATE"
    PUBLIC = "PUBLIC"


class AuthType(StrEnum):
    """How its callers prove who they are."""

    BASIC = "BASIC"
    API_TOKEN = "API_TOKEN"
    OAUTH = "OAUTH"


_CHOICES: dict[str, tuple[str, ...]] = {
    "serverType": tuple(ServerType),
    "authType": tuple(AuthType),
}


class ToolServer(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A server of tools; dates are those of a stored document, with the offset of their zone."""

    id: str
    description: str
    server_type: str
    auth_type: str
    disabled: bool
    is_default: bool
    created: str
    updated: str
    instructions: str | None = None


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A flow that a language model may call. Its author may have put anything in what is Json."""

    tool_name: Json
    trigger_id: str
    title: Json
    description: Json
    annotations: dict[str, Json]
    namespace: str
    flow_id: str
    flow_revision: int
    disabled: bool


class ToolServers:
    """Use cases over the servers and their tools."""

    def __init__(self, store: Store, clock: Clock, flows: FlowService) -> None:
        self._store = store
        self._clock = clock
        self._flows = flows

    async def all(self) -> list[ToolServer]:
        """All servers by id, the default one first."""
        async with self._store.transaction() as tx:
            stored = await tx.records(TOOL_SERVERS).all()
        found = {server_id: document for (server_id,), document in stored.items()}
        first = found.pop(DEFAULT, None) or self._default()
        return [_server(document) for document in (first, *found.values())]

    async def get(self, server_id: str) -> ToolServer:
        """One server. Raises: NotFound."""
        return _server(await self._document(server_id))

    async def _document(self, server_id: str) -> dict[str, Json]:
        async with self._store.transaction() as tx:
            document = await tx.records(TOOL_SERVERS).get(server_id)
        if document is None and server_id == DEFAULT:
            return self._default()
        if document is None:
            raise NotFound(f"MCP server not found: {server_id}")
        return document

    async def create(self, given: dict[str, Json]) -> ToolServer:
        """A new server. Raises: IllegalArgument, Conflict, NotAllowed."""
        server_id = given.get("id")
        if not isinstance(server_id, str) or not re.fullmatch(ID_PATTERN, server_id):
            raise IllegalArgument(
                "An MCP server needs an id of letters, digits, '-' and '_' that begins with a "
                "letter or digit and has at most 100 characters"
            )
        if server_id == DEFAULT:
            raise IllegalArgument(f"MCP id '{DEFAULT}' is reserved")
        document = _changed({**self._default(), "id": server_id, "isDefault": False}, given)
        document["created"] = document["updated"] = self._clock.now().isoformat()

        async def write(tx: Tx) -> ToolServer:
            servers = tx.records(TOOL_SERVERS)
            if await servers.get(server_id) is not None:
                raise Conflict(f"MCP server already exists: {server_id}")
            if len(await servers.all()) >= TOOL_SERVERS_MAX:
                raise Conflict(f"There are already {TOOL_SERVERS_MAX} MCP servers")
            servers.insert((server_id,), document)
            return _server(document)

        return await in_transaction(self._store, write)

    async def update(self, server_id: str, given: dict[str, Json]) -> ToolServer:
        """Another description, visibility or state. Raises: NotFound, IllegalArgument."""
        document = _changed(await self._document(server_id), given)
        document["updated"] = self._clock.now().isoformat()
        async with self._store.transaction() as tx:
            tx.records(TOOL_SERVERS).put((server_id,), document)
        return _server(document)

    async def toggle(self, server_id: str) -> ToolServer:
        """Disable an enabled server, and the other way round. Raises: NotFound."""
        server = await self.get(server_id)
        return await self.update(server_id, {"disabled": not server.disabled})

    async def delete(self, server_id: str) -> None:
        """Raises: NotAllowed for the default one, NotFound."""
        if server_id == DEFAULT:
            raise NotAllowed("The default MCP server cannot be deleted")
        await self.get(server_id)
        async with self._store.transaction() as tx:
            tx.records(TOOL_SERVERS).delete(server_id)

    async def tools(self, server_id: str) -> list[Tool]:
        """The triggers that offer their flow on that server. Raises: NotFound."""
        await self.get(server_id)
        return [
            _tool(flow, trigger)
            for flow in await self._flows.all_latest()
            for trigger in flow.triggers
            if trigger.type == TOOL_TRIGGER
            and trigger.properties.get("mcpServer", DEFAULT) == server_id
        ]

    def _default(self) -> dict[str, Json]:
        made = datetime.fromtimestamp(0, tz=self._clock.now().tzinfo).isoformat()
        return {
            "id": DEFAULT,
            "description": "",
            "serverType": "PRIVATE",
            "authType": "BASIC",
            "disabled": False,
            "isDefault": True,
            "created": made,
            "updated": made,
        }


def _changed(document: dict[str, Json], given: dict[str, Json]) -> dict[str, Json]:
    changed = dict(document)
    for name in _EDITABLE:
        value = given.get(name)
        if value is None:
            continue
        if isinstance(value, bool) is not (name == "disabled") or not isinstance(value, bool | str):
            raise IllegalArgument(f"Member '{name}' of an MCP server can't be {value!r}")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise IllegalArgument(f"Member '{name}' must be one of {', '.join(_CHOICES[name])}")
        changed[name] = value
    if changed["authType"] != "BASIC":
        raise NotAllowed(
            f"Auth type '{changed['authType']}' is not supported: only BASIC is, with the users"
            " and tokens of this server"
        )
    return changed


def _server(document: dict[str, Json]) -> ToolServer:
    return msgspec.convert(document, ToolServer)


def _tool(flow: Flow, trigger: TriggerDefinition) -> Tool:
    properties = trigger.properties
    return Tool(
        tool_name=properties.get("toolName"),
        trigger_id=trigger.id,
        title=properties.get("title"),
        description=properties.get("toolDescription"),
        annotations=properties.get("annotations") or {},
        namespace=flow.namespace,
        flow_id=flow.id,
        flow_revision=flow.revision,
        disabled=trigger.disabled or flow.disabled,
    )
