"""WorkingDirectory: tasks that share a directory on one worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from tiercel.plugin import (
    BranchProperty,
    Example,
    FlowableTask,
    Json,
    Output,
    Part,
    Prop,
    ShapeScope,
    plugin,
)
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugin.shapes import OneWorker
from tiercel.plugins.core.flow.branches import ERROR_BRANCHES

EXAMPLE = """tasks:
  - id: make
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["echo 1 > number.txt"]
  - id: use
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["cat number.txt"]
"""


class Cache(Part):
    """Files that the next execution finds again."""

    patterns: Annotated[list[str], Prop("Which files, as globs.")]
    ttl: Annotated[timedelta | None, Prop("How long the files stay good.")] = None


class WorkingDirectoryOutput(Output):
    """Files that were kept."""

    output_files: Annotated[dict[str, str] | None, Prop("Path to URI of each file.")] = None


@plugin(
    "io.kestra.plugin.core.flow.WorkingDirectory",
    title="Run tasks one after the other in one directory.",
    aliases=[
        "io.kestra.core.tasks.flows.WorkingDirectory",
        "io.kestra.core.tasks.flows.Worker",
    ],
    examples=[Example(EXAMPLE, title="A file of one task used by the next.")],
)
class WorkingDirectory(FlowableTask):
    """All children run in one job; the worker prepares and keeps the files."""

    outputs_class: ClassVar[type[Output]] = WorkingDirectoryOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = (
        BranchProperty("tasks", is_required=True, only_runnable=True),
        *ERROR_BRANCHES,
    )

    input_files: Annotated[
        str | dict[str, Json] | list[str] | None, Prop("Files to create, by name.")
    ] = None
    output_files: Annotated[list[str] | None, Prop("Globs of the files to keep.")] = None
    namespace_files: Annotated[
        NamespaceFiles | None, Prop("Namespace files to put into the directory.")
    ] = None
    cache: Annotated[Cache | None, Prop("Files to keep for the next execution.")] = None

    def shape(self, scope: ShapeScope) -> OneWorker:
        return OneWorker()
