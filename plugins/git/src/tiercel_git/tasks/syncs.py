"""Tasks that give the server what a repository holds: flows, files, dashboards."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Level, Output, Prop, RunContext, RunnableTask, Static, plugin
from tiercel_git.alike import OnInvalid, fail, folder_in, kept_rows, to_server
from tiercel_git.connection import OnBranch, TokenLogin, WithSubmodules
from tiercel_git.copy import Copy
from tiercel_git.kinds import IGNORE_FILE, Dashboards, Files, Flows, InvalidResource, Kind
from tiercel_git.tasks.committing import DryRun, copy_of

_LOGIN = (
    "url: https://git.example.com/team/flows.git\n"
    "branch: main\n"
    "username: reader\n"
    "password: \"{{ secret('GIT_TOKEN') }}\"\n"
)
FOLDER = "The folder of the repository that is read."
_DELETE = Prop("Whether to delete what the folder lacks from the server.", "No by default.")


class Syncing(WithSubmodules, OnBranch, DryRun):
    """Reads resources of one kind."""

    delete: Annotated[bool, _DELETE] = False
    fail_on_missing_directory: Annotated[
        bool,
        Prop(
            "Whether to fail when the branch has no such folder.",
            "Yes by default; otherwise it counts as empty.",
        ),
    ] = True

    def sync(
        self, ctx: RunContext, copy: Copy, kind: Kind, name: str, on_invalid: OnInvalid = fail
    ) -> str:
        """Bring the server to what a folder holds; the URI of a file of rows."""
        folder = folder_in(copy, name, is_needed=self.fail_on_missing_directory)
        rows = to_server(
            copy,
            kind,
            folder,
            deletes=self.delete,
            is_trial=self.dry_run,
            on_invalid=on_invalid,
        )
        return kept_rows(ctx, list(rows))


class SyncedFlows(Output):
    """What became of the flows."""

    flows: Annotated[
        str, Prop("A file of rows `gitPath`, `syncState`, `flowId`, `namespace`, `revision`.")
    ]


class SyncedFiles(Output):
    """What became of the files."""

    files: Annotated[str, Prop("A file of rows `gitPath`, `syncState`, `namespace`, `path`.")]


class SyncedDashboards(Output):
    """What became of the dashboards."""

    dashboards: Annotated[str, Prop("A file of rows `gitPath`, `syncState`, `dashboardId`.")]


class SyncedFlow(Output):
    """The flow as it is stored now."""

    flow_id: Annotated[str, Prop("The id of the flow that was stored.")]
    namespace: Annotated[str, Prop("The namespace of the flow.")]
    revision: Annotated[int | None, Prop("Its revision; none when nothing was stored.")] = None


@plugin(
    "io.kestra.plugin.git.SyncFlows",
    title="Save the flows of a repository.",
    examples=[f"{_LOGIN}targetNamespace: company.team\ngitDirectory: flows\ndelete: true"],
)
class SyncFlows(Syncing, RunnableTask[SyncedFlows]):
    """Files of YAML, a flow each. A flow that synchronises its own namespace stays."""

    target_namespace: Annotated[
        str,
        Prop("The namespace that the flows get.", "It takes the place of that in the files."),
    ]
    git_directory: Annotated[str, Prop(FOLDER, "`_flows` by default.")] = "_flows"
    include_child_namespaces: Annotated[
        bool,
        Prop(
            "Whether flows in folders below go to namespaces of their names.",
            "No by default: such folders are passed over.",
        ),
    ] = False
    ignore_invalid_flows: Annotated[
        bool,
        Prop(
            "Whether flows that are not valid are left out with a warning.",
            "By default the task fails at the first one.",
        ),
    ] = False

    def run(self, ctx: RunContext) -> SyncedFlows:
        kind = Flows(ctx, self.target_namespace, with_children=self.include_child_namespaces)
        on_invalid = warning(ctx) if self.ignore_invalid_flows else fail
        with copy_of(ctx, self, begins=False) as copy:
            return SyncedFlows(flows=self.sync(ctx, copy, kind, self.git_directory, on_invalid))


@plugin(
    "io.kestra.plugin.git.SyncNamespaceFiles",
    title="Save the files of a repository as files of a namespace.",
    description="Files that a `.kestraignore` names stay out; it is written as a `.gitignore`.",
    examples=[f"{_LOGIN}namespace: company.team\ngitDirectory: scripts"],
)
class SyncNamespaceFiles(Syncing, RunnableTask[SyncedFiles]):
    """The files with their folders."""

    namespace: Annotated[
        str, Prop("The namespace that gets the files.", "The flow's own by default.")
    ] = "{{ flow.namespace }}"
    git_directory: Annotated[str, Prop(FOLDER, "`_files` by default.")] = "_files"

    def run(self, ctx: RunContext) -> SyncedFiles:
        with copy_of(ctx, self, begins=False) as copy:
            folder = copy.inside(self.git_directory)
            ignored = copy.ignored(folder, IGNORE_FILE) if folder.is_dir() else set()
            kind = Files(ctx, self.namespace, ignored=ignored)
            return SyncedFiles(files=self.sync(ctx, copy, kind, self.git_directory))


@plugin(
    "io.kestra.plugin.git.SyncDashboards",
    title="Save the dashboards of a repository.",
    examples=[f"{_LOGIN}gitDirectory: dashboards"],
)
class SyncDashboards(Syncing, RunnableTask[SyncedDashboards]):
    """Files of YAML, a dashboard each."""

    git_directory: Annotated[str, Prop(FOLDER, "`_dashboards` by default.")] = "_dashboards"

    def run(self, ctx: RunContext) -> SyncedDashboards:
        kind = Dashboards(ctx)
        with copy_of(ctx, self, begins=False) as copy:
            return SyncedDashboards(dashboards=self.sync(ctx, copy, kind, self.git_directory))


@plugin(
    "io.kestra.plugin.git.SyncFlow",
    title="Save one flow of a repository.",
    examples=[
        f"{_LOGIN}auth:\n  auto: true\ntargetNamespace: company.team\nflowPath: flows/daily.yml"
    ],
)
class SyncFlow(OnBranch, DryRun, RunnableTask[SyncedFlow]):
    """By its path in the repository."""

    auth: Annotated[
        Static[TokenLogin],
        Prop(
            "A login at the API.", "Must be written, without effect: the task acts on its server."
        ),
    ]
    target_namespace: Annotated[
        str,
        Prop("The namespace that the flow gets.", "It takes the place of that in the file."),
    ]
    flow_path: Annotated[str, Prop("The path of the file in the repository.")]

    def run(self, ctx: RunContext) -> SyncedFlow:
        """Raises: PluginError when the branch has no such file, or the flow is not valid."""
        with copy_of(ctx, self, begins=False) as copy:
            file = copy.inside(self.flow_path)
            kind = Flows(ctx, self.target_namespace)
            key = kind.key_of(file, self.target_namespace)
            is_new = key not in kind.on_server() or not kind.is_same(key, file)
            facts = kind.save(key, file) if is_new and not self.dry_run else kind.facts(key)
        return SyncedFlow.model_validate(facts)


def warning(ctx: RunContext) -> OnInvalid:
    """Say what is not valid, and go on."""

    def warn(path: str, error: InvalidResource) -> None:
        ctx.log.write(Level.WARN, f"{path} is left out: {error}")

    return warn
