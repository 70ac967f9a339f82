"""Files of Drive that are new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from tiercel.plugin import Json, Output, Part, PluginError, PollingTrigger, Prop, RunContext, plugin
from tiercel_gcp.rest import Rest
from tiercel_gcp.values import made
from tiercel_googleworkspace.connection import INTERVAL, KEY, SCOPES, Workspace
from tiercel_googleworkspace.drive import BASE, listed
from tiercel_googleworkspace.limits import FOLDERS_MAX
from tiercel_googleworkspace.newest import Entry, Newest

FOLDER = "application/vnd.google-apps.folder"
_FIELDS = (
    "id,name,mimeType,createdTime,modifiedTime,owners(displayName,emailAddress),parents,size,"
    "webViewLink,iconLink,thumbnailLink"
)


class FileMetadata(Part):
    """A file that is new."""

    id: Annotated[str | None, Prop("The id that Drive gave the file.")] = None
    name: Annotated[str | None, Prop("The name of the file, as people see it.")] = None
    mime_type: Annotated[
        str | None, Prop("The media type, such as `text/csv` or one of Google's own.")
    ] = None
    created_time: Annotated[str | None, Prop("When it was made.")] = None
    modified_time: Annotated[str | None, Prop("When it was changed last.")] = None
    owners: Annotated[list[Json] | None, Prop("The owners, each with name and mail address.")] = (
        None
    )
    parents: Annotated[list[str] | None, Prop("The ids of its folders.")] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    web_view_link: Annotated[str | None, Prop("The address of the page that shows it.")] = None
    icon_link: Annotated[str | None, Prop("The address of the icon of its media type.")] = None
    thumbnail_link: Annotated[str | None, Prop("A picture of it.")] = None
    kestra_file_uri: Annotated[
        str | None, Prop("Always null: `drive.Download` reads what an execution needs.")
    ] = None


class FilesCreated(Output):
    """Files that are new."""

    files: Annotated[list[FileMetadata], Prop("The files, oldest first.")]


@plugin(
    "io.kestra.plugin.googleworkspace.drive.FileCreatedTrigger",
    title="Start an execution for new files of Drive.",
    examples=[KEY + "folderId: 0AbCdEfGhIjKl\nmimeTypes: [text/csv]\ninterval: PT10M"],
)
class FileCreatedTrigger(Workspace, PollingTrigger[FilesCreated]):
    """One for all files that were made since the poll before."""

    scopes: Annotated[list[str], SCOPES] = [  # noqa: RUF012  Copied by pydantic.
        "https://www.googleapis.com/auth/drive.metadata.readonly"
    ]
    folder_id: Annotated[str | None, Prop("The folder; all files by default.")] = None
    include_subfolders: Annotated[bool, Prop("Whether folders below it count.")] = False
    mime_types: Annotated[list[str] | None, Prop("Only those with one of these types.")] = None
    owner_email: Annotated[str | None, Prop("Only those of this owner.")] = None
    max_files_per_poll: Annotated[
        int, Prop("How many to take at most; the next poll has more.")
    ] = 100
    interval: Annotated[timedelta, INTERVAL] = timedelta(hours=1)

    def asked_scopes(self) -> tuple[str, ...]:
        return tuple(self.scopes)

    def poll(self, ctx: RunContext) -> Iterator[FilesCreated]:
        """Raises: PluginError for what the service refuses."""
        newest = Newest(ctx, self.interval)
        rest = self.rest(ctx, "drive", BASE)
        places = [None] if self.folder_id is None else list(self._folders(rest, self.folder_id))
        entries = [each for place in places for each in self._files(rest, place, newest.since)]
        found = newest.take(entries, self.max_files_per_poll)
        if found:
            yield FilesCreated(files=found)
        newest.keep()

    def _folders(self, rest: Rest, first: str) -> Iterator[str]:
        waiting = [first]
        for _ in range(FOLDERS_MAX):
            if not waiting:
                return
            folder = waiting.pop()
            yield folder
            if self.include_subfolders:
                query = f"{quoted(folder)} in parents and mimeType = '{FOLDER}' and trashed = false"
                waiting += [str(each["id"]) for each in listed(rest, query, fields="id")]
        raise PluginError(f"There are more than {FOLDERS_MAX} folders below `folderId`")

    def _files(
        self, rest: Rest, folder: str | None, since: datetime
    ) -> Iterator[Entry[FileMetadata]]:
        time = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        query = [f"createdTime >= '{time}'", "trashed = false", f"mimeType != '{FOLDER}'"]
        if folder is not None:
            query.append(f"{quoted(folder)} in parents")
        if self.mime_types:
            kinds = " or ".join(f"mimeType = {quoted(each)}" for each in self.mime_types)
            query.append(f"({kinds})")
        if self.owner_email:
            query.append(f"{quoted(self.owner_email)} in owners")
        for each in listed(rest, " and ".join(query), fields=_FIELDS):
            created = datetime.fromisoformat(str(each["createdTime"]))
            yield created, str(each["id"]), made(FileMetadata, each)


def quoted(text: str) -> str:
    """A text in a query of Drive."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
