"""Blobs of containers: as outputs have them, listed, copied here, and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal

from tiercel.plugin import (
    Metric,
    Output,
    Part,
    Plugin,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.regexes import pattern_of
from tiercel_azure.storage.accounts import KEY, Account, Located, Sassed
from tiercel_azure.storage.copies import COPIED, copy
from tiercel_azure.storage.files import (
    MAX_FILES,
    MOVED,
    Action,
    Checked,
    Deleted,
    Expected,
    Several,
    behind,
    copy_of,
    delete_all,
    readable,
    tag_of,
)

Filter = Literal["FILES", "DIRECTORY", "BOTH"]
CONTAINER = Prop("The name of the container.")
PLACE = KEY + "container: orders\n"
_FOLDER = "hdi_isfolder"


class Blob(Part):
    """A blob."""

    uri: Annotated[str | None, Prop("Its address, or that of its copy here, of downloads.")] = None
    container: Annotated[str | None, Prop("The name of the container that has it.")] = None
    name: Annotated[
        str | None, Prop("The name of the blob in its container, such as `folder/orders.csv`.")
    ] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    last_modified: Annotated[str | None, Prop("When it last changed, in ISO 8601.")] = None
    e_tag: Annotated[str | None, Prop("A text that changes with it.")] = None


class OneBlob(Output):
    """The blob."""

    blob: Annotated[Blob, Prop("The blob that was read, made or deleted.")]


class Blobs(Output):
    """Blobs."""

    blobs: Annotated[list[Blob], Prop("The blobs, in the order of their names.")]


class BlobFiles(Blobs):
    """Blobs with the addresses of their copies."""

    output_files: Annotated[dict[str, str], Prop("The address of each copy by the name.")]


class BlobService(Account):
    """How blobs are asked for."""

    service: ClassVar[str] = "Azure Blob Storage"
    module: ClassVar[str] = "storage.blob"
    client_name: ClassVar[str] = "BlobServiceClient"


class OfBlobs(Located, Sassed, BlobService):
    """An account of blobs."""


class OfBlob(OfBlobs):
    """Which blob."""

    container: Annotated[str, CONTAINER]
    name: Annotated[str, Prop("The name of the blob.")]


class Listed(Plugin):
    """Which blobs: what every listing has."""

    container: Annotated[str, CONTAINER]
    prefix: Annotated[str | None, Prop("How names begin; all by default.")] = None
    regexp: Annotated[str | None, Prop("A regular expression that whole names match.")] = None
    delimiter: Annotated[
        str | None, Prop("A text at which names are grouped: `/` takes nothing of folders below.")
    ] = None
    filter: Annotated[Filter, Prop("What is taken: blobs, folders, or both.")] = "FILES"

    def listing(self, client: Any) -> Iterator[Blob]:
        """The blobs that are asked for, page by page."""
        pattern, container = pattern_of("regexp", self.regexp), self._container(client)
        asked = {"name_starts_with": self.prefix, "include": ["metadata"]}
        found = (
            container.walk_blobs(delimiter=self.delimiter, **asked)
            if self.delimiter
            else container.list_blobs(**asked)
        )
        for each in found:
            is_folder = each.name.endswith("/") or _FOLDER in (each.get("metadata") or {})
            if self.filter != "BOTH" and is_folder != (self.filter == "DIRECTORY"):
                continue
            if pattern is None or pattern.fullmatch(each.name):
                url = container.get_blob_client(each.name).url
                yield blob_of(each, self.container, url)

    def _container(self, client: Any) -> Any:
        return client.get_container_client(self.container)


def blob_of(found: Any, container: str, url: str) -> Blob:
    """What the service says of a blob; the address is without a signature."""
    return Blob(
        uri=url.partition("?")[0],
        container=container,
        name=found.name,
        size=found.get("size"),
        last_modified=readable(found.get("last_modified")),
        e_tag=tag_of(found.get("etag")),
    )


def looked_at(blob: Any) -> Blob:
    """A blob by its client."""
    return blob_of(blob.get_blob_properties(), blob.container_name, blob.url)


def copied(ctx: RunContext, client: Any, found: Blob, checks: Checked | None = None) -> Blob:
    """A blob with the address of its copy."""
    name = str(found.name)
    stream = client.get_blob_client(found.container, name).download_blob(max_concurrency=1)
    return found.model_copy(update={"uri": copy_of(ctx, name, stream, checks)})


class Place(Part):
    """A container and a name in it."""

    container: Annotated[str, CONTAINER]
    name: Annotated[str, Prop("The name of the blob, or of a folder.")]


class Acting(Plugin):
    """What becomes of what is taken."""

    action: Annotated[Action, MOVED]
    move_to: Annotated[Place | None, Prop("Where MOVE puts them: a container and a folder.")] = None

    def place(self) -> Place | None:
        """Where they are moved; None when they are not. Raises: PluginError for no place."""
        if self.action == "MOVE" and self.move_to is None:
            raise PluginError("`moveTo` must be given for the action MOVE")
        return self.move_to if self.action == "MOVE" else None

    def act(self, ctx: RunContext, client: Any, blobs: list[Blob]) -> None:
        """Move or delete blobs. Raises: as `place`."""
        place = self.place()
        for each in blobs if self.action != "NONE" else ():
            source = client.get_blob_client(each.container, each.name)
            if place is not None:
                name = behind(place.name, str(each.name))
                copy(ctx, source, client.get_blob_client(place.container, name))
            source.delete_blob()


@plugin(
    "io.kestra.plugin.azure.storage.blob.List",
    title="List blobs of Azure.",
    examples=[PLACE + "prefix: inbox/"],
    metrics=[Metric("blobs.count", "counter", "blobs", "How many were found.")],
)
class List(OfBlobs, Listed, RunnableTask[Blobs]):
    """The first `maxFiles`, without their content."""

    max_files: Annotated[int, MAX_FILES] = 25

    def run(self, ctx: RunContext) -> Blobs:
        with self.client(ctx, "listing") as client:
            found = list(islice(self.listing(client), self.max_files))
        ctx.metrics.counter("blobs.count", len(found))
        return Blobs(blobs=found)


@plugin(
    "io.kestra.plugin.azure.storage.blob.Download",
    title="Copy a blob of Azure to the internal storage.",
    examples=[PLACE + "name: inbox/today.csv"],
)
class Download(OfBlob, Expected, RunnableTask[OneBlob]):
    """As a stream."""

    def run(self, ctx: RunContext) -> OneBlob:
        with self.client(ctx, "download") as client:
            found = looked_at(client.get_blob_client(self.container, self.name))
            return OneBlob(blob=copied(ctx, client, found, self))


@plugin(
    "io.kestra.plugin.azure.storage.blob.Downloads",
    title="Copy several blobs of Azure to the internal storage.",
    examples=[PLACE + "prefix: inbox/\naction: MOVE\nmoveTo:\n  container: archive\n  name: inbox"],
)
class Downloads(OfBlobs, Listed, Acting, Checked, RunnableTask[BlobFiles]):
    """All that are selected, `maxFiles` at most."""

    far_work = COPIED

    max_files: Annotated[int, MAX_FILES] = 25

    def run(self, ctx: RunContext) -> BlobFiles:
        self.place()
        with self.client(ctx, "download") as client:
            found = list(islice(self.listing(client), self.max_files))
            copies = [copied(ctx, client, each, self) for each in found]
            self.act(ctx, client, found)
        files = {str(each.name): str(each.uri) for each in copies}
        return BlobFiles(blobs=copies, output_files=files)


@plugin(
    "io.kestra.plugin.azure.storage.blob.Delete",
    title="Delete a blob of Azure.",
    examples=[PLACE + "name: inbox/today.csv"],
)
class Delete(OfBlob, RunnableTask[OneBlob]):
    """One that is not there is an error."""

    def run(self, ctx: RunContext) -> OneBlob:
        with self.client(ctx, "deleting") as client:
            blob = client.get_blob_client(self.container, self.name)
            found = looked_at(blob)
            blob.delete_blob()
        return OneBlob(blob=found)


@plugin(
    "io.kestra.plugin.azure.storage.blob.DeleteList",
    title="Delete several blobs of Azure.",
    examples=[PLACE + "prefix: exports/2023/"],
    metrics=[
        Metric("blobs.count", "counter", "blobs", "How many were deleted."),
        Metric("blobs.size", "counter", "bytes", "Their size."),
    ],
)
class DeleteList(OfBlobs, Listed, Several, RunnableTask[Deleted]):
    """All that are selected."""

    def run(self, ctx: RunContext) -> Deleted:
        with self.client(ctx, "deleting") as client:
            container = client.get_container_client(self.container)
            return delete_all(
                ctx,
                self,
                self.listing(client),
                lambda each: container.delete_blob(each.name),
                "blobs",
            )
