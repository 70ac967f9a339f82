"""The working directory of a task run on the worker's disk."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tiercel.model.errors import IllegalArgument


class WorkingFiles:
    """A FileHandle: the directory is made on first use and removed by `remove`.

    With `shared` set the directory belongs to a WorkingDirectory task and outlives the attempt.
    """

    __slots__ = ("_base", "_path", "_shared")

    def __init__(self, base: Path, shared: Path | None = None) -> None:
        self._base = base
        self._path = shared
        self._shared = shared is not None

    @property
    def path(self) -> Path:
        """The directory; created now when it was not yet."""
        if self._path is None:
            self._base.mkdir(parents=True, exist_ok=True)
            self._path = Path(tempfile.mkdtemp(dir=self._base)).resolve()
        return self._path

    def resolve(self, relative: str) -> Path:
        """A path inside the directory. Raises: IllegalArgument when it would leave it."""
        return inside(self.path, relative)

    def remove(self) -> None:
        """Forget the directory with all it holds."""
        if self._path is not None and not self._shared:
            shutil.rmtree(self._path, ignore_errors=True)
            self._path = None


def inside(folder: Path, relative: str) -> Path:
    """`folder/relative`, also when symbolic links on the way lead elsewhere.

    Raises: IllegalArgument when the path is absolute, leaves the folder, or is no path at all.
    """
    if "\x00" in relative:
        raise IllegalArgument("The name of a file can't have a zero character.")
    target = folder / relative
    if Path(relative).is_absolute() or not target.resolve().is_relative_to(folder.resolve()):
        raise IllegalArgument(
            "The path to resolve must be a relative path inside the current working directory."
        )
    return target
