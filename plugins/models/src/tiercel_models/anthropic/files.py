"""Files and models at Anthropic."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_models.anthropic.service import KEY, Anthropic
from tiercel_models.asking import Ask
from tiercel_models.uploading import Upload, upload

FILES = {"anthropic-beta": "files-api-2025-04-14"}
_FILE = KEY + 'fileId: "{{ outputs.upload.fileId }}"'


class FileMetadata(Output):
    """What the service knows of a file."""

    file_id: Annotated[str | None, Prop("The id that the service gave the file.")] = None
    filename: Annotated[str | None, Prop("The name of the file.")] = None
    mime_type: Annotated[
        str | None, Prop("The media type of the file, such as `application/pdf`.")
    ] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    created_at: Annotated[str | None, Prop("When the file came, in ISO 8601.")] = None
    downloadable: Annotated[bool | None, Prop("Whether it may be fetched.")] = None
    scope_id: Annotated[str | None, Prop("What it belongs to.")] = None


def _metadata(found: dict[str, Json]) -> FileMetadata:
    names = ("filename", "mime_type", "created_at", "downloadable", "scope_id")
    values = {name: found.get(name) for name in names}
    return FileMetadata(file_id=found.get("id"), size=found.get("size_bytes"), **values)


class Uploaded(Output):
    """The file."""

    file_id: Annotated[str | None, Prop("Its id with the service.")] = None
    filename: Annotated[str | None, Prop("The name of the file with the service.")] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None


@plugin(
    "io.kestra.plugin.anthropic.UploadFile",
    title="Upload a file to Anthropic.",
    examples=[KEY + 'filePath: "{{ inputs.file }}"\nmimeType: application/pdf'],
)
class UploadFile(Anthropic, RunnableTask[Uploaded]):
    """Streamed from the internal storage."""

    file_path: Annotated[str, Prop("The file in the internal storage.")]
    filename: Annotated[str | None, Prop("The name that it gets; its own by default.")] = None
    mime_type: Annotated[str, Prop("Its media type, such as application/pdf.")]

    async def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError for what the service refuses."""
        name = self.filename or self.file_path.rpartition("/")[2]
        file = Upload(uri=self.file_path, filename=name, content_type=self.mime_type)
        request = Ask(operation="the upload", url=f"{self.api}/files", headers=FILES)
        found = await upload(ctx, self, request, file)
        return Uploaded(
            file_id=found.get("id"), filename=found.get("filename"), size=found.get("size_bytes")
        )


class Got(Output):
    """The file."""

    metadata: Annotated[FileMetadata, Prop("What the service knows of it.")]


@plugin(
    "io.kestra.plugin.anthropic.GetFile",
    title="Look up a file at Anthropic.",
    examples=[_FILE],
)
class GetFile(Anthropic, RunnableTask[Got]):
    """What the service knows of it, not its content."""

    file_id: Annotated[str, Prop("The file that is meant: `file_…`.")]

    def run(self, ctx: RunContext) -> Got:
        """Raises: PluginError for an unknown file."""
        url = f"{self.api}/files/{self.file_id}"
        request = Ask(operation="the look-up", url=url, method="GET", headers=FILES)
        return Got(metadata=_metadata(self.found(ctx, request, "id")))


class Deleted(Output):
    """The file."""

    file_id: Annotated[str, Prop("The id that it had.")]
    deleted: Annotated[bool, Prop("Whether it is gone.")]


@plugin(
    "io.kestra.plugin.anthropic.DeleteFile",
    title="Delete a file at Anthropic.",
    examples=[_FILE],
)
class DeleteFile(Anthropic, RunnableTask[Deleted]):
    """For good."""

    file_id: Annotated[str, Prop("The file that goes: `file_…`.")]

    def run(self, ctx: RunContext) -> Deleted:
        """Raises: PluginError for an unknown file."""
        url = f"{self.api}/files/{self.file_id}"
        request = Ask(operation="deleting", url=url, method="DELETE", headers=FILES)
        found = self.found(ctx, request, "id", "type")
        return Deleted(file_id=self.file_id, deleted=found.get("type") == "file_deleted")


class Files(Output):
    """A page of files."""

    files: Annotated[
        list[FileMetadata], Prop("The files of the page, in the order of the service.")
    ]
    first_id: Annotated[
        str | None, Prop("The id of the first file of the page, for `beforeId`.")
    ] = None
    last_id: Annotated[str | None, Prop("The id of the last, for `afterId`.")] = None
    has_more: Annotated[bool | None, Prop("Whether there are more.")] = None


@plugin(
    "io.kestra.plugin.anthropic.ListFiles",
    title="List files at Anthropic.",
    examples=[KEY + "limit: 100"],
)
class ListFiles(Anthropic, RunnableTask[Files]):
    """One page."""

    limit: Annotated[int | None, Prop("How many at most: 1 to 1000; 20 by default.")] = None
    after_id: Annotated[str | None, Prop("Only files behind this one.")] = None
    before_id: Annotated[str | None, Prop("Only files before this one.")] = None
    scope_id: Annotated[str | None, Prop("Only files that belong to this.")] = None

    def run(self, ctx: RunContext) -> Files:
        """Raises: PluginError for what the service refuses."""
        limit = None if self.limit is None else str(self.limit)
        params = given(
            limit=limit, after_id=self.after_id, before_id=self.before_id, scope_id=self.scope_id
        )
        url = f"{self.api}/files"
        request = Ask(operation="listing", url=url, method="GET", params=params, headers=FILES)
        found = self.found(ctx, request, "data")
        return Files(
            files=[_metadata(each) for each in found["data"]],
            first_id=found.get("first_id"),
            last_id=found.get("last_id"),
            has_more=found.get("has_more"),
        )


class ModelInfo(Output):
    """A model."""

    id: Annotated[str | None, Prop("Its id, for `model`.")] = None
    display_name: Annotated[str | None, Prop("Its name for people.")] = None
    created_at: Annotated[str | None, Prop("When it came out.")] = None


class Models(Output):
    """The models."""

    models: Annotated[list[ModelInfo], Prop("The models, newest first.")]


@plugin(
    "io.kestra.plugin.anthropic.ListModels",
    title="List the models of Anthropic.",
    examples=[KEY.rstrip()],
)
class ListModels(Anthropic, RunnableTask[Models]):
    """All that the key may use, 1000 at most."""

    def run(self, ctx: RunContext) -> Models:
        """Raises: PluginError for what the service refuses."""
        url, params = f"{self.api}/models", {"limit": "1000"}
        request = Ask(operation="listing", url=url, method="GET", params=params)
        names = ("id", "display_name", "created_at")
        found = self.found(ctx, request, "data")["data"]
        return Models(
            models=[ModelInfo(**{name: each.get(name) for name in names}) for each in found]
        )
