"""What tasks do at a place, whatever its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
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
)
from tiercel.plugins.files import input_files_of
from tiercel_fs.connections import Connected
from tiercel_fs.files import (
    ACTION,
    Action,
    Checksum,
    Found,
    News,
    Sort,
    after_fetching,
    checksum,
    chooser,
    fetched,
    sorted_by,
    told,
)
from tiercel_fs.places.place import Entry, Place, joined, parent_of

_STORED = Prop("The file in the internal storage.")
_OVERWRITE = "Whether a file of that path may be replaced."


class FromTo(Output):
    """Which file went where."""

    from_: Annotated[
        str, Field(alias="from"), Prop("Where the file was before the move or transfer.")
    ]
    to: Annotated[str, Prop("Where the file is now.")]


class Fetched(FromTo):
    """A file that was fetched."""

    checksum: Annotated[str | None, Prop("Its checksum, when it was asked for.")] = None


class Sent(Output):
    """Files that were sent."""

    files: Annotated[list[str], Prop("Their addresses on the server.")]


class Listed(Output):
    """Files of a folder."""

    files: Annotated[list[dict[str, Json]], Prop("What the server says of each file.")]


class FetchedAll(Listed):
    """Files that were fetched."""

    output_files: Annotated[
        dict[str, str], Prop("Addresses in the internal storage by the names of the files.")
    ]


class Removed(Output):
    """What was removed."""

    uri: Annotated[str | None, Prop("The first address that was removed.")] = None
    uris: Annotated[list[str], Prop("All addresses that were removed.")]
    deleted: Annotated[bool, Prop("Whether there was anything.")]


class Telling(Connected):
    """Reports files."""

    def told(self, entry: Entry, uri: str) -> dict[str, Json]:
        """What is said of a file, whose address is given."""
        return told(entry, uri)


class Uploading(Connected):
    """Sends files."""

    def send(self, ctx: RunContext, place: Place, uri: str, path: str, *, replaces: bool) -> None:
        """One file. Raises: PluginError when one is in the way."""
        if not replaces and place.look(path) is not None:
            raise PluginError(f"There is a file '{path}' already: `overwrite: true` replaces it")
        place.make_folders(parent_of(path))
        with ctx.blobs.open(uri) as content:
            place.write(path, content)


class Upload(Uploading, RunnableTask[FromTo]):
    """Sends a file."""

    from_: Annotated[str, Field(alias="from"), _STORED]
    to: Annotated[
        str | None,
        Prop(
            "The path that it gets, or the folder with a `/` behind it.",
            "By default the name that it has in the storage.",
        ),
    ] = None
    overwrite: Annotated[bool, Prop(_OVERWRITE, "Yes by default.")] = True

    def run(self, ctx: RunContext) -> FromTo:
        with self.place(ctx, "uploading") as place:
            name = self.from_.rpartition("/")[2]
            target = self.to or name
            path = place.path(joined(target, name) if target.endswith("/") else target)
            self.send(ctx, place, self.from_, path, replaces=self.overwrite)
            return FromTo(from_=self.from_, to=place.uri(path))


class Uploads(Uploading, RunnableTask[Sent]):
    """Sends several files."""

    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop("Addresses in the internal storage: a list, or a map by the names that they get."),
    ]
    to: Annotated[str, Prop("The folder for the files.")]
    max_files: Annotated[
        int, Prop("How many files at most; more are an error.", "25 by default.")
    ] = 25
    reg_exp: Annotated[
        str | None, Prop("A regular expression that names of files must match.", "All without.")
    ] = None
    overwrite: Annotated[bool, Prop(_OVERWRITE, "Yes by default.")] = True

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for more files than wanted."""
        files = self._files()
        if len(files) > self.max_files:
            raise PluginError(f"`from` has {len(files)} files, `maxFiles` allows {self.max_files}")
        with self.place(ctx, "uploading") as place:
            sent = []
            for name, uri in files.items():
                path = place.path(joined(self.to, name))
                self.send(ctx, place, str(uri), path, replaces=self.overwrite)
                sent.append(place.uri(path))
            return Sent(files=sent)

    def _files(self) -> Mapping[str, Json]:
        is_wanted = chooser(self.reg_exp)
        found = input_files_of(self.from_)
        return {name: uri for name, uri in found.items() if is_wanted(Entry(name))}


class Checked(Connected):
    """May compare what was fetched."""

    validate_checksum: Annotated[
        bool, Prop("Whether the file must have `checksumExpected`.", "No by default.")
    ] = False
    checksum_expected: Annotated[
        str | None, Prop("The checksum in hexadecimal, in letters of any case.")
    ] = None
    checksum_algorithm: Annotated[
        Checksum, Prop("How the checksum is made.", "SHA_256 by default.")
    ] = "SHA_256"

    def checked(self, ctx: RunContext, uri: str) -> str | None:
        """The checksum, when it was asked for. Raises: PluginError when it is another."""
        if not self.validate_checksum and self.checksum_expected is None:
            return None
        found = checksum(ctx, uri, self.checksum_algorithm)
        if self.validate_checksum and found != (self.checksum_expected or "").lower():
            raise PluginError(f"The checksum is {found}, not {self.checksum_expected}")
        return found


class Download(Checked, RunnableTask[Fetched]):
    """Fetches a file."""

    from_: Annotated[str, Field(alias="from"), Prop("The path of the file on the server.")]

    def run(self, ctx: RunContext) -> Fetched:
        with self.place(ctx, "downloading") as place:
            path = place.path(self.from_)
            suffix = PurePosixPath(path).suffix.removeprefix(".")
            uri = ctx.blobs.put_new(place.read(path), suffix if suffix.isalnum() else "bin")
            found = self.checked(ctx, uri)
            return Fetched(from_=place.uri(path), to=uri, checksum=found)


class Downloads(Found, Telling, RunnableTask[FetchedAll]):
    """Fetches files of a folder."""

    action: Annotated[Action | None, ACTION] = None
    move_directory: Annotated[str | None, Prop("The folder for `action: MOVE`.")] = None

    def run(self, ctx: RunContext) -> FetchedAll:
        with self.place(ctx, "downloading") as place:
            files, by_name = [], {}
            for entry in self.chosen(ctx, place):
                uri = fetched(ctx, place, entry)
                files.append(self.told(entry, uri))
                by_name[entry.name] = uri
                after_fetching(place, entry, self.action or "NONE", self.move_directory)
            return FetchedAll(files=files, output_files=by_name)


class List(Found, Telling, RunnableTask[Listed]):
    """Lists files of a folder."""

    sort: Annotated[Sort, Prop("The order of the files.", "That of the server by default.")] = (
        "NONE"
    )

    def run(self, ctx: RunContext) -> Listed:
        with self.place(ctx, "listing") as place:
            entries = self.chosen(ctx, place, self.sort, with_folders=True)
            return Listed(files=[self.told(each, place.uri(each.path)) for each in entries])


class Move(Connected, RunnableTask[FromTo]):
    """Moves a file."""

    from_: Annotated[str, Field(alias="from"), Prop("The path of the file on the server.")]
    to: Annotated[str, Prop("The path that it gets, or the folder with a `/` behind it.")]
    overwrite: Annotated[bool, Prop(_OVERWRITE, "No by default.")] = False

    def run(self, ctx: RunContext) -> FromTo:
        """Raises: PluginError for a file that is not there, or one that is in the way."""
        with self.place(ctx, "moving") as place:
            source, target = place.path(self.from_), self.to
            if target.endswith("/"):
                target = joined(target, source.rpartition("/")[2])
            target = place.path(target)
            if place.look(source) is None:
                raise PluginError(f"There is no file '{self.from_}'")
            there = place.look(target)
            if there is not None and not self.overwrite:
                raise PluginError(f"There is a file '{self.to}' already")
            if there is not None:
                place.remove(there)
            place.make_folders(parent_of(target))
            place.move(source, target)
            return FromTo(from_=place.uri(source), to=place.uri(target))


class Removing(Connected):
    """Removes files and folders."""

    recursive: Annotated[
        bool,
        Prop("Whether what is in a folder goes with it.", "No by default: a full folder fails."),
    ] = False
    reg_exp: Annotated[
        str | None,
        Prop("A regular expression: only files in the folder whose paths match it are removed."),
    ] = None

    def remove(self, ctx: RunContext, written: str, *, must_exist: bool) -> Removed:
        """Raises: PluginError for what is not there and must be."""
        with self.place(ctx, "deleting") as place:
            path = place.path(written)
            entry = place.look(path)
            if entry is None and must_exist:
                raise PluginError(f"There is no file or folder '{written}'")
            if entry is None:
                return Removed(uris=[], deleted=False)
            if self.reg_exp is not None:
                is_wanted = chooser(self.reg_exp)
                below = place.files_below(path, is_deep=self.recursive)
                gone = [each for each in below if not each.is_folder and is_wanted(each)]
            else:
                is_deep = self.recursive and entry.is_folder and not entry.is_link
                inner = list(place.files_below(path, is_deep=True)) if is_deep else []
                gone = [*reversed(inner), entry]
            for each in gone:
                place.remove(each)
            uris = [place.uri(each.path) for each in gone]
            return Removed(uri=uris[-1] if uris else None, uris=uris, deleted=bool(uris))


class Delete(Removing, RunnableTask[Removed]):
    """Removes a file or a folder."""

    uri: Annotated[str, Prop("The path on the server.")]
    error_on_missing: Annotated[
        bool, Prop("Whether to fail when nothing is there.", "No by default.")
    ] = False

    def run(self, ctx: RunContext) -> Removed:
        return self.remove(ctx, self.uri, must_exist=self.error_on_missing)


class Trigger(Found, News, Telling, PollingTrigger[FetchedAll]):
    """Starts an execution for files that came or changed."""

    action: Annotated[Action, ACTION]
    move_directory: Annotated[str | None, Prop("The folder for `action: MOVE`.")] = None
    sort: Annotated[Sort, Prop("The order of the files.", "That of the server by default.")] = (
        "NONE"
    )

    def poll(self, ctx: RunContext) -> FetchedAll | None:
        with self.place(ctx, "polling") as place:
            entries = sorted_by(self.matching(place), self.sort)
            files: list[dict[str, Json]] = []
            by_name: dict[str, str] = {}
            for entry, change in self.news(ctx, entries, self.max_files):
                uri = fetched(ctx, place, entry)
                said = self.told(entry, uri)
                # Compat: newer flows read `file`, older ones its fields.
                files.append({**said, "file": said, "changeType": change})
                by_name[entry.name] = uri
                after_fetching(place, entry, self.action, self.move_directory)
            return FetchedAll(files=files, output_files=by_name) if files else None
