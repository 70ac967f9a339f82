"""Files of namespaces (files.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.responses import Response

from tiercel.service.files.files import ROOT_NAME
from tiercel.service.operations import files
from tiercel.settings.sections import Preview as PreviewSettings
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, FORM, Answer, Body, needed, number, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import attachment, empty, json_answer, stream
from tiercel.web.http.multipart import read_form
from tiercel.web.param_kinds import NAMESPACE, PREVIEWED, in_path
from tiercel.web.route import Route
from tiercel.web.views.file import (
    FileAttributesView,
    FilePreviewView,
    FileRevisionView,
    file_preview_view,
    file_view,
)

GROUP = "Files"
IN = in_path("namespace", pattern=NAMESPACE)
PATH = text("path", "The path, with or without a leading slash.")
ATTRIBUTES = Answer(schema=FileAttributesView)
LISTED = Answer(schema=list[FileAttributesView])
NAMES = Answer(schema=list[str])
UPLOAD = Body(
    {
        "type": "object",
        "properties": {
            "fileContent": {"type": "string", "format": "binary"},
            "path": {"type": "string"},
        },
        "required": ["fileContent"],
    },
    (FORM,),
)


class FileRoutes:
    """Files of one namespace."""

    def __init__(self, preview: PreviewSettings) -> None:
        self._limits = preview

    def routes(self) -> list[Route]:
        base = "/namespaces/{namespace}/files"
        file = Answer(schema={"type": "string", "format": "binary"}, type=BINARY)
        return [
            Route(
                "GET",
                base,
                self.content,
                "The content of a file; without a path, what lies in the root.",
                GROUP,
                (IN, PATH, number("revision", "An older content; else the newest.")),
                answers=(file, LISTED),
                errors=(400, 404, 422),
                runs=(
                    files.read,
                    files.folder,
                ),
            ),
            Route(
                "GET",
                f"{base}/preview",
                self.preview,
                "The first rows of a file.",
                GROUP,
                (IN, needed(PATH), *PREVIEWED),
                answers=(Answer(schema=FilePreviewView),),
                errors=(400, 404, 422),
                runs=(files.preview,),
            ),
            Route(
                "GET",
                f"{base}/stats",
                self.stats,
                "What is known of a file or folder.",
                GROUP,
                (IN, PATH),
                answers=(ATTRIBUTES,),
                errors=(404, 422),
                runs=(files.info,),
            ),
            Route(
                "GET",
                f"{base}/directory",
                self.directory,
                "What lies in a folder.",
                GROUP,
                (IN, PATH),
                answers=(LISTED,),
                errors=(404, 422),
                runs=(files.folder,),
            ),
            Route(
                "POST",
                f"{base}/directory",
                self.make_directory,
                "Create a folder.",
                GROUP,
                (IN, PATH),
                errors=(409, 422),
                runs=(files.create_folder,),
            ),
            Route(
                "POST",
                base,
                self.upload,
                "Store a file, or unpack a zip.",
                GROUP,
                (IN, PATH),
                UPLOAD,
                errors=(409, 413, 422),
                runs=(files.keep, files.place, files.drop),
            ),
            Route(
                "PUT",
                base,
                self.move,
                "Rename a file or folder.",
                GROUP,
                (IN, needed(text("from", "Its path.")), needed(text("to", "Its new path."))),
                errors=(400, 404, 409, 422),
                runs=(files.move,),
            ),
            Route(
                "DELETE",
                base,
                self.delete,
                "Remove a file or folder.",
                GROUP,
                (IN, needed(PATH)),
                errors=(400, 422),
                runs=(files.remove,),
            ),
            Route(
                "GET",
                f"{base}/search",
                self.search,
                "Paths that contain a text.",
                GROUP,
                (IN, needed(text("q", "The text."))),
                answers=(NAMES,),
                errors=(400, 422),
                runs=(files.search,),
            ),
            Route(
                "GET",
                f"{base}/export",
                self.export,
                "All files as a zip.",
                GROUP,
                (IN,),
                answers=(file,),
                errors=(422,),
                runs=(files.export,),
            ),
            Route(
                "GET",
                f"{base}/revisions",
                self.revisions,
                "Revisions of a file.",
                GROUP,
                (IN, PATH),
                answers=(Answer(schema=list[FileRevisionView]),),
                errors=(404, 422),
                runs=(files.revisions,),
            ),
        ]

    async def content(self, call: Call) -> Response:
        """The bytes. Compat: without a path the root is listed."""
        path = call.text("path")
        revision = params.integer(call, "revision")
        if path is None:
            if (call.header(b"accept") or "").startswith(BINARY):
                params.required(call, "path")
            return await self.directory(call)
        body = await call.run(
            files.ReadFile(namespace=call.params["namespace"], path=path, revision=revision)
        )
        return stream(body, headers={"Cache-Control": "no-cache"})

    async def preview(self, call: Call) -> Response:
        """Rows, a text or an image; a Parquet file as rows."""
        rows, encoding = params.previewed(call, self._limits)
        request = files.PreviewFile(
            namespace=call.params["namespace"],
            path=params.required(call, "path"),
            rows_max=rows,
            encoding=encoding,
        )
        return json_answer(file_preview_view(await call.run(request)))

    async def stats(self, call: Call) -> Response:
        """One file or folder."""
        path = call.text("path") or "/"
        info = await call.run(files.GetFileInfo(namespace=call.params["namespace"], path=path))
        return json_answer(file_view(info, ROOT_NAME if path.strip("/") == "" else None))

    async def directory(self, call: Call) -> Response:
        """Folders first."""
        path = call.text("path") or "/"
        found = await call.run(files.ListFolder(namespace=call.params["namespace"], path=path))
        return json_answer([file_view(info) for info in found])

    async def make_directory(self, call: Call) -> Response:
        """With its parents."""
        path = call.text("path") or "/"
        await call.run(files.CreateFolder(namespace=call.params["namespace"], path=path))
        return empty()

    async def upload(self, call: Call) -> Response:
        """The file goes to the storage as it arrives; a form field may name its path."""
        upload = Upload(call)
        parts = await read_form(call, upload.sink)
        if not upload.is_received:
            raise Refused("missing-body", "Required Part [fileContent] not specified")
        named = next((part.value for part in parts if part.name == "path"), None)
        await upload.finish(named)
        return empty()

    async def move(self, call: Call) -> Response:
        """Atomically."""
        request = files.MoveFile(
            namespace=call.params["namespace"],
            source=params.required(call, "from"),
            target=params.required(call, "to"),
        )
        await call.run(request)
        return empty()

    async def delete(self, call: Call) -> Response:
        """With parents that it leaves empty."""
        path = params.required(call, "path")
        await call.run(files.DeleteFile(namespace=call.params["namespace"], path=path))
        return empty()

    async def search(self, call: Call) -> Response:
        """Files at any depth."""
        request = files.FindFiles(
            namespace=call.params["namespace"], text=params.required(call, "q")
        )
        return json_answer(await call.run(request))

    async def export(self, call: Call) -> Response:
        """Files and, below `_flows`, the sources of the flows."""
        namespace = call.params["namespace"]
        body = await call.run(files.ExportFiles(namespace=namespace))
        return stream(body, headers=attachment(f"{namespace}_files.zip"))

    async def revisions(self, call: Call) -> Response:
        """The newest is the stored content."""
        request = files.ListFileRevisions(
            namespace=call.params["namespace"], path=call.text("path") or "/"
        )
        found = await call.run(request)
        return json_answer([FileRevisionView(number) for number in found])


class Upload:
    """One upload: the target is known at once (query), or only when the form has ended."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._namespace = call.params["namespace"]
        self._path = call.text("path")
        self._upload: str | None = None
        self._filename = ""
        self.is_received = False

    async def sink(self, name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
        """Takes the part `fileContent`; others are dropped."""
        if name != "fileContent" or self.is_received:
            return None
        self.is_received = True
        self._filename = filename
        request = files.KeepUpload(namespace=self._namespace, content=content)
        self._upload = await self._call.run(request)
        return None

    async def finish(self, named: str | None) -> None:
        """Put the content in its place."""
        assert self._upload is not None
        try:
            await self._call.run(
                files.PlaceUpload(
                    namespace=self._namespace,
                    upload=self._upload,
                    filename=self._filename,
                    path=self._path or named or self._filename,
                )
            )
        finally:
            await self._call.run(files.DropUpload(namespace=self._namespace, upload=self._upload))
