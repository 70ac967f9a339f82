"""A chat with a model."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Prop, RunContext, RunnableTask, plugin
from tiercel_ai.answering import answered
from tiercel_ai.configuration import ChatMessage
from tiercel_ai.conversation import Conversation, provider_of, tools_of
from tiercel_ai.media import messages_of
from tiercel_ai.outputs import OF_CHATS, AiOutput
from tiercel_ai.properties import PROVIDER, Asking, Guarding, Observing, Tools


class ChatOutput(AiOutput):
    """The answer, and how it came to be."""

    ai_response: Annotated[
        str | None, Prop("As `textOutput`, in the name of older flows.", deprecated=True)
    ] = None


@plugin(
    "io.kestra.plugin.ai.completion.ChatCompletion",
    title="Ask a model in a chat.",
    examples=[PROVIDER + "messages:\n  - type: USER\n    content: What is a tiercel?"],
    aliases=[
        "io.kestra.plugin.langchain4j.ChatCompletion",
        "io.kestra.plugin.langchain4j.completion.ChatCompletion",
    ],
    metrics=OF_CHATS,
)
class ChatCompletion(Asking, Guarding, Observing, RunnableTask[ChatOutput]):
    """The messages of a chat, the last one of the user. The model may ask for `tools`."""

    messages: Annotated[list[ChatMessage], Prop("The chat so far.")]
    tools: Tools = None

    def run(self, ctx: RunContext) -> ChatOutput:
        """Raises: PluginError for what the service refuses."""
        provider = provider_of(ctx, self.provider)
        messages = tuple(messages_of(ctx, self.messages))
        with tools_of(ctx, self.tools) as tools:
            conversation = Conversation(provider, messages, self.configuration, tools)
            found = answered(ctx, conversation, self.guardrails, self.observability).output
        return ChatOutput(**dict(found), ai_response=found.text_output)
