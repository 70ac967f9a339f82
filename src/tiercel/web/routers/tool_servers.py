"""Servers of the model context protocol: the list, and the protocol itself (dialect-2.0.md §10.6).

The protocol part answers `initialize`, `ping` and `tools/list`; calls of tools are refused.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from tiercel import __version__
from tiercel.model.json_types import Json
from tiercel.service.operations import tool_servers
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.tool_servers import Tool, ToolServer
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, SIZE, Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.payloads import ProtocolMessage, ToolServerChange, ToolServerInput
from tiercel.web.route import Handler, Route
from tiercel.web.views.tool_server import (
    ProtocolAnswerView,
    TenantToolServerPage,
    ToolServerPage,
    ToolServerView,
    ToolView,
    tenant_tool_server_view,
    tool_server_view,
    tool_view,
)

GROUP = "MCP"
PROTOCOL_VERSION = "2025-06-18"
NO_METHOD = -32601
SERVER, CHANGE = Body(ToolServerInput), Body(ToolServerChange)
ONE = Answer(schema=ToolServerView)
PAGES = Answer(schema=ToolServerPage)
TOOLS = Answer(schema=list[ToolView])
# Method, path, handler, operation, summary, body, answer, errors.
Row = tuple[str, str, Handler, AnyOperation, str, Body | None, Answer, tuple[int, ...]]


class ToolServerRoutes:
    """The servers by id."""

    def routes(self) -> list[Route]:
        """The table: each path of the list in both spellings."""
        listed = [
            route for base in ("/mcp-servers", "/mcp/servers") for route in self._list_routes(base)
        ]
        return [*listed, *self._instance_routes(), *self._protocol_routes("/mcp/{id}")]

    def _instance_routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                path,
                self.search_all,
                "MCP servers of all tenants.",
                GROUP,
                (PAGE, SIZE),
                answers=(Answer(schema=TenantToolServerPage),),
                errors=(422,),
                runs=(tool_servers.all_of_instance,),
            )
            for path in ("/instance/mcp-servers", "/instance/mcp/servers")
        ]

    def _protocol_routes(self, path: str) -> list[Route]:
        return [
            Route(
                "GET",
                path,
                self.listen,
                "Listen to a server.",
                GROUP,
                answers=(),
                errors=(404, 405, 503),
                runs=(tool_servers.connect,),
            ),
            Route(
                "POST",
                path,
                self.ask,
                "Ask a server.",
                GROUP,
                body=Body(ProtocolMessage),
                answers=(Answer(schema=ProtocolAnswerView), Answer(202)),
                errors=(404, 422, 503),
                runs=(tool_servers.connect, tool_servers.offer),
            ),
            Route(
                "DELETE",
                path,
                self.leave,
                "End a session.",
                GROUP,
                answers=(Answer(204),),
                errors=(404,),
                runs=(tool_servers.leave,),
            ),
        ]

    def _list_routes(self, base: str) -> list[Route]:
        one, run = base + "/{id}", tool_servers
        table: tuple[Row, ...] = (
            ("GET", base, self.search, run.all_servers, "MCP servers.", None, PAGES, (422,)),
            (
                "POST",
                base,
                self.create,
                run.create,
                "Create an MCP server.",
                SERVER,
                ONE,
                (403, 409, 422),
            ),
            ("GET", one, self.get, run.get, "An MCP server.", None, ONE, (404,)),
            (
                "PUT",
                one,
                self.update,
                run.update,
                "Change an MCP server.",
                CHANGE,
                ONE,
                (403, 404, 422),
            ),
            ("DELETE", one, self.delete, run.delete, "Delete it.", None, Answer(204), (403, 404)),
            ("PATCH", f"{one}/toggle", self.toggle, run.toggle, "Switch it.", None, ONE, (404,)),
            ("GET", f"{one}/tools", self.tools, run.tools, "Its tools.", None, TOOLS, (404,)),
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
                runs=(operation,),
            )
            for method, path, handler, operation, summary, body, answer, errors in table
        ]

    async def search(self, call: Call) -> Response:
        """A page of servers."""
        page, size = params.paging(call)
        found = await call.run(tool_servers.ListToolServers())
        shown = found[(page - 1) * size : page * size]
        return json_answer(ToolServerPage([tool_server_view(one) for one in shown], len(found)))

    async def search_all(self, call: Call) -> Response:
        """A page of servers, each with its tenant."""
        page, size = params.paging(call)
        found = await call.run(tool_servers.ListAllToolServers())
        shown = found[(page - 1) * size : page * size]
        views = [tenant_tool_server_view(one) for one in shown]
        return json_answer(TenantToolServerPage(views, len(found)))

    async def create(self, call: Call) -> Response:
        given = await call.json_map("mcpServer")
        made = await call.run(tool_servers.CreateToolServer(document=given))
        return json_answer(tool_server_view(made))

    async def get(self, call: Call) -> Response:
        found = await call.run(tool_servers.GetToolServer(server_id=call.params["id"]))
        return json_answer(tool_server_view(found))

    async def update(self, call: Call) -> Response:
        """Members that are given."""
        given = await call.json_map("mcpServer")
        changed = await call.run(
            tool_servers.UpdateToolServer(server_id=call.params["id"], document=given)
        )
        return json_answer(tool_server_view(changed))

    async def delete(self, call: Call) -> Response:
        """Not the default one."""
        await call.run(tool_servers.DeleteToolServer(server_id=call.params["id"]))
        return empty(204)

    async def toggle(self, call: Call) -> Response:
        """On or off."""
        changed = await call.run(tool_servers.ToggleToolServer(server_id=call.params["id"]))
        return json_answer(tool_server_view(changed))

    async def tools(self, call: Call) -> Response:
        found = await call.run(tool_servers.ListTools(server_id=call.params["id"]))
        return json_answer([tool_view(tool) for tool in found])

    async def listen(self, call: Call) -> Response:
        """The server never speaks first."""
        await call.run(tool_servers.ConnectToolServer(server_id=call.params["id"]))
        refused = Refused("method", "The server sends no messages of its own.")
        refused.allow = "DELETE, POST"
        raise refused

    async def leave(self, call: Call) -> Response:
        """There are no sessions to end."""
        await call.run(tool_servers.LeaveToolServer(server_id=call.params["id"]))
        return empty(204)

    async def ask(self, call: Call) -> Response:
        """One message of the protocol; notifications have no answer."""
        server = await call.run(tool_servers.ConnectToolServer(server_id=call.params["id"]))
        message = await call.json_map("message")
        if message.get("id") is None:
            return empty(HTTPStatus.ACCEPTED)
        answer: dict[str, Json] = {"jsonrpc": "2.0", "id": message["id"]}
        result = await _result(call, str(message.get("method")), server)
        if result is None:
            answer["error"] = {"code": NO_METHOD, "message": "The method is not supported."}
        else:
            answer["result"] = result
        return json_answer(answer)


async def _result(call: Call, method: str, server: ToolServer) -> dict[str, Json] | None:
    if method == "initialize":
        return {
            "protocolVersion": PROTOCOL_VERSION,
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "tiercel", "version": __version__},
            "instructions": server.instructions or "",
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        found = await call.run(tool_servers.OfferTools(server_id=server.id))
        return {"tools": [_protocol_tool(tool) for tool in found]}
    return None


def _protocol_tool(tool: Tool) -> dict[str, Json]:
    return {
        "name": tool.tool_name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": {"type": "object"},
    }
