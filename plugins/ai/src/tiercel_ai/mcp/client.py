"""The Model Context Protocol: JSON-RPC to a server that offers tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel_ai.limits import MCP_PAGES_MAX

_VERSION = "2025-06-18"


def silent(line: str) -> None:
    """Log nothing."""


class Transport(Protocol):
    """Carries messages to a server."""

    def ask(self, message: dict[str, Json]) -> dict[str, Any]:
        """The response to a request. Raises: PluginError."""

    def notify(self, message: dict[str, Json]) -> None:
        """Send what has no response. Raises: PluginError."""


class McpTool(msgspec.Struct, frozen=True):
    """A tool of a server; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: dict[str, Json]


class McpResult(msgspec.Struct, frozen=True):
    """What a tool answers. Shapes: `structured` is None where it is text only."""

    text: str
    is_error: bool
    structured: Json = None


class McpClient:
    """A session with a server; `sent` and `received` are given what goes and comes."""

    def __init__(
        self,
        transport: Transport,
        sent: Callable[[str], None],
        received: Callable[[str], None],
    ) -> None:
        self._transport = transport
        self._sent = sent
        self._received = received
        self._count = 0

    def begin(self) -> None:
        """Introduce each other. Raises: PluginError."""
        params = {
            "protocolVersion": _VERSION,
            "capabilities": {},
            "clientInfo": {"name": "tiercel", "version": "1"},
        }
        self._request("initialize", params)
        self._transport.notify({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def tools(self) -> list[McpTool]:
        """All tools. Raises: PluginError."""
        found: list[McpTool] = []
        cursor: str | None = None
        for _ in range(MCP_PAGES_MAX):
            page = self._request("tools/list", {} if cursor is None else {"cursor": cursor})
            for each in page.get("tools") or ():
                schema = each.get("inputSchema") or {"type": "object", "properties": {}}
                found.append(McpTool(each["name"], each.get("description") or "", schema))
            cursor = page.get("nextCursor")
            if not cursor:
                return found
        raise PluginError(f"The MCP server lists tools on more than {MCP_PAGES_MAX} pages")

    def call(self, name: str, arguments: Mapping[str, Json]) -> McpResult:
        """What a tool answers. Raises: PluginError for a tool that is none."""
        found = self._request("tools/call", {"name": name, "arguments": dict(arguments)})
        texts = [str(each.get("text") or f"[{each.get('type')}]") for each in found["content"]]
        return McpResult(
            "\n".join(texts), bool(found.get("isError")), found.get("structuredContent")
        )

    def _request(self, method: str, params: dict[str, Json]) -> dict[str, Any]:
        self._count += 1
        message = {"jsonrpc": "2.0", "id": self._count, "method": method, "params": params}
        self._sent(f"MCP: {msgspec.json.encode(message).decode()}")
        response = self._transport.ask(message)
        self._received(f"MCP: {msgspec.json.encode(response).decode()}")
        if "error" in response:
            words = response["error"].get("message")
            raise PluginError(f"The MCP server refuses {method}: {words}")
        result = response.get("result")
        return result if isinstance(result, dict) else {}
