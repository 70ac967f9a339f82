"""Files of the internal storage to objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.sending import Progress
from tiercel.plugins.files import several_of
from tiercel_aws.calls import without_none
from tiercel_aws.clients import library
from tiercel_aws.connection import AwsTask
from tiercel_aws.limits import PART_BYTES
from tiercel_aws.s3.actions import ENCRYPTIONS
from tiercel_aws.s3.downloads import FILE_SIZE, FileFacts
from tiercel_aws.s3.objects import BucketName, RequestPayer

FROM = Prop(
    "What goes into the bucket: the address of a stored file, a list of them, or a map.",
    "In a map the names are those of the objects below `key`, and the values the addresses.",
)
KEY = Prop("The key of the object; of several files the folder that they go to.")
FILE_COUNT = Metric("file.count", "counter", "files", "How many files went into the bucket.")
# As flows name them, and as the protocol does.
_CHECKSUMS = {"CRC32_C": "CRC32C", "CRC64_NVME": "CRC64NVME"}
Checksum = Literal["CRC32", "CRC32_C", "SHA1", "SHA256", "CRC64_NVME"]
StorageClass = Literal[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "OUTPOSTS",
    "GLACIER_IR",
    "SNOW",
    "EXPRESS_ONEZONE",
    "FSX_OPENZFS",
]


class Uploaded(Output):
    """The object that was made, or several."""

    bucket: Annotated[str, Prop("The bucket that the objects are in.")]
    key: Annotated[str, Prop("The key, or the folder of several objects.")]
    e_tag: Annotated[str | None, Prop("The ETag of one object.")] = None
    version_id: Annotated[str | None, Prop("The version, in buckets that keep versions.")] = None
    files: Annotated[dict[str, FileFacts] | None, Prop("Several objects by their keys.")] = None


class Uploader:
    """Puts files into a bucket with the same options for each.

    Shapes: `options` are members of the request; `bucket` is a name.
    """

    def __init__(
        self, ctx: RunContext, client: Any, bucket: str, options: Mapping[str, Json]
    ) -> None:
        self._ctx = ctx
        self._client = client
        self._bucket = bucket
        self._options = options

    def put(self, given: Json, key: str) -> Uploaded:
        """One file, or several. Raises: PluginError without any, NotFound for a missing one."""
        several = several_of(given)
        if several is None:
            answer = self._put_one(str(given).strip(), key)
            found = Uploaded(
                bucket=self._bucket,
                key=key,
                e_tag=answer.get("ETag"),
                version_id=answer.get("VersionId"),
            )
            count = 1
        else:
            files = {}
            for name, uri in several.items():
                each = f"{key.rstrip('/')}/{name}".lstrip("/")
                answer = self._put_one(uri, each)
                files[each] = FileFacts(
                    e_tag=answer.get("ETag"), version_id=answer.get("VersionId")
                )
            found, count = Uploaded(bucket=self._bucket, key=key, files=files), len(files)
        self._ctx.metrics.counter("file.count", count)
        return found

    def _put_one(self, uri: str, key: str) -> Mapping[str, Json]:
        ctx, size = self._ctx, self._ctx.blobs.size(uri)
        line = f"Uploading from '{uri}' to '{self._bucket}/{key}'"
        ctx.log.debug(line)
        ctx.metrics.counter("file.size", size)
        with ctx.blobs.open(uri) as file:
            if size <= PART_BYTES:
                found: Mapping[str, Json] = self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=file, **self._options
                )
                return found
            return self._put_parts(file, key, size)

    def _put_parts(self, file: Any, key: str, size: int) -> Mapping[str, Json]:
        """A large file, several parts at a time; a kill gives up those that were sent."""
        transfer = library("boto3.s3.transfer")
        taken = set(transfer.S3Transfer.ALLOWED_UPLOAD_ARGS)
        progress = Progress(self._ctx, key, size)
        self._client.upload_fileobj(
            file,
            self._bucket,
            key,
            ExtraArgs={name: each for name, each in self._options.items() if name in taken},
            Callback=progress.add,
            Config=transfer.TransferConfig(
                multipart_chunksize=PART_BYTES, multipart_threshold=PART_BYTES, max_concurrency=4
            ),
        )
        try:
            found: Mapping[str, Json] = self._client.head_object(Bucket=self._bucket, Key=key)
        except library("botocore.exceptions").ClientError as error:
            # Whoever may write may not always read: the object is there all the same.
            line = f"The new object can't be looked at: {error}"
            self._ctx.log.debug(line)
            return {}
        return found


@plugin(
    "io.kestra.plugin.aws.s3.Upload",
    title="Put files into a bucket of S3.",
    examples=[
        (
            "region: eu-west-1\n"
            "accessKeyId: \"{{ secret('AWS_ACCESS_KEY_ID') }}\"\n"
            "secretKeyId: \"{{ secret('AWS_SECRET_KEY_ID') }}\"\n"
            'from: "{{ outputs.export.uri }}"\n'
            "bucket: shop\n"
            "key: exports/orders.csv"
        )
    ],
    metrics=[FILE_COUNT, FILE_SIZE],
)
class Upload(AwsTask, RunnableTask[Uploaded]):
    """Large files go in parts, and the log says how far they are."""

    compatibility_mode: Annotated[
        bool, Prop("Whether to ask for nothing that other services with the protocol of S3 lack.")
    ] = False
    from_: Annotated[list[Json] | str | dict[str, Json], Field(alias="from"), FROM]
    bucket: BucketName
    key: Annotated[str, KEY]
    acl: Annotated[
        str | None,
        Prop("A canned list of who may do what, such as `public-read`; `private` by default."),
    ] = None
    bucket_key_enabled: Annotated[
        bool | None, Prop("Whether keys of KMS are kept by the bucket, which makes fewer requests.")
    ] = None
    cache_control: Annotated[
        str | None, Prop("The header Cache-Control for whoever reads the object.")
    ] = None
    checksum: Annotated[
        str | None, Prop("The checksum of the content in Base64, which the storage compares.")
    ] = None
    checksum_algorithm: Annotated[
        Checksum | None, Prop("How the storage makes a checksum; the client's choice by default.")
    ] = None
    concurrent_uploads: Annotated[
        int, Prop("Accepted: files go one after the other, each with several parts at a time.")
    ] = 50
    content_disposition: Annotated[
        str | None, Prop("The header Content-Disposition, such as `attachment`.")
    ] = None
    content_encoding: Annotated[
        str | None, Prop("The header Content-Encoding, such as `gzip`.")
    ] = None
    content_language: Annotated[str | None, Prop("The header Content-Language, such as `en`.")] = (
        None
    )
    content_length: Annotated[
        int | None, Prop("Accepted: the size in bytes is that of the stored file.")
    ] = None
    content_type: Annotated[
        str | None, Prop("The media type, such as `text/csv`; that of bytes by default.")
    ] = None
    expected_bucket_owner: Annotated[
        str | None, Prop("The id of the account that must own the bucket; else it is refused.")
    ] = None
    expires: Annotated[
        str | None, Prop("Until when readers may keep the object, as an ISO 8601 date.")
    ] = None
    metadata: Annotated[dict[str, str] | None, Prop("Metadata of the object, by name.")] = None
    object_lock_legal_hold_status: Annotated[
        Literal["ON", "OFF"] | None, Prop("Whether the object is kept until somebody lifts that.")
    ] = None
    object_lock_mode: Annotated[
        Literal["GOVERNANCE", "COMPLIANCE"] | None,
        Prop("How strictly the object is kept until `objectLockRetainUntilDate`."),
    ] = None
    object_lock_retain_until_date: Annotated[
        str | None, Prop("Until when the object can't be changed, as an ISO 8601 date.")
    ] = None
    request_payer: RequestPayer = None
    server_side_encryption: Annotated[
        Literal["AES256", "AWS_FSX", "AWS_KMS", "AWS_KMS_DSSE"] | None,
        Prop("How the storage encrypts the object; as the bucket says by default."),
    ] = None
    storage_class: Annotated[
        StorageClass | None, Prop("How the object is kept; STANDARD by default.")
    ] = None
    tagging: Annotated[dict[str, str] | None, Prop("Tags of the object, by name.")] = None

    def run(self, ctx: RunContext) -> Uploaded:
        with self.client(ctx, "s3") as client:
            return Uploader(ctx, client, self.bucket, self._options()).put(self.from_, self.key)

    def _options(self) -> dict[str, Json]:
        algorithm = self.checksum_algorithm
        if self.checksum is not None and algorithm is None:
            raise PluginError("`checksum` needs `checksumAlgorithm`")
        encryption = self.server_side_encryption
        named = _CHECKSUMS.get(algorithm, algorithm) if algorithm is not None else None
        tags = self.tagging or {}
        return without_none(
            [
                ("ACL", self.acl),
                ("BucketKeyEnabled", self.bucket_key_enabled),
                ("CacheControl", self.cache_control),
                ("ChecksumAlgorithm", named),
                (f"Checksum{named}", self.checksum),
                ("ContentDisposition", self.content_disposition),
                ("ContentEncoding", self.content_encoding),
                ("ContentLanguage", self.content_language),
                ("ContentType", self.content_type),
                ("ExpectedBucketOwner", self.expected_bucket_owner),
                ("Expires", self.expires),
                ("Metadata", self.metadata),
                ("ObjectLockLegalHoldStatus", self.object_lock_legal_hold_status),
                ("ObjectLockMode", self.object_lock_mode),
                ("ObjectLockRetainUntilDate", self.object_lock_retain_until_date),
                ("RequestPayer", self.request_payer),
                ("ServerSideEncryption", ENCRYPTIONS.get(encryption or "", encryption)),
                ("StorageClass", self.storage_class),
                ("Tagging", "&".join(f"{quote(k)}={quote(v)}" for k, v in tags.items()) or None),
            ]
        )
