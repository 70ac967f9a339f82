"""Requests about the files of namespaces."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from tiercel.model.request import Request


class NamespaceFile(msgspec.Struct, frozen=True):
    """A file of a namespace; its path has no slash in front."""

    path: str
    size: int


class FileConflict(enum.StrEnum):
    """What happens when a file exists."""

    OVERWRITE = "OVERWRITE"
    ERROR = "ERROR"
    SKIP = "SKIP"


class ListNamespaceFiles(Request[tuple[NamespaceFile, ...]], frozen=True, kw_only=True):
    """Every file of a namespace."""

    namespace: str


class LocateNamespaceFile(Request[str], frozen=True, kw_only=True):
    """The URI of a file."""

    namespace: str
    path: str


class PutNamespaceFile(Request[bool], frozen=True, kw_only=True):
    """Copy a stored file into a namespace; whether it was written."""

    namespace: str
    path: str
    uri: str
    conflict: FileConflict = FileConflict.OVERWRITE


class DeleteNamespaceFiles(Request[int], frozen=True, kw_only=True):
    """Remove files, by default with folders that are empty then; how many there were."""

    namespace: str
    paths: tuple[str, ...]
    delete_parent_folder: bool = True


class PurgeFileRevisions(Request[int], frozen=True, kw_only=True):
    """Remove older contents of files; how many.

    Shapes: namespaces by name, perhaps with those below them, or by a glob; all without either.
    The newest `keep` contents of a file stay, and with `before` all that were replaced since.
    """

    namespaces: tuple[str, ...] = ()
    namespace_pattern: str | None = None
    include_child_namespaces: bool = True
    file_pattern: str | None = None
    before: datetime | None = None
    keep: int = 1
