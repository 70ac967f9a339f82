"""Files that go along with mail, which are held in memory: bounded as mail is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Annotated

from tiercel.plugin import Part, PluginError, Prop, RunContext

# No usual mail server takes more; base64 makes a third more of it.
BYTES_MAX = 50_000_000


class Attachment(Part):
    """A file of the internal storage."""

    name: Annotated[str, Prop("The name that it gets.")]
    uri: Annotated[str, Prop("The file in the internal storage.")]
    content_type: Annotated[str, Prop("The media type of the file, such as `application/pdf`.")] = (
        "application/octet-stream"
    )

    def content(self, ctx: RunContext) -> bytes:
        """Raises: NotFound, PluginError for one that is too large."""
        refuse_large(ctx, [self.uri])
        return ctx.blobs.read(self.uri)

    def encoded(self, ctx: RunContext) -> str:
        """The content in base64. Raises: as `content`."""
        return b64encode(self.content(ctx)).decode()


def refuse_large(ctx: RunContext, uris: Sequence[str]) -> None:
    """Raises: PluginError for files that are too large together, NotFound."""
    size = sum(ctx.blobs.size(each) for each in uris)
    if size > BYTES_MAX:
        raise PluginError(f"The attachments have {size} bytes; {BYTES_MAX} are the most")
