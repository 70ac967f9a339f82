"""Files of rows: one Ion value a line, of which every JSON line is one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json

BINARY_MARK = b"\xe0\x01\x00\xea"
_DECODER = msgspec.json.Decoder()


def row_of_text(line: str | bytes) -> Json:
    """The value of one line.

    Raises: IllegalArgument when it is neither JSON nor Ion.
    Source: spec/internal-storage.md §3.
    """
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError:
        return _ion_values(line)[0]


def rows_of_text(content: str) -> Iterator[Json]:
    """The values of a text file, null rows and empty lines left out."""
    for line in content.splitlines():
        if line.strip():
            row = row_of_text(line)
            if row is not None:
                yield row


def rows_of_bytes(content: bytes) -> Iterator[Json]:
    """The values of a file that is text or binary Ion."""
    if content.startswith(BINARY_MARK):
        yield from (row for row in _ion_values(content) if row is not None)
    else:
        yield from rows_of_text(content.decode("utf-8", errors="replace"))


def text_of_row(row: Json) -> str:
    """A row as a line without its end: JSON, which is Ion too."""
    return msgspec.json.encode(row, enc_hook=_plain, order=None).decode()


def _plain(value: Json) -> Json:
    if isinstance(value, Decimal):
        return float(value)
    return dict(value) if hasattr(value, "keys") else str(value)


def _ion_values(content: str | bytes) -> list[Json]:
    # Imported here: the library is large, and nearly all files are JSON lines.
    from amazon.ion import simpleion
    from amazon.ion.exceptions import IonException

    try:
        found = simpleion.loads(content, single_value=False)
    except (IonException, ValueError, TypeError) as error:
        raise IllegalArgument(f"The file has a row that is not Ion: {error}") from None
    if not found:
        return [None]
    return [_of_ion(value) for value in found]


def _of_ion(value: Json) -> Json:
    """Ion wrappers as plain values: maps, lists, text, numbers; dates as ISO text."""
    name = type(value).__name__
    if name == "IonPyNull" or value is None:
        return None
    if name == "IonPyBool":
        return bool(value)
    if hasattr(value, "items"):
        return {str(key): _of_ion(each) for key, each in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return [_of_ion(each) for each in value]
    return _scalar_of_ion(value)


def _scalar_of_ion(value: Json) -> Json:
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, bytes):
        return bytes(value)
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Decimal):
        return float(value)
    return getattr(value, "text", None) or str(value)
