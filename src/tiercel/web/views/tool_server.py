"""Servers of the model context protocol as the API shows them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.json_types import Json
from tiercel.web.views.view import DateText, OpenView, View


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


class ToolAnnotationsView(OpenView, frozen=True):
    """What a tool says of its effects."""


class ToolView(View, frozen=True):
    """A flow that a language model may call."""

    tool_name: Json
    trigger_id: str
    title: Json
    description: Json
    annotations: ToolAnnotationsView
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
