"""Working directories as tar archives, in and out of containers."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from tiercel.plugin import PluginError


def pack(folder: Path) -> bytes:
    """A tar whose paths are absolute without the first slash; everybody may read and write."""
    buffer = io.BytesIO()

    def open_to_all(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.mode |= 0o777 if member.isdir() else 0o666
        return member

    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(folder, arcname=str(folder).lstrip("/"), filter=open_to_all)
    return buffer.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Put the files of a container's folder back into ours.

    Raises: PluginError for a member that would land outside.
    """
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = []
        for member in archive.getmembers():
            # The first part is the folder's own name.
            _, _, relative = member.name.partition("/")
            if relative and (member.isfile() or member.isdir()):
                members.append(member.replace(name=relative))
        try:
            archive.extractall(folder, members=members, filter="data")
        except tarfile.FilterError as error:
            raise PluginError(f"The container's files can't be taken back: {error}") from error
