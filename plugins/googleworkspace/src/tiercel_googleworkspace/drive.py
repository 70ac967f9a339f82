"""Files of Drive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import Json, Metric, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.waiting import while_running
from tiercel_gcp.limits import PIECE_BYTES
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.uploads import upload
from tiercel_gcp.values import made, without_none
from tiercel_googleworkspace.connection import KEY, SCOPES, Patient, Workspace
from tiercel_googleworkspace.limits import FILES_PAGE_MAX

BASE = "https://www.googleapis.com/drive/v3"
UPLOADS = "https://www.googleapis.com/upload/drive/v3"
FIELDS = "id,name,size,version,createdTime,parents,trashed,mimeType"
# Without this the service knows no files of shared drives.
SHARED = {"supportsAllDrives": "true"}
# What the service calls today what flows write.
_CORPORA = {"teamDrive": "drive", "allTeamDrives": "allDrives"}
_METRICS = [Metric("size", "counter", "count", "How large, in bytes, or how many.")]
_FILE = KEY + 'fileId: "{{ outputs.upload.file.id }}"'


class File(Part):
    """A file."""

    id: Annotated[str | None, Prop("The id that Drive gave the file.")] = None
    name: Annotated[str | None, Prop("The name of the file, as people see it.")] = None
    size: Annotated[int | None, Prop("Its size in bytes; documents have none.")] = None
    version: Annotated[int | None, Prop("A number that grows with each change of the file.")] = None
    created_time: Annotated[str | None, Prop("When it was made.")] = None
    parents: Annotated[list[str] | None, Prop("The ids of its folders.")] = None
    trashed: Annotated[bool | None, Prop("Whether it is in the bin.")] = None
    mime_type: Annotated[
        str | None, Prop("The media type, such as `text/csv` or one of Google's own.")
    ] = None


class Drive(Patient, Workspace):
    """Base of tasks on files."""

    scopes: Annotated[list[str], SCOPES] = ["DRIVE"]  # noqa: RUF012  Copied by pydantic.

    def asked_scopes(self) -> tuple[str, ...]:
        return tuple(self.scopes)

    def drive(self, ctx: RunContext, base: str = BASE) -> Rest:
        """The service."""
        return self.rest(ctx, "drive", base)


class OneFile(Output):
    """The file."""

    file: Annotated[File, Prop("The file that was made.")]


class Read(OneFile):
    """The file with its content."""

    uri: Annotated[str, Prop("Its content in the internal storage.")]


class Described(Drive):
    """What is said about a file that is made."""

    name: Annotated[str | None, Prop("The name that the file gets, as people see it.")] = None
    description: Annotated[str | None, Prop("What it is about.")] = None
    mime_type: Annotated[
        str | None,
        Prop(
            "The media type of the file, such as `text/csv`.",
            "One of Google's, such as application/vnd.google-apps.folder, too.",
        ),
    ] = None
    parents: Annotated[list[str] | None, Prop("The ids of its folders.")] = None
    team_drive_id: Annotated[str | None, Prop("The shared drive, where `parents` has none.")] = None

    def about(self, *, is_new: bool = True) -> dict[str, Json]:
        """As the service takes it: folders only of a file that is new."""
        folders = self.parents or ([self.team_drive_id] if self.team_drive_id else None)
        return without_none(
            name=self.name,
            description=self.description,
            mimeType=self.mime_type,
            parents=folders if is_new else None,
        )


@plugin(
    "io.kestra.plugin.googleworkspace.drive.Create",
    title="Make a file or a folder in Drive.",
    examples=[
        KEY + "name: Reports\nmimeType: application/vnd.google-apps.folder\n"
        "parents: [0AbCdEfGhIjKl]"
    ],
)
class Create(Described, RunnableTask[OneFile]):
    """An empty one."""

    def run(self, ctx: RunContext) -> OneFile:
        found = self.drive(ctx).post("/files", self.about(), fields=FIELDS, **SHARED)
        return OneFile(file=made(File, found))


@plugin(
    "io.kestra.plugin.googleworkspace.drive.Upload",
    title="Upload a file to Drive.",
    examples=[
        KEY + 'from: "{{ outputs.report.uri }}"\nname: report.csv\ncontentType: text/csv\n'
        "parents: [0AbCdEfGhIjKl]"
    ],
    metrics=_METRICS,
)
class Upload(Described, RunnableTask[OneFile]):
    """A new one, or the content of one that is there."""

    from_: Annotated[str, Field(alias="from"), Prop("The address of the stored file.")]
    content_type: Annotated[str, Prop("The media type of what is sent.")]
    file_id: Annotated[str | None, Prop("The file whose content it is; a new one by default.")] = (
        None
    )

    def run(self, ctx: RunContext) -> OneFile:
        """Raises: PluginError for what the service refuses, Interrupted."""
        is_new = self.file_id is None
        found = upload(
            ctx,
            self.drive(ctx, UPLOADS),
            "/files" if self.file_id is None else f"/files/{part(self.file_id)}",
            self.from_,
            content=self.about(is_new=is_new),
            title=self.name or self.file_id or self.from_,
            method="POST" if is_new else "PATCH",
            media_type=self.content_type,
            fields=FIELDS,
            **SHARED,
        )
        ctx.metrics.counter("size", ctx.blobs.size(self.from_))
        return OneFile(file=made(File, found))


class OfFile(Drive):
    """Which file."""

    file_id: Annotated[str, Prop("The file that is fetched: the long text in its address.")]

    def kept(self, ctx: RunContext, path: str, **params: Json) -> Read:
        """A content in the internal storage, as it comes."""
        rest, place = self.drive(ctx), f"/files/{part(self.file_id)}"
        file = made(File, rest.get(place, fields=FIELDS, **SHARED))
        answer = rest.send("GET", place + path, params={**params, **SHARED}, stream=True)
        with answer:
            pieces = while_running(ctx, answer.iter_content(PIECE_BYTES))
            extension = (file.name or "").rpartition(".")[2] if "." in (file.name or "") else ""
            uri = ctx.blobs.put_new(pieces, extension if extension.isalnum() else "")
        ctx.metrics.counter("size", ctx.blobs.size(uri))
        return Read(file=file, uri=uri)


@plugin(
    "io.kestra.plugin.googleworkspace.drive.Download",
    title="Download a file of Drive.",
    examples=[_FILE],
    metrics=_METRICS,
)
class Download(OfFile, RunnableTask[Read]):
    """Documents of Google have no content of their own: see `Export`."""

    def run(self, ctx: RunContext) -> Read:
        return self.kept(ctx, "", alt="media")


@plugin(
    "io.kestra.plugin.googleworkspace.drive.Export",
    title="Download a document of Google in another form.",
    examples=[_FILE + "\ncontentType: application/pdf"],
    metrics=_METRICS,
)
class Export(OfFile, RunnableTask[Read]):
    """Such as a sheet as CSV, or a text as PDF."""

    content_type: Annotated[str, Prop("The media type of the form.")]

    def run(self, ctx: RunContext) -> Read:
        return self.kept(ctx, "/export", mimeType=self.content_type)


class Deleted(Output):
    """What was deleted."""

    file_id: Annotated[str | None, Prop("The id of the file, as the task gave it.")] = None


@plugin(
    "io.kestra.plugin.googleworkspace.drive.Delete",
    title="Delete a file of Drive.",
    examples=[_FILE],
)
class Delete(Drive, RunnableTask[Deleted]):
    """For good: it does not go to the bin."""

    file_id: Annotated[str | None, Prop("The id of the file; nothing happens without.")] = None

    def run(self, ctx: RunContext) -> Deleted:
        if self.file_id is not None:
            self.drive(ctx).ask("DELETE", f"/files/{part(self.file_id)}", params=SHARED)
        return Deleted(file_id=self.file_id)


class Files(Output):
    """The files."""

    files: Annotated[list[File], Prop("The files that were found.")]


@plugin(
    "io.kestra.plugin.googleworkspace.drive.List",
    title="List files of Drive.",
    examples=[KEY + "query: \"'0AbCdEfGhIjKl' in parents and trashed = false\""],
    metrics=_METRICS,
)
class List(Drive, RunnableTask[Files]):
    """All pages."""

    query: Annotated[str | None, Prop("Which files, as the service's `q` has it.")] = None
    corpora: Annotated[
        list[Literal["user", "domain", "teamDrive", "allTeamDrives"]] | None,
        Prop("Where to look: the user's files by default."),
    ] = None

    def run(self, ctx: RunContext) -> Files:
        corpora = [_CORPORA.get(each, each) for each in self.corpora or ()]
        found = list(listed(self.drive(ctx), self.query, corpora=",".join(corpora) or None))
        ctx.metrics.counter("size", len(found))
        return Files(files=[made(File, each) for each in found])


def listed(
    rest: Rest, query: str | None, *, corpora: str | None = None, fields: str = FIELDS
) -> Iterator[dict[str, Json]]:
    """Files that a query finds, of all pages."""
    return rest.pages(
        "/files",
        "files",
        q=query,
        corpora=corpora,
        fields=f"nextPageToken,files({fields})",
        pageSize=FILES_PAGE_MAX,
        includeItemsFromAllDrives="true",
        **SHARED,
    )
