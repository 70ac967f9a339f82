"""Servers of the model context protocol: the list, and the protocol itself (dialect-2.0.md §10.6).

The protocol part answers `initialize`, `ping` and `tools/list`; calls of tools are refused.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from tiercel import __version__
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.service.operations import tool_servers
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.tool_servers import ToolServers
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.payloads import ProtocolMessage, ToolServerChange, ToolServerInput
from tiercel.web.route import PAGE, SIZE, Answer, Body, Route
from tiercel.web.views.tool_server import (
    ProtocolAnswerView,
    ToolServerPage,
    ToolServerView,
    ToolView,
)

GROUP = "MCP"
PROTOCOL_VERSION = "2025-06-18"
NO_METHOD = -32601
SERVER, CHANGE = Body(ToolServerInput), Body(ToolServerChange)
ONE = Answer(schema=ToolServerView)


# The operations of the list, by method and what follows the path of the list.
RUNS: dict[tuple[str, str], tuple[AnyOperation, ...]] = {
    ("POST", ""): (tool_servers.create,),
    ("PUT", "/{id}"): (tool_servers.update,),
    ("DELETE", "/{id}"): (tool_servers.delete,),
    ("PATCH", "/{id}/toggle"): (tool_servers.toggle,),
}


class ToolServerRoutes:
    """The servers by id."""

    def __init__(self, servers: ToolServers) -> None:
        self._servers = servers

    def routes(self) -> list[Route]:
        """The table: each path of the list in both spellings."""
        found = [
            route for base in ("/mcp-servers", "/mcp/servers") for route in self._list_routes(base)
        ]
        protocol = "/mcp/{id}"
        return [
            *found,
            Route(
                "GET",
                protocol,
                self.listen,
                "Listen to a server.",
                GROUP,
                answers=(),
                errors=(404, 405, 503),
            ),
            Route(
                "POST",
                protocol,
                self.ask,
                "Ask a server.",
                GROUP,
                body=Body(ProtocolMessage),
                answers=(Answer(schema=ProtocolAnswerView), Answer(202)),
                errors=(404, 422, 503),
            ),
            Route(
                "DELETE",
                protocol,
                self.leave,
                "End a session.",
                GROUP,
                answers=(Answer(204),),
                errors=(404,),
            ),
        ]

    def _list_routes(self, base: str) -> list[Route]:
        one = base + "/{id}"
        table = (
            ("GET", base, self.search, "MCP servers.", None, Answer(schema=ToolServerPage), (422,)),
            ("POST", base, self.create, "Create an MCP server.", SERVER, ONE, (403, 409, 422)),
            ("GET", one, self.get, "An MCP server.", None, ONE, (404,)),
            ("PUT", one, self.update, "Change an MCP server.", CHANGE, ONE, (403, 404, 422)),
            ("DELETE", one, self.delete, "Delete it.", None, Answer(204), (403, 404)),
            ("PATCH", f"{one}/toggle", self.toggle, "Switch it.", None, ONE, (404,)),
            (
                "GET",
                f"{one}/tools",
                self.tools,
                "Its tools.",
                None,
                Answer(schema=list[ToolView]),
                (404,),
            ),
        )
        return [
            Route(
                method,
                path,
                handler,
                summary,
                GROUP,
                params=(PAGE, SIZE) if handler == self.search else (),
                body=body,
                answers=(answer,),
                errors=errors,
                runs=RUNS.get((method, path.removeprefix(base)), ()),
            )
            for method, path, handler, summary, body, answer, errors in table
        ]

    async def search(self, call: Call) -> Response:
        """A page of servers."""
        page, size = params.paging(call)
        found = await self._servers.all()
        shown = found[(page - 1) * size : page * size]
        return json_answer({"results": shown, "total": len(found)})

    async def create(self, call: Call) -> Response:
        """A new one."""
        return json_answer(
            await call.run(tool_servers.CreateToolServer(document=await call.json_map("mcpServer")))
        )

    async def get(self, call: Call) -> Response:
        """One."""
        return json_answer(await self._servers.get(call.params["id"]))

    async def update(self, call: Call) -> Response:
        """Members that are given."""
        given = await call.json_map("mcpServer")
        return json_answer(
            await call.run(
                tool_servers.UpdateToolServer(server_id=call.params["id"], document=given)
            )
        )

    async def delete(self, call: Call) -> Response:
        """Not the default one."""
        await call.run(tool_servers.DeleteToolServer(server_id=call.params["id"]))
        return empty(204)

    async def toggle(self, call: Call) -> Response:
        """On or off."""
        return json_answer(
            await call.run(tool_servers.ToggleToolServer(server_id=call.params["id"]))
        )

    async def tools(self, call: Call) -> Response:
        """What it offers."""
        return json_answer(await self._servers.tools(call.params["id"]))

    async def listen(self, call: Call) -> Response:
        """The server never speaks first."""
        await self._enabled(call)
        refused = Refused("method", "The server sends no messages of its own.")
        refused.allow = "DELETE, POST"
        raise refused

    async def leave(self, call: Call) -> Response:
        """There are no sessions to end."""
        await self._servers.get(call.params["id"])
        return empty(204)

    async def ask(self, call: Call) -> Response:
        """One message of the protocol; notifications have no answer."""
        server = await self._enabled(call)
        message = await call.json_map("message")
        if message.get("id") is None:
            return empty(HTTPStatus.ACCEPTED)
        answer: dict[str, Json] = {"jsonrpc": "2.0", "id": message["id"]}
        result = await self._result(str(message.get("method")), server)
        if result is None:
            answer["error"] = {"code": NO_METHOD, "message": "The method is not supported."}
        else:
            answer["result"] = result
        return json_answer(answer)

    async def _enabled(self, call: Call) -> dict[str, Json]:
        server = await self._servers.get(call.params["id"])
        if server["disabled"]:
            raise Unavailable("The MCP server is disabled.")
        return server

    async def _result(self, method: str, server: dict[str, Json]) -> dict[str, Json] | None:
        if method == "initialize":
            return {
                "protocolVersion": PROTOCOL_VERSION,
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "tiercel", "version": __version__},
                "instructions": server.get("instructions") or "",
            }
        if method == "ping":
            return {}
        if method == "tools/list":
            found = await self._servers.tools(server["id"])
            return {"tools": [_protocol_tool(tool) for tool in found if not tool["disabled"]]}
        return None


def _protocol_tool(tool: dict[str, Json]) -> dict[str, Json]:
    return {
        "name": tool["toolName"],
        "title": tool["title"],
        "description": tool["description"],
        "inputSchema": {"type": "object"},
    }
