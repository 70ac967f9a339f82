"""Properties that tasks share."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, NestedMark, Plugin, Prop, Static
from tiercel_ai.configuration import ChatConfiguration, ContentBlock, Guardrails
from tiercel_ai.embeddings.store import EmbeddingStoreProvider
from tiercel_ai.observability import Observability
from tiercel_ai.providers.provider import ModelProvider
from tiercel_ai.tools.tool import ToolProvider

# How examples name a model.
PROVIDER = (
    "provider:\n  type: io.kestra.plugin.ai.provider.OpenAI\n"
    "  apiKey: \"{{ secret('OPENAI_KEY') }}\"\n  modelName: gpt-4o-mini\n"
)
EMBEDDING = (
    "  type: io.kestra.plugin.ai.provider.OpenAI\n"
    "  apiKey: \"{{ secret('OPENAI_KEY') }}\"\n  modelName: text-embedding-3-small\n"
)
STORE = "embeddings:\n  type: io.kestra.plugin.ai.embeddings.KestraKVStore\n"
Provider = Annotated[
    Json,
    NestedMark("additional", ModelProvider),
    Prop("The model that answers: its service, its name and who asks."),
]
Tools = Annotated[
    list[Json] | None, NestedMark("additional", ToolProvider), Prop("What the model may ask for.")
]

Store = Annotated[
    Json, NestedMark("additional", EmbeddingStoreProvider), Prop("Where texts are stored.")
]


class Asking(Plugin):
    """A model, and how it answers."""

    provider: Provider
    configuration: Annotated[ChatConfiguration, Prop("How the model answers.")] = (
        ChatConfiguration()
    )


class Guarding(Plugin):
    """What must hold."""

    guardrails: Annotated[
        Static[Guardrails | None], Prop("What must hold of the question and of the answer.")
    ] = None


class Observing(Plugin):
    """Who is given a record."""

    observability: Annotated[
        Json, NestedMark("additional", Observability), Prop("Who is given a record of the chat.")
    ] = None


class AboutText(Asking, Guarding):
    """A single question about a text, pictures or documents."""

    prompt: Annotated[str | None, Prop("The text that the model is asked about.")] = None
    content_blocks: Annotated[
        list[ContentBlock] | None, Prop("Texts, pictures and documents, after `prompt`.")
    ] = None
