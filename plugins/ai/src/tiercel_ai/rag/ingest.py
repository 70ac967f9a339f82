"""Documents into a store of embeddings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    NestedMark,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugins.files import files_below
from tiercel_ai.chat import Usage
from tiercel_ai.conversation import provider_of
from tiercel_ai.embeddings.store import EmbeddingStoreProvider, Piece, store_of
from tiercel_ai.embeddings.vectors import vectors_of
from tiercel_ai.limits import DOCUMENT_BYTES_MAX, DOCUMENTS_MAX
from tiercel_ai.outputs import PROVIDER_CALLS, STORE_CALLS, TOKENS
from tiercel_ai.properties import Provider
from tiercel_ai.providers.provider import ModelProvider
from tiercel_ai.rag.splitting import DocumentSplitter

STORED = Metric("indexed.documents", "counter", "records", "How many documents were stored.")
EMBEDDING = (
    "  type: io.kestra.plugin.ai.provider.OpenAI\n"
    "  apiKey: \"{{ secret('OPENAI_KEY') }}\"\n  modelName: text-embedding-3-small\n"
)
STORE = "embeddings:\n  type: io.kestra.plugin.ai.embeddings.KestraKVStore\n"


class Document(msgspec.Struct, frozen=True):
    """A text, and what is known of it."""

    text: str
    metadata: dict[str, Json] = {}


class InlineDocument(Part):
    """A document in the flow."""

    content: Annotated[str, Prop("The text.")]
    metadata: Annotated[dict[str, Json] | None, Prop("What is known of it.")] = None


class Ingested(Output):
    """What was stored."""

    ingested_documents: Annotated[int | None, Prop("How many documents.")] = None
    input_token_count: Annotated[int | None, Prop("How many tokens were read.")] = None
    output_token_count: Annotated[int | None, Prop("How many tokens were written.")] = None
    total_token_count: Annotated[int | None, Prop("Both together.")] = None
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
class IngestDocument(RunnableTask[Ingested]):
    """Texts of the flow, of files, and of addresses, in UTF-8."""

    provider: Provider
    embeddings: Annotated[
        Json, NestedMark("additional", EmbeddingStoreProvider), Prop("Where they are stored.")
    ]
    from_documents: Annotated[list[InlineDocument] | None, Prop("Texts in the flow.")] = None
    from_internal_uris: Annotated[
        list[str] | None, Field(alias="fromInternalURIs"), Prop("Files in storage.")
    ] = None
    from_external_urls: Annotated[
        list[str] | None, Field(alias="fromExternalURLs"), Prop("Addresses of texts.")
    ] = None
    from_path: Annotated[
        str | None, Prop("A folder in the working directory, with all below it.")
    ] = None
    document_splitter: Annotated[
        Static[DocumentSplitter | None], Prop("How they are split; not at all without it.")
    ] = None
    metadata: Annotated[dict[str, str] | None, Prop("What is known of all of them.")] = None
    drop: Annotated[bool, Prop("Whether what is stored is removed first.")] = False
    bulk_size: Annotated[int, Prop("How many pieces are stored at once.")] = 500

    def run(self, ctx: RunContext) -> Ingested:
        """Raises: PluginError for what is not there, and for what services refuse."""
        if self.bulk_size < 1:
            raise PluginError(f"`bulkSize` must be 1 or more, not {self.bulk_size}")
        provider, store = provider_of(ctx, self.provider), store_of(ctx, self.embeddings)
        documents = list(self._documents(ctx))
        if self.drop:
            store.drop(ctx)
        pieces = [
            (text, {**document.metadata, "index": str(number), **(self.metadata or {})})
            for document in documents
            for number, text in enumerate(self._split(document.text))
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

    def _split(self, text: str) -> list[str]:
        return [text] if self.document_splitter is None else self.document_splitter.pieces(text)

    def _documents(self, ctx: RunContext) -> Iterator[Document]:
        number = 0
        for number, each in enumerate(self._found(ctx), start=1):
            if number > DOCUMENTS_MAX:
                raise PluginError(f"A task stores {DOCUMENTS_MAX} documents at most")
            if each.text.strip():
                yield each
        if number == 0:
            raise PluginError(
                "There is nothing to store: give `fromDocuments`, `fromInternalURIs`,"
                " `fromExternalURLs` or `fromPath`"
            )

    def _found(self, ctx: RunContext) -> Iterator[Document]:
        for inline in self.from_documents or ():
            yield Document(inline.content, inline.metadata or {})
        for uri in self.from_internal_uris or ():
            _bounded(ctx.blobs.size(uri), uri)
            yield Document(_text(ctx.blobs.read(uri)), {"uri": uri})
        for url in self.from_external_urls or ():
            answer = ctx.http.send(HttpRequest(url=url)).checked()
            yield Document(answer.text, {"url": url})
        if self.from_path is not None:
            yield from _below(ctx.files.resolve(self.from_path))


def _below(folder: Path) -> Iterator[Document]:
    if not folder.is_dir():
        raise PluginError(f"`fromPath`: there is no folder {folder.name} in the working directory")
    for file in sorted(files_below(folder)):
        _bounded(file.stat().st_size, file.name)
        name = str(file.relative_to(folder))
        yield Document(_text(file.read_bytes()), {"file_name": name})


def _bounded(size: int, name: str) -> None:
    if size > DOCUMENT_BYTES_MAX:
        raise PluginError(f"'{name}' has {size} bytes: a document has {DOCUMENT_BYTES_MAX} at most")


def _text(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")
