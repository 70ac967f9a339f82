"""Files of executions (executions.md §3.2)."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from tiercel.service.executions.files import Elsewhere
from tiercel.service.operations import execution_outputs as outputs
from tiercel.settings.sections import Preview as PreviewSettings
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, Answer, needed, text
from tiercel.web.http.answers import attachment, json_answer, stream
from tiercel.web.param_kinds import PREVIEWED
from tiercel.web.route import Route
from tiercel.web.views.file import FilePreviewView, FileSizeView, file_preview_view

GROUP = "Executions"
PATH = needed(text("path", "The address in the internal storage, `kestra:///…`."))
FORMATS = {"RAW": False, "JSONL": True}
FORMAT = text("format", "As it is, or Ion as JSON lines.", default="RAW", enum=list(FORMATS))
JSON_LINES = "application/x-ndjson"
ERRORS = (301, 400, 404, 422)


class ExecutionFileRoutes:
    """What executions stored."""

    def __init__(self, preview: PreviewSettings) -> None:
        self._limits = preview

    def routes(self) -> list[Route]:
        base = "/executions/{executionId}/file"
        return [
            Route(
                "GET",
                base,
                self.content,
                "A file of an execution.",
                GROUP,
                (PATH, FORMAT),
                answers=(
                    Answer(schema={"type": "string", "format": "binary"}, type=BINARY),
                    Answer(schema={"type": "string"}, type=JSON_LINES),
                ),
                errors=(*ERRORS, 413),
                runs=(outputs.read,),
            ),
            Route(
                "GET",
                f"{base}/metas",
                self.metas,
                "The size of a file.",
                GROUP,
                (PATH,),
                answers=(Answer(schema=FileSizeView),),
                errors=ERRORS,
                runs=(outputs.size,),
            ),
            Route(
                "GET",
                f"{base}/preview",
                self.preview,
                "The first rows of a file.",
                GROUP,
                (PATH, *PREVIEWED),
                answers=(Answer(schema=FilePreviewView),),
                errors=ERRORS,
                runs=(outputs.preview,),
            ),
        ]

    async def content(self, call: Call) -> Response:
        """The bytes, or the rows of a file of Ion as JSON lines."""
        is_lines = params.word(call, "format", FORMATS)
        uri = params.required(call, "path")
        request = outputs.ReadExecutionFile(execution_id=_id(call), uri=uri, as_lines=is_lines)
        try:
            name, body = await call.run(request)
        except Elsewhere as error:
            return _redirect(call, error.execution_id)
        return stream(
            body,
            JSON_LINES if is_lines and name.endswith(".jsonl") else BINARY,
            {**attachment(name, is_named_twice=True), "Cache-Control": "public, max-age=86400"},
        )

    async def metas(self, call: Call) -> Response:
        uri = params.required(call, "path")
        try:
            size = await call.run(outputs.GetExecutionFileSize(execution_id=_id(call), uri=uri))
        except Elsewhere as error:
            return _redirect(call, error.execution_id)
        return json_answer(FileSizeView(size))

    async def preview(self, call: Call) -> Response:
        """Rows, or an image."""
        rows, encoding = params.previewed(call, self._limits)
        request = outputs.PreviewExecutionFile(
            execution_id=_id(call),
            uri=params.required(call, "path"),
            rows_max=rows,
            encoding=encoding,
        )
        try:
            shown = await call.run(request)
        except Elsewhere as error:
            return _redirect(call, error.execution_id)
        return json_answer(file_preview_view(shown))


def _id(call: Call) -> str:
    return call.params["executionId"]


def _redirect(call: Call, execution_id: str) -> Response:
    """The same address under the execution that owns the file."""
    own = f"/executions/{quote(_id(call), safe='')}/"
    target = call.path.replace(own, f"/executions/{quote(execution_id, safe='')}/", 1)
    query = call.scope.get("query_string", b"").decode("latin-1")
    return Response(None, 301, {"Location": f"{target}?{query}"})
