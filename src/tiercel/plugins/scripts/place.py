"""The directory of a script as the script sees it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tiercel.plugin import Json, RunContext
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.files import files_below

OUTPUT_FOLDER = "outputs"
# What the runner brings for the script: gone before files are kept.
OWN_FOLDER = ".tiercel"


class ScriptFolders(msgspec.Struct, frozen=True):
    """Shapes: `working_dir` is the path inside the runner; `output_folder` is on this machine."""

    working_dir: str
    output_folder: Path | None = None

    @property
    def output_dir(self) -> str:
        """The folder of kept files, inside the runner."""
        return f"{self.working_dir}/{OUTPUT_FOLDER}"

    @property
    def extra(self) -> Mapping[str, Json]:
        """Variables for expressions."""
        found = {"workingDir": self.working_dir}
        return found if self.output_folder is None else {**found, "outputDir": self.output_dir}

    @property
    def env(self) -> Mapping[str, str]:
        """Variables for the script."""
        found = {"WORKING_DIR": self.working_dir}
        return found if self.output_folder is None else {**found, "OUTPUT_DIR": self.output_dir}

    def kept(self, ctx: RunContext) -> dict[str, str]:
        """Everything in the output folder, stored under its relative path."""
        if self.output_folder is None:
            return {}
        return {
            path.relative_to(self.output_folder).as_posix(): ctx.blobs.put(
                path, path.relative_to(self.output_folder).as_posix()
            )
            for path in files_below(self.output_folder)
        }


def remove_own_folder(ctx: RunContext) -> None:
    """Leave nothing but the files of the task."""
    shutil.rmtree(ctx.files.path / OWN_FOLDER, ignore_errors=True)


def new_place(ctx: RunContext, runner: RunnerPlugin, *, has_output_folder: bool) -> ScriptFolders:
    """The place of a task; its output folder is made when there is one."""
    folder = ctx.files.path
    output_folder = folder / OUTPUT_FOLDER if has_output_folder else None
    if output_folder is not None:
        output_folder.mkdir(exist_ok=True)
    return ScriptFolders(runner.working_dir(folder), output_folder)
