"""What tasks do with files: choose, fetch, and say what they found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import Json, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.regexes import compile_regex
from tiercel_fs.places.place import Entry, Place, joined

Action = Literal["MOVE", "DELETE", "NONE"]
Sort = Literal["NONE", "LAST_MODIFIED_ASC", "LAST_MODIFIED_DESC", "NAME_ASC", "NAME_DESC"]
Checksum = Literal["MD5", "SHA_1", "SHA_256", "SHA_512"]
ACTION = Prop(
    "What becomes of files once they are fetched.",
    "MOVE puts them into `moveDirectory`, DELETE removes them, NONE leaves them.",
)
_FIRST = datetime.min.replace(tzinfo=UTC)


class Found(Plugin):
    """Which files of a folder."""

    from_: Annotated[str, Field(alias="from"), Prop("The folder, or a single file.")]
    recursive: Annotated[
        bool, Prop("Whether files of the folders below count, too.", "No by default.")
    ] = False
    reg_exp: Annotated[
        str | None,
        Prop("A regular expression that the whole path must match.", "All files without."),
    ] = None
    max_files: Annotated[
        int, Prop("How many files at most; the rest is left for later.", "25 by default.")
    ] = 25

    def chosen(
        self, ctx: RunContext, place: Place, sort: Sort = "NONE", *, with_folders: bool = False
    ) -> list[Entry]:
        """Those that match, in order, as many as wanted. Raises: as `matching`."""
        entries = sorted_by(self.matching(place, with_folders=with_folders), sort)
        if len(entries) > self.max_files:
            ctx.log.info("There are more files than `maxFiles`: the rest is left")
        return entries[: self.max_files]

    def matching(self, place: Place, *, with_folders: bool = False) -> list[Entry]:
        """Those that match. Raises: PluginError for a folder that is not there."""
        path = place.path(self.from_)
        start = place.look(path)
        if start is None:
            raise PluginError(f"There is no file or folder '{self.from_}'")
        is_wanted = chooser(self.reg_exp)
        found = place.files_below(path, is_deep=self.recursive) if start.is_folder else (start,)
        return [each for each in found if (with_folders or not each.is_folder) and is_wanted(each)]


def chooser(reg_exp: str | None) -> Callable[[Entry], bool]:
    """Whether a file matches by its path or its name; all do without an expression.

    Raises: PluginError for what is none.
    """
    if not reg_exp:
        return lambda entry: True
    try:
        pattern = compile_regex(reg_exp)
    except ValueError as error:
        raise PluginError(f"`regExp` is no regular expression: {error}") from None
    return lambda entry: bool(pattern.fullmatch(entry.path) or pattern.fullmatch(entry.name))


def sorted_by(entries: list[Entry], sort: Sort) -> list[Entry]:
    """In the order that is asked for; NONE keeps that of the server."""
    if sort == "NONE":
        return entries
    if sort.startswith("NAME"):
        return sorted(entries, key=lambda each: each.name, reverse=sort.endswith("DESC"))
    return sorted(entries, key=lambda each: each.modified or _FIRST, reverse=sort.endswith("DESC"))


def fetched(ctx: RunContext, place: Place, entry: Entry) -> str:
    """Store a file; its URI."""
    ending = PurePosixPath(entry.name).suffix.removeprefix(".")
    return ctx.blobs.put_new(place.read(entry.path), ending if ending.isalnum() else "bin")


def after_fetching(place: Place, entry: Entry, action: Action, folder: str | None) -> None:
    """Move a file or remove it, or leave it. Raises: PluginError for a move without a folder."""
    if action == "DELETE":
        place.remove(entry)
    elif action == "MOVE":
        if not folder:
            raise PluginError("`moveDirectory` must be given with `action: MOVE`")
        target = place.path(folder)
        place.make_folders(target)
        place.move(entry.path, joined(target, entry.name))


def checksum(ctx: RunContext, uri: str, kind: Checksum) -> str:
    """Of a stored file, in hexadecimal."""
    digest = hashlib.new(kind.replace("_", "").lower(), usedforsecurity=False)
    with ctx.blobs.open(uri) as file:
        while block := file.read(1 << 16):
            digest.update(block)
    return digest.hexdigest()


def told(entry: Entry, path: str) -> dict[str, Json]:
    """What a task of a server says of a file; `path` is its address."""
    kind = "FOLDER" if entry.is_folder else "FILE"
    return {
        "path": path,
        "name": entry.name,
        "fileType": kind,
        "symbolicLink": entry.is_link,
        "size": entry.size,
        "userId": entry.user_id,
        "groupId": entry.group_id,
        "permissions": entry.permissions,
        "flags": 0,
        "accessDate": iso(entry.accessed),
        "updatedDate": iso(entry.modified),
    }


def told_locally(entry: Entry, uri: str) -> dict[str, Json]:
    """What a task of the worker's own files says of one."""
    return {
        "uri": uri,
        "localPath": entry.path,
        "name": entry.name,
        "parent": str(PurePosixPath(entry.path).parent),
        "size": entry.size,
        "createdDate": iso(entry.created),
        "modifiedDate": iso(entry.modified),
        "accessedDate": iso(entry.accessed),
        "isDirectory": entry.is_folder,
    }


def told_of_mount(entry: Entry, uri: str) -> dict[str, Json]:
    """What a task of a mount says of a file."""
    return {
        "uri": uri,
        "localPath": entry.path,
        "name": entry.name,
        "size": entry.size,
        "isDirectory": entry.is_folder,
        "isSymbolicLink": entry.is_link,
        "isHidden": entry.name.startswith("."),
        "creationTime": iso(entry.created),
        "lastModifiedTime": iso(entry.modified),
        "lastAccessTime": iso(entry.accessed),
    }


def iso(date: datetime | None) -> str | None:
    """As text."""
    return None if date is None else date.isoformat()


class News(Plugin):
    """Remembers which files a trigger has seen, and in which state."""

    on: Annotated[
        Literal["CREATE", "UPDATE", "CREATE_OR_UPDATE"],
        Prop(
            "What starts an execution.",
            "CREATE files that were not there, UPDATE files that changed, CREATE_OR_UPDATE both.",
        ),
    ] = "CREATE_OR_UPDATE"
    state_key: Annotated[
        str | None,
        Prop(
            "The key-value entry that holds what was seen.",
            "Named after namespace, flow and trigger by default.",
        ),
    ] = None
    state_ttl: Annotated[
        timedelta | None, Prop("How long what was seen is remembered.", "For good by default.")
    ] = None

    def news(
        self, ctx: RunContext, entries: list[Entry], limit: int
    ) -> Iterator[tuple[Entry, str]]:
        """Those that are new or changed, with which of the two; what was seen is stored.

        What is beyond the limit is news at the next poll.
        """
        is_known, stored = ctx.kv.get(self._key(ctx))
        seen: dict[str, Json] = dict(stored) if is_known and isinstance(stored, dict) else {}
        now: dict[str, Json] = {}
        count = 0
        for entry in entries:
            before, state = seen.get(entry.path), f"{iso(entry.modified)} {entry.size}"
            change = "CREATE" if before is None else "UPDATE"
            if before != state and self.on in (change, "CREATE_OR_UPDATE"):
                count += 1
                if count > limit:
                    if before is not None:
                        now[entry.path] = before
                    continue
                yield entry, change
            now[entry.path] = state
        if now != seen:
            ctx.kv.put(self._key(ctx), now, ttl=self.state_ttl)

    def _key(self, ctx: RunContext) -> str:
        flow, trigger = ctx.vars["flow"], ctx.vars.get("trigger") or {}
        name = f"{flow['namespace']}__{flow['id']}__{trigger.get('id', 'files')}"
        return self.state_key or name.replace(".", "_")
