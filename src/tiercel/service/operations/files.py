"""Operations on the files of namespaces."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import NoneType

from tiercel.engine.storage_paths import check_stored, namespace_files_path, uri_of
from tiercel.model.access import Actor, Permission, Resource, in_namespace, seen_in
from tiercel.model.audit.rules import AuditRule
from tiercel.model.errors import Conflict, IllegalArgument, NotFound
from tiercel.model.request import Request
from tiercel.plugin.globs import glob_pattern
from tiercel.plugin.server import (
    DeleteNamespaceFiles,
    FileConflict,
    ListNamespaceFiles,
    LocateNamespaceFile,
    NamespaceFile,
    PurgeFileRevisions,
    PutNamespaceFile,
)
from tiercel.ports.blobs import BlobInfo
from tiercel.service.allowed_namespaces import check_allowed
from tiercel.service.files.files import FLOWS_FOLDER, file_path
from tiercel.service.files.previews import Preview
from tiercel.service.operations.conditions import chosen_namespaces
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_MANAGE = Permission(Resource.NAMESPACE, "MANAGE_FILES")
_FILES = AuditRule(resource="NAMESPACE_FILE", is_outside=True)


class ReadFile(Request[AsyncIterator[bytes]], frozen=True, kw_only=True):
    """The content of a file, of its newest revision by default."""

    namespace: str
    path: str
    revision: int | None = None


class PreviewFile(Request[Preview], frozen=True, kw_only=True):
    """The first rows of a file, `rows_max` at most."""

    namespace: str
    path: str
    rows_max: int
    encoding: str = "UTF-8"


class GetFileInfo(Request[BlobInfo], frozen=True, kw_only=True):
    """What is known of a file or folder."""

    namespace: str
    path: str


class ListFolder(Request[list[BlobInfo]], frozen=True, kw_only=True):
    """What lies in a folder, folders first."""

    namespace: str
    path: str


class FindFiles(Request[list[str]], frozen=True, kw_only=True):
    """Paths at any depth that contain a text."""

    namespace: str
    text: str


class ListFileRevisions(Request[list[int]], frozen=True, kw_only=True):
    """The revisions of a file; the newest is the stored content."""

    namespace: str
    path: str


class ExportFiles(Request[AsyncIterator[bytes]], frozen=True, kw_only=True):
    """A zip of the files of a namespace and, below `_flows`, of the sources of its flows."""

    namespace: str


class KeepUpload(Request[str], frozen=True, kw_only=True):
    """Store an upload until it is known where it belongs; where it is stored."""

    namespace: str
    content: AsyncIterator[bytes]


class DropUpload(Request[None], frozen=True, kw_only=True):
    """Forget an upload, if it was not put in place."""

    namespace: str
    upload: str


class CreateFolder(Request[None], frozen=True, kw_only=True):
    """Create a folder with its parents."""

    namespace: str
    path: str


class PlaceUpload(Request[None], frozen=True, kw_only=True):
    """Put an upload where it belongs: a zip is unpacked, `/_flows/x` is saved as a flow.

    Shapes: `upload` is where it is stored so far, `filename` how the client calls it.
    """

    namespace: str
    upload: str
    filename: str
    path: str


class MoveFile(Request[None], frozen=True, kw_only=True):
    """Rename a file or folder."""

    namespace: str
    source: str
    target: str


class DeleteFile(Request[None], frozen=True, kw_only=True):
    """Remove a file or folder, and parents that it leaves empty."""

    namespace: str
    path: str


async def _check(deps: Services, actor: Actor, namespace: str) -> None:
    """Raises: NotAllowed for a flow of a namespace that is not let in."""
    async with deps.ports.store.transaction() as tx:
        await check_allowed(tx, namespace, actor.namespace)


@operation("file.list", allows=_MANAGE, scope=in_namespace(shared=True))
async def find(deps: Services, actor: Actor, ask: ListNamespaceFiles) -> tuple[NamespaceFile, ...]:
    """With paths inside the namespace."""
    await _check(deps, actor, ask.namespace)
    root = namespace_files_path(ask.namespace)
    return tuple(
        NamespaceFile(info.path.removeprefix(root + "/"), info.size)
        for info in await deps.ports.blobs.files_under(root)
        if not info.path.startswith(root + FLOWS_FOLDER + "/")
    )


@operation("file.locate", allows=_MANAGE, scope=in_namespace(shared=True))
async def locate(deps: Services, actor: Actor, ask: LocateNamespaceFile) -> str:
    """The storage URI of a file of the namespace. Raises: NotFound."""
    await _check(deps, actor, ask.namespace)
    path = file_path(ask.path)
    place = namespace_files_path(ask.namespace) + path
    if not await deps.ports.blobs.exists(place):
        raise NotFound(f"File not found: {path}")
    return uri_of(place)


@makes(whole(bool, looks_first=True))
@operation("file.put", allows=_MANAGE, scope=in_namespace(), audits=_FILES)
async def put(deps: Services, actor: Actor, ask: PutNamespaceFile) -> bool:
    """Raises: Conflict where the request wants an error for a file in the way."""
    await _check(deps, actor, ask.namespace)
    path = file_path(ask.path)
    place = namespace_files_path(ask.namespace) + path
    blobs = deps.ports.blobs
    if ask.conflict is not FileConflict.OVERWRITE and await blobs.exists(place):
        if ask.conflict is FileConflict.SKIP:
            return False
        raise Conflict(
            f"File '{path.lstrip('/')}' already exists in namespace '{ask.namespace}' and conflict"
            " is set to ERROR"
        )
    await deps.files.write(ask.namespace, path, blobs.stream(check_stored(ask.uri)))
    return True


@operation("file.delete", allows=_MANAGE, scope=in_namespace(), audits=_FILES)
async def delete(deps: Services, actor: Actor, ask: DeleteNamespaceFiles) -> int:
    """Those that are not there are not counted."""
    await _check(deps, actor, ask.namespace)
    root = namespace_files_path(ask.namespace)
    blobs = deps.ports.blobs
    gone = 0
    for path in ask.paths:
        place = root + file_path(path)
        if not await blobs.exists(place):
            continue
        if ask.delete_parent_folder:
            await deps.files.delete(ask.namespace, path)
        else:
            await blobs.delete(place)
        gone += 1
    return gone


@operation("file.purge_revisions", allows=_MANAGE, scope=seen_in("namespaces"), audits=_FILES)
async def purge_revisions(deps: Services, actor: Actor, ask: PurgeFileRevisions) -> int:
    """Namespaces that are named count even without flows."""
    matches = glob_pattern(ask.file_pattern).fullmatch if ask.file_pattern else bool
    async with deps.ports.store.transaction() as tx:
        known = {*await tx.flows.namespaces(), *ask.namespaces}
    visible = actor.grants.visible(_MANAGE)
    names = chosen_namespaces(
        filter(visible.has, known),
        ask.namespaces,
        ask.namespace_pattern,
        with_children=ask.include_child_namespaces,
    )
    return sum(
        [
            await deps.files.purge_revisions(name, matches, keep=ask.keep, before=ask.before)
            for name in names
        ]
    )


@operation("file.read", allows=_MANAGE, scope=in_namespace())
async def read(deps: Services, actor: Actor, ask: ReadFile) -> AsyncIterator[bytes]:
    """The content in pieces of bytes. Raises: NotFound, IllegalArgument for a path that leaves."""
    return await deps.files.content(ask.namespace, ask.path, ask.revision)


@operation("file.preview", allows=_MANAGE, scope=in_namespace())
async def preview(deps: Services, actor: Actor, ask: PreviewFile) -> Preview:
    """Rows, a text or an image. Raises: NotFound, IllegalArgument for what can't be shown."""
    return await deps.files.preview(
        ask.namespace, ask.path, rows_max=ask.rows_max, encoding=ask.encoding
    )


@operation("file.info", allows=_MANAGE, scope=in_namespace())
async def info(deps: Services, actor: Actor, ask: GetFileInfo) -> BlobInfo:
    """Size in bytes, dates and kind. Raises: NotFound, IllegalArgument for a path that leaves."""
    return await deps.files.info(ask.namespace, ask.path)


@operation("file.folder", allows=_MANAGE, scope=in_namespace())
async def folder(deps: Services, actor: Actor, ask: ListFolder) -> list[BlobInfo]:
    """What is directly in it, folders first. Raises: NotFound, IllegalArgument."""
    return await deps.files.children(ask.namespace, ask.path)


@operation("file.search", allows=_MANAGE, scope=in_namespace())
async def search(deps: Services, actor: Actor, ask: FindFiles) -> list[str]:
    """Paths of files, not of folders, that contain the text."""
    return await deps.files.search(ask.namespace, ask.text)


@operation("file.revisions", allows=_MANAGE, scope=in_namespace())
async def revisions(deps: Services, actor: Actor, ask: ListFileRevisions) -> list[int]:
    """Their numbers, ascending. Raises: NotFound, IllegalArgument for a path that leaves."""
    return await deps.files.revisions(ask.namespace, ask.path)


@operation("file.export", allows=_MANAGE, scope=in_namespace())
async def export(deps: Services, actor: Actor, ask: ExportFiles) -> AsyncIterator[bytes]:
    """The zip in pieces of bytes. Raises: TooLarge for more than an archive may have."""
    return await deps.archives.export(ask.namespace)


@operation("file.keep", allows=_MANAGE, scope=in_namespace(), audits=False)
async def keep(deps: Services, actor: Actor, ask: KeepUpload) -> str:
    """Where it is stored; it is written while it arrives."""
    return await deps.archives.keep(ask.content)


@operation("file.drop", allows=_MANAGE, scope=in_namespace())
async def drop(deps: Services, actor: Actor, ask: DropUpload) -> None:
    """One that was put in place is gone already."""
    await deps.archives.drop(ask.upload)


@makes(whole(NoneType, looks_first=True))
@operation("file.create_folder", allows=_MANAGE, scope=in_namespace(), audits=_FILES)
async def create_folder(deps: Services, actor: Actor, ask: CreateFolder) -> None:
    """Raises: Conflict when a file is there, IllegalArgument."""
    await deps.files.make_directory(ask.namespace, ask.path)


@makes(whole(NoneType, looks_first=True))
@operation("file.upload", allows=_MANAGE, scope=in_namespace(), audits=_FILES)
async def place(deps: Services, actor: Actor, ask: PlaceUpload) -> None:
    """Raises: IllegalArgument, Conflict, TooLarge, Invalid for a flow."""
    if ask.filename.lower().endswith(".zip"):
        await deps.archives.unpack(ask.namespace, ask.upload)
    elif ask.path.lstrip("/").startswith(FLOWS_FOLDER.lstrip("/") + "/"):
        await deps.archives.save_flow(ask.namespace, ask.path, ask.upload)
    elif not ask.path:
        raise IllegalArgument("A file needs a path.")
    else:
        await deps.archives.place(ask.namespace, ask.path, ask.upload)


@operation("file.move", allows=_MANAGE, scope=in_namespace(), audits=_FILES)
async def move(deps: Services, actor: Actor, ask: MoveFile) -> None:
    """Raises: NotFound, Conflict over a folder that is not empty, IllegalArgument."""
    await deps.files.move(ask.namespace, ask.source, ask.target)


@operation("file.remove", allows=_MANAGE, scope=in_namespace(), audits=_FILES)
async def remove(deps: Services, actor: Actor, ask: DeleteFile) -> None:
    """What is not there is no error. Raises: IllegalArgument for a path that leaves."""
    await deps.files.delete(ask.namespace, ask.path)
