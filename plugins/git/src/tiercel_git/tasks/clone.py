"""Clone: the files of a repository into the working directory."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Example, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_git.connection import WithSubmodules
from tiercel_git.copy import cloned
from tiercel_git.program import opened


class Cloned(Output):
    """Where the files are."""

    directory: Annotated[str, Prop("The absolute path of the folder with the files.")]


@plugin(
    "io.kestra.plugin.git.Clone",
    title="Clone a repository into the working directory.",
    description="As the first task of a WorkingDirectory its files are there for the next ones.",
    examples=[
        Example(
            "id: run_from_repository\n"
            "namespace: company.team\n"
            "tasks:\n"
            "  - id: work\n"
            "    type: io.kestra.plugin.core.flow.WorkingDirectory\n"
            "    tasks:\n"
            "      - id: clone\n"
            "        type: io.kestra.plugin.git.Clone\n"
            "        url: https://git.example.com/team/scripts.git\n"
            "        branch: main\n"
            "        username: reader\n"
            "        password: \"{{ secret('GIT_TOKEN') }}\"\n"
            "      - id: run\n"
            "        type: io.kestra.plugin.scripts.shell.Commands\n"
            "        taskRunner:\n"
            "          type: io.kestra.plugin.core.runner.Process\n"
            "        commands: [sh report.sh]\n",
            full=True,
        ),
        (
            "url: git@git.example.com:team/scripts.git\n"
            "privateKey: \"{{ secret('GIT_KEY') }}\"\n"
            "tag: v1.4"
        ),
    ],
)
class Clone(WithSubmodules, RunnableTask[Cloned]):
    """The newest commit of one branch, unless another or more history is asked for."""

    url: Annotated[
        str,
        Prop(
            "The address of the repository.",
            "Over HTTP (https://host/group/name.git) or SSH (ssh://git@host/name.git, "
            "git@host:name.git); local paths are refused.",
        ),
    ]
    branch: Annotated[
        str | None,
        Prop("The branch to clone.", "By default that which the repository calls its main one."),
    ] = None
    tag: Annotated[str | None, Prop("A tag whose commit is checked out, instead of a branch.")] = (
        None
    )
    commit: Annotated[
        str | None,
        Prop("The id of a commit that is checked out.", "The newest one of the branch by default."),
    ] = None
    depth: Annotated[
        int,
        Prop(
            "How many commits of history are fetched, at least 1.",
            "The newest only by default; with `commit` or `tag` all are.",
        ),
    ] = 1
    directory: Annotated[
        str | None,
        Prop(
            "The folder for the files, below the working directory.",
            "By default the working directory itself. It must be empty.",
        ),
    ] = None
    clone_all_branches: Annotated[
        bool, Prop("Whether the other branches are fetched as well.", "Yes by default.")
    ] = True
    no_tags: Annotated[
        bool,
        Prop("Whether to fetch no tags but `tag`.", "By default those of the commits come along."),
    ] = False

    def run(self, ctx: RunContext) -> Cloned:
        """Raises: PluginError when the folder has files, or the repository can't be cloned."""
        folder = ctx.files.resolve(self.directory) if self.directory else ctx.files.path
        if folder.exists() and any(folder.iterdir()):
            raise PluginError(f"The folder '{self.directory or '.'}' is not empty")
        with opened(ctx, self) as git:
            copy = cloned(git, folder, self.tag or self.branch, *self._options())
            if self.commit:
                copy.run("checking out", "checkout", "--quiet", "--detach", self.commit, "--")
        return Cloned(directory=str(folder))

    def _options(self) -> list[str]:
        """Raises: PluginError for a depth below 1."""
        if self.depth < 1:
            raise PluginError("`depth` must be at least 1")
        options = ["--no-single-branch" if self.clone_all_branches else "--single-branch"]
        if not self.commit and not self.tag:
            options += ["--depth", str(self.depth)]
        if self.no_tags and not self.tag:
            options.append("--no-tags")
        if self.with_submodules:
            options.append("--recurse-submodules")
        return options
