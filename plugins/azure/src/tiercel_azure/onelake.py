"""Files of OneLake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar
from urllib.parse import quote

from pydantic import Field

from tiercel.plugin import Metric, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.waiting import while_running
from tiercel_azure.fabric import PLACE, Fabric
from tiercel_azure.limits import FILE_PIECE_BYTES

FILES = "https://onelake.dfs.fabric.microsoft.com"
VERSION = {"x-ms-version": "2023-11-03"}
_FILE = PLACE + "itemId: 11112222-3333-4444-5555-666677778888\nfilePath: Files/orders.csv"
_METRICS = [Metric("file.size", "counter", "", "The size of the file, in bytes.")]


class OfFile(Fabric):
    """Which file."""

    service = "OneLake"
    scope: ClassVar[str] = "https://storage.azure.com/.default"

    item_id: Annotated[str, Prop("The id of the item that has the file, such as a lakehouse.")]
    file_path: Annotated[str, Prop("Its path in the item, such as Files/orders.csv.")]

    @property
    def address(self) -> str:
        """Where it is."""
        path = quote(self.file_path.lstrip("/"))
        return FILES + self.filled("/{workspace_id}/{item_id}/") + path

    def send(
        self,
        ctx: RunContext,
        method: str,
        content: bytes | None = None,
        *,
        bytes_: str | None = None,
        **params: str,
    ) -> HttpAnswer:
        """The answer; `bytes_` is a range. Raises: PluginError for what the service refuses."""
        headers = VERSION if bytes_ is None else {**VERSION, "Range": f"bytes={bytes_}"}
        request = HttpRequest(
            url=self.address, method=method, content=content, headers=headers, params=params
        )
        return self.answer(ctx, f"{method} {self.file_path}", request)


class Downloaded(Output):
    """The file."""

    uri: Annotated[str, Prop("Its content in the internal storage.")]
    size: Annotated[int, Prop("Its size in bytes.")]


@plugin(
    "io.kestra.plugin.microsoft.fabric.onelake.Download",
    title="Download a file of OneLake.",
    examples=[_FILE],
    metrics=_METRICS,
)
class Download(OfFile, RunnableTask[Downloaded]):
    """A piece with each request."""

    def run(self, ctx: RunContext) -> Downloaded:
        """Raises: PluginError for what the service refuses, Interrupted."""
        size = int(self.send(ctx, "HEAD").header("Content-Length") or 0)
        name = self.file_path.rpartition("/")[2]
        extension = name.rpartition(".")[2] if "." in name else ""
        pieces = while_running(ctx, self._pieces(ctx, size))
        uri = ctx.blobs.put_new(pieces, extension if extension.isalnum() else "")
        ctx.metrics.counter("file.size", size)
        return Downloaded(uri=uri, size=size)

    def _pieces(self, ctx: RunContext, size: int) -> Iterator[bytes]:
        for begin in range(0, size, FILE_PIECE_BYTES):
            end = min(begin + FILE_PIECE_BYTES, size) - 1
            yield self.send(ctx, "GET", bytes_=f"{begin}-{end}").content


class Uploaded(Output):
    """The file."""

    uri: Annotated[str, Prop("The address of the file in OneLake.")]


@plugin(
    "io.kestra.plugin.microsoft.fabric.onelake.Upload",
    title="Upload a file to OneLake.",
    examples=[_FILE + '\nfrom: "{{ outputs.query.uri }}"'],
    metrics=_METRICS,
)
class Upload(OfFile, RunnableTask[Uploaded]):
    """A piece with each request; a file that is there is replaced."""

    from_: Annotated[str, Field(alias="from"), Prop("The address of the stored file.")]

    def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError for what the service refuses, Interrupted."""
        self.send(ctx, "PUT", b"", resource="file")
        position = 0
        with ctx.blobs.open(self.from_) as file:
            for piece in while_running(ctx, iter(lambda: file.read(FILE_PIECE_BYTES), b"")):
                self.send(ctx, "PATCH", piece, action="append", position=str(position))
                position += len(piece)
        self.send(ctx, "PATCH", b"", action="flush", position=str(position))
        ctx.metrics.counter("file.size", position)
        return Uploaded(uri=self.address)


@plugin(
    "io.kestra.plugin.microsoft.fabric.onelake.Delete",
    title="Delete a file of OneLake.",
    examples=[_FILE],
)
class Delete(OfFile, RunnableTask[Output]):
    """Or a folder."""

    recursive: Annotated[bool, Prop("Whether a folder goes with what is in it.")] = False

    def run(self, ctx: RunContext) -> None:
        self.send(ctx, "DELETE", recursive=str(self.recursive).lower())
