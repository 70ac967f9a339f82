"""Tasks that keep whole namespaces alike: their flows and files, and the dashboards of a server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import PluginError, Prop, RunContext, RunnableTask, Static, plugin
from tiercel.plugin.server import ListFlowNamespaces
from tiercel_git.alike import OnInvalid, Row, fail, folder_in, kept_rows, to_repository, to_server
from tiercel_git.connection import OnNamedBranch, TokenLogin, WithSubmodules
from tiercel_git.copy import Copy
from tiercel_git.kinds import IGNORE_FILE, Dashboards, Files, Flows, InvalidResource, Kind
from tiercel_git.tasks.committing import CommittedPage, Committing, DryRun, copy_of, pushed
from tiercel_git.tasks.syncs import warning

FLOWS, FILES, DASHBOARDS = "flows", "files", "_global/dashboards"
_NAMESPACE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LOGIN = (
    "url: https://git.example.com/team/platform.git\n"
    "branch: main\n"
    "username: writer\n"
    "password: \"{{ secret('GIT_TOKEN') }}\"\n"
)


class Synced(CommittedPage):
    """What became of everything."""

    diff: Annotated[
        str | None,
        Prop(
            "A file of rows.",
            "With `sourceOfTruth: GIT` what became of each resource, else what the commit changed.",
        ),
    ] = None


class Part(msgspec.Struct, frozen=True):
    """Resources of one kind, the folder that they have, and the namespace that they are of."""

    kind: Kind
    folder: str
    namespace: str | None = None


class WholeSync(OnNamedBranch, Committing, DryRun):
    """Rules for what one side has and the other lacks."""

    git_directory: Annotated[
        str | None,
        Prop(
            "The folder of the repository that holds everything.",
            "The repository itself by default. In it each namespace has a folder with `flows` and "
            "`files`; dashboards are in `_global/dashboards`.",
        ),
    ] = None
    source_of_truth: Annotated[
        Literal["GIT", "KESTRA"],
        Prop(
            "Which side is right.",
            "KESTRA, the default, commits what the server has; GIT gives the server what the "
            "branch has.",
        ),
    ] = "KESTRA"
    when_missing_in_source: Annotated[
        Literal["DELETE", "KEEP", "FAIL"],
        Prop(
            "What becomes of that which the side that is right lacks.",
            "DELETE removes it from the other side, KEEP leaves it, FAIL ends the task before "
            "anything changes. DELETE by default.",
        ),
    ] = "DELETE"
    protected_namespaces: Annotated[
        list[str],
        Prop(
            "Namespaces in which nothing on the server is deleted, with those below them.",
            "`system` by default.",
        ),
    ] = Field(default=["system"])
    on_invalid_syntax: Annotated[
        Literal["SKIP", "WARN", "FAIL"],
        Prop(
            "What to do with sources in the repository that are not valid.",
            "SKIP leaves them out, WARN says so besides, FAIL ends the task. FAIL by default.",
        ),
    ] = "FAIL"

    def sync(self, ctx: RunContext, copy: Copy, parts: Iterable[Part], message: str) -> Synced:
        """Bring one side to what the other has."""
        found = list(parts)
        if self.source_of_truth == "GIT":
            if self.when_missing_in_source == "FAIL":
                self._refuse(each for part in found for each in self._only_on_server(copy, part))
            rows = [row for part in found for row in self._to_server(ctx, copy, part)]
            return Synced(diff=kept_rows(ctx, rows))
        deletes = self.when_missing_in_source == "DELETE"
        missing = [
            key
            for part in found
            for key in to_repository(copy, part.kind, self._place(copy, part), deletes=deletes)
        ]
        if self.when_missing_in_source == "FAIL":
            self._refuse(missing)
        done = pushed(ctx, self, copy, message, trial=self.dry_run)
        return Synced(diff=done.changes, commit_id=done.commit, commit_url=done.page)

    def folder(self, copy: Copy) -> Path:
        """The folder that holds everything."""
        return folder_in(copy, self.git_directory or ".", is_needed=False)

    def parts_of(self, ctx: RunContext, copy: Copy, namespace: str) -> Iterator[Part]:
        """Flows and files of a namespace."""
        files = self.folder(copy) / namespace / FILES
        ignored = copy.ignored(files, IGNORE_FILE) if files.is_dir() else set()
        yield Part(Flows(ctx, namespace), f"{namespace}/{FLOWS}", namespace)
        yield Part(Files(ctx, namespace, ignored=ignored), f"{namespace}/{FILES}", namespace)

    def _place(self, copy: Copy, part: Part) -> Path:
        return folder_in(copy, f"{self.git_directory or '.'}/{part.folder}", is_needed=False)

    def _only_on_server(self, copy: Copy, part: Part) -> list[str]:
        return sorted(
            set(part.kind.on_server()) - set(part.kind.in_folder(self._place(copy, part)))
        )

    def _refuse(self, missing: Iterable[str]) -> None:
        names = ", ".join(missing)
        if names:
            raise PluginError(f"The side that `sourceOfTruth` names lacks: {names}")

    def _to_server(self, ctx: RunContext, copy: Copy, part: Part) -> Iterator[Row]:
        return to_server(
            copy,
            part.kind,
            self._place(copy, part),
            deletes=self.when_missing_in_source == "DELETE" and not self._is_protected(part),
            is_trial=self.dry_run,
            on_invalid=self._on_invalid(ctx),
        )

    def _is_protected(self, part: Part) -> bool:
        name = part.namespace
        return name is not None and any(
            name == each or name.startswith(f"{each}.") for each in self.protected_namespaces
        )

    def _on_invalid(self, ctx: RunContext) -> OnInvalid:
        match self.on_invalid_syntax:
            case "FAIL":
                return fail
            case "WARN":
                return warning(ctx)
            case "SKIP":
                return skip


def skip(path: str, error: InvalidResource) -> None:
    """Leave a file out."""


@plugin(
    "io.kestra.plugin.git.NamespaceSync",
    title="Keep a namespace and a repository alike.",
    examples=[f"{_LOGIN}namespace: company.team\nsourceOfTruth: KESTRA"],
)
class NamespaceSync(WithSubmodules, WholeSync, RunnableTask[Synced]):
    """Flows and files of one namespace."""

    namespace: Annotated[str, Prop("The namespace; those below it are left alone.")]

    def run(self, ctx: RunContext) -> Synced:
        with copy_of(ctx, self, begins=self.source_of_truth == "KESTRA") as copy:
            parts = self.parts_of(ctx, copy, self.namespace)
            return self.sync(ctx, copy, parts, f"Synchronise namespace {self.namespace}")


@plugin(
    "io.kestra.plugin.git.TenantSync",
    title="Keep all namespaces and dashboards of the server and a repository alike.",
    examples=[f"{_LOGIN}auth:\n  auto: true\nsourceOfTruth: GIT\nwhenMissingInSource: KEEP"],
)
class TenantSync(WithSubmodules, WholeSync, RunnableTask[Synced]):
    """Namespaces that have flows, and those that have a folder in the repository."""

    auth: Annotated[
        Static[TokenLogin],
        Prop(
            "A login at the API.", "Must be written, without effect: the task acts on its server."
        ),
    ]
    tenant_id: Annotated[
        str | None,
        Prop(
            "The tenant whose flows and files are written.",
            "Accepted, without effect: a server has one.",
            hidden=True,
        ),
    ] = None

    def run(self, ctx: RunContext) -> Synced:
        with copy_of(ctx, self, begins=self.source_of_truth == "KESTRA") as copy:
            return self.sync(ctx, copy, self._parts(ctx, copy), "Synchronise all namespaces")

    def _parts(self, ctx: RunContext, copy: Copy) -> Iterator[Part]:
        folder = self.folder(copy)
        folders = folder.iterdir() if folder.is_dir() else ()
        named = {each.name for each in folders if each.is_dir() and _NAMESPACE.fullmatch(each.name)}
        for namespace in sorted(named | set(ctx.server.run(ListFlowNamespaces()))):
            yield from self.parts_of(ctx, copy, namespace)
        yield Part(Dashboards(ctx), DASHBOARDS)
