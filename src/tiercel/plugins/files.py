"""Files of a working directory: written before a task, kept after it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import msgspec

from tiercel.plugin import Json, Level, PluginError, RunContext
from tiercel.plugin.convert import converter_for
from tiercel.plugin.file_names import shown_path, stored_name
from tiercel.plugin.globs import glob_pattern
from tiercel.plugin.limits import OUTPUT_FILES_MAX
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugin.server import ListNamespaceFiles, LocateNamespaceFile
from tiercel.plugin.values import class_name, value_text

STORAGE_SCHEMES = ("kestra://", "nsfile://", "file://")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def write_input_files(
    ctx: RunContext, files: Json, extra: Mapping[str, Json] | None = None
) -> list[str]:
    """Create the files of `inputFiles`; their names.

    `extra` are variables for names and contents; when they are given, nothing is rendered yet.
    Raises: PluginError for another type; IllegalArgument for a name outside the directory.
    Source: spec/internal-storage.md §5.
    """
    names = []
    rendered = files if extra is None else ctx.render_deep(files, extra)
    for name, value in input_files_of(rendered).items():
        target = ctx.files.resolve(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(ctx, target, value)
        names.append(name)
    return names


def input_files_of(files: Json) -> Mapping[str, Json]:
    """Name to content or URI. A list of URIs is named by their last segments."""
    if files is None:
        return {}
    if isinstance(files, str):
        text = files.strip()
        if text.startswith(STORAGE_SCHEMES):
            return {_last_segment(text): text}
        files = converter_for(dict)(text) if text else {}
    if isinstance(files, list) and all(isinstance(each, str) for each in files):
        return {_last_segment(each): each for each in files}
    if not isinstance(files, Mapping):
        raise PluginError(f"Invalid `files` properties with type '{class_name(files)}'")
    return files


def several_of(given: Json) -> Mapping[str, str] | None:
    """Addresses by name, of a `from` that is a list or a map; None for one address.

    A text may be JSON of either. Raises: PluginError for anything else.
    """
    if isinstance(given, str):
        text = given.strip()
        if not text.startswith(("[", "{")):
            return None
        try:
            given = msgspec.json.decode(text)
        except msgspec.DecodeError:
            raise PluginError("`from` must be an address, or JSON of a list or a map") from None
    return input_files_of(given)


def _last_segment(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def _write(ctx: RunContext, target: Path, value: Json) -> None:
    """Text, or the stored file that the text is the address of."""
    if isinstance(value, str) and value.strip().startswith(STORAGE_SCHEMES):
        with ctx.blobs.open(value.strip()) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
        return
    target.write_text("" if value is None else value_text(value), encoding="utf-8")


def write_namespace_files(ctx: RunContext, wanted: NamespaceFiles) -> int:
    """Copy namespace files into the working directory; how many.

    Source: spec/internal-storage.md §6. Raises: PluginError when a file is in the way and
    `ifExists` is FAIL.
    """
    if not wanted.enabled:
        return 0
    own = ctx.vars["flow"]["namespace"]
    count = 0
    for namespace in wanted.namespaces or [own]:
        found = ctx.server.run(ListNamespaceFiles(namespace=namespace))
        for path in matching_paths([each.path for each in found], wanted):
            name = f"{namespace}/{path}" if wanted.folder_per_namespace else path
            if _copy_namespace_file(ctx, (namespace, path), name, wanted.if_exists):
                count += 1
    return count


def matching_paths(paths: Sequence[str], wanted: NamespaceFiles) -> list[str]:
    """The paths that the globs include and do not exclude."""
    include = [glob_pattern(each, is_namespace=True) for each in wanted.include]
    exclude = [glob_pattern(each, is_namespace=True) for each in wanted.exclude]
    return [
        path
        for path in paths
        if (not include or any(each.fullmatch(f"/{path}") for each in include))
        and not any(each.fullmatch(f"/{path}") for each in exclude)
    ]


def _copy_namespace_file(
    ctx: RunContext, source: tuple[str, str], name: str, if_exists: str
) -> bool:
    target = ctx.files.resolve(name)
    if target.exists() and if_exists != "OVERWRITE":
        text = f"File '{name}' already exists in the working directory"
        if if_exists == "FAIL":
            raise PluginError(text)
        if if_exists == "WARN":
            ctx.log.write(Level.WARN, text)
        return False
    uri = ctx.server.run(LocateNamespaceFile(namespace=source[0], path=source[1]))
    target.parent.mkdir(parents=True, exist_ok=True)
    with ctx.blobs.open(uri) as stored, target.open("wb") as file:
        shutil.copyfileobj(stored, file)
    return True


def keep_files(ctx: RunContext, globs: Sequence[str]) -> dict[str, str]:
    """Store the files that match; relative path to URI.

    Symbolic links are never kept, so nothing outside the directory is: one that a glob matches is
    named in the log. Raises: PluginError for a glob that is no relative path, and for the name of
    a symbolic link.
    """
    if not globs:
        return {}
    patterns = [glob_pattern(_checked_glob(each)) for each in globs]
    root = ctx.files.path
    kept: dict[str, str] = {}
    for path in sorted(names_below(root)):
        relative = shown_path(path, root)
        if not any(pattern.fullmatch(relative) for pattern in patterns):
            continue
        if path.is_symlink():
            _refuse_link(ctx, relative, globs)
        elif path.is_file():
            if len(kept) >= OUTPUT_FILES_MAX:
                raise PluginError(f"More than {OUTPUT_FILES_MAX} output files match")
            kept[relative] = ctx.blobs.put(path, f"{short_id(str(path))}-{stored_name(path)}")
    return kept


def _refuse_link(ctx: RunContext, relative: str, globs: Sequence[str]) -> None:
    text = f"The output file '{relative}' is a symbolic link: only plain files are kept"
    if relative in globs:
        raise PluginError(text)
    ctx.log.write(Level.WARN, text)


def _checked_glob(glob: str) -> str:
    if glob.startswith(("/", "./")) or ".." in glob.split("/"):
        raise PluginError(f"Invalid outputFile (only relative path is supported) for path '{glob}'")
    return glob


def files_below(root: Path) -> Iterator[Path]:
    """Every plain file; symbolic links are neither given nor followed."""
    return (path for path in names_below(root) if path.is_file() and not path.is_symlink())


def names_below(root: Path) -> Iterator[Path]:
    """Everything that is no directory, symbolic links included; they are not followed."""
    for folder, folders, names in os.walk(root, followlinks=False):
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = [name for name in folders if name not in linked]
        yield from (Path(folder) / name for name in (*names, *linked))


def short_id(text: str) -> str:
    """The base-62 form of the UUID made from the MD5 of a text."""
    digest = bytearray(hashlib.md5(os.fsencode(text), usedforsecurity=False).digest())
    number = UUID(bytes=bytes(digest), version=3).int
    digits = []
    while number:
        number, rest = divmod(number, 62)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits)) or "0"


def file_name_of(path: str) -> str:
    """The last segment without characters that a URI must escape."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", path.rpartition("/")[2])
