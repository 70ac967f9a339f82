"""Inputs of executions from forms: texts by name, files stored as they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from tiercel.engine.storage_paths import execution_path, uri_of
from tiercel.model.json_types import Json
from tiercel.ports.blobs import BlobStorage
from tiercel.service.off_loop import by_length
from tiercel.web.call import Call
from tiercel.web.documented import FORM
from tiercel.web.errors import Refused
from tiercel.web.http.media_types import URL_FORM
from tiercel.web.http.multipart import read_form


class FileInputs:
    """Stores the file parts of one request under the execution that is to be created or resumed.

    `below` is a folder of the execution, empty for the whole.

    Compat: older clients name the input in the file name, newer ones in the part's name; a file
    name that is the id of a FILE input wins.
    """

    def __init__(
        self,
        blobs: BlobStorage,
        execution: tuple[str, str, str],
        is_file: Callable[[str], bool],
        *,
        below: str = "",
    ) -> None:
        self._blobs = blobs
        self._folder = "/".join(filter(None, (execution_path(*execution), below)))
        self._is_file = is_file
        self.stored: dict[str, str] = {}

    async def sink(self, name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
        """Stores one part; an empty file counts as not sent, one that no input takes is dropped."""
        key = filename if self._is_file(filename) else name
        if not self._is_file(key):
            return None
        leaf = filename.replace("\\", "/").rpartition("/")[2] or key
        path = f"{self._folder}/inputs/{_safe(key)}/{_safe(leaf)}"
        if await self._blobs.write(path, content) == 0:
            await self._blobs.delete(path)
            return None
        self.stored[key] = uri_of(path)
        return None

    async def discard(self) -> None:
        """Remove what was stored: the request was refused."""
        if self.stored:
            await self._blobs.delete(self._folder)


class SeenFiles:
    """Names the file parts of a request that is only checked, and stores none.

    A file is known by the name of its part and by its own, as either may be that of an input.
    """

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}

    async def sink(self, name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
        """Counts one part, unless it is empty."""
        if sum([len(piece) async for piece in content]):
            leaf = filename.replace("\\", "/").rpartition("/")[2] or name
            uri = uri_of(f"/{_safe(leaf)}")
            self.stored |= {filename: uri, name: uri}
        return None


@asynccontextmanager
async def inputs_of(call: Call, files: FileInputs) -> AsyncIterator[dict[str, Json]]:
    """Raw inputs for the block that uses them; when that fails, files are removed."""
    try:
        yield await read_inputs(call, files)
    except BaseException:
        await files.discard()
        raise


async def read_checked(call: Call) -> dict[str, Json]:
    """As `read_inputs` for a check: a file is named as if it were stored."""
    return await read_inputs(call, SeenFiles())


async def read_texts(call: Call) -> dict[str, Json]:
    """The texts of a form of any kind, files dropped; the last one of a name wins."""
    return await read_inputs(call, None)


async def read_inputs(call: Call, files: FileInputs | SeenFiles | None) -> dict[str, Json]:
    """Raw inputs by name. Raises: Refused for a body of another type."""
    kind = call.content_type
    if kind == FORM:
        sink = _dropped if files is None else files.sink
        parts = await read_form(call, sink)
        values: dict[str, Json] = {part.name: part.value for part in parts if part.filename is None}
        return {**values, **({} if files is None else files.stored)}
    if await call.is_empty():
        return {}
    if kind == URL_FORM:
        return {**await read_fields(call, keeps_blank=True)}
    raise Refused("media-type", f"Content Type [{kind}] not allowed. Allowed types: [{FORM}]")


async def read_fields(call: Call, *, keeps_blank: bool) -> dict[str, str]:
    """The fields of a form that a browser encodes as a query; the last one of a name wins."""
    body = await call.body()
    return await by_length(len(body), _fields, body, keeps_blank=keeps_blank)


def _fields(body: bytes, *, keeps_blank: bool) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=keeps_blank))


async def _dropped(name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
    return None


def _safe(name: str) -> str:
    """A name that is one part of a path."""
    cleaned = "".join(c if c.isalnum() or c in "._- " else "_" for c in name)
    return cleaned.replace("..", "_").strip() or "file"
