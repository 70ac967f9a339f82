"""LocalFiles: create files in the working directory, keep files of it."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Example, Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugins.files import keep_files, write_input_files


class Kept(Output):
    """The files that were kept."""

    uris: Annotated[dict[str, str], Prop("Path to URI of each file.")]


@plugin(
    "io.kestra.plugin.core.storage.LocalFiles",
    title="Create files for the next tasks, or keep files of those before.",
    description="Only useful inside a WorkingDirectory.",
    aliases=["io.kestra.core.tasks.storages.LocalFiles"],
    deprecated=True,
    replaced_by="inputFiles and outputFiles",
    examples=[Example('inputs:\n  greeting.txt: "hello"')],
)
class LocalFiles(RunnableTask[Kept]):
    """The old form of `inputFiles` and `outputFiles`."""

    inputs: Annotated[str | dict[str, Json] | None, Prop("Files to create, by name.")] = None
    outputs: Annotated[list[str] | None, Prop("Globs of the files to keep.")] = None

    def run(self, ctx: RunContext) -> Kept:
        """Create, then keep."""
        if self.inputs is not None:
            write_input_files(ctx, self.inputs)
        return Kept(uris=keep_files(ctx, self.outputs or []))
