"""Objects of buckets: as outputs have them, how they are named, listed and read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import unquote

from pydantic import Field

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.regexes import pattern_of
from tiercel.plugin.services.waiting import while_running
from tiercel_gcp.checksums import Checked
from tiercel_gcp.connection import Gcp
from tiercel_gcp.limits import PIECE_BYTES
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import made

BASE = "https://storage.googleapis.com/storage/v1"
SCHEME = "gs://"
ListingType = Literal["RECURSIVE", "DIRECTORY"]
Filter = Literal["FILES", "DIRECTORY", "BOTH"]
FROM = Prop("The bucket and how names begin, such as gs://bucket/folder/.")
LISTING = Prop("Whether what is in folders below is taken as well (RECURSIVE), or not (DIRECTORY).")
REG_EXP = Prop("A regular expression that whole addresses match, gs://… included; all by default.")
ALL_VERSIONS = Prop("Whether older versions are taken as well; false by default.")
FILTER = Prop("What is taken: DIRECTORY are names that end with a slash, FILES others.")
VALIDATE = Prop("Whether to compare the content with the checksum of the object, and fail else.")


class Blob(Part):
    """An object."""

    uri: Annotated[str | None, Prop("Its address, or that of its copy here, of downloads.")] = None
    bucket: Annotated[str | None, Prop("The name of the bucket that has it.")] = None
    name: Annotated[
        str | None, Prop("The name of the object in its bucket, such as `folder/orders.csv`.")
    ] = None
    generated_id: Annotated[str | None, Prop("Its id in the whole service.")] = None
    self_link: Annotated[str | None, Prop("Its address in the interface of the service.")] = None
    media_link: Annotated[str | None, Prop("The address of its content.")] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    is_directory: Annotated[bool | None, Prop("Whether it stands for a folder.")] = None
    content_type: Annotated[
        str | None, Prop("The media type of the content, such as `text/csv`.")
    ] = None
    content_encoding: Annotated[str | None, Prop("How the content is encoded.")] = None
    content_disposition: Annotated[str | None, Prop("The header for whoever reads it.")] = None
    content_language: Annotated[
        str | None, Prop("The language of the content, such as `en-GB`.")
    ] = None
    cache_control: Annotated[str | None, Prop("The header for whoever keeps it.")] = None
    component_count: Annotated[int | None, Prop("How many objects it was made of.")] = None
    crc32c: Annotated[str | None, Field(alias="crc32c"), Prop("The checksum CRC32C in Base64.")] = (
        None
    )
    md5: Annotated[str | None, Prop("The checksum MD5 in Base64.")] = None
    etag: Annotated[str | None, Prop("A text that changes with it.")] = None
    meta_generation: Annotated[int | None, Prop("How often its metadata changed.")] = None
    metadata: Annotated[
        dict[str, str] | None, Prop("Metadata that its owner gave it, values by name.")
    ] = None
    create_time: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None
    update_time: Annotated[str | None, Prop("When it last changed, in ISO 8601.")] = None
    delete_time: Annotated[str | None, Prop("When it became an older version.")] = None
    custom_time: Annotated[str | None, Prop("A time that its owner gave it.")] = None
    time_storage_class_updated: Annotated[str | None, Prop("When its class changed.")] = None
    retention_expiration_time: Annotated[
        int | None, Prop("Until when it is kept, in milliseconds of the epoch.")
    ] = None
    event_based_hold: Annotated[bool | None, Prop("Whether an event keeps it.")] = None
    temporary_hold: Annotated[bool | None, Prop("Whether it is kept for a while.")] = None
    kms_key_name: Annotated[str | None, Prop("The key that encrypts it.")] = None


_RENAMED = {
    "id": "generatedId",
    "md5Hash": "md5",
    "metageneration": "metaGeneration",
    "timeCreated": "createTime",
    "updated": "updateTime",
    "timeDeleted": "deleteTime",
}


def blob_of(found: dict[str, Json]) -> Blob:
    """An object of the service as outputs have it."""
    renamed = {_RENAMED.get(name, name): value for name, value in found.items()}
    renamed.pop("retentionExpirationTime", None)
    return made(
        Blob,
        renamed,
        uri=f"{SCHEME}{found['bucket']}/{found['name']}",
        isDirectory=str(found["name"]).endswith("/"),
    )


def place_of(name: str, text: str | None) -> tuple[str, str]:
    """Bucket and name of an address. Raises: PluginError for one that does not begin with gs://."""
    if not text or not text.startswith(SCHEME):
        raise PluginError(f"`{name}` must be an address such as gs://bucket/name")
    bucket, _, path = text.removeprefix(SCHEME).partition("/")
    return bucket, unquote(path) if "%" in path else path


def path_of(bucket: str, name: str) -> str:
    """The path of an object."""
    return f"/b/{part(bucket)}/o/{part(name)}"


class Storage(Gcp):
    """What all of them have."""

    def storage(self, ctx: RunContext) -> Rest:
        """The service."""
        return self.rest(ctx, "storage", BASE)


class Listed(Plugin):
    """Which objects: what every listing has."""

    from_: Annotated[str, Field(alias="from"), FROM]
    listing_type: Annotated[ListingType, LISTING] = "DIRECTORY"
    reg_exp: Annotated[str | None, REG_EXP] = None

    def listing(
        self, rest: Rest, kind: Filter = "BOTH", versions: bool | None = None
    ) -> Iterator[Blob]:
        """The objects that are asked for, page by page."""
        pattern = pattern_of("regExp", self.reg_exp)
        bucket, prefix = place_of("from", self.from_)
        delimiter = "/" if self.listing_type == "DIRECTORY" else None
        pages = rest.pages(
            f"/b/{part(bucket)}/o",
            "items",
            prefix=prefix or None,
            delimiter=delimiter,
            includeTrailingDelimiter="true" if delimiter else None,
            versions="true" if versions else None,
        )
        for each in map(blob_of, pages):
            if each.is_directory and each.name == prefix:
                continue
            if kind != "BOTH" and each.is_directory != (kind == "DIRECTORY"):
                continue
            if pattern is None or pattern.fullmatch(str(each.uri)):
                yield each


def read(ctx: RunContext, rest: Rest, bucket: str, name: str, validates: bool) -> str:
    """Copy an object to the internal storage; the address of the copy.

    Raises: PluginError when its checksum differs and that is to be seen.
    """
    answer = rest.send("GET", path_of(bucket, name), params={"alt": "media"}, stream=True)
    with answer:
        hashes = answer.headers.get("x-goog-hash", "") if validates else ""
        checked = Checked(answer.iter_content(PIECE_BYTES), hashes)
        extension = name.rpartition("/")[2].rpartition(".")[2] if "." in name else ""
        uri = ctx.blobs.put_new(
            while_running(ctx, checked), extension if extension.isalnum() else ""
        )
    if validates:
        checked.compare(f"{SCHEME}{bucket}/{name}")
        ctx.metrics.counter("checksum.validated", 1)
    return uri
