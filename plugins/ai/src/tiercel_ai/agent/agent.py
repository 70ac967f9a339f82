"""An agent as a task, and as a tool of another agent."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated

import msgspec

from tiercel.plugin import Json, NestedMark, Prop, RunContext, RunnableTask, plugin
from tiercel.plugins.files import keep_files
from tiercel_ai.answering import Answered, answered
from tiercel_ai.chat import Message, ToolSpec
from tiercel_ai.configuration import Guardrails
from tiercel_ai.conversation import Conversation, provider_of, rounds_of, tools_of
from tiercel_ai.memory.memory import MemoryProvider, recalled
from tiercel_ai.outputs import OF_CHATS, PROVIDER_CALLS, TOOL_CALLS, AiOutput
from tiercel_ai.properties import PROVIDER, Asking, Guarding, Observing, Tools
from tiercel_ai.retrievers.retriever import (
    ContentRetriever,
    Source,
    question_with,
    source_outputs,
    sources_of,
)
from tiercel_ai.tools.tool import Tool, ToolProvider, texts


class Agent(Asking):
    """A model with tools and sources."""

    system_message: Annotated[
        str | None, Prop("The instruction that the model keeps to throughout; none by default.")
    ] = None
    tools: Tools = None
    content_retrievers: Annotated[
        list[Json] | None,
        NestedMark("additional", ContentRetriever),
        Prop("Sources that are searched for each prompt."),
    ] = None
    max_sequential_tools_invocations: Annotated[
        int | None, Prop("How often the model may ask for tools in a row; 100 unless it is set.")
    ] = None


class Wish(msgspec.Struct, frozen=True):
    """What an agent is to reach. Shapes: `before` is what was said before."""

    prompt: str
    before: tuple[Message, ...] = ()
    guardrails: Guardrails | None = None
    observability: Json = None


class Reached(msgspec.Struct, frozen=True):
    """How it went; `said` is the prompt as it stands, and the answer."""

    answered: Answered
    sources: tuple[Source, ...]
    said: tuple[Message, ...]


def reach(ctx: RunContext, agent: Agent, wish: Wish) -> Reached:
    """Ask the model with all that it is given. Raises: PluginError."""
    sources = sources_of(ctx, agent.content_retrievers, wish.prompt)
    instruction = [Message("SYSTEM", agent.system_message)] if agent.system_message else []
    question = Message("USER", question_with(wish.prompt, sources))
    with tools_of(ctx, agent.tools) as tools:
        conversation = Conversation(
            provider_of(ctx, agent.provider),
            (*instruction, *wish.before, question),
            agent.configuration,
            tools,
            rounds_of(agent.max_sequential_tools_invocations),
        )
        found = answered(ctx, conversation, wish.guardrails, wish.observability)
    said = [Message("USER", wish.prompt)]
    if found.transcript is not None:
        said.append(found.transcript.answer.message())
    return Reached(found, tuple(sources), (*wish.before, *said))


@plugin(
    "io.kestra.plugin.ai.agent.AIAgent",
    title="Let a model reach a goal with tools.",
    examples=[
        PROVIDER + "prompt: What does the weather in Cologne mean for our deliveries?\ntools:\n"
        "  - type: io.kestra.plugin.ai.tool.TavilyWebSearch\n"
        "    apiKey: \"{{ secret('TAVILY_KEY') }}\""
    ],
    metrics=OF_CHATS,
)
class AIAgent(Agent, Guarding, Observing, RunnableTask[AiOutput]):
    """The model is asked until it answers without asking for a tool."""

    prompt: Annotated[str, Prop("What the agent shall reach, in words: a question or an order.")]
    memory: Annotated[
        Json, NestedMark("additional", MemoryProvider), Prop("What it remembers of chats before.")
    ] = None
    output_files: Annotated[
        list[str] | None, Prop("Globs of files in the working directory to keep.")
    ] = None

    def run(self, ctx: RunContext) -> AiOutput:
        """Raises: PluginError for what the service refuses, and for too many rounds of tools."""
        memory, before = recalled(ctx, self.memory)
        wish = Wish(self.prompt, before, self.guardrails, self.observability)
        reached = reach(ctx, self, wish)
        if memory is not None and not reached.answered.output.guardrail_violated:
            memory.save(ctx, reached.said)
        files = keep_files(ctx, self.output_files) if self.output_files else None
        further = {"sources": source_outputs(reached.sources), "output_files": files}
        return reached.answered.output.model_copy(update=further)


@plugin(
    "io.kestra.plugin.ai.tool.AIAgent",
    title="Let a model ask another agent.",
    examples=[
        "name: writer\ndescription: Writes a summary of a text.\n"
        + PROVIDER
        + "systemMessage: Write one sentence."
    ],
    metrics=[TOOL_CALLS, PROVIDER_CALLS],
)
class AgentTool(Agent, ToolProvider):
    """The other agent has a model, an instruction and tools of its own."""

    name: Annotated[str, Prop("What the model knows it by.")] = "tool"
    description: Annotated[str, Prop("What it can do.")]

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        def call(arguments: dict[str, Json]) -> str:
            reached = reach(ctx, self, Wish(str(arguments.get("prompt") or "")))
            return reached.answered.output.text_output or ""

        spec = ToolSpec(self.name, self.description, texts(prompt="What it is to do."))
        return [Tool(spec, call)]
