"""Objects that are copied, listed or deleted, and buckets that are made."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel_aws.calls import Call, without_none
from tiercel_aws.connection import AwsTask
from tiercel_aws.s3.actions import CopyObject
from tiercel_aws.s3.objects import (
    Bounded,
    BucketName,
    Objects,
    OwnSelection,
    RequestPayer,
    S3Object,
)

# Keys of one request to delete: as many as the protocol takes.
_KEYS_AT_ONCE = 1000


class CopyObjectFrom(CopyObject):
    """The object that is copied."""

    version_id: Annotated[str | None, Prop("Its version; the newest by default.")] = None


class Copied(Output):
    """The object that was made."""

    bucket: Annotated[str, Prop("The bucket of the copy.")]
    key: Annotated[str, Prop("The key of the copy.")]
    e_tag: Annotated[str | None, Prop("The ETag of the copy.")] = None
    version_id: Annotated[str | None, Prop("The version, in buckets that keep versions.")] = None


def copy(client: Any, source: Any, target: Any, delete: bool) -> Copied:
    """Copy an object inside of the storage, whatever its size; `delete` removes the source.

    Raises: PluginError without a source or a target.
    """
    if source is None or target is None:
        raise PluginError("`from` and `to` must be provided")
    place = without_none(
        [("Bucket", source.bucket), ("Key", source.key), ("VersionId", source.version_id)]
    )
    options = target.options() if isinstance(target, CopyObject) else None
    client.copy(place, target.bucket, target.key, ExtraArgs=options)
    found = client.head_object(Bucket=target.bucket, Key=target.key)
    if delete:
        client.delete_object(**place)
    return Copied(
        bucket=target.bucket,
        key=target.key,
        e_tag=found.get("ETag"),
        version_id=found.get("VersionId"),
    )


@plugin(
    "io.kestra.plugin.aws.s3.Copy",
    title="Copy an object of S3 to another place in S3.",
    examples=[
        (
            "region: eu-west-1\n"
            "from:\n"
            "  bucket: shop\n"
            "  key: new/orders.csv\n"
            "to:\n"
            "  bucket: archive\n"
            "  key: 2024/orders.csv"
        )
    ],
)
class Copy(AwsTask, RunnableTask[Copied]):
    """The content does not pass through the server."""

    from_: Annotated[
        Static[CopyObjectFrom | None], Field(alias="from"), Prop("The object to copy.")
    ] = None
    to: Annotated[Static[CopyObject | None], Prop("Where the copy goes.")] = None
    delete: Annotated[bool, Prop("Whether to delete the source afterwards.")] = False

    def run(self, ctx: RunContext) -> Copied:
        with self.client(ctx, "s3") as client:
            return copy(client, rendered(ctx, self.from_), rendered(ctx, self.to), self.delete)


def rendered(ctx: RunContext, place: Any) -> Any:
    """A place whose texts are rendered: the property as a whole is not."""
    if place is None:
        return None
    values = ctx.render_deep(place.model_dump(exclude_none=True))
    return type(place).model_validate(values)


class BucketMade(Output):
    """The bucket that was made."""

    bucket: Annotated[str, Prop("The name of the bucket.")]
    region: Annotated[str | None, Prop("The region that the bucket is in.")] = None


@plugin(
    "io.kestra.plugin.aws.s3.CreateBucket",
    title="Make a bucket of S3.",
    examples=["region: eu-west-1\nbucket: shop"],
)
class CreateBucket(Call[BucketMade]):
    """A bucket that is yours already is left as it is."""

    service = "s3"
    operation = "create_bucket"
    bucket: BucketName
    acl: Annotated[str | None, Prop("A canned list of who may do what; `private` by default.")] = (
        None
    )
    grant_full_control: Annotated[str | None, Prop("Who may do everything, as `id=…`.")] = None
    grant_read: Annotated[str | None, Prop("Who may list objects, as `id=…`.")] = None
    grant_read_acp: Annotated[
        str | None, Field(alias="grantReadACP"), Prop("Who may read the permissions, as `id=…`.")
    ] = None
    grant_write: Annotated[str | None, Prop("Who may write objects, as `id=…`.")] = None
    grant_write_acp: Annotated[
        str | None, Field(alias="grantWriteACP"), Prop("Who may change the permissions, as `id=…`.")
    ] = None
    object_lock_enabled_for_bucket: Annotated[
        bool | None, Prop("Whether objects can be kept from being changed; false by default.")
    ] = None

    def run(self, ctx: RunContext) -> BucketMade:
        with self.client(ctx, "s3") as client:
            make_bucket(client, self.arguments(client))
            return BucketMade(bucket=self.bucket, region=client.meta.region_name)


def make_bucket(client: Any, request: dict[str, Json]) -> None:
    """Make a bucket in the region of the client, unless it is there."""
    region = client.meta.region_name
    if region not in (None, "us-east-1"):
        request["CreateBucketConfiguration"] = {"LocationConstraint": region}
    try:
        client.create_bucket(**request)
    except client.exceptions.BucketAlreadyOwnedByYou:
        return


class Deleted(Output):
    """What the storage says of the deletion."""

    version_id: Annotated[str | None, Prop("The version that was deleted, or marks it.")] = None
    delete_marker: Annotated[
        bool | None, Prop("Whether older versions are kept behind a marker.")
    ] = None
    request_charged: Annotated[str | None, Prop("`requester` when whoever asks pays.")] = None


@plugin(
    "io.kestra.plugin.aws.s3.Delete",
    title="Delete an object of S3.",
    examples=["region: eu-west-1\nbucket: shop\nkey: exports/orders.csv"],
)
class Delete(Call[Deleted]):
    """An object that is not there is no error."""

    service = "s3"
    operation = "delete_object"
    bucket: BucketName
    key: Annotated[str, Prop("The key of the object.")]
    bypass_governance_retention: Annotated[
        bool | None, Prop("Whether to delete it although its lock of governance has not ended.")
    ] = None
    mfa: Annotated[
        str | None,
        Prop("Serial number and code of a device, where the bucket asks for it."),
    ] = None
    request_payer: RequestPayer = None


class DeletedList(Output):
    """How much was deleted."""

    count: Annotated[int, Prop("How many objects were deleted.")]
    size: Annotated[int, Prop("Their size in bytes.")]


def delete_all(
    client: Any, bucket: str, found: list[S3Object], error_on_empty: bool
) -> DeletedList:
    """Delete objects, many with each request.

    Raises: PluginError for none, when that is an error, and for those that can't be deleted.
    """
    if not found and error_on_empty:
        raise PluginError("No object matches")
    for begin in range(0, len(found), _KEYS_AT_ONCE):
        keys = [{"Key": each.key} for each in found[begin : begin + _KEYS_AT_ONCE]]
        answer = client.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
        for error in answer.get("Errors", ()):
            raise PluginError(f"{error.get('Key')} can't be deleted: {error.get('Message')}")
    return DeletedList(count=len(found), size=sum(each.size or 0 for each in found))


CONCURRENT = Prop("Accepted: many objects are deleted with each request.")
ERROR_ON_EMPTY = Prop("Whether to fail when no object matches.")


@plugin(
    "io.kestra.plugin.aws.s3.DeleteList",
    title="Delete several objects of S3.",
    examples=["region: eu-west-1\nbucket: shop\nprefix: exports/2023"],
    metrics=[
        Metric("s3.objects.deleted.count", "counter", "objects", "How many were deleted."),
        Metric("s3.objects.deleted.size", "counter", "bytes", "The size of all of them."),
    ],
)
class DeleteList(AwsTask, OwnSelection, RunnableTask[DeletedList]):
    """All objects that the listing selects."""

    concurrent: Annotated[Static[int | None], Field(ge=2), CONCURRENT] = None
    error_on_empty: Annotated[bool, ERROR_ON_EMPTY] = False

    def run(self, ctx: RunContext) -> DeletedList:
        with self.client(ctx, "s3") as client:
            objects = list(self.listing(client, self.bucket))
            found = delete_all(client, self.bucket, objects, self.error_on_empty)
        ctx.metrics.counter("s3.objects.deleted.count", found.count)
        ctx.metrics.counter("s3.objects.deleted.size", found.size)
        return found


@plugin(
    "io.kestra.plugin.aws.s3.List",
    title="List objects of S3.",
    examples=["region: eu-west-1\nbucket: shop\nprefix: orders/\nregexp: .*[.]csv"],
    metrics=[Metric("s3.objects.count", "counter", "objects", "How many objects were found.")],
)
class List(AwsTask, OwnSelection, Bounded, RunnableTask[Objects]):
    """The first `maxFiles` objects, without their content."""

    def run(self, ctx: RunContext) -> Objects:
        with self.client(ctx, "s3") as client:
            found = list(islice(self.listing(client, self.bucket), self.max_files))
        ctx.metrics.counter("s3.objects.count", len(found))
        return Objects(objects=found)
