"""Objects there and back: uploads, downloads, copies, deletions, lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.changes import Changes, ChangeType
from tiercel_gcp.gcs.blobs import (
    ALL_VERSIONS,
    FILTER,
    SCHEME,
    VALIDATE,
    Blob,
    Filter,
    Listed,
    Storage,
    path_of,
    place_of,
    read,
)
from tiercel_gcp.rest import Refused, Rest, part
from tiercel_gcp.uploads import upload
from tiercel_gcp.values import without_none

_UPLOAD = "https://storage.googleapis.com/upload/storage/v1"
_MISSING = 404
_SIZE = Metric("file.size", "counter", "bytes", "The size of the file.")
_VALIDATED = Metric("checksum.validated", "counter", "", "1 for each checksum that was compared.")
_COUNTED = [
    Metric("count", "counter", "files", "How many objects there are."),
    Metric("size", "counter", "bytes", "The size of all of them."),
]
Action = Literal["MOVE", "DELETE", "NONE"]
ACTION = Prop("What becomes of objects afterwards: MOVE to `moveDirectory`, DELETE, or NONE.")
MOVE = Prop("Where MOVE puts them, such as gs://bucket/done.")
MAX_FILES = Prop("How many objects are taken at most; the others are left for the next time.")


class Uploaded(Output):
    """The object that was made."""

    uri: Annotated[str, Prop("The address of the new object: gs://bucket/name.")]
    md5: Annotated[str | None, Prop("Its checksum MD5 in Base64.")] = None
    crc32c: Annotated[str | None, Field(alias="crc32c"), Prop("Its checksum CRC32C in Base64.")] = (
        None
    )


@plugin(
    "io.kestra.plugin.gcp.gcs.Upload",
    title="Put a file into a bucket of Cloud Storage.",
    examples=[
        (
            "projectId: shop\n"
            "serviceAccount: \"{{ secret('GCP_KEY') }}\"\n"
            'from: "{{ outputs.export.uri }}"\n'
            "to: gs://shop/exports/orders.csv"
        )
    ],
    metrics=[_SIZE],
)
class Upload(Storage, RunnableTask[Uploaded]):
    """As a stream; the log says how far a large one is."""

    from_: Annotated[
        str | None, Field(alias="from"), Prop("The address of the file, which must be given.")
    ] = None
    to: Annotated[str | None, Prop("Where it goes: gs://bucket/name, which must be given.")] = None
    content_type: Annotated[
        str | None, Prop("The media type, such as `text/csv`; that of bytes by default.")
    ] = None
    content_encoding: Annotated[str | None, Prop("How the content is encoded: `gzip`.")] = None
    content_disposition: Annotated[str | None, Prop("The header, such as `attachment`.")] = None
    cache_control: Annotated[str | None, Prop("The header Cache-Control for readers.")] = None
    validate_checksum: Annotated[
        bool, Prop("Whether the service compares the content with the checksums that are expected.")
    ] = True
    expected_md5: Annotated[
        str | None, Prop("The MD5 that the content must have, in Base64; any by default.")
    ] = None
    expected_crc32c: Annotated[
        str | None,
        Field(alias="expectedCrc32c"),
        Prop("The CRC32C that the content must have, in Base64; any by default."),
    ] = None

    def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError without a file or a place, or for another checksum."""
        if not self.from_:
            raise PluginError("`from` must be provided")
        bucket, name = place_of("to", self.to)
        expected = self.validate_checksum
        content = without_none(
            name=name,
            contentType=self.content_type,
            contentEncoding=self.content_encoding,
            contentDisposition=self.content_disposition,
            cacheControl=self.cache_control,
            md5Hash=self.expected_md5 if expected else None,
            crc32c=self.expected_crc32c if expected else None,
        )
        rest = self.rest(ctx, "storage", _UPLOAD)
        path = f"/b/{part(bucket)}/o"
        found = upload(ctx, rest, path, self.from_, content=content, title=name, name=name)
        ctx.metrics.counter("file.size", int(found.get("size", 0)))
        return Uploaded(
            uri=f"{SCHEME}{bucket}/{name}", md5=found.get("md5Hash"), crc32c=found.get("crc32c")
        )


class Downloaded(Output):
    """The copy of an object."""

    uri: Annotated[str, Prop("The copy in the internal storage.")]
    bucket: Annotated[str, Prop("The bucket of the object.")]
    path: Annotated[str, Prop("The name of the object.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.Download",
    title="Copy an object of Cloud Storage to the internal storage.",
    examples=["projectId: shop\nfrom: gs://shop/orders/today.csv"],
    metrics=[_VALIDATED],
)
class Download(Storage, RunnableTask[Downloaded]):
    """As a stream."""

    from_: Annotated[
        str | None, Field(alias="from"), Prop("The object: gs://bucket/name, which must be given.")
    ] = None
    validate_checksum: Annotated[bool, VALIDATE] = False

    def run(self, ctx: RunContext) -> Downloaded:
        bucket, name = place_of("from", self.from_)
        uri = read(ctx, self.storage(ctx), bucket, name, self.validate_checksum)
        return Downloaded(uri=uri, bucket=bucket, path=name)


class BlobFiles(Output):
    """Objects with the addresses of their copies."""

    blobs: Annotated[list[Blob], Prop("The objects, in the order of their names.")]
    output_files: Annotated[dict[str, str], Prop("The address of each copy by the name.")]


def moved_to(action: Action, directory: str | None) -> tuple[str, str]:
    """Bucket and folder that MOVE moves to. Raises: PluginError for MOVE without a place."""
    return place_of("moveDirectory", directory) if action == "MOVE" else ("", "")


def act(rest: Rest, action: Action, place: tuple[str, str], blobs: Iterable[Blob]) -> None:
    """Move or delete objects; `place` is that of `moved_to`."""
    if action == "NONE":
        return
    bucket, folder = place
    for each in blobs:
        source, name = str(each.bucket), str(each.name)
        if action == "MOVE":
            last = name.rstrip("/").rpartition("/")[2]
            copy(rest, (source, name), (bucket, f"{folder.rstrip('/')}/{last}".lstrip("/")))
        rest.ask("DELETE", path_of(source, name))


def copy(rest: Rest, source: tuple[str, str], target: tuple[str, str]) -> dict[str, Json]:
    """Copy an object inside of the service, whatever its size; the copy."""
    path = f"{path_of(*source)}/rewriteTo{path_of(*target)}"
    answer = rest.post(path)
    while not answer["done"]:
        answer = rest.post(path, rewriteToken=answer["rewriteToken"])
    found: dict[str, Json] = answer["resource"]
    return found


def copied(ctx: RunContext, rest: Rest, blob: Blob, validates: bool) -> Blob:
    """An object with the address of its copy."""
    uri = read(ctx, rest, str(blob.bucket), str(blob.name), validates)
    return blob.model_copy(update={"uri": uri})


@plugin(
    "io.kestra.plugin.gcp.gcs.Downloads",
    title="Copy several objects of Cloud Storage to the internal storage.",
    examples=[
        "projectId: shop\nfrom: gs://shop/inbox/\naction: MOVE\nmoveDirectory: gs://shop/done/"
    ],
    metrics=[_VALIDATED],
)
class Downloads(Storage, Listed, RunnableTask[BlobFiles]):
    """All that are selected, `maxFiles` at most."""

    action: Annotated[Action, ACTION] = "NONE"
    move_directory: Annotated[str | None, MOVE] = None
    all_versions: Annotated[bool | None, ALL_VERSIONS] = None
    max_files: Annotated[int, MAX_FILES] = 25
    validate_checksum: Annotated[bool, VALIDATE] = False

    def run(self, ctx: RunContext) -> BlobFiles:
        rest, place = self.storage(ctx), moved_to(self.action, self.move_directory)
        found = list(islice(self.listing(rest, "FILES", self.all_versions), self.max_files))
        copies = [copied(ctx, rest, each, self.validate_checksum) for each in found]
        act(rest, self.action, place, found)
        files = {str(each.name): str(each.uri) for each in copies}
        return BlobFiles(blobs=copies, output_files=files)


class Blobs(Output):
    """Objects."""

    blobs: Annotated[list[Blob], Prop("The objects, in the order of their names.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.List",
    title="List objects of Cloud Storage.",
    examples=["projectId: shop\nfrom: gs://shop/orders/\nlistingType: RECURSIVE\nfilter: FILES"],
    metrics=[Metric("size", "counter", "files", "How many objects were found.")],
)
class List(Storage, Listed, RunnableTask[Blobs]):
    """The first `maxFiles`, without their content."""

    all_versions: Annotated[bool | None, ALL_VERSIONS] = None
    filter: Annotated[Filter, FILTER] = "BOTH"
    max_files: Annotated[int, MAX_FILES] = 25

    def run(self, ctx: RunContext) -> Blobs:
        listing = self.listing(self.storage(ctx), self.filter, self.all_versions)
        found = list(islice(listing, self.max_files))
        ctx.metrics.counter("size", len(found))
        return Blobs(blobs=found)


class Copied(Output):
    """The object that was made."""

    uri: Annotated[str, Prop("The address of the new object: gs://bucket/name.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.Copy",
    title="Copy an object of Cloud Storage to another place there.",
    examples=["projectId: shop\nfrom: gs://shop/new.csv\nto: gs://archive/old.csv\ndelete: true"],
    metrics=[_SIZE],
)
class Copy(Storage, RunnableTask[Copied]):
    """The content does not pass through the server."""

    from_: Annotated[
        str | None, Field(alias="from"), Prop("The object: gs://bucket/name, which must be given.")
    ] = None
    to: Annotated[str | None, Prop("Where it goes: gs://bucket/name, which must be given.")] = None
    delete: Annotated[bool, Prop("Whether to delete the source afterwards.")] = False

    def run(self, ctx: RunContext) -> Copied:
        source, target = place_of("from", self.from_), place_of("to", self.to)
        if self.delete and source == target:
            raise PluginError("`to` must be another place than `from`, which is deleted")
        rest = self.storage(ctx)
        found = copy(rest, source, target)
        if self.delete:
            rest.ask("DELETE", path_of(*source))
        ctx.metrics.counter("file.size", int(found.get("size", 0)))
        return Copied(uri=f"{SCHEME}{'/'.join(target)}")


class Deleted(Output):
    """What was deleted."""

    uri: Annotated[str, Prop("The address of the object.")]
    deleted: Annotated[bool, Prop("Whether it was there.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.Delete",
    title="Delete an object of Cloud Storage.",
    examples=["projectId: shop\nuri: gs://shop/exports/orders.csv"],
)
class Delete(Storage, RunnableTask[Deleted]):
    """One that is not there is an error only when that is asked for."""

    uri: Annotated[str | None, Prop("The object: gs://bucket/name, which must be given.")] = None
    error_on_missing: Annotated[bool, Prop("Whether to fail when it is not there.")] = False

    def run(self, ctx: RunContext) -> Deleted:
        place = place_of("uri", self.uri)
        try:
            self.storage(ctx).ask("DELETE", path_of(*place))
        except Refused as error:
            if error.status != _MISSING or self.error_on_missing:
                raise
            return Deleted(uri=str(self.uri), deleted=False)
        return Deleted(uri=str(self.uri), deleted=True)


class DeletedList(Output):
    """How much was deleted."""

    count: Annotated[int, Prop("How many objects were deleted.")]
    size: Annotated[int, Prop("Their size in bytes.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.DeleteList",
    title="Delete several objects of Cloud Storage.",
    examples=["projectId: shop\nfrom: gs://shop/exports/2023/\nlistingType: RECURSIVE"],
    metrics=_COUNTED,
)
class DeleteList(Storage, Listed, RunnableTask[DeletedList]):
    """All that are selected."""

    all_versions: Annotated[bool | None, ALL_VERSIONS] = None
    concurrent: Annotated[
        Static[int | None], Field(ge=2), Prop("Accepted: objects are deleted one after the other.")
    ] = None
    error_on_empty: Annotated[bool, Prop("Whether to fail when no object matches.")] = False

    def run(self, ctx: RunContext) -> DeletedList:
        rest, count, size = self.storage(ctx), 0, 0
        for each in list(self.listing(rest, versions=self.all_versions)):
            rest.ask("DELETE", path_of(str(each.bucket), str(each.name)))
            count, size = count + 1, size + (each.size or 0)
        if not count and self.error_on_empty:
            raise PluginError("No object matches")
        ctx.metrics.counter("count", count)
        ctx.metrics.counter("size", size)
        return DeletedList(count=count, size=size)


class ComposeList(Part):
    """Which objects are put together."""

    from_: Annotated[str, Field(alias="from"), Prop("The bucket and how names begin: gs://….")]
    filter: Annotated[Filter, FILTER] = "BOTH"
    listing_type: Annotated[
        Literal["RECURSIVE", "DIRECTORY"], Prop("Whether folders below are taken as well.")
    ] = "DIRECTORY"
    reg_exp: Annotated[str | None, Prop("A regular expression that addresses match.")] = None


# Objects of one request to put together: as many as the service takes.
_AT_ONCE = 32


@plugin(
    "io.kestra.plugin.gcp.gcs.Compose",
    title="Put objects of Cloud Storage together to one.",
    examples=["projectId: shop\nlist:\n  from: gs://shop/parts/\nto: gs://shop/whole.csv"],
    metrics=_COUNTED,
)
class Compose(Storage, RunnableTask[Copied]):
    """In the order of their names; the objects stay."""

    list: Annotated[ComposeList, Prop("Which objects are put together.")]
    to: Annotated[str | None, Prop("The new object: gs://bucket/name, which must be given.")] = None
    allow_empty: Annotated[bool, Prop("Whether it is no error when no object matches.")] = False

    def run(self, ctx: RunContext) -> Copied:
        """Raises: PluginError without an object unless that is allowed."""
        bucket, name = place_of("to", self.to)
        asked = self.list
        listed = Listed.model_validate(asked.model_dump(by_alias=True, exclude={"filter"}))
        rest = self.storage(ctx)
        found = [each for each in listed.listing(rest, asked.filter) if not each.is_directory]
        if not found and not self.allow_empty:
            raise PluginError("No object matches")
        names, path = [str(each.name) for each in found], f"{path_of(bucket, name)}/compose"
        # Each further request begins with what the ones before have made.
        while names:
            group, names = names[:_AT_ONCE], names[_AT_ONCE:]
            rest.post(path, {"sourceObjects": [{"name": each} for each in group]})
            if names:
                names = [name, *names]
        ctx.metrics.counter("count", len(found))
        ctx.metrics.counter("size", sum(each.size or 0 for each in found))
        return Copied(uri=f"{SCHEME}{bucket}/{name}")


class TriggeredBlob(Part):
    """An object that is new or changed."""

    blob: Annotated[Blob, Prop("The object with the address of its copy.")]
    change_type: Annotated[ChangeType, Prop("Whether it was made or changed.")]


class TriggeredBlobs(Output):
    """The objects that started the execution."""

    blobs: Annotated[list[TriggeredBlob], Prop("The objects, in the order of their names.")]
    output_files: Annotated[dict[str, str], Prop("The address of each copy by the name.")]


@plugin(
    "io.kestra.plugin.gcp.gcs.Trigger",
    title="Start an execution for new objects of Cloud Storage.",
    examples=[
        (
            "projectId: shop\n"
            "from: gs://shop/inbox/\n"
            "action: MOVE\n"
            "moveDirectory: gs://shop/done/\n"
            "interval: PT1M"
        )
    ],
)
class Trigger(Storage, Listed, Changes, PollingTrigger[TriggeredBlobs]):
    """One execution for all that a poll finds."""

    action: Annotated[Action, ACTION] = "NONE"
    move_directory: Annotated[str | None, MOVE] = None
    max_files: Annotated[int, MAX_FILES] = 25

    def poll(self, ctx: RunContext) -> Iterator[TriggeredBlobs]:
        """They count as seen, and are acted on, only when their execution is stored."""
        rest, place = self.storage(ctx), moved_to(self.action, self.move_directory)
        listing = (
            (str(each.uri), f"{each.etag} {each.update_time}", each)
            for each in self.listing(rest, "FILES")
        )
        with self.changed(ctx, listing, self.max_files) as found:
            if found:
                blobs = [
                    TriggeredBlob(blob=copied(ctx, rest, each, False), change_type=change)
                    for each, change in found
                ]
                files = {str(each.blob.name): str(each.blob.uri) for each in blobs}
                yield TriggeredBlobs(blobs=blobs, output_files=files)
        act(rest, self.action, place, [each for each, _ in found])
