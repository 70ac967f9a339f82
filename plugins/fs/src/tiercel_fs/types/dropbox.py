"""Files and folders of Dropbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.fetching import FETCH_TYPE, Counted, FetchType
from tiercel.plugin.services.logins import KeyedService
from tiercel_fs.limits import DROPBOX_BYTES_MAX, DROPBOX_PAGES_MAX

API = "https://api.dropboxapi.com/2/files"
CONTENT = "https://content.dropboxapi.com/2/files"
_PREFIX = "io.kestra.plugin.dropbox.files."
_TOKEN = "accessToken: \"{{ secret('DROPBOX_TOKEN') }}\"\n"
_Place = Annotated[Static[Json], Prop("A path that begins with a slash, or an id.")]


class Account(KeyedService):
    """Who asks."""

    service = "Dropbox"
    key_field = "access_token"

    access_token: Annotated[str, Prop("A token, best from a secret.")]

    def call(self, ctx: RunContext, verb: str, **body: Json) -> Any:
        """The answer to a request. Raises: PluginError for what is refused."""
        request = HttpRequest(url=f"{API}/{verb}", method="POST", json=given(**body))
        return self.ask(ctx, verb, request)

    def content(
        self, ctx: RunContext, verb: str, facts: Json, content: bytes | None = None
    ) -> HttpAnswer:
        """The answer to a request about a content. Raises: PluginError for what is refused."""
        # Headers are of ASCII: other signs are written as escapes.
        written = msgspec.json.encode(facts).decode()
        text = "".join(each if ord(each) < 127 else _escape(each) for each in written)
        headers = {"Dropbox-API-Arg": text}
        if content is not None:
            headers["Content-Type"] = "application/octet-stream"
        request = HttpRequest(
            url=f"{CONTENT}/{verb}", method="POST", headers=headers, content=content
        )
        return self.answer(ctx, verb, request)


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def place_of(ctx: RunContext, name: str, value: Json) -> str:
    """A path in a property, rendered; the root is empty. Raises: PluginError for what is none."""
    found = ctx.render_deep(value)
    text = str(found.get("path") if isinstance(found, dict) else found or "").strip()
    if text in ("", "/"):
        return ""
    if not text.startswith(("/", "id:", "rev:")):
        raise PluginError(f"`{name}` must be a path that begins with a slash, not {text}")
    return text


class DropboxFile(Part):
    """A file or folder."""

    id: Annotated[str | None, Prop("The id that Dropbox gave the file or folder.")] = None
    name: Annotated[str | None, Prop("The name of the file or folder, without its path.")] = None
    path: Annotated[
        str | None, Prop("The path from the root of the account, such as `/reports/day.csv`.")
    ] = None
    type: Annotated[str | None, Prop("What it is: `file` or `folder`.")] = None
    size: Annotated[int | None, Prop("Its size in bytes, of a file.")] = None
    client_modified: Annotated[str | None, Prop("When it was changed, in ISO 8601.")] = None


def file_of(found: Mapping[str, Any], kind: str | None = None) -> DropboxFile:
    """A file or folder as outputs have it."""
    return DropboxFile(
        id=found.get("id"),
        name=found.get("name"),
        path=found.get("path_display"),
        type=found.get(".tag") or kind,
        size=found.get("size"),
        client_modified=found.get("client_modified"),
    )


class OneFile(Output):
    """The file or folder."""

    file: Annotated[DropboxFile, Prop("What it is now.")]


@plugin(
    _PREFIX + "GetMetadata",
    title="Look at a file or folder of Dropbox.",
    examples=[_TOKEN + "path: /orders/today.csv"],
)
class GetMetadata(Account, RunnableTask[OneFile]):
    """Its name, size and time."""

    path: _Place
    include_media_info: Annotated[bool, Prop("Accepted: the service ignores it.")] = False

    def run(self, ctx: RunContext) -> OneFile:
        """Raises: PluginError for what is not there."""
        found = self.call(ctx, "get_metadata", path=place_of(ctx, "path", self.path))
        return OneFile(file=file_of(found))


class Autorename(Account):
    """What may have another name."""

    autorename: Annotated[
        bool, Prop("Whether another name is taken when there is such already.")
    ] = False


@plugin(
    _PREFIX + "CreateFolder",
    title="Make a folder in Dropbox.",
    examples=[_TOKEN + "path: /orders"],
)
class CreateFolder(Autorename, RunnableTask[OneFile]):
    """With those above it."""

    path: _Place

    def run(self, ctx: RunContext) -> OneFile:
        """Raises: PluginError for one that is there."""
        path = place_of(ctx, "path", self.path)
        found = self.call(ctx, "create_folder_v2", path=path, autorename=self.autorename)
        return OneFile(file=file_of(found["metadata"], "folder"))


class FromPlace(Account):
    """What is about a file or folder."""

    from_: Annotated[
        Static[Json], Field(alias="from"), Prop("A path that begins with a slash, or an id.")
    ]

    def source(self, ctx: RunContext) -> str:
        """The path."""
        return place_of(ctx, "from", self.from_)


@plugin(
    _PREFIX + "Delete",
    title="Delete a file or folder of Dropbox.",
    examples=[_TOKEN + "from: /orders/today.csv"],
)
class Delete(FromPlace, RunnableTask[OneFile]):
    """A folder with all that is in it."""

    def run(self, ctx: RunContext) -> OneFile:
        """Raises: PluginError for what is not there."""
        return OneFile(file=file_of(self.call(ctx, "delete_v2", path=self.source(ctx))["metadata"]))


class ToPlace(FromPlace, Autorename):
    """What goes elsewhere."""

    to: _Place

    def sent(self, ctx: RunContext, verb: str, **more: Json) -> OneFile:
        """The file or folder at its new place. Raises: PluginError for what is refused."""
        found = self.call(
            ctx,
            verb,
            from_path=self.source(ctx),
            to_path=place_of(ctx, "to", self.to),
            autorename=self.autorename,
            **more,
        )
        return OneFile(file=file_of(found["metadata"]))


@plugin(
    _PREFIX + "Copy",
    title="Copy a file or folder of Dropbox.",
    examples=[_TOKEN + "from: /orders/today.csv\nto: /archive/today.csv"],
)
class Copy(ToPlace, RunnableTask[OneFile]):
    """Within Dropbox."""

    def run(self, ctx: RunContext) -> OneFile:
        """Raises: PluginError for what is refused."""
        return self.sent(ctx, "copy_v2")


@plugin(
    _PREFIX + "Move",
    title="Move a file or folder of Dropbox.",
    examples=[_TOKEN + "from: /orders/today.csv\nto: /archive/today.csv"],
)
class Move(ToPlace, RunnableTask[OneFile]):
    """Within Dropbox."""

    allow_ownership_transfer: Annotated[bool, Prop("Whether it may get another owner.")] = False

    def run(self, ctx: RunContext) -> OneFile:
        """Raises: PluginError for what is refused."""
        return self.sent(ctx, "move_v2", allow_ownership_transfer=self.allow_ownership_transfer)


class Listed(Output):
    """The files and folders."""

    row: Annotated[DropboxFile | None, Prop("The first, of FETCH_ONE.")] = None
    rows: Annotated[list[DropboxFile] | None, Prop("All of them, of FETCH.")] = None
    uri: Annotated[str | None, Prop("A file with a row for each, of STORE.")] = None
    size: Annotated[int | None, Prop("How many there are.")] = None


def listed(ctx: RunContext, files: Iterator[DropboxFile], wanted: FetchType) -> Listed:
    """Files as `fetchType` says."""
    match wanted:
        case "STORE":
            counted = Counted(each.model_dump(by_alias=True, exclude_none=True) for each in files)
            uri = ctx.blobs.put_new(lines_of_rows(counted), "ion")
            return Listed(uri=uri, size=counted.count)
        case "FETCH_ONE":
            first = next(files, None)
            return Listed(row=first, size=0 if first is None else 1)
        case "FETCH":
            rows = list(files)
            return Listed(rows=rows, size=len(rows))
    return Listed(size=sum(1 for _ in files))


@plugin(
    _PREFIX + "List",
    title="List a folder of Dropbox.",
    examples=[_TOKEN + "from: /orders\nrecursive: true"],
    metrics=[Metric("files.count", "counter", "", "How many files and folders there are.")],
)
class ListFiles(Account, RunnableTask[Listed]):
    """Files and folders, those below as well where the flow says so."""

    from_: Annotated[
        Static[Json], Field(alias="from"), Prop("The path of the folder; the root by default.")
    ] = None
    recursive: Annotated[bool, Prop("Whether what is in folders below is listed too.")] = False
    limit: Annotated[int, Prop("How many to list at most.")] = 2000
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Listed:
        """Raises: PluginError for a folder that is not there."""
        found = listed(ctx, islice(self._files(ctx), self.limit), self.fetch_type)
        ctx.metrics.counter("files.count", found.size or 0)
        return found

    def _files(self, ctx: RunContext) -> Iterator[DropboxFile]:
        path = place_of(ctx, "from", self.from_)
        page = self.call(ctx, "list_folder", path=path, recursive=self.recursive)
        for _ in range(DROPBOX_PAGES_MAX):
            yield from (file_of(each) for each in page["entries"])
            if not page["has_more"]:
                return
            page = self.call(ctx, "list_folder/continue", cursor=page["cursor"])


@plugin(
    _PREFIX + "Search",
    title="Search files of Dropbox.",
    examples=[_TOKEN + "query: orders\nfileExtensions: [csv]\nmaxResults: 50"],
)
class Search(Account, RunnableTask[Listed]):
    """By words of names and contents."""

    query: Annotated[str, Prop("Words that names or contents have.")]
    path: Annotated[Static[Json], Prop("The folder that is searched; all by default.")] = None
    file_extensions: Annotated[list[str] | None, Prop("How names end, such as csv.")] = None
    max_results: Annotated[int | None, Prop("How many to find at most.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Listed:
        """Raises: PluginError for what is refused."""
        return listed(ctx, islice(self._files(ctx), self.max_results), self.fetch_type)

    def _files(self, ctx: RunContext) -> Iterator[DropboxFile]:
        options = given(
            path=place_of(ctx, "path", self.path) or None, file_extensions=self.file_extensions
        )
        page = self.call(ctx, "search_v2", query=self.query, options=options)
        for _ in range(DROPBOX_PAGES_MAX):
            yield from (file_of(each["metadata"]["metadata"]) for each in page["matches"])
            if not page["has_more"]:
                return
            page = self.call(ctx, "search/continue_v2", cursor=page["cursor"])


class Downloaded(Output):
    """The file."""

    uri: Annotated[str, Prop("The address of the copy in the internal storage.")]
    metadata: Annotated[Json, Prop("What Dropbox says of it.")] = None


@plugin(
    _PREFIX + "Download",
    title="Download a file of Dropbox.",
    examples=[_TOKEN + "from: /orders/today.csv"],
)
class Download(FromPlace, RunnableTask[Downloaded]):
    """One file, up to 64 MiB."""

    def run(self, ctx: RunContext) -> Downloaded:
        """Raises: PluginError for what is not there."""
        answer = self.content(ctx, "download", {"path": self.source(ctx)})
        facts: Any = msgspec.json.decode(answer.header("Dropbox-API-Result") or "{}")
        ending = str(facts.get("name") or "").rpartition(".")[2] or "bin"
        return Downloaded(uri=ctx.blobs.put_new(answer.content, ending), metadata=facts)


class Uploaded(Output):
    """The file."""

    metadata: Annotated[Json, Prop("What Dropbox says of it.")]


@plugin(
    _PREFIX + "Upload",
    title="Upload a file to Dropbox.",
    examples=[_TOKEN + 'from: "{{ outputs.read.uri }}"\nto: /orders/today.csv\nmode: OVERWRITE'],
)
class Upload(Autorename, RunnableTask[Uploaded]):
    """One stored file, up to 150 MB."""

    from_: Annotated[
        Static[Json], Field(alias="from"), Prop("The address of the stored file to send.")
    ]
    to: Annotated[str, Prop("The path that it gets.")]
    mode: Annotated[str, Prop("ADD, or OVERWRITE for a file that is there.")] = "ADD"

    def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError for a file that is too large, and for what is refused."""
        if self.mode.upper() not in ("ADD", "OVERWRITE"):
            raise PluginError(f"`mode` must be ADD or OVERWRITE, not {self.mode}")
        uri = str(ctx.render_deep(self.from_))
        size = ctx.blobs.size(uri)
        if size > DROPBOX_BYTES_MAX:
            raise PluginError(f"'{uri}' has {size} bytes: {DROPBOX_BYTES_MAX} are sent at most")
        facts: Json = {
            "path": place_of(ctx, "to", self.to),
            "mode": self.mode.lower(),
            "autorename": self.autorename,
        }
        answer = self.content(ctx, "upload", facts, ctx.blobs.read(uri))
        return Uploaded(metadata=answer.json())
