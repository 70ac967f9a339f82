"""Working directories as tar archives, in and out of containers."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from tiercel.plugin import PluginError


def pack(folder: Path, inside: str | None = None) -> bytes:
    """A tar whose paths are absolute without the first slash; everybody may read and write.

    `inside` is where the files shall be; the folder's own path when it is None.
    """
    buffer = io.BytesIO()

    def open_to_all(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.mode |= 0o777 if member.isdir() else 0o666
        return member

    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(folder, arcname=(inside or str(folder)).lstrip("/"), filter=open_to_all)
        size = archive.offset
    # The two blocks that end an archive and no padding: podman stops to read after them, and fails
    # now and then when more comes.
    return buffer.getvalue()[: size + 2 * tarfile.BLOCKSIZE]


def unpack(content: bytes, folder: Path, *, depth: int = 1) -> None:
    """Put the files of a container's folder back into ours; `depth` first parts are its name.

    Raises: PluginError for a member that would land outside.
    """
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = []
        for member in archive.getmembers():
            relative = "/".join(member.name.split("/")[depth:])
            if relative and (member.isfile() or member.isdir()):
                members.append(member.replace(name=relative))
        try:
            archive.extractall(folder, members=members, filter="data")
        except tarfile.FilterError as error:
            raise PluginError(f"The container's files can't be taken back: {error}") from error
