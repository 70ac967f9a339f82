"""Everything that is worth being said of a source, each with its place: what an editor marks."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem of a source.

    Shapes: `code` is a word for the kind of problem that never changes (`unknown-filter`);
    `message` is complete without the path; lines and columns count from 1, the end is excluded,
    all four are 0 when there is no place. Only errors make a source invalid.
    """

    severity: Severity
    code: str
    path: str
    message: str
    hint: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
