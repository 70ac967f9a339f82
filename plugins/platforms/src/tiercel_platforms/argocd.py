"""Applications of Argo CD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    NestedMark,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ONCE, HttpService, Repeats, given
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, ended_there, wait_for

_EVERY = timedelta(seconds=2)
_APP = "server: argocd.example.com\ntoken: \"{{ secret('ARGOCD_TOKEN') }}\"\napplication: shop\n"
_UNUSED = "Accepted: the server is asked by HTTP, not by its program."


class State(Output):
    """An application."""

    sync_status: Annotated[str | None, Prop("Whether it is as Git has it, such as Synced.")] = None
    health_status: Annotated[str | None, Prop("Its health, such as Healthy.")] = None
    conditions: Annotated[list[dict[str, Json]] | None, Prop("What is wrong with it.")] = None
    resources: Annotated[list[dict[str, Json]] | None, Prop("What it is made of.")] = None
    raw_output: Annotated[str | None, Prop("All of it, as JSON.")] = None
    exit_code: Annotated[int, Prop("Always 0: what fails is an error.")] = 0
    output_files: Annotated[dict[str, str], Prop("Always empty: no files are kept.")] = {}  # noqa: RUF012
    vars: Annotated[dict[str, Json], Prop("Always empty: no command prints outputs.")] = {}  # noqa: RUF012
    task_runner: Annotated[dict[str, Json] | None, Prop("Always null: no task runner is used.")] = (
        None
    )


class Synced(State):
    """An application after it was synchronised."""

    revision: Annotated[str | None, Prop("The commit that it has.")] = None


class Application(HttpService):
    """Which application, and who asks."""

    service = "Argo CD"

    server: Annotated[str, Prop("The host of the server, with its port where it has one.")]
    token: Annotated[str, Prop("A token of an account, best from a secret.")]
    application: Annotated[str, Prop("The name of the application.")]
    plaintext: Annotated[bool, Prop("Whether the server is asked without TLS.")] = False
    insecure: Annotated[bool, Prop("Whether any certificate is taken.")] = False
    server_cert: Annotated[
        str | None, Prop("Refused: add the authority to those of the server's machine.")
    ] = None
    grpc_web: Annotated[bool, Prop(_UNUSED)] = False
    argo_cd_version: Annotated[str | None, Field(alias="argoCDVersion"), Prop(_UNUSED)] = None
    container_image: Annotated[str, Prop(_UNUSED)] = "curlimages/curl:latest"
    env: Annotated[dict[str, str] | None, Prop(_UNUSED)] = None
    task_runner: Annotated[Json, NestedMark("runner"), Prop(_UNUSED)] = None

    def secrets(self) -> Iterable[str | None]:
        return (self.token,)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks. Raises: PluginError for a certificate, which can't be used."""
        if self.server_cert:
            raise PluginError(
                "`serverCert` can't be used: add the authority to those of the server's machine"
            )
        return {"Authorization": f"Bearer {self.token}"}

    def prepared(self, request: HttpRequest) -> HttpRequest:
        """With what the flow says of certificates."""
        return msgspec.structs.replace(request, trusts_all_certificates=self.insecure)

    def repeats(self, request: HttpRequest) -> Repeats:
        """What starts something is asked once: it may have begun before the error."""
        return Repeats(5) if request.method == "GET" else ONCE

    def call(
        self, ctx: RunContext, method: str, end: str = "", body: Json = None, **params: str
    ) -> dict[str, Json]:
        """The answer to a request about the application, which it has but for a DELETE.

        A DELETE is made after a stop as well. Raises: as `ask_for`.
        """
        scheme = "http" if self.plaintext else "https"
        root = self.server if "://" in self.server else f"{scheme}://{self.server}"
        path = f"/api/v1/applications/{quote(self.application, safe='')}{end}"
        request = HttpRequest(
            url=root.rstrip("/") + path,
            method=method,
            params=params,
            json=msgspec.UNSET if body is None else body,
            outlives_stop=method == "DELETE",
        )
        members = () if method == "DELETE" else ("metadata.name",)
        return self.ask_for(ctx, f"{method} {path}", request, *members)


def facts(found: dict[str, Json]) -> dict[str, Json]:
    """What outputs have of an application."""
    status = found.get("status") or {}
    return given(
        sync_status=(status.get("sync") or {}).get("status"),
        health_status=(status.get("health") or {}).get("status"),
        conditions=status.get("conditions"),
        resources=status.get("resources"),
        raw_output=msgspec.json.encode(found).decode(),
    )


@plugin(
    "io.kestra.plugin.argocd.apps.Status",
    title="Read the state of an application of Argo CD.",
    examples=[_APP + "refresh: true"],
)
class Status(Application, RunnableTask[State]):
    """Whether it is healthy, and as Git has it."""

    refresh: Annotated[bool, Prop("Whether Git is looked at anew before.")] = False

    def run(self, ctx: RunContext) -> State:
        """Raises: PluginError for what the service refuses."""
        params = {"refresh": "normal"} if self.refresh else {}
        return State(**facts(self.call(ctx, "GET", **params)))


@plugin(
    "io.kestra.plugin.argocd.apps.Sync",
    title="Synchronise an application of Argo CD.",
    examples=[_APP + "revision: v1.4.0\nprune: true"],
)
class Sync(Application, RunnableTask[Synced]):
    """It waits for the end; a kill or the task's `timeout` ends the operation there."""

    far_work = by_handle("the application, which has one operation at a time")

    revision: Annotated[str | None, Prop("The commit, branch or tag; its own by default.")] = None
    prune: Annotated[bool, Prop("Whether what Git has no more is deleted.")] = False
    dry_run: Annotated[bool, Prop("Whether nothing is changed.")] = False
    force: Annotated[bool, Prop("Whether what can't be changed is made anew.")] = False

    def run(self, ctx: RunContext) -> Synced:
        """Raises: PluginError for what the service refuses, or an operation that fails."""
        begun(ctx, lambda: self._begin(ctx))
        with ended_there(ctx, lambda: self._stop(ctx)):
            found = wait_for(ctx, lambda: self._end(ctx), every=_EVERY)
        revision = ((found.get("status") or {}).get("sync") or {}).get("revision")
        return Synced(**facts(found), revision=revision)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """End the operation."""
        self._stop(ctx)

    def _begin(self, ctx: RunContext) -> str:
        strategy: Json = {"apply": {"force": True}} if self.force else None
        body = given(
            revision=self.revision, prune=self.prune, dryRun=self.dry_run, strategy=strategy
        )
        self.call(ctx, "POST", "/sync", body)
        return self.application

    def _end(self, ctx: RunContext) -> dict[str, Json] | None:
        found = self.call(ctx, "GET")
        state = (found.get("status") or {}).get("operationState") or {}
        # The server takes `operation` away when it has ended.
        if "operation" in found or state.get("phase") not in ("Succeeded", "Failed", "Error"):
            return None
        if state["phase"] != "Succeeded":
            reason = state.get("message") or "no reason is given"
            raise PluginError(f"The operation is {state['phase']}: {reason}")
        return found

    def _stop(self, ctx: RunContext) -> None:
        self.call(ctx, "DELETE", "/operation")
