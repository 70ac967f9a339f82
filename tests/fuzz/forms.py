"""Multipart forms in pieces: one part or file name replaced, the rest byte by byte as it was."""

from __future__ import annotations

import re

NAME = re.compile(rb'\bname="([^"]*)"')
FILE_NAME = re.compile(rb'(?<=\bfilename=")[^"]*')
END = b"\r\n\r\n"


def split_form(kind: bytes, body: bytes) -> list[bytes]:
    """The parts with their heads; none if the body is no multipart form."""
    pieces = body.split(_delimiter(kind)) if b"boundary=" in kind else []
    return [piece for piece in pieces if END in piece]


def name_of(piece: bytes) -> str:
    """The field that a part is for."""
    found = NAME.search(piece)
    return found[1].decode(errors="replace") if found else ""


def is_file(piece: bytes) -> bool:
    """Whether a part says a file name."""
    return FILE_NAME.search(piece.partition(END)[0]) is not None


def with_part(kind: bytes, pieces: list[bytes], number: int, text: bytes) -> bytes:
    """The form with that text in a part."""
    head = pieces[number].partition(END)[0]
    return _joined(kind, [*pieces[:number], head + END + text + b"\r\n", *pieces[number + 1 :]])


def with_file_name(kind: bytes, pieces: list[bytes], number: int, text: bytes) -> bytes:
    """The form with that text as the name of a part's file."""
    head, end, rest = pieces[number].partition(END)
    named = FILE_NAME.sub(lambda _: text, head) + end + rest
    return _joined(kind, [*pieces[:number], named, *pieces[number + 1 :]])


def _joined(kind: bytes, pieces: list[bytes]) -> bytes:
    delimiter = _delimiter(kind)
    return delimiter + delimiter.join(pieces) + delimiter + b"--\r\n"


def _delimiter(kind: bytes) -> bytes:
    return b"--" + kind.partition(b"boundary=")[2].strip(b'"')
