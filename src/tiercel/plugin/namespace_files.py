"""The property by which tasks ask for the files of namespaces."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin.fields import Prop
from tiercel.plugin.part import Part


class NamespaceFiles(Part):
    """Which namespace files are copied into the working directory (spec/internal-storage.md §6)."""

    enabled: Annotated[bool, Prop("Whether files are copied.")] = True
    include: Annotated[list[str], Prop("Globs of files; none means all.")] = Field(
        default_factory=list
    )
    exclude: Annotated[list[str], Prop("Globs of files to leave out.")] = Field(
        default_factory=list
    )
    namespaces: Annotated[
        list[str], Prop("Where files come from; later ones win. None: the flow's namespace.")
    ] = Field(default_factory=list)
    if_exists: Annotated[
        Literal["OVERWRITE", "FAIL", "WARN", "IGNORE"], Prop("What to do with files in the way.")
    ] = "OVERWRITE"
    folder_per_namespace: Annotated[bool, Prop("Put files below a folder per namespace.")] = False
