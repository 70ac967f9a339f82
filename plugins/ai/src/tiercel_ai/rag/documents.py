"""Documents of the flow, of files and of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.http import HttpRequest
from tiercel.plugins.files import files_below
from tiercel_ai.limits import DOCUMENT_BYTES_MAX, DOCUMENTS_MAX
from tiercel_ai.rag.splitting import DocumentSplitter


class Document(msgspec.Struct, frozen=True):
    """A text, and what is known of it."""

    text: str
    metadata: dict[str, Json] = {}


class InlineDocument(Part):
    """A document in the flow."""

    content: Annotated[str, Prop("The text of the document.")]
    metadata: Annotated[dict[str, Json] | None, Prop("What is known of it.")] = None


class Documents(Plugin):
    """Where documents are from, and how they are split."""

    from_documents: Annotated[
        list[InlineDocument] | None, Prop("Documents whose text is in the flow.")
    ] = None
    from_internal_uris: Annotated[
        list[str] | None,
        Field(alias="fromInternalURIs"),
        Prop("Documents in storage, as `kestra://` addresses."),
    ] = None
    from_external_urls: Annotated[
        list[str] | None,
        Field(alias="fromExternalURLs"),
        Prop("Documents elsewhere, as addresses that are read by HTTP."),
    ] = None
    from_path: Annotated[
        str | None, Prop("A folder in the working directory, with all below it.")
    ] = None

    document_splitter: Annotated[
        Static[DocumentSplitter | None], Prop("How they are split; not at all without it.")
    ] = None

    def pieces_of(self, text: str) -> list[str]:
        """A text as it is stored."""
        return [text] if self.document_splitter is None else self.document_splitter.pieces(text)

    def documents(self, ctx: RunContext) -> Iterator[Document]:
        """All of them. Raises: PluginError for none, for too many, and for what is not there."""
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
