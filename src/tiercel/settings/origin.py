"""What reading the settings reported: where each comes from, and what is doubtful about them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tiercel.settings.section import Section

SourceKind = Literal["DEFAULT", "FILE", "VARIABLE", "COMMAND"]


class Source(Section):
    """Where a setting comes from; `name` is that of the file or the variable, else empty."""

    kind: SourceKind = "DEFAULT"
    name: str = ""


class Origin(Section):
    """What reading the settings reported; no key of a file.

    `substituted` names the variables that stand for `${…}` in files, `warnings` is for the log.
    `sources` has the source of each value that is no default, by its path of folded keys.
    """

    substituted: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    sources: dict[str, Source] = Field(default_factory=dict)
