"""Files over SFTP."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

from tiercel.plugin import Json, RunContext
from tiercel_fs.limits import BLOCK_BYTES
from tiercel_fs.places.place import Entry, Place, joined, library, without_scheme
from tiercel_fs.places.ssh import SshLoop, ended


class Sftp(Place):
    """A session. `options` are those of the client; with `in_home` paths begin in its folder."""

    title = "SFTP"

    def __init__(
        self, ctx: RunContext, address: str, options: Mapping[str, Json], *, in_home: bool
    ) -> None:
        self.address = address
        self._in_home = in_home
        self._loop = SshLoop(ctx)
        self._connection: Any = None
        try:
            self._connection = self._loop.do(library("asyncssh").connect(**options))
            self._client = self._loop.do(self._connection.start_sftp_client())
        except BaseException:
            self.close()
            raise

    def path(self, written: str) -> str:
        given = without_scheme(written)
        return (given.lstrip("/") or ".") if self._in_home else given

    def look(self, path: str) -> Entry | None:
        try:
            return _entry(path, self._loop.do(self._client.stat(path)))
        except library("asyncssh").SFTPNoSuchFile:
            return None

    def entries(self, folder: str) -> Iterator[Entry]:
        found = self._loop.do(self._client.readdir(folder))
        names = [each for each in found if each.filename not in (".", "..")]
        return (
            _entry(joined(folder, each.filename), each.attrs)
            for each in sorted(names, key=lambda each: str(each.filename))
        )

    def read(self, path: str) -> Iterator[bytes]:
        file = self._loop.do(self._client.open(path, "rb"))
        try:
            while block := self._loop.do(file.read(BLOCK_BYTES)):
                yield block
        finally:
            self._loop.do(file.close())

    def write(self, path: str, content: BinaryIO) -> None:
        file = self._loop.do(self._client.open(path, "wb"))
        try:
            while block := content.read(BLOCK_BYTES):
                self._loop.do(file.write(block))
        finally:
            self._loop.do(file.close())

    def move(self, source: str, target: str) -> None:
        self._loop.do(self._client.rename(source, target))

    def remove(self, entry: Entry) -> None:
        is_folder = entry.is_folder and not entry.is_link
        self._loop.do(
            self._client.rmdir(entry.path) if is_folder else self._client.remove(entry.path)
        )

    def make_folder(self, path: str) -> None:
        self._loop.do(self._client.mkdir(path))

    def close(self) -> None:
        connection = self._connection
        self._loop.close(None if connection is None else lambda: ended(connection))


def _entry(path: str, facts: Any) -> Entry:
    mode = facts.permissions or 0
    return Entry(
        path=path,
        is_folder=stat.S_ISDIR(mode),
        is_link=stat.S_ISLNK(mode),
        size=facts.size,
        modified=_date(facts.mtime),
        accessed=_date(facts.atime),
        user_id=facts.uid,
        group_id=facts.gid,
        permissions=mode & 0o777,
    )


def _date(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
