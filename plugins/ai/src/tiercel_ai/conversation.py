"""A chat with tools: the model is asked until it answers without asking for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from time import monotonic

import msgspec

from tiercel.plugin import Json, Level, PluginError, RunContext, TiercelError
from tiercel.plugin.nested import nested_plugin
from tiercel_ai.chat import Answer, Message, Question, ToolCall, Usage
from tiercel_ai.configuration import ChatConfiguration
from tiercel_ai.limits import (
    ROUNDS_MAX,
    ROUNDS_OF_FLOWS_MAX,
    TOOL_RESULT_CHARS_MAX,
    TOOLS_MAX,
)
from tiercel_ai.outputs import (
    PROVIDER_CALLS,
    TOKENS,
    TOOL_CALLS,
    AiOutput,
    AiResponse,
    ToolExecution,
    ToolExecutionRequest,
    usage_output,
)
from tiercel_ai.providers.provider import ModelProvider
from tiercel_ai.tools.tool import Tool, ToolProvider

_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?```\s*$", re.DOTALL)


class Conversation(msgspec.Struct, frozen=True):
    """What a chat is made of. Shapes: `rounds` is how often the model may ask for tools."""

    provider: ModelProvider
    messages: tuple[Message, ...]
    configuration: ChatConfiguration
    tools: tuple[Tool, ...] = ()
    rounds: int = ROUNDS_MAX


class Round(msgspec.Struct, frozen=True):
    """One answer, and how long it took."""

    answer: Answer
    milliseconds: int


class Transcript(msgspec.Struct, frozen=True):
    """How a chat went. Shapes: `messages` are all of it, those before included."""

    messages: tuple[Message, ...]
    rounds: tuple[Round, ...]
    executions: tuple[ToolExecution, ...]

    @property
    def answer(self) -> Answer:
        """The last one."""
        return self.rounds[-1].answer

    @property
    def usage(self) -> Usage:
        """Tokens of all answers."""
        found = Usage()
        for each in self.rounds:
            found = found.plus(each.answer.usage)
        return found


def provider_of(ctx: RunContext, value: Json, name: str = "provider") -> ModelProvider:
    """The model in a property. Raises: PluginError."""
    return nested_plugin(ctx, name, value, ModelProvider)


@contextmanager
def tools_of(ctx: RunContext, values: Sequence[Json] | None) -> Iterator[tuple[Tool, ...]]:
    """The tools in a property, open within the block; they see `workingDir`.

    Raises: PluginError.
    """
    extra = {"workingDir": str(ctx.files.path)} if values else {}
    with ExitStack() as until:
        found: list[Tool] = []
        for number, value in enumerate(values or ()):
            provider = nested_plugin(ctx, f"tools[{number}]", value, ToolProvider, extra)
            found += provider.offered(ctx, until)
        if len(found) > TOOLS_MAX:
            raise PluginError(f"A chat has {TOOLS_MAX} tools at most, not {len(found)}")
        names = [each.spec.name for each in found]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PluginError(f"Two tools have the same name: {', '.join(twice)}")
        yield tuple(found)


def converse(ctx: RunContext, conversation: Conversation) -> Transcript:
    """Ask the model, run the tools that it asks for, and so on until it answers.

    A tool that fails says so to the model, which may try something else. Raises: PluginError for
    what the service refuses, and when the model asks for tools too often.
    """
    tools = {each.spec.name: each for each in conversation.tools}
    messages, rounds = list(conversation.messages), list[Round]()
    executions: list[ToolExecution] = []
    for _ in range(conversation.rounds + 1):
        specs = tuple(each.spec for each in conversation.tools)
        question = Question(tuple(messages), conversation.configuration, specs)
        rounds.append(_asked(ctx, conversation.provider, question))
        answer = rounds[-1].answer
        messages.append(answer.message())
        if not answer.calls:
            return Transcript(tuple(messages), tuple(rounds), tuple(executions))
        for call in answer.calls:
            result = _result_of(ctx, tools.get(call.name), call)
            messages.append(Message("TOOL", result, call=call))
            executions.append(
                ToolExecution(
                    request_id=call.id,
                    request_name=call.name,
                    request_arguments=call.arguments,
                    result=result,
                )
            )
    raise PluginError(
        f"The model asked for tools more than {conversation.rounds} times in a row:"
        " `maxSequentialToolsInvocations` is the bound"
    )


def rounds_of(given: int | None) -> int:
    """How often a model may ask for tools. Raises: PluginError for a number out of bounds."""
    if given is None:
        return ROUNDS_MAX
    if not 1 <= given <= ROUNDS_OF_FLOWS_MAX:
        raise PluginError(
            f"`maxSequentialToolsInvocations` must be 1 to {ROUNDS_OF_FLOWS_MAX}, not {given}"
        )
    return given


def count(ctx: RunContext, usage: Usage) -> None:
    """Publish how many tokens were used; what is unknown is left out."""
    for metric, value in zip(TOKENS, (usage.read, usage.written, usage.total), strict=True):
        if value is not None:
            ctx.metrics.counter(metric.name, value)


def json_of_answer(text: str) -> Json:
    """The JSON of an answer, which models like to fence. Raises: PluginError for none."""
    fenced = _FENCE.match(text)
    try:
        return msgspec.json.decode(fenced.group(1) if fenced else text)
    except msgspec.DecodeError as error:
        raise PluginError(f"The model's answer is no JSON ({error}): {text[:200]}") from None


def output_of(
    conversation: Conversation, transcript: Transcript, *, is_refused: bool = False
) -> AiOutput:
    """A chat as outputs, without the answer when that is refused.

    Raises: PluginError for an answer that is not the JSON it must be.
    """
    settings, answer = conversation.configuration, transcript.answer
    counted = AiOutput(
        finish_reason=answer.finish,
        token_usage=usage_output(transcript.usage),
        request_duration=sum(each.milliseconds for each in transcript.rounds),
        tool_executions=list(transcript.executions) or None,
        guardrail_violated=is_refused,
    )
    if is_refused:
        return counted
    found = json_of_answer(answer.text) if settings.wants_json else None
    texts = {
        "text_output": answer.text,
        "json_output": found if isinstance(found, dict) or found is None else {"value": found},
        "thinking": answer.thinking if settings.return_thinking else None,
        "intermediate_responses": [_response_of(each) for each in transcript.rounds[:-1]] or None,
    }
    return counted.model_copy(update=texts)


def _asked(ctx: RunContext, provider: ModelProvider, question: Question) -> Round:
    settings = question.configuration
    if settings.log_requests:
        line = f"Question: {question.messages[-1].text}"
        ctx.log.info(line)
    began = monotonic()
    answer = provider.chat(ctx, question)
    took = int((monotonic() - began) * 1000)
    ctx.metrics.counter(PROVIDER_CALLS.name)
    count(ctx, answer.usage)
    if settings.log_responses:
        line = f"Answer: {answer.text}"
        ctx.log.info(line)
    return Round(answer, took)


def _result_of(ctx: RunContext, tool: Tool | None, call: ToolCall) -> str:
    line = f"The model asks the tool {call.name}"
    ctx.log.debug(line)
    ctx.metrics.counter(TOOL_CALLS.name, tags={"tool": call.name})
    if tool is None:
        return f"Error: there is no tool {call.name}"
    try:
        result = tool.call(call.arguments)
    except TiercelError as error:
        if ctx.is_stopped:
            raise
        line = f"The tool {call.name} failed: {error}"
        ctx.log.write(Level.WARN, line)
        return f"Error: {error}"
    return result[:TOOL_RESULT_CHARS_MAX]


def _response_of(each: Round) -> AiResponse:
    answer = each.answer
    return AiResponse(
        id=answer.id,
        completion=answer.text,
        finish_reason=answer.finish,
        token_usage=usage_output(answer.usage),
        request_duration=each.milliseconds,
        tool_execution_requests=[
            ToolExecutionRequest(id=call.id, name=call.name, arguments=call.arguments)
            for call in answer.calls
        ],
    )
