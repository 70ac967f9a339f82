"""Tools that ask a service: code that runs elsewhere, agents of others, skills that are read."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Annotated, Any
from uuid import uuid4

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel_ai.chat import ToolSpec
from tiercel_ai.tools.tool import Tool, ToolProvider, texts

_JUDGE0 = "https://judge0-ce.p.rapidapi.com/submissions"
_JAVASCRIPT = 102  # The number of the language Node.js 22 there.


@plugin(
    "io.kestra.plugin.ai.tool.CodeExecution",
    title="Let a model run JavaScript, with Judge0.",
    examples=["apiKey: \"{{ secret('RAPID_API_KEY') }}\""],
)
class CodeExecution(ToolProvider, HttpService):
    """The code runs with the service, not here."""

    service = "Judge0"
    api_key: Annotated[str, Prop("The key of RapidAPI, best from a secret.")]

    def secrets(self) -> Iterable[str | None]:
        return (self.api_key,)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {"X-RapidAPI-Key": self.api_key}

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        def call(arguments: dict[str, Json]) -> str:
            return self._ran(ctx, str(arguments.get("code") or ""))

        code = texts(code="JavaScript that prints its result.")
        return [Tool(ToolSpec("executeCode", "Run code and read what it prints.", code), call)]

    def _ran(self, ctx: RunContext, code: str) -> str:
        found: Any = self.ask(
            ctx,
            "the code",
            HttpRequest(
                url=_JUDGE0,
                method="POST",
                params={"base64_encoded": "true", "wait": "true"},
                json={
                    "language_id": _JAVASCRIPT,
                    "source_code": b64encode(code.encode()).decode(),
                },
            ),
        )
        names = ("stdout", "stderr", "compile_output")
        written = [b64decode(found.get(name) or "").decode(errors="replace") for name in names]
        return "\n".join(filter(None, written)) or str(
            (found.get("status") or {}).get("description")
        )


class A2aServer(HttpService):
    """An agent elsewhere that speaks the protocol Agent2Agent."""

    service = "The agent"
    server_url: Annotated[str, Prop("The address of the agent.")]

    def answered(self, ctx: RunContext, prompt: str) -> str:
        """What it says to a text. Raises: PluginError for what it refuses."""
        part = {"kind": "text", "text": prompt}
        message = {"kind": "message", "role": "user", "messageId": uuid4().hex, "parts": [part]}
        body = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "message/send",
            "params": {"message": message, "configuration": {"blocking": True}},
        }
        request = HttpRequest(url=self.server_url, method="POST", json=body)
        found: Any = self.ask_for_any(ctx, "the message", request, "result", "error")
        if "error" in found:
            raise self.failed("the message", request, str(found["error"].get("message")))
        result = found.get("result") or {}
        state = (result.get("status") or {}).get("state")
        if state in ("failed", "rejected", "canceled"):
            raise self.failed("the message", request, f"its task is {state}")
        return _text_of(result)


def _text_of(result: dict[str, Any]) -> str:
    parts = list(result.get("parts") or ())
    for artifact in result.get("artifacts") or ():
        parts += artifact.get("parts") or ()
    if not parts:
        parts = ((result.get("status") or {}).get("message") or {}).get("parts") or []
    return "\n".join(str(part["text"]) for part in parts if part.get("text"))


class Said(Output):
    """The answer."""

    text_output: Annotated[str | None, Prop("The text of the answer.")] = None


@plugin(
    "io.kestra.plugin.ai.agent.A2AClient",
    title="Ask an agent elsewhere.",
    examples=["serverUrl: https://agent.example\nprompt: What is new?"],
)
class A2aTask(A2aServer, RunnableTask[Said]):
    """It waits for the answer."""

    prompt: Annotated[str, Prop("What the other agent is asked, in words.")]

    def run(self, ctx: RunContext) -> Said:
        """Raises: PluginError for what the agent refuses."""
        return Said(text_output=self.answered(ctx, self.prompt))


@plugin(
    "io.kestra.plugin.ai.tool.A2AClient",
    title="Let a model ask an agent elsewhere.",
    examples=["serverUrl: https://agent.example\nname: news\ndescription: Knows the news."],
)
class A2aTool(ToolProvider, A2aServer):
    """It waits for the answer."""

    name: Annotated[str, Prop("What the model knows it by.")] = "tool"
    description: Annotated[str, Prop("What it can do.")]

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        def call(arguments: dict[str, Json]) -> str:
            return self.answered(ctx, str(arguments.get("prompt") or ""))

        spec = ToolSpec(self.name, self.description, texts(prompt="What to ask it."))
        return [Tool(spec, call)]


class ResourceDefinition(Part):
    """A file that belongs to a skill."""

    relative_path: Annotated[str, Prop("The path by which the skill names the file.")]
    content: Annotated[str, Prop("The text of the file.")]


class SkillDefinition(Part):
    """Instructions for a kind of work."""

    name: Annotated[str, Prop("The name by which the model asks for the skill.")]
    description: Annotated[str, Prop("What it is for.")]
    content: Annotated[
        str | None, Prop("The instructions of the skill; `contentUri` instead for a stored file.")
    ] = None
    content_uri: Annotated[str | None, Prop("The file in storage that has them.")] = None
    resources: Annotated[
        list[ResourceDefinition] | None,
        Prop("Further files of the skill, which the model can read."),
    ] = None


@plugin(
    "io.kestra.plugin.ai.tool.Skill",
    title="Let a model read instructions when it needs them.",
    examples=[
        (
            "skills:\n  - name: refunds\n    description: How refunds are made.\n"
            "    content: Ask for the number of the bill first."
        )
    ],
)
class Skill(ToolProvider):
    """The model sees names and descriptions, and reads the rest by a tool."""

    skills: Annotated[list[SkillDefinition], Prop("Skills that the model may use.")]

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        known = {each.name: each for each in self.skills}
        listed = "\n".join(f"- {each.name}: {each.description}" for each in self.skills)

        def read(arguments: dict[str, Json]) -> str:
            skill = _named(known, arguments)
            files = [each.relative_path for each in skill.resources or ()]
            more = f"\n\nFiles: {', '.join(files)}" if files else ""
            return _instructions(ctx, skill) + more

        def read_file(arguments: dict[str, Json]) -> str:
            skill = _named(known, arguments)
            for each in skill.resources or ():
                if each.relative_path == arguments.get("path"):
                    return each.content
            raise PluginError(f"The skill {skill.name} has no such file")

        name = "The name of the skill."
        spec = ToolSpec("readSkill", f"Read a skill. There are:\n{listed}", texts(name=name))
        tools = [Tool(spec, read)]
        if any(each.resources for each in self.skills):
            paths = texts(name=name, path="The name of the file.")
            tools.append(
                Tool(ToolSpec("readSkillFile", "Read a file of a skill.", paths), read_file)
            )
        return tools


def _named(known: Mapping[str, SkillDefinition], arguments: dict[str, Json]) -> SkillDefinition:
    skill = known.get(str(arguments.get("name")))
    if skill is None:
        raise PluginError(f"There is no skill {arguments.get('name')}: {', '.join(known)}")
    return skill


def _instructions(ctx: RunContext, skill: SkillDefinition) -> str:
    if skill.content_uri is not None:
        return ctx.blobs.read(skill.content_uri).decode("utf-8", errors="replace")
    return skill.content or ""
