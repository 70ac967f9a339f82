"""Types of folders of the worker, which the settings must allow."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_fs import operations
from tiercel_fs.connections import OnWorker
from tiercel_fs.files import ACTION, Action, Sort, told_locally
from tiercel_fs.places.local import Local
from tiercel_fs.places.place import Entry, joined, parent_of

_PREFIX = "io.kestra.plugin.fs.local."
_PATH = Prop("The absolute path on the worker, below a folder that the settings allow.")
_OVERWRITE = Prop("Whether what has that path may be replaced.", "No by default.")


class Stored(Output):
    """A file and its length."""

    uri: Annotated[str, Prop("The address of the file that was written.")]
    size: Annotated[int, Prop("Its length in bytes.")]


class StoredChecked(Stored):
    """With the checksum, when it was asked for."""

    checksum: Annotated[str | None, Prop("The checksum in hexadecimal.")] = None


class Counted(operations.Listed):
    """Files of a folder."""

    count: Annotated[int, Prop("How many there are.")]


class CountedAll(operations.FetchedAll):
    """Files that were fetched."""

    count: Annotated[int, Prop("How many there are.")]


class Telling(OnWorker, operations.Telling):
    """Reports files as those of the worker."""

    def told(self, entry: Entry, uri: str) -> dict[str, Json]:
        return told_locally(entry, uri)


@plugin(
    f"{_PREFIX}Upload",
    title="Write a file of the storage to a folder of the worker.",
    examples=['from: "{{ outputs.query.uri }}"\nto: /data/out/orders.csv'],
)
class Upload(OnWorker, operations.Uploading, RunnableTask[Stored]):
    """Sends a file."""

    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]
    to: Annotated[str | None, Prop("The absolute path that it gets on the worker.")] = None
    overwrite: Annotated[
        bool, Prop("Whether a file of that path may be replaced.", "Yes by default.")
    ] = True

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError without a path."""
        if self.to is None:
            raise PluginError("`to` must be given: the path on the worker")
        with self.place(ctx, "writing") as place:
            name = self.from_.rpartition("/")[2]
            path = place.path(joined(self.to, name) if self.to.endswith("/") else self.to)
            self.send(ctx, place, self.from_, path, replaces=self.overwrite)
            return Stored(uri=place.uri(path), size=ctx.blobs.size(self.from_))


@plugin(
    f"{_PREFIX}Uploads",
    title="Write files of the storage to a folder of the worker.",
    examples=['from:\n  orders.csv: "{{ outputs.query.uri }}"\nto: /data/out'],
)
class Uploads(OnWorker, operations.Uploads):
    """Sends several files."""


@plugin(
    f"{_PREFIX}Download",
    title="Store a file of the worker.",
    examples=["from: /data/in/orders.csv"],
)
class Download(OnWorker, operations.Checked, RunnableTask[StoredChecked]):
    """Fetches a file."""

    from_: Annotated[str, Field(alias="from"), _PATH]

    def run(self, ctx: RunContext) -> StoredChecked:
        with self.place(ctx, "reading") as place:
            uri = ctx.blobs.put_new(place.read(place.path(self.from_)), "bin")
            found = self.checked(ctx, uri)
            return StoredChecked(uri=uri, size=ctx.blobs.size(uri), checksum=found)


@plugin(
    f"{_PREFIX}Downloads",
    title="Store the files of a folder of the worker.",
    examples=["from: /data/in\nregExp: .*\\.csv\naction: MOVE\nmoveDirectory: /data/done"],
)
class Downloads(Telling, operations.Downloads):
    """Fetches files of a folder."""

    action: Annotated[Action, ACTION] = "NONE"


@plugin(
    f"{_PREFIX}List",
    title="List the files of a folder of the worker.",
    examples=["from: /data/in\nsort: LAST_MODIFIED_DESC"],
)
class List(Telling, operations.List):
    """Lists files of a folder."""

    outputs_class: ClassVar[type[Output]] = Counted

    def run(self, ctx: RunContext) -> Counted:
        found = super().run(ctx)
        return Counted(files=found.files, count=len(found.files))


class CopyOrMove(OnWorker, RunnableTask[Output]):
    """From one path to another."""

    from_: Annotated[str, Field(alias="from"), _PATH]
    to: Annotated[str, Prop("The absolute path that it gets, or a folder that is there.")]
    overwrite: Annotated[bool, _OVERWRITE] = False

    def paths(self, place: Local) -> tuple[str, str]:
        """Both. Raises: PluginError when something is in the way, or nothing is there."""
        source, target = place.path(self.from_), place.path(self.to)
        there = place.look(target)
        if there is not None and there.is_folder:
            target = place.path(joined(target, source.rpartition("/")[2]))
            there = place.look(target)
        if place.look(source) is None:
            raise PluginError(f"There is no file or folder '{self.from_}'")
        if there is not None and not self.overwrite:
            raise PluginError(f"There is a file '{target}' already")
        if there is not None and not there.is_folder:
            place.remove(there)
        place.make_folders(parent_of(target))
        return source, target


@plugin(
    f"{_PREFIX}Copy",
    title="Copy a file or folder of the worker.",
    examples=["from: /data/in/orders.csv\nto: /data/archive/orders.csv"],
)
class Copy(CopyOrMove):
    """A folder with all that is in it."""

    def run(self, ctx: RunContext) -> None:
        with self.place(ctx, "copying") as place:
            assert isinstance(place, Local)
            place.copy(*self.paths(place))


@plugin(
    f"{_PREFIX}Move",
    title="Move a file or folder of the worker.",
    examples=["from: /data/in/orders.csv\nto: /data/done/orders.csv"],
)
class Move(CopyOrMove):
    """A folder with all that is in it."""

    def run(self, ctx: RunContext) -> None:
        with self.place(ctx, "moving") as place:
            assert isinstance(place, Local)
            place.move(*self.paths(place))


@plugin(
    f"{_PREFIX}Delete",
    title="Remove a file or folder of the worker.",
    examples=["from: /data/in\nregExp: .*\\.tmp"],
)
class Delete(OnWorker, operations.Removing, RunnableTask[operations.Removed]):
    """Removes a file or a folder."""

    from_: Annotated[str, Field(alias="from"), _PATH]
    error_on_missing: Annotated[
        bool, Prop("Whether to fail when nothing is there.", "No by default.")
    ] = False

    def run(self, ctx: RunContext) -> operations.Removed:
        return self.remove(ctx, self.from_, must_exist=self.error_on_missing)


@plugin(
    f"{_PREFIX}Trigger",
    title="Start an execution for files that come to a folder of the worker.",
    examples=["from: /data/in\naction: MOVE\nmoveDirectory: /data/done\ninterval: PT1M"],
)
class Trigger(Telling, operations.Trigger):
    """Starts an execution for files that came or changed."""

    outputs_class: ClassVar[type[Output]] = CountedAll
    action: Annotated[Action, ACTION] = "NONE"
    sort: Annotated[Sort, Prop("The order of the files.", "Accepted, too.", hidden=True)] = "NONE"

    def poll(self, ctx: RunContext) -> CountedAll | None:
        found = super().poll(ctx)
        if found is None:
            return None
        return CountedAll(**found.model_dump(), count=len(found.files))
