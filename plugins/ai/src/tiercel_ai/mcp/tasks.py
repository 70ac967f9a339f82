"""Tools of servers of the Model Context Protocol as tasks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel_ai.mcp.client import McpClient
from tiercel_ai.mcp.server import OverHttp

_PLACE = "url: https://mcp.example/mcp\n"


class McpServer(OverHttp):
    """A server at an address."""

    url: Annotated[str, Prop("The address of the server.")]
    transport: Annotated[
        Literal["STREAMABLE_HTTP", "SSE", "UNKNOWN"],
        Prop("How it speaks: SSE is the older way, UNKNOWN is taken for STREAMABLE_HTTP."),
    ] = "STREAMABLE_HTTP"

    @contextmanager
    def client(self, ctx: RunContext) -> Iterator[McpClient]:
        """A session with the server within the block. Raises: PluginError."""
        with self.session(ctx, self.url, has_events=self.transport == "SSE") as client:
            client.begin()
            yield client


class Called(Output):
    """What the tool answered."""

    result: Annotated[str | None, Prop("The texts of the answer.")] = None
    structured_content: Annotated[Json, Prop("The answer as data, where the tool gives it.")] = None
    is_error: Annotated[bool | None, Prop("Whether the tool failed.")] = None
    error_message: Annotated[str | None, Prop("What it says of that.")] = None


@plugin(
    "io.kestra.plugin.ai.mcp.CallTool",
    title="Call a tool of an MCP server.",
    examples=[_PLACE + "tool: look_up\narguments:\n  number: 7"],
    metrics=[Metric("mcp.tool.calls", "counter", "calls", "How often a tool was called.")],
)
class CallTool(McpServer, RunnableTask[Called]):
    """No model is asked."""

    tool: Annotated[str, Prop("The name of the tool.")]
    arguments: Annotated[dict[str, Json] | None, Prop("What it is given.")] = None
    fail_on_tool_error: Annotated[bool, Prop("Whether the task fails when the tool does.")] = True

    def run(self, ctx: RunContext) -> Called:
        """Raises: PluginError for what the server refuses, and for a tool that fails."""
        with self.client(ctx) as client:
            found = client.call(self.tool, self.arguments or {})
        ctx.metrics.counter("mcp.tool.calls")
        if found.is_error and self.fail_on_tool_error:
            raise PluginError(f"The tool {self.tool} failed: {found.text}")
        return Called(
            result=found.text,
            structured_content=found.structured,
            is_error=found.is_error,
            error_message=found.text if found.is_error else None,
        )


class ToolDefinition(Output):
    """A tool."""

    name: Annotated[str | None, Prop("The name that the tool is called by.")] = None
    description: Annotated[str | None, Prop("What the tool does, in the words of its server.")] = (
        None
    )
    parameters: Annotated[dict[str, Json] | None, Prop("What it takes, a JSON schema.")] = None


class Listed(Output):
    """The tools."""

    tools: Annotated[list[ToolDefinition] | None, Prop("All tools that the server offers.")] = None
    count: Annotated[int | None, Prop("How many tools there are.")] = None


@plugin(
    "io.kestra.plugin.ai.mcp.ListTools",
    title="List the tools of an MCP server.",
    examples=[_PLACE.strip()],
)
class ListTools(McpServer, RunnableTask[Listed]):
    """With what they take."""

    def run(self, ctx: RunContext) -> Listed:
        """Raises: PluginError for what the server refuses."""
        with self.client(ctx) as client:
            found: Any = client.tools()
        tools = [
            ToolDefinition(name=each.name, description=each.description, parameters=each.parameters)
            for each in found
        ]
        return Listed(tools=tools, count=len(tools))
