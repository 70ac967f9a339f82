"""Documents into a store of embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

from tiercel.plugin import Json, Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_ai.chat import Usage
from tiercel_ai.conversation import provider_of
from tiercel_ai.embeddings.store import EmbeddingStoreProvider, Piece, store_of
from tiercel_ai.embeddings.vectors import vectors_of
from tiercel_ai.outputs import PROVIDER_CALLS, STORE_CALLS, TOKENS
from tiercel_ai.properties import EMBEDDING, STORE, Provider, Store
from tiercel_ai.providers.provider import ModelProvider
from tiercel_ai.rag.documents import Documents

STORED = Metric("indexed.documents", "counter", "records", "How many documents were stored.")


class Ingested(Output):
    """What was stored."""

    ingested_documents: Annotated[int | None, Prop("How many documents were read.")] = None
    input_token_count: Annotated[int | None, Prop("How many tokens were read.")] = None
    output_token_count: Annotated[int | None, Prop("How many tokens were written.")] = None
    total_token_count: Annotated[int | None, Prop("How many were read and written together.")] = (
        None
    )
    embedding_store_outputs: Annotated[
        dict[str, Json] | None, Prop("What the store says of itself.")
    ] = None


@plugin(
    "io.kestra.plugin.ai.rag.IngestDocument",
    title="Store documents so that they are found by their meaning.",
    examples=[
        (
            f"provider:\n{EMBEDDING}{STORE}drop: true\nfromDocuments:\n"
            "  - content: A tiercel is a male falcon."
        )
    ],
    aliases=["io.kestra.plugin.langchain4j.rag.IngestDocument"],
    metrics=[STORED, *TOKENS, PROVIDER_CALLS, STORE_CALLS],
)
class IngestDocument(Documents, RunnableTask[Ingested]):
    """Texts of the flow, of files, and of addresses, in UTF-8."""

    provider: Provider
    embeddings: Store
    metadata: Annotated[dict[str, str] | None, Prop("What is known of all of them.")] = None
    drop: Annotated[bool, Prop("Whether what is stored is removed first.")] = False
    bulk_size: Annotated[int, Prop("How many pieces are stored at once.")] = 500

    def run(self, ctx: RunContext) -> Ingested:
        """Raises: PluginError for what is not there, and for what services refuse."""
        if self.bulk_size < 1:
            raise PluginError(f"`bulkSize` must be 1 or more, not {self.bulk_size}")
        provider, store = provider_of(ctx, self.provider), store_of(ctx, self.embeddings)
        documents = list(self.documents(ctx))
        if self.drop:
            store.drop(ctx)
        pieces = [
            (text, {**document.metadata, "index": str(number), **(self.metadata or {})})
            for document in documents
            for number, text in enumerate(self.pieces_of(document.text))
        ]
        usage = Usage()
        for at in range(0, len(pieces), self.bulk_size):
            usage = usage.plus(self._store(ctx, provider, store, pieces[at : at + self.bulk_size]))
        ctx.metrics.counter(STORED.name, len(documents))
        return Ingested(
            ingested_documents=len(documents),
            input_token_count=usage.read,
            output_token_count=usage.written,
            total_token_count=usage.total,
            embedding_store_outputs=store.outputs() or None,
        )

    def _store(
        self,
        ctx: RunContext,
        provider: ModelProvider,
        store: EmbeddingStoreProvider,
        pieces: Sequence[tuple[str, dict[str, Json]]],
    ) -> Usage:
        vectors, usage = vectors_of(ctx, provider, [text for text, _ in pieces])
        rows = [
            Piece(str(uuid4()), vector, text, metadata)
            for vector, (text, metadata) in zip(vectors, pieces, strict=True)
        ]
        ctx.metrics.counter(STORE_CALLS.name)
        store.add(ctx, rows)
        return usage
