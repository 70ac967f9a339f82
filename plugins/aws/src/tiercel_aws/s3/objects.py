"""Objects of buckets: as outputs have them, and how they are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec

from tiercel.plugin import Json, Output, Part, Plugin, Prop, RunContext
from tiercel.plugin.regexes import pattern_of
from tiercel.plugin.services.waiting import while_running
from tiercel_aws.calls import readable, without_none
from tiercel_aws.limits import READ_BYTES

Filter = Literal["FILES", "DIRECTORY", "BOTH"]
BucketName = Annotated[str, Prop("The name of the bucket.")]
RequestPayer = Annotated[
    str | None,
    Prop("`requester` where whoever asks pays for it; without it the owner of the bucket pays."),
]


class Owner(Part):
    """Who owns an object."""

    id: Annotated[str | None, Prop("The id of the account.")] = None
    display_name: Annotated[str | None, Prop("The name of the account.")] = None


class S3Object(Part):
    """An object of a bucket."""

    uri: Annotated[str | None, Prop("The copy in the internal storage, of downloads.")] = None
    key: Annotated[str | None, Prop("The key of the object, such as `exports/orders.csv`.")] = None
    etag: Annotated[str | None, Prop("The ETag, which changes with the content.")] = None
    size: Annotated[int | None, Prop("The size in bytes.")] = None
    last_modified: Annotated[str | None, Prop("When it was written, in ISO 8601.")] = None
    owner: Annotated[Owner | None, Prop("Who owns the object, where the service tells it.")] = None
    checksum_algorithm: Annotated[str | None, Prop("How its checksum is made.")] = None
    checksum_value: Annotated[str | None, Prop("The checksum that was compared.")] = None


class Objects(Output):
    """The objects that were found."""

    objects: Annotated[list[S3Object], Prop("The objects, in the order of their keys.")]


class Selection(Plugin):
    """Which objects of a bucket: what every listing has."""

    prefix: Annotated[str | None, Prop("How keys begin; all keys by default.")] = None
    delimiter: Annotated[
        str | None,
        Prop("A character at which keys are grouped: with `/` only what is directly in a folder."),
    ] = None
    marker: Annotated[str | None, Prop("The key behind which the listing begins.")] = None
    max_keys: Annotated[int, Prop("How many keys one page of the listing has.")] = 1000
    regexp: Annotated[
        str | None, Prop("A regular expression that whole keys match; all keys by default.")
    ] = None
    filter: Annotated[
        Filter,
        Prop(
            "Which objects are taken: FILES, DIRECTORY or BOTH, the default.",
            "DIRECTORY are objects whose key ends with a slash, FILES others.",
        ),
    ] = "BOTH"

    def listing(self, client: Any, bucket: str) -> Iterator[S3Object]:
        """The objects that are asked for, page by page."""
        pattern = pattern_of("regexp", self.regexp)
        for each in self.pages(client, bucket):
            key = each["Key"]
            is_folder = key.endswith("/")
            if self.filter != "BOTH" and is_folder != (self.filter == "DIRECTORY"):
                continue
            if pattern is None or pattern.fullmatch(key):
                yield object_of(each)

    def listing_options(self) -> dict[str, Json]:
        """Further members of the request for a page."""
        return {}

    def pages(self, client: Any, bucket: str) -> Iterator[Mapping[str, Json]]:
        """The entries of all pages, as the storage has them."""
        asked = without_none(
            [
                ("Bucket", bucket),
                ("Prefix", self.prefix),
                ("Delimiter", self.delimiter),
                ("Marker", self.marker),
                ("MaxKeys", self.max_keys),
                *self.listing_options().items(),
            ]
        )
        while True:
            page = client.list_objects(**asked)
            found = page.get("Contents", [])
            yield from found
            if not page.get("IsTruncated"):
                return
            asked["Marker"] = page.get("NextMarker") or found[-1]["Key"]


class OwnSelection(Selection):
    """What listings of AWS itself have besides."""

    bucket: BucketName
    encoding_type: Annotated[
        str | None,
        Prop("Accepted: keys that XML can't hold are read as they are, with or without `url`."),
    ] = None
    expected_bucket_owner: Annotated[
        str | None, Prop("The id of the account that must own the bucket; else it is refused.")
    ] = None
    request_payer: RequestPayer = None

    def listing_options(self) -> dict[str, Json]:
        """Owner and payer."""
        return payer_options(self)


class Bounded(Plugin):
    """How many objects are taken at once."""

    max_files: Annotated[
        int, Prop("How many objects are taken at most; the others are left for the next time.")
    ] = 25


class Compared(Plugin):
    """Whether content is compared with its checksum."""

    validate_checksum: Annotated[
        bool,
        Prop("Whether to compare the content with the object's checksum, and fail if it differs."),
    ] = False


def payer_options(asked: Any) -> dict[str, Json]:
    """The members for owner and payer."""
    return without_none(
        [
            ("ExpectedBucketOwner", asked.expected_bucket_owner),
            ("RequestPayer", asked.request_payer),
        ]
    )


def object_of(entry: Mapping[str, Json]) -> S3Object:
    """An entry of a listing."""
    owner = entry.get("Owner")
    algorithms = entry.get("ChecksumAlgorithm") or [None]
    return S3Object(
        key=entry["Key"],
        etag=entry.get("ETag"),
        size=entry.get("Size"),
        last_modified=readable(entry.get("LastModified")),
        owner=Owner(id=owner.get("ID"), display_name=owner.get("DisplayName")) if owner else None,
        checksum_algorithm=algorithms[0],
    )


class Stored(msgspec.Struct, frozen=True):
    """An object that was copied to the internal storage; `answer` is what came with it."""

    uri: str
    answer: Mapping[str, Json]

    def checksum(self) -> tuple[str | None, str | None]:
        """Algorithm and value of the checksum that came along."""
        prefix = "Checksum"
        for name, value in self.answer.items():
            if name.startswith(prefix) and name != "ChecksumType" and value:
                return name.removeprefix(prefix), str(value)
        return None, None


def download(ctx: RunContext, client: Any, asked: dict[str, Json]) -> Stored:
    """Copy an object to the internal storage, a piece at a time; `asked` is the request for it."""
    answer = client.get_object(**asked)
    name = str(asked["Key"]).rstrip("/").rpartition("/")[2] or "object"
    with answer["Body"]:
        pieces = while_running(ctx, answer["Body"].iter_chunks(READ_BYTES))
        uri = ctx.blobs.put_new(pieces, extension_of(name))
    ctx.metrics.counter("file.size", answer.get("ContentLength", 0))
    return Stored(uri, answer)


def extension_of(name: str) -> str:
    """The extension of a name without its dot; empty without one."""
    stem, _, extension = name.rpartition(".")
    return extension if stem and extension.isalnum() else ""
