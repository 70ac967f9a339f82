"""Checksums of content that passes by."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator

from tiercel.plugin import PluginError


class Checked:
    """Pieces of a content whose MD5 is compared with that of a header, where it has one.

    Shapes: `hashes` is the header `x-goog-hash`, such as `crc32c=…,md5=…`.
    """

    def __init__(self, pieces: Iterable[bytes], hashes: str) -> None:
        self._pieces = pieces
        named = dict(each.strip().partition("=")[::2] for each in hashes.split(",") if each)
        self._wanted = named.get("md5")
        self._found = hashlib.md5(usedforsecurity=False)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._found.update(piece)
            yield piece

    def compare(self, place: str) -> None:
        """Raises: PluginError when the content is another one."""
        if self._wanted is not None and encoded(self._found.digest()) != self._wanted:
            raise PluginError(f"{place}: the content has another checksum than the object")


def encoded(digest: bytes) -> str:
    """A checksum as the service writes it."""
    return b64encode(digest).decode()
