"""Searches by meaning: as a task, as a source of others, and with an answer of a model."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import (
    Json,
    Metric,
    NestedMark,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType
from tiercel_ai.answering import answered
from tiercel_ai.chat import Message
from tiercel_ai.configuration import ChatConfiguration
from tiercel_ai.conversation import Conversation, provider_of, tools_of
from tiercel_ai.embeddings.store import EmbeddingStoreProvider, Match, found_in, store_of
from tiercel_ai.embeddings.vectors import vectors_of
from tiercel_ai.memory.memory import MemoryProvider, recalled
from tiercel_ai.outputs import OF_CHATS, PROVIDER_CALLS, STORE_CALLS, AiOutput
from tiercel_ai.properties import EMBEDDING, STORE, Guarding, Provider, Store, Tools
from tiercel_ai.providers.provider import ModelProvider
from tiercel_ai.retrievers.retriever import (
    ContentRetriever,
    ContentRetrieverConfiguration,
    Source,
    Wanted,
    question_with,
    source_outputs,
    sources_of,
)

FETCHED = Metric("fetch.size", "counter", "records", "How many texts were found.")


class Found(Output):
    """The texts."""

    results: Annotated[list[str] | None, Prop("The texts, of FETCH; the first, of FETCH_ONE.")] = (
        None
    )
    size: Annotated[int | None, Prop("How many there are.")] = None
    uri: Annotated[str | None, Prop("The file of texts, of STORE.")] = None


@plugin(
    "io.kestra.plugin.ai.rag.Search",
    title="Find texts by their meaning.",
    examples=[
        (
            f"provider:\n{EMBEDDING}{STORE}query: Which birds hunt?\nmaxResults: 5\n"
            "minScore: 0.5\nfetchType: FETCH"
        )
    ],
    aliases=["io.kestra.plugin.langchain4j.rag.Search"],
    metrics=[FETCHED, PROVIDER_CALLS, STORE_CALLS],
)
class Search(RunnableTask[Found]):
    """The nearest texts, the nearest first."""

    provider: Provider
    embeddings: Store
    query: Annotated[str, Prop("What to search for.")]
    max_results: Annotated[int, Prop("How many at most.")]
    min_score: Annotated[float, Prop("How near they must be: 0 to 1.")]
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what services refuse."""
        matches = _matches(ctx, provider_of(ctx, self.provider), self.embeddings, self)
        texts = [each.text for each in matches]
        ctx.metrics.counter(FETCHED.name, len(texts))
        if self.fetch_type == "NONE":
            return Found()
        if self.fetch_type == "STORE":
            rows = ({"text": m.text, "score": m.score, "metadata": m.metadata} for m in matches)
            return Found(uri=ctx.blobs.put_new(lines_of_rows(rows), "ion"), size=len(texts))
        texts = texts[:1] if self.fetch_type == "FETCH_ONE" else texts
        return Found(results=texts, size=len(texts))


@plugin(
    "io.kestra.plugin.ai.retriever.EmbeddingStoreRetriever",
    title="Search a store of texts for the question.",
    examples=[f"embeddingProvider:\n{EMBEDDING}{STORE}maxResults: 3"],
    metrics=[PROVIDER_CALLS, STORE_CALLS],
)
class EmbeddingStoreRetriever(ContentRetriever):
    """The nearest texts go along with the question."""

    embedding_provider: Annotated[
        Json, NestedMark("additional", ModelProvider), Prop("The model that they were stored with.")
    ]
    embeddings: Store
    max_results: Annotated[int, Prop("How many at most.")] = 3
    min_score: Annotated[float, Prop("How near they must be: 0 to 1.")] = 0.0

    def find(self, ctx: RunContext, query: str) -> list[Source]:
        provider = provider_of(ctx, self.embedding_provider, "embeddingProvider")
        wanted = Wanted(query=query, max_results=self.max_results, min_score=self.min_score)
        matches = _matches(ctx, provider, self.embeddings, wanted)
        return [Source(each.text, {**each.metadata, "score": each.score}) for each in matches]


class RagOutput(AiOutput):
    """The answer, and how it came to be."""

    completion: Annotated[
        str | None, Prop("As `textOutput`, in the name of older flows.", deprecated=True)
    ] = None


@plugin(
    "io.kestra.plugin.ai.rag.ChatCompletion",
    title="Answer from stored texts.",
    examples=[
        "chatProvider:\n"
        + EMBEDDING.replace("text-embedding-3-small", "gpt-4o-mini")
        + f"embeddingProvider:\n{EMBEDDING}{STORE}prompt: Which birds hunt?"
    ],
    aliases=["io.kestra.plugin.langchain4j.rag.ChatCompletion"],
    metrics=[*OF_CHATS, STORE_CALLS],
)
class ChatCompletion(Guarding, RunnableTask[RagOutput]):
    """The nearest texts go along with the prompt, and so does what `contentRetrievers` find."""

    chat_provider: Annotated[
        Json, NestedMark("additional", ModelProvider), Prop("The model that answers.")
    ]
    chat_configuration: Annotated[
        ChatConfiguration, Prop("How the model answers: temperature, bounds, form of the answer.")
    ] = ChatConfiguration()
    embedding_provider: Annotated[
        Json,
        NestedMark("additional", ModelProvider),
        Prop("The model that texts were stored with; `chatProvider` if absent."),
    ] = None
    embeddings: Annotated[
        Json, NestedMark("additional", EmbeddingStoreProvider), Prop("Where texts are stored.")
    ] = None
    content_retriever_configuration: Annotated[
        Static[ContentRetrieverConfiguration], Prop("How many texts of the store.")
    ] = ContentRetrieverConfiguration()
    content_retrievers: Annotated[
        list[Json] | None,
        NestedMark("additional", ContentRetriever),
        Prop("Sources that are searched beside the store."),
    ] = None
    prompt: Annotated[str, Prop("The question, which is also what texts are searched for.")]
    system_message: Annotated[
        str | None, Prop("The instruction that the model keeps to throughout; none by default.")
    ] = None
    memory: Annotated[
        Json, NestedMark("additional", MemoryProvider), Prop("What it remembers of chats before.")
    ] = None
    tools: Tools = None

    def run(self, ctx: RunContext) -> RagOutput:
        """Raises: PluginError without a source, and for what services refuse."""
        sources = self._sources(ctx)
        memory, before = recalled(ctx, self.memory)
        instruction = [Message("SYSTEM", self.system_message)] if self.system_message else []
        question = Message("USER", question_with(self.prompt, sources))
        with tools_of(ctx, self.tools) as tools:
            conversation = Conversation(
                provider_of(ctx, self.chat_provider, "chatProvider"),
                (*instruction, *before, question),
                self.chat_configuration,
                tools,
            )
            found = answered(ctx, conversation, self.guardrails)
        if memory is not None and found.transcript is not None:
            answer = found.transcript.answer.message()
            memory.save(ctx, [*before, Message("USER", self.prompt), answer])
        output = found.output.model_copy(update={"sources": source_outputs(sources)})
        return RagOutput(**dict(output), completion=output.text_output)

    def _sources(self, ctx: RunContext) -> list[Source]:
        if self.embeddings is None and not self.content_retrievers:
            raise PluginError("There is nothing to search: give `embeddings`, `contentRetrievers`")
        found: list[Source] = []
        if self.embeddings is not None:
            name = "chatProvider" if self.embedding_provider is None else "embeddingProvider"
            provider = provider_of(ctx, self.embedding_provider or self.chat_provider, name)
            many = self.content_retriever_configuration
            wanted = Wanted(
                query=self.prompt, max_results=many.max_results, min_score=many.min_score
            )
            matches = _matches(ctx, provider, self.embeddings, wanted)
            found += [Source(each.text, {**each.metadata, "score": each.score}) for each in matches]
        return found + sources_of(ctx, self.content_retrievers, self.prompt)


def _matches(
    ctx: RunContext, provider: ModelProvider, store: Json, wanted: Wanted | Search
) -> list[Match]:
    ((vector,), _) = vectors_of(ctx, provider, [wanted.query])
    kept = store_of(ctx, store)
    return found_in(ctx, kept, vector, wanted.max_results, wanted.min_score)
