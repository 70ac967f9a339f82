"""What an archive says about itself: its parts with their checksums, and how much is in it."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json

FORMAT = "tiercel-archive"
VERSION = 1
MANIFEST = "manifest.json"
# The kind of parts that hold stored files; all others are kinds of `model.moving`.
FILES = "files"
_NAME = re.compile(r"[0-9]{6,9}-[a-z]{1,20}\.gz")


class ArchivePart(msgspec.Struct, frozen=True):
    """One gzipped file of an archive with records of one kind; `size` is that of the file."""

    name: str
    kind: str
    records: int
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Written last: an archive without it is not complete.

    Shapes: `counts` by the names that a report shows. `key_check` is a known text under the
    encryption key of the source. Without files the archive belongs to a storage that both
    installations share.
    """

    format: str = FORMAT
    version: int = VERSION
    id: str
    made: datetime
    tiercel: str
    source: str
    has_files: bool
    key_check: Json = None
    counts: dict[str, int]
    parts: tuple[ArchivePart, ...]

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


class _Head(msgspec.Struct, frozen=True):
    """What every version of the format has."""

    format: str
    version: int


def part_name(number: int, kind: str) -> str:
    """The name of a part; parts are read in the order of their numbers."""
    return f"{number:06}-{kind}.gz"


def is_part_name(name: str) -> bool:
    """Whether a file can be a part: no other name is ever opened."""
    return _NAME.fullmatch(name) is not None


def read_manifest(content: bytes) -> Manifest:
    """Raises: Invalid with what is wrong."""
    try:
        head = msgspec.json.decode(content, type=_Head)
    except msgspec.MsgspecError as error:
        raise Invalid(f"The archive is damaged: {MANIFEST} can't be read: {error}") from error
    if head.format != FORMAT:
        raise Invalid(f"This is no archive of Tiercel: {MANIFEST} has another format")
    if head.version > VERSION:
        raise Invalid(
            f"The archive has version {head.version}, this Tiercel reads versions up to {VERSION}:"
            " import it with a newer Tiercel"
        )
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise Invalid(f"The archive is damaged: {MANIFEST} can't be read: {error}") from error
    names = [part.name for part in manifest.parts]
    for name in names:
        if not is_part_name(name):
            raise Invalid(f"The archive is damaged: {MANIFEST} names a file {name!r}")
    if len(set(names)) != len(names):
        raise Invalid(f"The archive is damaged: {MANIFEST} names a file twice")
    return manifest
