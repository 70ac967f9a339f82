"""The beginning of a stored file as something to look at, whoever's file it is."""

from __future__ import annotations

import base64

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.limits import PREVIEW_BYTES_MAX, PREVIEW_PARQUET_BYTES_MAX
from tiercel.ports.blobs import BlobStorage
from tiercel.service.files.parquet import parquet_rows
from tiercel.service.off_loop import in_thread

IMAGES = frozenset({"jpg", "jpeg", "png", "svg", "gif", "bmp", "webp"})


class Preview(msgspec.Struct, frozen=True):
    """The beginning of a file: text, or a list of records, or base64 of an image or PDF."""

    extension: str
    type: str
    content: Json
    rows_max: int
    is_truncated: bool


async def preview_of(blobs: BlobStorage, path: str, *, rows_max: int, encoding: str) -> Preview:
    """The first rows of a file that exists.

    Raises: IllegalArgument for the encoding, and for Parquet that can't be shown.
    """
    extension = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    if extension == "parquet":
        return await _of_parquet(blobs, path, rows_max)
    raw = await _beginning(blobs, path, PREVIEW_BYTES_MAX)
    is_cut = (await blobs.info(path)).size > len(raw)
    if extension in IMAGES or extension == "pdf":
        kind = "PDF" if extension == "pdf" else "IMAGE"
        return Preview(extension, kind, base64.b64encode(raw).decode(), rows_max, is_cut)
    try:
        text = raw.decode(encoding, "replace")
    except (LookupError, ValueError):
        raise IllegalArgument(f"Unable to preview using encoding '{encoding}'") from None
    if extension in ("ion", "jsonl"):
        records, is_cut_here = _records(text, rows_max)
        return Preview(extension, "LIST", records, rows_max, is_cut_here or is_cut)
    lines = text.splitlines(keepends=True)
    kind = "MARKDOWN" if extension == "md" else "TEXT"
    is_cut = is_cut or len(lines) > rows_max
    shown = "".join(lines[:rows_max])
    return Preview(extension, kind, shown if is_cut else text.rstrip("\n"), rows_max, is_cut)


async def _of_parquet(blobs: BlobStorage, path: str, rows_max: int) -> Preview:
    """What it has in which columns is at its end, so that it is read as a whole."""
    size = (await blobs.info(path)).size
    if size > PREVIEW_PARQUET_BYTES_MAX:
        raise IllegalArgument(
            f"A Parquet file of {size} bytes is not shown: at most {PREVIEW_PARQUET_BYTES_MAX} are"
        )
    content = await _beginning(blobs, path, PREVIEW_PARQUET_BYTES_MAX)
    rows, is_cut = await in_thread(parquet_rows, content, rows_max)
    return Preview("parquet", "LIST", rows, rows_max, is_cut)


async def _beginning(blobs: BlobStorage, path: str, bytes_max: int) -> bytes:
    chunks = []
    total = 0
    async for chunk in blobs.stream(path):
        chunks.append(chunk)
        total += len(chunk)
        if total >= bytes_max:
            break
    return b"".join(chunks)[:bytes_max]


def _records(text: str, rows_max: int) -> tuple[list[Json], bool]:
    """Values of JSON or Ion lines."""
    found: list[Json] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if len(found) >= rows_max:
            return found, True
        found.append(_record(line))
    return found, False


def _record(line: str) -> Json:
    from tiercel.service.kv.values import read_value

    return read_value(line, is_json=False)[1]
