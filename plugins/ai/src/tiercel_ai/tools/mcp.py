"""Servers of the Model Context Protocol as tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Annotated

from tiercel.plugin import Json, PluginError, Prop, RunContext, plugin
from tiercel_ai.chat import ToolSpec
from tiercel_ai.mcp.client import McpClient, McpTool, silent
from tiercel_ai.mcp.server import OverHttp
from tiercel_ai.mcp.transports import program
from tiercel_ai.tools.tool import Tool, ToolProvider


class McpTools(ToolProvider):
    """All tools of a server."""

    @contextmanager
    def client(self, ctx: RunContext) -> Iterator[McpClient]:
        """A session that is open within the block. Raises: PluginError."""
        raise NotImplementedError

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        client = until.enter_context(self.client(ctx))
        client.begin()
        return [_tool_of(client, each) for each in client.tools()]


@plugin(
    "io.kestra.plugin.ai.tool.StreamableHttpMcpClient",
    title="Let a model use the tools of an MCP server.",
    examples=["url: https://mcp.example/mcp"],
)
class StreamableHttpMcpClient(McpTools, OverHttp):
    """Over HTTP, as servers speak today."""

    url: Annotated[str, Prop("The address of the server.")]

    @contextmanager
    def client(self, ctx: RunContext) -> Iterator[McpClient]:
        with self.session(ctx, self.url, has_events=False) as client:
            yield client


@plugin(
    "io.kestra.plugin.ai.tool.SseMcpClient",
    title="Let a model use the tools of an MCP server that sends events.",
    examples=["sseUrl: https://mcp.example/sse"],
    aliases=[
        "io.kestra.plugin.ai.tool.HttpMcpClient",
        "io.kestra.plugin.langchain4j.tool.HttpMcpClient",
    ],
)
class SseMcpClient(McpTools, OverHttp):
    """Over HTTP, the older way."""

    sse_url: Annotated[str, Prop("The address of the events.")]

    @contextmanager
    def client(self, ctx: RunContext) -> Iterator[McpClient]:
        with self.session(ctx, self.sse_url, has_events=True) as client:
            yield client


class ProgramTools(McpTools):
    """A program that speaks by its input and output."""

    log_events: Annotated[bool, Prop("Whether messages are logged.")] = False
    env: Annotated[dict[str, str] | None, Prop("Variables of the program.")] = None

    def argv(self) -> list[str]:
        """The program with its arguments."""
        raise NotImplementedError

    def variables(self) -> dict[str, str]:
        """The variables of the program that runs here."""
        return self.env or {}

    @contextmanager
    def client(self, ctx: RunContext) -> Iterator[McpClient]:
        with program(ctx, self.argv(), self.variables()) as transport:
            log = ctx.log.info if self.log_events else silent
            yield McpClient(transport, log, log)


@plugin(
    "io.kestra.plugin.ai.tool.StdioMcpClient",
    title="Let a model use the tools of a program that speaks MCP.",
    examples=['command: [npx, -y, "@modelcontextprotocol/server-everything"]'],
    aliases=["io.kestra.plugin.langchain4j.tool.StdioMcpClient"],
)
class StdioMcpClient(ProgramTools):
    """On the worker, in the working directory of the task."""

    command: Annotated[list[str], Prop("The program and its arguments.")]

    def argv(self) -> list[str]:
        return self.command


@plugin(
    "io.kestra.plugin.ai.tool.DockerMcpClient",
    title="Let a model use the tools of a container that speaks MCP.",
    examples=['image: mcp/filesystem\ncommand: [/tmp]\nbinds: ["{{ workingDir }}:/tmp"]'],
)
class DockerMcpClient(ProgramTools):
    """By the program `docker`, which must be on the worker."""

    image: Annotated[str, Prop("The image of the server, such as `mcp/time`.")]
    command: Annotated[
        list[str] | None, Prop("The command of the container; that of the image by default.")
    ] = None
    binds: Annotated[list[str] | None, Prop("Folders, each `of the machine:of the container`.")] = (
        None
    )
    docker_host: Annotated[str | None, Prop("The address of the engine.")] = None
    docker_config: Annotated[str | None, Prop("The folder of Docker's configuration.")] = None
    docker_context: Annotated[
        str | None, Prop("The context of Docker that the program uses; its current one by default.")
    ] = None
    docker_cert_path: Annotated[str | None, Prop("The folder of certificates.")] = None
    docker_tls_verify: Annotated[bool | None, Prop("Whether certificates are checked.")] = None
    api_version: Annotated[str | None, Prop("The version of the engine's API.")] = None
    registry_url: Annotated[str | None, Prop("Taken: log in with `docker login`.")] = None
    registry_username: Annotated[str | None, Prop("Taken and not used, as `registryUrl`.")] = None
    registry_password: Annotated[str | None, Prop("Taken and not used, as `registryUrl`.")] = None
    registry_email: Annotated[str | None, Prop("Taken and not used, as `registryUrl`.")] = None

    def argv(self) -> list[str]:
        binds = [word for each in self.binds or () for word in ("--volume", each)]
        # By name only: values would be seen among the processes of the machine.
        names = [word for name in self.env or () for word in ("--env", name)]
        options = ["--rm", "--interactive", *binds, *names]
        return ["docker", "run", *options, self.image, *(self.command or ())]

    def variables(self) -> dict[str, str]:
        given = {
            "DOCKER_HOST": self.docker_host,
            "DOCKER_CONFIG": self.docker_config,
            "DOCKER_CONTEXT": self.docker_context,
            "DOCKER_CERT_PATH": self.docker_cert_path,
            "DOCKER_TLS_VERIFY": "1" if self.docker_tls_verify else None,
            "DOCKER_API_VERSION": self.api_version,
        }
        return {**(self.env or {}), **{name: text for name, text in given.items() if text}}


def _tool_of(client: McpClient, found: McpTool) -> Tool:
    def call(arguments: dict[str, Json]) -> str:
        result = client.call(found.name, arguments)
        if result.is_error:
            raise PluginError(result.text)
        return result.text

    return Tool(ToolSpec(found.name, found.description, found.parameters), call)
