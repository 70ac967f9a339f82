"""Files of shares over SMB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tiercel.plugin import PluginError
from tiercel_fs.limits import BLOCK_BYTES, CONNECT_SECONDS_MAX
from tiercel_fs.places.place import Entry, Place, joined, library, stat_entry, without_scheme


class Smb(Place):
    """A session of its own, so that logins of other tasks do not count."""

    title = "SMB"

    def __init__(self, host: str, port: int, user: str | None, password: str | None) -> None:
        self.address = f"smb://{host}:{port}/"
        self._host = host
        self._smb = library("smbclient")
        self._login: dict[str, Any] = {
            "username": user,
            "password": password,
            "port": port,
            "connection_cache": {},
        }
        self._smb.register_session(host, connection_timeout=CONNECT_SECONDS_MAX, **self._login)

    def path(self, written: str) -> str:
        """Raises: PluginError for a path without a share."""
        given = without_scheme(written)
        if not given.strip("/"):
            raise PluginError(f"The path '{written}' must begin with the name of a share")
        return "/" + given.strip("/")

    def look(self, path: str) -> Entry | None:
        try:
            return stat_entry(path, self._smb.stat(self._unc(path), **self._login))
        except OSError as error:
            if isinstance(error, FileNotFoundError) or "No such file" in str(error):
                return None
            raise

    def entries(self, folder: str) -> Iterator[Entry]:
        names = self._smb.listdir(self._unc(folder), **self._login)
        for name in sorted(names):
            path = joined(folder, name)
            yield stat_entry(path, self._smb.lstat(self._unc(path), **self._login))

    def read(self, path: str) -> Iterator[bytes]:
        with self._smb.open_file(self._unc(path), mode="rb", **self._login) as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def write(self, path: str, content: BinaryIO) -> None:
        with self._smb.open_file(self._unc(path), mode="wb", **self._login) as file:
            while block := content.read(BLOCK_BYTES):
                file.write(block)

    def move(self, source: str, target: str) -> None:
        self._smb.replace(self._unc(source), self._unc(target), **self._login)

    def remove(self, entry: Entry) -> None:
        remove = self._smb.rmdir if entry.is_folder and not entry.is_link else self._smb.remove
        remove(self._unc(entry.path), **self._login)

    def make_folder(self, path: str) -> None:
        self._smb.mkdir(self._unc(path), **self._login)

    def close(self) -> None:
        self._smb.reset_connection_cache(connection_cache=self._login["connection_cache"])

    def _unc(self, path: str) -> str:
        return "\\\\" + "\\".join([self._host, *(each for each in path.split("/") if each)])


def smb_errors() -> tuple[type[Exception], ...]:
    """What the client raises."""
    return (
        OSError,
        ValueError,
        library("smbprotocol.exceptions").SMBException,
        library("spnego.exceptions").SpnegoError,
    )
