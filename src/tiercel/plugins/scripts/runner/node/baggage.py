"""What goes to a node: a zip with the job and the files of the working directory."""

from __future__ import annotations

import inspect
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

from tiercel.plugin import PluginError
from tiercel.plugin.limits import PROCESS_DRAIN_SECONDS
from tiercel.plugin.runner import Command
from tiercel.plugins.files import files_below
from tiercel.plugins.scripts.runner.limits import CLUSTER_FILES_BYTES_MAX, CLUSTER_KILL_SECONDS
from tiercel.plugins.scripts.runner.node import program

PROGRAM = inspect.getsource(program)


def new_mark() -> str:
    """A word that no other line begins with."""
    return f"tiercel-{secrets.token_hex(8)}"


@contextmanager
def baggage(
    command: Command, folder: str, mark: str, *, ends_with_input: bool
) -> Iterator[IO[bytes]]:
    """The zip, in a file that goes at the end. `folder` is where the node puts the files.

    Raises: PluginError when the files are too large.
    """
    job = {
        "argv": command.argv,
        "env": dict(command.env),
        "folder": folder,
        "mark": mark,
        "ends_with_input": ends_with_input,
        "files_bytes_max": CLUSTER_FILES_BYTES_MAX,
        "kill_seconds": CLUSTER_KILL_SECONDS,
        "drain_seconds": PROCESS_DRAIN_SECONDS,
    }
    with TemporaryFile() as file:
        with zipfile.ZipFile(
            file, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False
        ) as archive:
            archive.writestr("job.json", msgspec.json.encode(job))
            _add_files(archive, command.folder)
        file.seek(0)
        yield file


def _add_files(archive: zipfile.ZipFile, folder: Path) -> None:
    """Folders and plain files: a link could lead out of the directory."""
    left = CLUSTER_FILES_BYTES_MAX
    for root, folders, _ in os.walk(folder, followlinks=False):
        for name in folders:
            path = Path(root) / name
            if not path.is_symlink():
                archive.write(path, f"files/{path.relative_to(folder).as_posix()}")
    for path in files_below(folder):
        left -= path.stat().st_size
        if left < 0:
            raise PluginError(
                f"The files of the working directory exceed {CLUSTER_FILES_BYTES_MAX} bytes"
            )
        archive.write(path, f"files/{path.relative_to(folder).as_posix()}")
