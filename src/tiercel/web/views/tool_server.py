"""Servers of the model context protocol as the API shows them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.json_types import Json
from tiercel.service.tool_servers import Tool, ToolServer
from tiercel.web.views.view import DateText, Document, OpenView, View, given


class ToolServerView(View, frozen=True, kw_only=True):
    """A server whose tools are flows."""

    id: str
    description: str
    server_type: str
    auth_type: str
    disabled: bool
    is_default: bool
    created: DateText
    updated: DateText
    instructions: str | UnsetType = UNSET


class ToolServerPage(View, frozen=True):
    """A page of servers."""

    results: list[ToolServerView]
    total: int


class TenantToolServerView(View, frozen=True, kw_only=True):
    """A server with its tenant, for the owners of the instance."""

    tenant_id: str
    id: str
    description: str
    server_type: str
    auth_type: str
    disabled: bool
    is_default: bool
    created: DateText
    updated: DateText


class TenantToolServerPage(View, frozen=True):
    """A page of servers of all tenants."""

    results: list[TenantToolServerView]
    total: int


class ToolView(View, frozen=True):
    """A flow that a language model may call; `annotations` are what it says of its effects."""

    tool_name: Json
    trigger_id: str
    title: Json
    description: Json
    annotations: Document
    namespace: str
    flow_id: str
    flow_revision: int
    disabled: bool


class ProtocolErrorView(View, frozen=True):
    """Why a message has no result."""

    code: int
    message: str


class ProtocolResultView(OpenView, frozen=True):
    """The result of a message, by its method."""


class ProtocolAnswerView(View, frozen=True):
    """The answer to a message of the protocol."""

    jsonrpc: str
    id: str | int | float
    error: ProtocolErrorView | UnsetType = UNSET
    result: ProtocolResultView | UnsetType = UNSET


def tool_server_view(server: ToolServer) -> ToolServerView:
    return ToolServerView(
        id=server.id,
        description=server.description,
        server_type=server.server_type,
        auth_type=server.auth_type,
        disabled=server.disabled,
        is_default=server.is_default,
        created=server.created,
        updated=server.updated,
        instructions=given(server.instructions),
    )


def tenant_tool_server_view(server: ToolServer) -> TenantToolServerView:
    return TenantToolServerView(
        tenant_id=TENANT_ID,
        id=server.id,
        description=server.description,
        server_type=server.server_type,
        auth_type=server.auth_type,
        disabled=server.disabled,
        is_default=server.is_default,
        created=server.created,
        updated=server.updated,
    )


def tool_view(tool: Tool) -> ToolView:
    return ToolView(
        tool.tool_name,
        tool.trigger_id,
        tool.title,
        tool.description,
        tool.annotations,
        tool.namespace,
        tool.flow_id,
        tool.flow_revision,
        tool.disabled,
    )
