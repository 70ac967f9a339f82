"""Push and Sync, the older tasks that treat flows and files of a namespace as one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, Static, plugin
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugins.files import files_below, write_input_files, write_namespace_files
from tiercel_git.alike import folder_in, kept_rows, to_repository, to_server, write_inside
from tiercel_git.connection import OnNamedBranch, WithSubmodules
from tiercel_git.copy import Author, Copy
from tiercel_git.kinds import IGNORE_FILE, Files, Flows
from tiercel_git.program import opened
from tiercel_git.tasks.committing import DEFAULT_AUTHOR, DEFAULT_EMAIL, Committed, copy_of

_FLOWS = "_flows"
_FILES = "_files"


class FlowFiles(Part):
    """Which flows are committed along."""

    enabled: Annotated[bool, Prop("Whether flows are committed.")] = True
    child_namespaces: Annotated[
        bool, Prop("Whether flows of the namespaces below are committed, too.")
    ] = True
    git_directory: Annotated[str, Prop("The folder of the repository for flows.")] = _FLOWS


class PushAuthor(Part):
    """Who commits."""

    name: Annotated[str | None, Prop("The name; the user who signs in by default.")] = None
    email: Annotated[str | None, Prop("The address; one of the local host by default.")] = None


@plugin(
    "io.kestra.plugin.git.Push",
    title="Commit files of the working directory and flows to a repository.",
    examples=[
        (
            "url: https://git.example.com/team/reports.git\n"
            "branch: main\n"
            "username: writer\n"
            "password: \"{{ secret('GIT_TOKEN') }}\"\n"
            "commitMessage: Reports of today\n"
            "inputFiles:\n"
            '  report.csv: "{{ outputs.report.uri }}"'
        )
    ],
    deprecated=True,
    replaced_by="PushFlows, PushNamespaceFiles and PushExecutionFiles",
)
class Push(WithSubmodules, OnNamedBranch, RunnableTask[Committed]):
    """Into a new clone, or into one that a Clone made in `directory`."""

    commit_message: Annotated[str, Prop("The message that the commit gets.")]
    directory: Annotated[
        str | None,
        Prop(
            "The folder of a clone below the working directory.",
            "By default the branch is cloned anew, and the files of the working directory are "
            "added to it.",
        ),
    ] = None
    input_files: Annotated[
        dict[str, Json] | str | None,
        Prop("Contents or addresses of files by name, which are added."),
    ] = None
    namespace_files: Annotated[
        Static[NamespaceFiles | None],
        Prop("Which files of namespaces are added.", "None by default."),
    ] = None
    flows: Annotated[
        Static[FlowFiles], Prop("Which flows are added.", "Those of the flow's namespace.")
    ] = Field(default=FlowFiles())
    add_files_pattern: Annotated[
        list[str], Prop("Paths or patterns of Git that are committed.", "All by default.")
    ] = Field(default=["."])
    author: Annotated[Static[PushAuthor | None], Prop("Name and mail address of who commits.")] = (
        None
    )

    def run(self, ctx: RunContext) -> Committed:
        """Raises: PluginError when the branch can't be cloned or pushed."""
        write_input_files(ctx, self.input_files)
        if self.namespace_files is not None:
            write_namespace_files(ctx, self.namespace_files)
        with self._copy(ctx) as copy:
            if self.directory is None:
                _add_files(copy, ctx.files.path)
            if self.flows.enabled:
                namespace = ctx.vars["flow"]["namespace"]
                kind = Flows(ctx, namespace, with_children=self.flows.child_namespaces)
                folder = folder_in(copy, self.flows.git_directory, is_needed=False)
                to_repository(copy, kind, folder, deletes=False)
            copy.run("staging", "add", "--", *self.add_files_pattern)
            if not copy.run("comparing", "diff", "--cached", "--name-only").strip():
                ctx.log.info("There are no changes to commit")
                return Committed()
            commit = copy.commit(self.commit_message, self._author)
            copy.push(self.branch)
            return Committed(commit_id=commit)

    @contextmanager
    def _copy(self, ctx: RunContext) -> Iterator[Copy]:
        if self.directory is None:
            with copy_of(ctx, self, begins=True) as copy:
                yield copy
        else:
            with opened(ctx, self) as git:
                yield Copy(git, ctx.files.resolve(self.directory))

    @property
    def _author(self) -> Author:
        given = self.author or PushAuthor()
        name = given.name or self.username or DEFAULT_AUTHOR
        return Author(name, given.email or DEFAULT_EMAIL)


def _add_files(copy: Copy, source: Path) -> None:
    """Files of the working directory, without those of a clone's own."""
    for file in files_below(source):
        relative = file.relative_to(source)
        if ".git" not in relative.parts:
            target = copy.folder / relative
            write_inside(copy, target)
            shutil.copyfile(file, target)


@plugin(
    "io.kestra.plugin.git.Sync",
    title="Save the flows and files of a repository in the flow's namespace.",
    description="What the repository lacks is deleted from the namespace.",
    examples=[
        (
            "url: https://git.example.com/team/flows.git\n"
            "branch: main\n"
            "username: reader\n"
            "password: \"{{ secret('GIT_TOKEN') }}\""
        )
    ],
    deprecated=True,
    replaced_by="SyncFlows and SyncNamespaceFiles",
)
class Sync(WithSubmodules, RunnableTask[Output]):
    """Flows in `_flows`, files in `_files` unless told otherwise."""

    url: Annotated[
        str,
        Prop("The address of the repository.", "Over HTTP or SSH, as that of Clone."),
    ]
    branch: Annotated[
        str | None,
        Prop("The branch to read.", "By default that which the repository calls its main one."),
    ] = None
    git_directory: Annotated[
        str | None, Prop("The folder of the repository that holds both.", "All of it by default.")
    ] = None
    namespace_files_directory: Annotated[
        str | None, Prop("The folder of the files, below that.", "`_files` by default.")
    ] = None
    dry_run: Annotated[
        bool | None, Prop("Whether to only log the differences.", "No by default.")
    ] = None

    @property
    def wanted_branch(self) -> str | None:
        return self.branch

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for a flow that is not valid."""
        namespace = ctx.vars["flow"]["namespace"]
        with copy_of(ctx, self, begins=False) as copy:
            base = self.git_directory or "."
            files = copy.inside(f"{base}/{self.namespace_files_directory or _FILES}")
            ignored = copy.ignored(files, IGNORE_FILE) if files.is_dir() else set()
            kinds = (
                (Flows(ctx, namespace, with_children=True), copy.inside(f"{base}/{_FLOWS}")),
                (Files(ctx, namespace, ignored=ignored), files),
            )
            for kind, folder in kinds:
                rows = to_server(copy, kind, folder, deletes=True, is_trial=bool(self.dry_run))
                kept_rows(ctx, list(rows))
