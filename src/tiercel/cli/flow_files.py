"""The flows of a file or folder, each with its place."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tiercel.flowlang.write import document_parts, with_namespace
from tiercel.model.errors import NotFound, TiercelError


class FlowFile(msgspec.Struct, frozen=True):
    """One document of a file. Shapes: `first_line` is where it begins in the file, from 1."""

    path: str
    source: str
    first_line: int = 1


def flow_files(place: Path) -> list[FlowFile]:
    """Every flow, in the order of the paths. Raises: NotFound when there is none."""
    files = [place] if place.is_file() else sorted([*place.rglob("*.yml"), *place.rglob("*.yaml")])
    found = [
        FlowFile(str(path), source, line)
        for path in files
        for line, source in document_parts(text_of(path))
    ]
    if not found:
        raise NotFound(f"No flows found in '{place}': a flow is a file that ends in .yml or .yaml.")
    return found


def in_namespace(files: list[FlowFile], namespace: str) -> list[FlowFile]:
    """The same flows, each with this namespace."""
    return [FlowFile(f.path, with_namespace(f.source, namespace), f.first_line) for f in files]


def joined(files: list[FlowFile]) -> bytes:
    """One text with all of them, as the API takes it."""
    return "\n---\n".join(each.source for each in files).encode()


def text_of(path: Path) -> str:
    """What a file says. Raises: TiercelError when it can't be read, or is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise TiercelError(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise TiercelError(f"Can't read {path}: {error.strerror}") from None
