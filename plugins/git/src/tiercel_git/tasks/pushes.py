"""Tasks that write what the server has into a repository: flows, files, dashboards."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_git.alike import folder_in, to_repository
from tiercel_git.connection import OnBranch, WithSubmodules
from tiercel_git.kinds import Dashboards, Files, Flows, Kind
from tiercel_git.tasks.committing import (
    CommittedPage,
    Committing,
    DryRun,
    Pushed,
    copy_of,
    pushed,
)

_LOGIN = (
    "url: https://git.example.com/team/flows.git\n"
    "branch: main\n"
    "username: writer\n"
    "password: \"{{ secret('GIT_TOKEN') }}\"\n"
)
DELETE = Prop(
    "Whether to remove what the server lacks from the folder.",
    "Yes by default; with globs only of what they choose.",
)
FOLDER = "The folder of the repository that holds them."


def texts_of(value: Json, name: str) -> list[str]:
    """A text or a list of them. Raises: PluginError for anything else."""
    found = [value] if isinstance(value, str) else value or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise PluginError(f"`{name}` must be a text or a list of texts")
    return found


class Pushing(WithSubmodules, OnBranch, Committing, DryRun):
    """Pushes resources of one kind."""

    delete: Annotated[bool, DELETE] = True

    def push(self, ctx: RunContext, kind: Kind, folder: str, message: str) -> Pushed:
        """Bring a folder of the repository to what the server has."""
        with copy_of(ctx, self, begins=True) as copy:
            place = folder_in(copy, folder, is_needed=False)
            to_repository(copy, kind, place, deletes=self.delete)
            return pushed(ctx, self, copy, message, trial=self.dry_run)


class PushedFlows(CommittedPage):
    """What went to the repository."""

    flows: Annotated[
        str | None, Prop("A file of rows `file`, `additions`, `deletions`, `changes`.")
    ] = None


class PushedFiles(CommittedPage):
    """What went to the repository."""

    files: Annotated[
        str | None, Prop("A file of rows `file`, `additions`, `deletions`, `changes`.")
    ] = None


@plugin(
    "io.kestra.plugin.git.PushFlows",
    title="Commit the flows of a namespace to a repository.",
    examples=[f'{_LOGIN}sourceNamespace: company.team\nflows: "*"\ncommitMessage: Keep flows'],
)
class PushFlows(Pushing, RunnableTask[PushedFlows]):
    """A file `id.yml` for each flow."""

    source_namespace: Annotated[
        str, Prop("The namespace whose flows are committed.", "The flow's own by default.")
    ] = "{{ flow.namespace }}"
    target_namespace: Annotated[
        str | None,
        Prop(
            "The namespace that the files name, such as that of another stage.",
            "That of the flows by default.",
        ),
    ] = None
    include_child_namespaces: Annotated[
        bool,
        Prop(
            "Whether flows of the namespaces below are committed, too, in a folder each.",
            "No by default.",
        ),
    ] = False
    flows: Annotated[
        str | list[str] | None,
        Prop("A glob of ids, or a list of them.", "All flows by default."),
    ] = None
    git_directory: Annotated[str, Prop(FOLDER, "`_flows` by default.")] = "_flows"

    def run(self, ctx: RunContext) -> PushedFlows:
        kind = Flows(
            ctx,
            self.source_namespace,
            target=self.target_namespace,
            with_children=self.include_child_namespaces,
            globs=texts_of(self.flows, "flows"),
        )
        message = f"Add flows from {self.source_namespace} namespace"
        done = self.push(ctx, kind, self.git_directory, message)
        return PushedFlows(flows=done.changes, commit_id=done.commit, commit_url=done.page)


@plugin(
    "io.kestra.plugin.git.PushNamespaceFiles",
    title="Commit the files of a namespace to a repository.",
    examples=[f'{_LOGIN}namespace: company.team\nfiles: ["scripts/**", "*.sql"]'],
)
class PushNamespaceFiles(Pushing, RunnableTask[PushedFiles]):
    """The files with their folders."""

    namespace: Annotated[
        str, Prop("The namespace whose files are committed.", "The flow's own by default.")
    ] = "{{ flow.namespace }}"
    files: Annotated[Json, Prop("A glob of paths, or a list of them.", "All by default.")] = None
    git_directory: Annotated[str, Prop(FOLDER, "`_files` by default.")] = "_files"
    error_on_missing: Annotated[
        bool, Prop("Whether to fail when no file is chosen.", "No by default.")
    ] = False

    def run(self, ctx: RunContext) -> PushedFiles:
        """Raises: PluginError when no file is chosen and one must be."""
        kind = Files(ctx, self.namespace, texts_of(self.files, "files"))
        if self.error_on_missing and not kind.on_server():
            raise PluginError(f"`files`: the namespace {self.namespace} has no such file")
        message = f"Add files from {self.namespace} namespace"
        done = self.push(ctx, kind, self.git_directory, message)
        return PushedFiles(files=done.changes, commit_id=done.commit, commit_url=done.page)


@plugin(
    "io.kestra.plugin.git.PushDashboards",
    title="Commit dashboards to a repository.",
    examples=[f'{_LOGIN}dashboards: "sales*"'],
)
class PushDashboards(Pushing, RunnableTask[PushedFlows]):
    """A file `id.yml` for each dashboard."""

    dashboards: Annotated[
        str | list[str] | None,
        Prop("A glob of ids, or a list of them.", "All dashboards by default."),
    ] = None
    git_directory: Annotated[str, Prop(FOLDER, "`_dashboards` by default.")] = "_dashboards"

    def run(self, ctx: RunContext) -> PushedFlows:
        kind = Dashboards(ctx, texts_of(self.dashboards, "dashboards"))
        done = self.push(ctx, kind, self.git_directory, "Add dashboards")
        return PushedFlows(flows=done.changes, commit_id=done.commit, commit_url=done.page)
