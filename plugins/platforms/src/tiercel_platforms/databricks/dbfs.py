"""Files of DBFS."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Metric, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.waiting import while_running
from tiercel_platforms.databricks.connection import PLACE, Workspace
from tiercel_platforms.limits import DBFS_PIECE_BYTES

_METRICS = [Metric("file.size", "counter", "", "The size of the file, in bytes.")]


class Downloaded(Output):
    """The file."""

    uri: Annotated[str, Prop("Its content in the internal storage.")]


@plugin(
    "io.kestra.plugin.databricks.dbfs.Download",
    title="Download a file of DBFS.",
    examples=[PLACE + "from: /Shared/orders.csv"],
    metrics=_METRICS,
)
class Download(Workspace, RunnableTask[Downloaded]):
    """A piece with each request."""

    from_: Annotated[str, Field(alias="from"), Prop("The path of the file.")]

    def run(self, ctx: RunContext) -> Downloaded:
        """Raises: PluginError for what the service refuses, Interrupted."""
        name = self.from_.rpartition("/")[2]
        extension = name.rpartition(".")[2] if "." in name else ""
        pieces = while_running(ctx, self._pieces(ctx))
        uri = ctx.blobs.put_new(pieces, extension if extension.isalnum() else "")
        ctx.metrics.counter("file.size", ctx.blobs.size(uri))
        return Downloaded(uri=uri)

    def _pieces(self, ctx: RunContext) -> Iterator[bytes]:
        offset = 0
        while True:
            found = self.call(
                ctx,
                "GET",
                "/2.0/dbfs/read",
                None,
                "bytes_read",
                path=self.from_,
                offset=str(offset),
                length=str(DBFS_PIECE_BYTES),
            )
            piece = b64decode(found["data"]) if found["bytes_read"] else b""
            if not piece:
                return
            yield piece
            offset += len(piece)


@plugin(
    "io.kestra.plugin.databricks.dbfs.Upload",
    title="Upload a file to DBFS.",
    examples=[PLACE + 'from: "{{ outputs.query.uri }}"\nto: /Shared/orders.ion'],
    metrics=_METRICS,
)
class Upload(Workspace, RunnableTask[Output]):
    """A piece with each request; a file that is there is replaced."""

    from_: Annotated[str, Field(alias="from"), Prop("The address of the stored file.")]
    to: Annotated[str, Prop("The path of the file.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what the service refuses, Interrupted."""
        begin = {"path": self.to, "overwrite": True}
        handle = self.call(ctx, "POST", "/2.0/dbfs/create", begin, "handle")["handle"]
        with ctx.blobs.open(self.from_) as file:
            for piece in while_running(ctx, iter(lambda: file.read(DBFS_PIECE_BYTES), b"")):
                block = {"handle": handle, "data": b64encode(piece).decode()}
                self.call(ctx, "POST", "/2.0/dbfs/add-block", block)
        self.call(ctx, "POST", "/2.0/dbfs/close", {"handle": handle})
        ctx.metrics.counter("file.size", ctx.blobs.size(self.from_))
