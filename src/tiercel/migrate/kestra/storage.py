"""The internal storage of a server of Kestra as a folder: `kestra.storage.local.base-path`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tiercel.engine.storage_paths import namespace_files_path, namespace_path
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.service.kv.values import read_value

_TENANT = "main"
# What the storage keeps beside an object: its description, its expiry.
_METADATA = ".metadata"
_ION = ".ion"


class StorageFolder:
    """Reads objects by their paths. Servers since 0.23 have a folder of their tenant around all."""

    def __init__(self, folder: Path) -> None:
        """Raises: TiercelError when there is no such folder."""
        if not folder.is_dir():
            raise TiercelError(
                f"{folder} is no folder: name the one of `kestra.storage.local.base-path`"
            )
        tenant = folder / _TENANT
        self._folder = (tenant if tenant.is_dir() else folder).resolve()

    def read(self, uri: str) -> bytes | None:
        """The object of a path or an address; None when there is none, or it leads elsewhere."""
        path = unquote(urlsplit(uri).path) if "://" in uri else uri
        place = None if ".." in path else self._place(path)
        return place.read_bytes() if place is not None and place.is_file() else None

    def namespace_files(self, namespace: str) -> Iterator[str]:
        """Paths of the files of a namespace, in order."""
        folder = self._place(namespace_files_path(namespace))
        if folder is not None:
            for place in sorted(folder.rglob("*")):
                if place.is_file() and not place.name.endswith(_METADATA):
                    yield f"/{place.relative_to(folder).as_posix()}"

    def namespace_file(self, namespace: str, path: str) -> bytes | None:
        """The content of a file of a namespace."""
        return self.read(namespace_files_path(namespace) + path)

    def keys(self, namespace: str) -> Iterator[tuple[str, datetime]]:
        """Names of the keys of a namespace with when each was written, in order."""
        folder = self._place(_keys_path(namespace))
        if folder is not None:
            for place in sorted(folder.glob(f"*{_ION}")):
                written = datetime.fromtimestamp(place.stat().st_mtime, UTC)
                yield place.name.removesuffix(_ION), written

    def key_metadata(self, namespace: str, key: str) -> Json:
        """What is kept beside a key, such as `expirationDate`; None for nothing."""
        content = self.read(_key_path(namespace, key) + _METADATA)
        return None if content is None else read_value(content.decode(), is_json=False)[1]

    def key(self, namespace: str, key: str, revision: int) -> tuple[str, Json] | None:
        """Type and value of a key; None when there is none."""
        content = self.read(versioned(_key_path(namespace, key), revision))
        return None if content is None else read_value(content.decode(), is_json=False)

    def _place(self, path: str) -> Path | None:
        """Where a path lies; None for one that leads out of the folder."""
        place = (self._folder / path.lstrip("/")).resolve()
        return place if place.is_relative_to(self._folder) else None


def versioned(path: str, revision: int) -> str:
    """Where a revision lies: the first under the bare name."""
    return path if revision <= 1 else f"{path}.v{revision}"


def _keys_path(namespace: str) -> str:
    return f"{namespace_path(namespace)}/_kv"


def _key_path(namespace: str, key: str) -> str:
    return f"{_keys_path(namespace)}/{key}{_ION}"
