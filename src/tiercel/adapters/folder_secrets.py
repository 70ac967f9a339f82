"""Secrets from a folder that is mounted into the server, one file a key; and several sources."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tiercel.model.errors import IllegalArgument, Unavailable
from tiercel.model.limits import SECRET_CHARS_MAX
from tiercel.ports.secrets import SecretStore

_BYTES_MAX = 4 * SECRET_CHARS_MAX


class FolderSecrets:
    """See `ports.secrets.SecretStore`: every namespace has the same secrets.

    A file is read whenever its key is asked for, so that a change counts at once. Names that begin
    with a dot are those of the mount itself.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def get(self, namespace: str, key: str) -> str | None:
        """The text of the file without a line end at its end, or None.

        Raises: Unavailable when the folder or the file can't be read, IllegalArgument for a file
        that is no text or too long.
        """
        return await asyncio.to_thread(self._read, key.upper())

    async def names(self, namespace: str) -> list[str]:
        """Raises: Unavailable when the folder can't be read."""
        return sorted(await asyncio.to_thread(self._files))

    def _files(self) -> dict[str, Path]:
        try:
            return {
                path.name.upper(): path
                for path in self._folder.iterdir()
                if not path.name.startswith(".") and path.is_file()
            }
        except OSError as error:
            raise Unavailable(
                f"The folder of `tiercel.secrets.folder` can't be read: {error.strerror}"
            ) from error

    def _read(self, key: str) -> str | None:
        path = self._files().get(key)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                content = file.read(_BYTES_MAX + 1)
        except OSError as error:
            raise Unavailable(f"The file of secret {key} can't be read: {error.strerror}") from None
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise IllegalArgument(f"The file of secret {key} is no UTF-8 text") from None
        text = text.removesuffix("\n").removesuffix("\r")
        if len(text) > SECRET_CHARS_MAX:
            raise IllegalArgument(
                f"The file of secret {key} is longer than {SECRET_CHARS_MAX} characters"
            )
        return text


class SecretSources:
    """See `ports.secrets.SecretStore`: several of them, the first one first."""

    def __init__(self, *sources: SecretStore) -> None:
        self._sources = sources

    async def get(self, namespace: str, key: str) -> str | None:
        """That of the first source that has it."""
        for source in self._sources:
            value = await source.get(namespace, key)
            if value is not None:
                return value
        return None

    async def names(self, namespace: str) -> list[str]:
        found = [await source.names(namespace) for source in self._sources]
        return sorted({name for names in found for name in names})
