"""Objects of a storage: there, back, copied and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

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
from tiercel.plugin.services.changes import Changes
from tiercel_aws.calls import without_none
from tiercel_aws.s3.actions import ACTION, MOVE_TO, Action
from tiercel_aws.s3.buckets import (
    CONCURRENT,
    ERROR_ON_EMPTY,
    Copied,
    DeletedList,
    copy,
    delete_all,
    make_bucket,
    rendered,
)
from tiercel_aws.s3.downloads import FILE_SIZE
from tiercel_aws.s3.objects import download
from tiercel_aws.s3.taking import Downloaded, downloaded
from tiercel_aws.s3.trigger import TriggeredObjects, poll_objects
from tiercel_aws.s3.uploads import FROM, KEY, Uploaded, Uploader
from tiercel_minio.connection import BUCKET, Minio, given
from tiercel_minio.listing import Selected

_PLACE = "endpoint: http://localhost:9000\nbucket: shop\n"


class CopyObject(Part):
    """Where an object goes."""

    bucket: Annotated[str | None, Prop("The name of the bucket.")] = None
    key: Annotated[str | None, Prop("The key of the object in its bucket.")] = None


class CopyObjectFrom(CopyObject):
    """The object that is copied."""

    version_id: Annotated[str | None, Prop("Its version; the newest by default.")] = None


class OfBucket(Minio):
    """What works in one bucket."""

    bucket: Annotated[str | None, BUCKET] = None


class OfObject(OfBucket):
    """What works with one object."""

    key: Annotated[str | None, Prop("The key of the object, which must be given.")] = None

    def place(self) -> dict[str, Json]:
        """The object, as requests have it. Raises: PluginError for a missing part."""
        return {"Bucket": given("bucket", self.bucket), "Key": given("key", self.key)}


@plugin(
    "io.kestra.plugin.minio.Upload",
    title="Put files into a bucket.",
    examples=[f'{_PLACE}key: exports/orders.csv\nfrom: "{{{{ outputs.export.uri }}}}"'],
    metrics=[
        Metric("file.count", "counter", "count", "How many files went into the bucket."),
        FILE_SIZE,
    ],
)
class Upload(OfBucket, RunnableTask[Uploaded]):
    """Large files go in parts, and the log says how far they are."""

    from_: Annotated[list[Json] | str | dict[str, Json], Field(alias="from"), FROM]
    key: Annotated[str | None, KEY] = None
    content_type: Annotated[
        str | None, Prop("The media type, such as `text/csv`; that of bytes by default.")
    ] = None
    metadata: Annotated[dict[str, str] | None, Prop("Metadata of the object, by name.")] = None

    def run(self, ctx: RunContext) -> Uploaded:
        options = without_none([("ContentType", self.content_type), ("Metadata", self.metadata)])
        with self.client(ctx, "s3") as client:
            uploader = Uploader(ctx, client, given("bucket", self.bucket), options)
            return uploader.put(self.from_, given("key", self.key))


class ObjectFile(Output):
    """The copy of an object."""

    uri: Annotated[str, Prop("The copy in the internal storage.")]
    content_length: Annotated[int | None, Prop("The size in bytes.")] = None


@plugin(
    "io.kestra.plugin.minio.Download",
    title="Copy an object to the internal storage.",
    examples=[f"{_PLACE}key: orders/today.csv"],
    metrics=[FILE_SIZE],
)
class Download(OfObject, RunnableTask[ObjectFile]):
    """As a stream."""

    version_id: Annotated[str | None, Prop("The version of the object; the newest by default.")] = (
        None
    )

    def run(self, ctx: RunContext) -> ObjectFile:
        asked = self.place() | without_none([("VersionId", self.version_id)])
        with self.client(ctx, "s3") as client:
            stored = download(ctx, client, asked)
        return ObjectFile(uri=stored.uri, content_length=stored.answer.get("ContentLength"))


@plugin(
    "io.kestra.plugin.minio.Downloads",
    title="Copy several objects to the internal storage.",
    examples=[f"{_PLACE}prefix: inbox/\naction: MOVE\nmoveTo:\n  bucket: shop\n  key: done"],
    metrics=[FILE_SIZE],
)
class Downloads(Selected, RunnableTask[Downloaded]):
    """All objects that are selected."""

    action: Annotated[Action, ACTION]
    move_to: Annotated[CopyObject | None, MOVE_TO] = None

    def run(self, ctx: RunContext) -> Downloaded:
        given("bucket", self.bucket)
        with self.client(ctx, "s3") as client:
            return downloaded(ctx, client, self, None)


@plugin(
    "io.kestra.plugin.minio.Trigger",
    title="Start an execution for new objects.",
    examples=[f"{_PLACE}prefix: inbox/\naction: DELETE\ninterval: PT1M"],
)
class Trigger(Selected, Changes, PollingTrigger[TriggeredObjects]):
    """One execution for all that a poll finds."""

    action: Annotated[Action | None, ACTION] = None
    move_to: Annotated[Static[CopyObject | None], MOVE_TO] = None

    def poll(self, ctx: RunContext) -> Iterator[TriggeredObjects]:
        given("bucket", self.bucket)
        asked = self.model_copy(update={"move_to": rendered(ctx, self.move_to)})
        with self.client(ctx, "s3") as client:
            yield from poll_objects(ctx, client, asked, None)


@plugin(
    "io.kestra.plugin.minio.Copy",
    title="Copy an object to another place in the storage.",
    examples=[
        (
            "endpoint: http://localhost:9000\n"
            "from:\n"
            "  bucket: shop\n"
            "  key: new.csv\n"
            "to:\n"
            "  bucket: archive\n"
            "  key: old.csv"
        )
    ],
)
class Copy(OfBucket, RunnableTask[Copied]):
    """The content does not pass through the server."""

    from_: Annotated[
        Static[CopyObjectFrom | None], Field(alias="from"), Prop("The object to copy.")
    ] = None
    to: Annotated[Static[CopyObject | None], Prop("Where the copy goes.")] = None
    delete: Annotated[bool, Prop("Whether to delete the source afterwards.")] = False

    def run(self, ctx: RunContext) -> Copied:
        """Raises: PluginError for a place without a bucket or a key."""
        source, target = rendered(ctx, self.from_), rendered(ctx, self.to)
        for each in (source, target):
            if each is not None and not (each.bucket and each.key):
                raise PluginError("`from` and `to` must have a `bucket` and a `key`")
        with self.client(ctx, "s3") as client:
            return copy(client, source, target, self.delete)


class BucketMade(Output):
    """The bucket that was made."""

    bucket: Annotated[str, Prop("The name of the bucket.")]


@plugin(
    "io.kestra.plugin.minio.CreateBucket",
    title="Make a bucket unless there is one.",
    examples=[_PLACE.rstrip()],
)
class CreateBucket(OfBucket, RunnableTask[BucketMade]):
    """A bucket that is yours already is left as it is."""

    object_lock_enabled_for_bucket: Annotated[
        bool | None, Prop("Whether objects can be kept from being changed; false by default.")
    ] = None

    def run(self, ctx: RunContext) -> BucketMade:
        bucket = given("bucket", self.bucket)
        locks = self.object_lock_enabled_for_bucket
        with self.client(ctx, "s3") as client:
            request = [("Bucket", bucket), ("ObjectLockEnabledForBucket", locks)]
            make_bucket(client, without_none(request))
        return BucketMade(bucket=bucket)


class Deleted(Output):
    """The object that was deleted."""

    bucket: Annotated[str, Prop("The bucket that the object was in.")]
    key: Annotated[str, Prop("The key that the object had, such as `exports/orders.csv`.")]


@plugin(
    "io.kestra.plugin.minio.Delete",
    title="Delete one object of a bucket.",
    examples=[f"{_PLACE}key: exports/orders.csv"],
)
class Delete(OfObject, RunnableTask[Deleted]):
    """An object that is not there is no error."""

    bypass_governance_retention: Annotated[
        bool | None, Prop("Whether to delete it although its lock of governance has not ended.")
    ] = None

    def run(self, ctx: RunContext) -> Deleted:
        place = self.place()
        more: list[tuple[str, Any]] = [
            ("BypassGovernanceRetention", self.bypass_governance_retention)
        ]
        with self.client(ctx, "s3") as client:
            client.delete_object(**place, **without_none(more))
        return Deleted(bucket=place["Bucket"], key=place["Key"])


@plugin(
    "io.kestra.plugin.minio.DeleteList",
    title="Delete all objects that are selected.",
    examples=[f"{_PLACE}prefix: exports/2023"],
    metrics=[
        Metric("count", "counter", "count", "How many objects were deleted."),
        Metric("size", "counter", "bytes", "The size of all of them."),
    ],
)
class DeleteList(Selected, RunnableTask[DeletedList]):
    """All objects that are selected."""

    concurrent: Annotated[Static[int | None], Field(ge=2), CONCURRENT] = None
    error_on_empty: Annotated[bool, ERROR_ON_EMPTY] = False

    def run(self, ctx: RunContext) -> DeletedList:
        bucket = given("bucket", self.bucket)
        with self.client(ctx, "s3") as client:
            objects = list(self.listing(client, bucket))
            found = delete_all(client, bucket, objects, self.error_on_empty)
        ctx.metrics.counter("count", found.count)
        ctx.metrics.counter("size", found.size)
        return found
