"""Files of namespaces and executions as the API shows them (files.md §0)."""

from __future__ import annotations

from typing import Literal

from tiercel.model.json_types import Json
from tiercel.ports.blobs import BlobInfo
from tiercel.service.files.previews import Preview
from tiercel.web.views.view import View


class FileAttributesView(View, frozen=True):
    """A file or folder; dates are in epoch milliseconds."""

    file_name: str
    last_modified_time: int
    creation_time: int
    type: Literal["File", "Directory"]
    size: int


class FileRevisionView(View, frozen=True):
    """A revision of a file, from 1."""

    revision: int


class FileSizeView(View, frozen=True):
    """How large a file is."""

    size: int


class FilePreviewView(View, frozen=True):
    """The beginning of a file: rows, a text or an image, as `type` says."""

    extension: str
    type: str
    content: Json
    max_line: int
    truncated: bool


def file_preview_view(shown: Preview) -> FilePreviewView:
    """As clients of the reference read it."""
    return FilePreviewView(
        shown.extension, shown.type, shown.content, shown.rows_max, shown.is_truncated
    )


def file_view(info: BlobInfo, name: str | None = None) -> FileAttributesView:
    """Name, dates in epoch milliseconds, type and size."""
    return FileAttributesView(
        info.name if name is None else name,
        int(info.modified.timestamp() * 1000),
        int(info.created.timestamp() * 1000),
        "Directory" if info.is_directory else "File",
        info.size,
    )
