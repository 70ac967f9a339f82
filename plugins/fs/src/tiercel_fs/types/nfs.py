"""Types of mounts of NFS on the worker, which the settings must allow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel_fs import operations
from tiercel_fs.connections import OnWorker
from tiercel_fs.files import Found, News, sorted_by, told_of_mount
from tiercel_fs.places.local import Local
from tiercel_fs.places.place import Entry, joined, parent_of

_PREFIX = "io.kestra.plugin.fs.nfs."
_PATH = Prop("The absolute path on the worker, below a folder that the settings allow.")
_MOUNTS = Path("/proc/mounts")


class OnMount(OnWorker):
    """Files of a mount."""

    kind = "nfs"


class Mount(Output):
    """What is mounted at a path."""

    path: Annotated[str, Prop("The path that was asked for.")]
    file_store_type: Annotated[str, Prop("The kind of file system, such as `nfs4`.")]
    is_nfs_mount: Annotated[bool, Prop("Whether it is one of NFS.")]


@plugin(
    f"{_PREFIX}CheckMount",
    title="Tell whether a path is on a mount of NFS.",
    examples=["path: /mnt/share"],
)
class CheckMount(OnMount, RunnableTask[Mount]):
    """By what the kernel of the worker has mounted."""

    path: Annotated[str, _PATH]

    def run(self, ctx: RunContext) -> Mount:
        """Raises: PluginError for a path that is not there."""
        with self.place(ctx, "looking") as place:
            path = place.path(self.path)
            if place.look(path) is None:
                raise PluginError(f"There is no file or folder '{self.path}'")
            kind = _kind_of(Path(path).resolve())
            return Mount(path=self.path, file_store_type=kind, is_nfs_mount=kind.startswith("nfs"))


def _kind_of(path: Path) -> str:
    """The kind of the innermost mount that holds a path."""
    mounts = [line.split() for line in _MOUNTS.read_text(encoding="utf-8").splitlines()]
    places = [(fields[1].replace("\\040", " "), fields[2]) for fields in mounts]
    return max((each for each in places if path.is_relative_to(each[0])), key=lambda m: len(m[0]))[
        1
    ]


@plugin(
    f"{_PREFIX}List",
    title="List the files of a folder of a mount.",
    examples=["from: /mnt/share/in\nsort: NAME_ASC"],
)
class List(OnMount, operations.List):
    """Lists files of a folder."""

    def told(self, entry: Entry, uri: str) -> dict[str, Json]:
        return told_of_mount(entry, uri)


class FromPathToPath(OnMount, RunnableTask[operations.FromTo]):
    """From one path to another; what is there is replaced."""

    from_: Annotated[str, Field(alias="from"), _PATH]
    to: Annotated[str, Prop("The absolute path that it gets, or the folder with a `/` behind it.")]

    def paths(self, place: Local) -> tuple[str, str]:
        """Both. Raises: PluginError for a file that is not there."""
        source, target = place.path(self.from_), self.to
        if place.look(source) is None:
            raise PluginError(f"There is no file '{self.from_}'")
        if target.endswith("/"):
            target = joined(target, source.rpartition("/")[2])
        target = place.path(target)
        place.make_folders(parent_of(target))
        return source, target

    def done(self, place: Local, paths: tuple[str, str]) -> operations.FromTo:
        """Both as addresses."""
        return operations.FromTo(from_=place.uri(paths[0]), to=place.uri(paths[1]))


@plugin(
    f"{_PREFIX}Copy",
    title="Copy a file of a mount.",
    examples=["from: /mnt/share/in/orders.csv\nto: /mnt/share/archive/"],
)
class Copy(FromPathToPath):
    """A folder with all that is in it."""

    def run(self, ctx: RunContext) -> operations.FromTo:
        with self.place(ctx, "copying") as place:
            assert isinstance(place, Local)
            paths = self.paths(place)
            place.copy(*paths)
            return self.done(place, paths)


@plugin(
    f"{_PREFIX}Move",
    title="Move a file of a mount.",
    examples=["from: /mnt/share/in/orders.csv\nto: /mnt/share/done/"],
)
class Move(FromPathToPath):
    """A folder with all that is in it."""

    def run(self, ctx: RunContext) -> operations.FromTo:
        with self.place(ctx, "moving") as place:
            assert isinstance(place, Local)
            paths = self.paths(place)
            place.move(*paths)
            return self.done(place, paths)


@plugin(
    f"{_PREFIX}Delete",
    title="Remove a file of a mount.",
    examples=["uri: /mnt/share/in/orders.csv"],
)
class Delete(OnMount, operations.Delete):
    """Removes a file or a folder."""

    error_on_missing: Annotated[
        bool, Prop("Whether to fail when nothing is there.", "Yes by default.")
    ] = True


@plugin(
    f"{_PREFIX}Trigger",
    title="Start an execution for files that come to a folder of a mount.",
    examples=["from: /mnt/share/in\non: CREATE\ninterval: PT1M"],
)
class Trigger(Found, News, OnMount, PollingTrigger[operations.Listed]):
    """The files stay where they are."""

    recursive: Annotated[
        Static[bool], Prop("Whether files of the folders below count, too.", "No by default.")
    ] = False

    def poll(self, ctx: RunContext) -> operations.Listed | None:
        with self.place(ctx, "polling") as place:
            entries = sorted_by(self.matching(place), "NAME_ASC")
            files = [
                {**(said := told_of_mount(entry, place.uri(entry.path))), "file": said}
                | {"changeType": change}
                for entry, change in self.news(ctx, entries, self.max_files)
            ]
            return operations.Listed(files=files) if files else None
