"""Objects to the internal storage: one, or several."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.regexes import pattern_of
from tiercel_aws.calls import without_none
from tiercel_aws.connection import AwsTask
from tiercel_aws.s3.actions import Acting
from tiercel_aws.s3.objects import (
    Bounded,
    BucketName,
    Compared,
    OwnSelection,
    RequestPayer,
    Stored,
    download,
    payer_options,
)
from tiercel_aws.s3.taking import Downloaded, downloaded

FILE_SIZE = Metric("file.size", "counter", "bytes", "The size of a file.")
_LISTED = "Of several objects, without `key`. "


class FileFacts(Part):
    """What comes with an object."""

    uri: Annotated[str | None, Prop("The copy in the internal storage.")] = None
    content_length: Annotated[int | None, Prop("The size in bytes.")] = None
    content_type: Annotated[
        str | None, Prop("The media type of the content, such as `text/csv`.")
    ] = None
    metadata: Annotated[dict[str, str] | None, Prop("The metadata of the object.")] = None
    e_tag: Annotated[str | None, Prop("The ETag, which changes with the content.")] = None
    version_id: Annotated[str | None, Prop("The version, in buckets that keep versions.")] = None
    checksum_algorithm: Annotated[str | None, Prop("How the checksum is made.")] = None
    checksum_value: Annotated[str | None, Prop("The checksum that the storage gave.")] = None


class ObjectFile(Output, FileFacts):
    """One object, or several by their keys."""

    files: Annotated[dict[str, FileFacts] | None, Prop("Several objects by their keys.")] = None


@plugin(
    "io.kestra.plugin.aws.s3.Download",
    title="Copy an object of S3 to the internal storage.",
    examples=["region: eu-west-1\nbucket: shop\nkey: orders/today.csv"],
    metrics=[FILE_SIZE],
)
class Download(AwsTask, Compared, Bounded, RunnableTask[ObjectFile]):
    """One object by its `key`, or all that `prefix` and `regexp` select."""

    compatibility_mode: Annotated[
        bool, Prop("Whether to ask for nothing that other services with the protocol of S3 lack.")
    ] = False
    bucket: BucketName
    key: Annotated[str | None, Prop("The key of one object.")] = None
    version_id: Annotated[
        str | None, Prop("The version of that object; the newest by default.")
    ] = None
    prefix: Annotated[
        str | None, Prop("Only objects whose keys begin so, such as `exports/`.", _LISTED)
    ] = None
    delimiter: Annotated[
        str | None, Prop("A character at which keys are grouped, such as `/`.", _LISTED)
    ] = None
    marker: Annotated[str | None, Prop("The key to begin behind.", _LISTED)] = None
    max_keys: Annotated[int, Prop("How many keys a page of the listing has.", _LISTED)] = 1000
    regexp: Annotated[str | None, Prop("A regular expression that whole keys match.", _LISTED)] = (
        None
    )
    expected_bucket_owner: Annotated[
        str | None, Prop("The id of the account that must own the bucket; else it is refused.")
    ] = None
    request_payer: RequestPayer = None

    def run(self, ctx: RunContext) -> ObjectFile:
        """Raises: PluginError without a key, a prefix or a regular expression."""
        with self.client(ctx, "s3") as client:
            if self.key:
                asked = {"Key": self.key, "VersionId": self.version_id}
                return ObjectFile(**facts_of(self._stored(ctx, client, asked)))
            if not self.prefix and not self.regexp:
                raise PluginError("Either `key`, `prefix` or `regexp` must be provided")
            keys = list(islice(self._keys(client), self.max_files))
            files = {
                key: FileFacts(**facts_of(self._stored(ctx, client, {"Key": key}))) for key in keys
            }
            return ObjectFile(files=files)

    def _keys(self, client: Any) -> Any:
        names = ("bucket", "prefix", "delimiter", "marker", "max_keys", "regexp")
        given = {name: getattr(self, name) for name in (*names, "expected_bucket_owner")}
        pattern_of("regexp", self.regexp)
        selection = OwnSelection(**given, request_payer=self.request_payer, filter="FILES")
        return (each.key for each in selection.listing(client, self.bucket))

    def _stored(self, ctx: RunContext, client: Any, asked: dict[str, Json]) -> Stored:
        checked = {"ChecksumMode": "ENABLED"} if self.validate_checksum else {}
        found = without_none(asked.items())
        return download(
            ctx, client, {"Bucket": self.bucket, **found, **checked, **payer_options(self)}
        )


def facts_of(stored: Stored) -> dict[str, Json]:
    """What came with a download, by the fields of the outputs."""
    answer = stored.answer
    algorithm, value = stored.checksum()
    return {
        "uri": stored.uri,
        "content_length": answer.get("ContentLength"),
        "content_type": answer.get("ContentType"),
        "metadata": answer.get("Metadata"),
        "e_tag": answer.get("ETag"),
        "version_id": answer.get("VersionId"),
        "checksum_algorithm": algorithm,
        "checksum_value": value,
    }


@plugin(
    "io.kestra.plugin.aws.s3.Downloads",
    title="Copy several objects of S3 to the internal storage.",
    examples=[
        (
            "region: eu-west-1\n"
            "bucket: shop\n"
            "prefix: inbox/\n"
            "action: MOVE\n"
            "moveTo:\n"
            "  bucket: shop\n"
            "  key: done"
        )
    ],
    metrics=[
        Metric("files.count", "counter", "objects", "How many objects were copied."),
        Metric("files.size.total", "counter", "bytes", "The size of all of them."),
        FILE_SIZE,
    ],
)
class Downloads(AwsTask, OwnSelection, Bounded, Compared, Acting, RunnableTask[Downloaded]):
    """All objects that the listing selects, `maxFiles` at most."""

    compatibility_mode: Annotated[
        bool, Prop("Whether to ask for nothing that other services with the protocol of S3 lack.")
    ] = False

    def run(self, ctx: RunContext) -> Downloaded:
        with self.client(ctx, "s3") as client:
            found = downloaded(ctx, client, self, self.max_files)
        ctx.metrics.counter("files.count", len(found.objects))
        ctx.metrics.counter("files.size.total", sum(each.size or 0 for each in found.objects))
        return found
