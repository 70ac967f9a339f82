"""What blobs and files of Data Lake have alike: copies here, checksums, what becomes of them."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import Field

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.services.waiting import while_running

T = TypeVar("T")
Action = Literal["MOVE", "DELETE", "NONE"]
MOVED = Prop(
    "What becomes of them there afterwards.",
    "MOVE puts them where `moveTo` says, DELETE removes them, NONE leaves them.",
)
MAX_FILES = Prop("How many are taken at most.")


class Checked(Plugin):
    """Whether contents are compared with their checksums."""

    validate_checksum: Annotated[
        bool | None, Prop("Whether to compare the content with the MD5 that is kept with it.")
    ] = None
    fail_on_missing_checksum: Annotated[
        bool | None, Prop("Whether to fail when there is no MD5 to compare with.")
    ] = None

    def expected(self, kept: str | None, place: str) -> tuple[str, str] | None:
        """Algorithm and checksum that the content must have; None for any.

        Shapes: `kept` is the MD5 of the service in Base64. Raises: PluginError for none.
        """
        if not self.validate_checksum:
            return None
        if kept is None and self.fail_on_missing_checksum:
            raise PluginError(f"{place} has no checksum to compare with")
        return None if kept is None else ("MD5", kept)


class Expected(Checked):
    """Which checksum one content must have."""

    checksum_algorithm: Annotated[
        Literal["MD5", "SHA_256"] | None, Prop("How `expectedChecksum` is made; MD5 by default.")
    ] = None
    expected_checksum: Annotated[
        str | None, Prop("The checksum that the content must have, in Base64 or hexadecimal.")
    ] = None

    def expected(self, kept: str | None, place: str) -> tuple[str, str] | None:
        if self.expected_checksum is not None:
            return self.checksum_algorithm or "MD5", self.expected_checksum.strip()
        return super().expected(kept, place)


class Several(Plugin):
    """What deletes several."""

    error_on_empty: Annotated[bool, Prop("Whether to fail when nothing matches.")] = False
    concurrent: Annotated[
        Static[int | None], Field(ge=2), Prop("Accepted: they are deleted one after the other.")
    ] = None


class Deleted(Output):
    """How much was deleted."""

    count: Annotated[int, Prop("How many files were deleted.")]
    size: Annotated[int, Prop("Their size in bytes.")]


class Sized(Protocol):
    """What has a size."""

    @property
    def size(self) -> int | None:
        """In bytes."""


SizedT = TypeVar("SizedT", bound=Sized)


def delete_all(
    ctx: RunContext,
    asked: Several,
    entries: Iterable[SizedT],
    delete: Callable[[SizedT], object],
    metric: str,
) -> Deleted:
    """Delete entries; `metric` is what counters are called. Raises: PluginError for none."""
    found = list(entries)
    if not found and asked.error_on_empty:
        raise PluginError("Nothing matches")
    for each in while_running(ctx, found):
        delete(each)
    size = sum(each.size or 0 for each in found)
    ctx.metrics.counter(f"{metric}.count", len(found))
    ctx.metrics.counter(f"{metric}.size", size)
    return Deleted(count=len(found), size=size)


def kept(
    ctx: RunContext, name: str, pieces: Iterable[bytes], expected: tuple[str, str] | None = None
) -> str:
    """Copy a content to the internal storage; the address of the copy.

    Shapes: `expected` is an algorithm and a checksum in Base64 or hexadecimal. Raises: PluginError
    for another content, Interrupted.
    """
    stem, _, extension = name.rpartition("/")[2].rpartition(".")
    hashed = _Hashed(while_running(ctx, pieces), expected[0] if expected else "MD5")
    uri = ctx.blobs.put_new(iter(hashed), extension if stem and extension.isalnum() else "")
    if expected is not None and expected[1] not in hashed.checksums():
        raise PluginError(f"{name}: the content has another checksum")
    return uri


def copy_of(ctx: RunContext, name: str, stream: Any, checks: Checked | None = None) -> str:
    """Copy what a client downloads to the internal storage; the address of the copy.

    Raises: as `kept`, and PluginError when a checksum is missing that must be there.
    """
    md5 = text_of(stream.properties.content_settings.content_md5)
    expected = checks.expected(md5, name) if checks is not None else None
    return kept(ctx, name, stream.chunks(), expected)


class _Hashed:
    """Pieces of a content whose checksum is made as they pass."""

    def __init__(self, pieces: Iterable[bytes], algorithm: str) -> None:
        self._pieces = pieces
        self._hash = hashlib.new(algorithm.replace("_", "").lower(), usedforsecurity=False)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            yield piece

    def checksums(self) -> tuple[str, str]:
        """In Base64 and in hexadecimal."""
        return b64encode(self._hash.digest()).decode(), self._hash.hexdigest()


def text_of(content: bytes | bytearray | None) -> str | None:
    """A checksum of the service, in Base64."""
    return None if content is None else b64encode(bytes(content)).decode()


def tag_of(etag: str | None) -> str | None:
    """An ETag without the quotes that some answers have around it."""
    return (etag or "").strip('"') or None


def readable(moment: date | None) -> str | None:
    """A time as outputs have it."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def word_of(value: Any) -> Json:
    """A word of the service, without the class that its client has for it."""
    return getattr(value, "value", value)


def behind(folder: str, name: str) -> str:
    """The name that something gets in a folder."""
    return f"{folder.strip('/')}/{name.rstrip('/').rpartition('/')[2]}".lstrip("/")
