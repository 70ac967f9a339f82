"""PushExecutionFiles: what an execution made, into a repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from tiercel.plugin import Json, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.globs import glob_pattern
from tiercel.plugins.files import files_below, input_files_of
from tiercel_git.alike import folder_in, write_inside
from tiercel_git.connection import OnBranch, WithSubmodules
from tiercel_git.copy import Copy
from tiercel_git.tasks.committing import Committing, DryRun, copy_of, pushed
from tiercel_git.tasks.pushes import FOLDER, PushedFiles, texts_of

_BLOCK_BYTES = 1 << 16


@plugin(
    "io.kestra.plugin.git.PushExecutionFiles",
    title="Commit files that the execution made to a repository.",
    examples=[
        (
            "url: https://git.example.com/team/reports.git\n"
            "username: writer\n"
            "password: \"{{ secret('GIT_TOKEN') }}\"\n"
            "filesMap:\n"
            '  reports/today.csv: "{{ outputs.report.uri }}"'
        )
    ],
)
class PushExecutionFiles(WithSubmodules, OnBranch, Committing, DryRun, RunnableTask[PushedFiles]):
    """By their addresses, or by globs of the names that they are stored under."""

    files: Annotated[
        Json,
        Prop("A glob of names of files of the execution, or a list of them.", "None by default."),
    ] = None
    files_map: Annotated[
        dict[str, Json] | str | None,
        Prop("Addresses of files in the internal storage by their paths in the folder."),
    ] = None
    git_directory: Annotated[str, Prop(FOLDER, "`_outputs` by default.")] = "_outputs"
    delete: Annotated[
        bool,
        Prop("Whether to remove all other files from the folder.", "Yes by default."),
    ] = True
    error_on_missing: Annotated[
        bool, Prop("Whether to fail when no file is chosen.", "No by default.")
    ] = False

    def run(self, ctx: RunContext) -> PushedFiles:
        """Raises: PluginError when no file is chosen and one must be."""
        chosen = self._chosen(ctx)
        if self.error_on_missing and not chosen:
            raise PluginError("`files`: the execution has no such file")
        with copy_of(ctx, self, begins=True) as copy:
            self._write(ctx, copy, chosen)
            message = f"Add files of execution {ctx.vars.get('execution', {}).get('id')}"
            done = pushed(ctx, self, copy, message, trial=self.dry_run)
        return PushedFiles(files=done.changes, commit_id=done.commit, commit_url=done.page)

    def _chosen(self, ctx: RunContext) -> dict[str, str]:
        """Path in the folder to URI."""
        globs = [glob_pattern(each) for each in texts_of(self.files, "files")]
        found = {}
        for uri in ctx.blobs.files_of_execution():
            name = uri.rpartition("/")[2]
            if any(glob.fullmatch(name) for glob in globs):
                found[name] = uri
        given: Mapping[str, Json] = input_files_of(self.files_map)
        return found | {path: str(uri) for path, uri in given.items()}

    def _write(self, ctx: RunContext, copy: Copy, chosen: Mapping[str, str]) -> None:
        folder = folder_in(copy, self.git_directory, is_needed=False)
        kept = set()
        for path, uri in chosen.items():
            target = folder / path.lstrip("/")
            write_inside(copy, target)
            with ctx.blobs.open(uri) as source, target.open("wb") as file:
                while block := source.read(_BLOCK_BYTES):
                    file.write(block)
            kept.add(target)
        if self.delete:
            for file_path in set(files_below(folder)) - kept:
                file_path.unlink()
