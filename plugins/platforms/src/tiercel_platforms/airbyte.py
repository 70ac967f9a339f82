"""Synchronisations of Airbyte: of a server of one's own, and of Airbyte Cloud."""

from __future__ import annotations

from abc import abstractmethod
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ConfiguredService, HttpService
from tiercel.plugin.services.far_work import by_handle, watched
from tiercel.plugin.services.waiting import begun, ended_there, wait_for

CLOUD = "https://api.airbyte.com/v1"
TOKENS = f"{CLOUD}/applications/token"
CONFLICT = 409
_SERVER = (
    "url: https://airbyte.example.com\nusername: airbyte\n"
    "password: \"{{ secret('AIRBYTE_PASSWORD') }}\"\n"
)
_CLOUD = "token: \"{{ secret('AIRBYTE_TOKEN') }}\"\n"
_CONNECTION = "connectionId: 0dcf1e6d-e1b5-4bd5-8d6e-6e8a4d8e7d51"
_BAD_ENDS = ("failed", "cancelled", "incomplete")
CONNECTION = Prop("The id of the connection.")
WAIT = Prop("Whether to wait for the end.")


class Login(HttpService):
    """Who asks, and how long a job may take."""

    service = "Airbyte"

    token: Annotated[str | None, Prop("A token, best from a secret.")] = None
    username: Annotated[str | None, Prop("The name of the user, together with `password`.")] = None
    password: Annotated[str | None, Prop("The password of the user.")] = None
    max_duration: Annotated[timedelta, Prop("How long a job may take.")] = timedelta(hours=1)
    poll_frequency: Annotated[timedelta, Prop("Time between two looks at a job.")] = timedelta(
        seconds=1
    )

    @abstractmethod
    def application(self, ctx: RunContext) -> tuple[str, str, str] | None:
        """Id and secret of an application, and what gives it tokens; None for none."""

    def secrets(self) -> Iterable[str | None]:
        return (self.token, self.password)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Who asks, where the flow says so. Raises: PluginError when signing in fails."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        application = self.application(ctx)
        if application is not None:
            number, secret, url = application
            body: Json = {"client_id": number, "client_secret": secret}
            request = HttpRequest(url=url, method="POST", json=body, secrets=(secret,))
            token = self.signed_in(ctx, request, "access_token")["access_token"]
            return {"Authorization": f"Bearer {token}"}
        if self.username and self.password:
            pair = b64encode(f"{self.username}:{self.password}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        return {}


class Credentials(Part):
    """An application."""

    client_id: Annotated[str, Prop("The id of the application.")]
    client_secret: Annotated[str, Prop("The secret of the application, best from a secret.")]


class Server(ConfiguredService, Login):
    """A server of Airbyte."""

    url: Annotated[str, Prop("The address of the server.")]
    application_credentials: Annotated[
        Static[Credentials | None],
        Prop("An application that asks for its own token, instead of a user."),
    ] = None
    http_timeout: Annotated[
        timedelta, Prop("How long an answer may take; `options` is the newer way.", deprecated=True)
    ] = timedelta(seconds=10)

    def application(self, ctx: RunContext) -> tuple[str, str, str] | None:
        given = self.application_credentials
        if given is None:
            return None
        number, secret = ctx.render(given.client_id) or "", ctx.render(given.client_secret) or ""
        return number, secret, f"{self.url.rstrip('/')}/api/v1/applications/token"

    def call(self, ctx: RunContext, path: str, *members: str, **body: Json) -> dict[str, Json]:
        """The answer to a request, which must have the members."""
        url = f"{self.url.rstrip('/')}/api/v1{path}"
        request = HttpRequest(url=url, method="POST", json=body)
        return self.ask_for(ctx, f"POST {path}", request, *members)

    def ended(self, ctx: RunContext, job_id: int) -> str:
        """The status of a job that ended well; a kill cancels it.

        Raises: PluginError for one that fails or takes too long, Interrupted.
        """
        with ended_there(ctx, lambda: self.stop(ctx, job_id)):
            return wait_for(
                ctx,
                lambda: self._end(ctx, job_id),
                every=self.poll_frequency,
                at_most=self.max_duration,
            )

    def stop(self, ctx: RunContext, job_id: int) -> None:
        """Cancel a job, also when the task is stopped already."""
        url = f"{self.url.rstrip('/')}/api/v1/jobs/cancel"
        body: Json = {"id": job_id}
        request = HttpRequest(url=url, method="POST", json=body, outlives_stop=True)
        self.ask(ctx, "POST /jobs/cancel", request)

    def _end(self, ctx: RunContext, job_id: int) -> str | None:
        found = self.call(ctx, "/jobs/get", "job.status", "attempts", id=job_id)
        status = str(found["job"]["status"])
        if status in _BAD_ENDS:
            raise PluginError(f"The job {job_id} is {status}")
        if status != "succeeded":
            return None
        totals = [(each.get("attempt") or {}).get("totalStats") or {} for each in found["attempts"]]
        ctx.metrics.counter("attempts.count", len(totals))
        for metric, member in _TOTALS.items():
            ctx.metrics.counter(metric, sum(int(each.get(member) or 0) for each in totals))
        return status


_TOTALS = {
    "records.emitted": "recordsEmitted",
    "bytes.emitted": "bytesEmitted",
    "state.emitted": "stateMessagesEmitted",
    "records.committed": "recordsCommitted",
}
_METRICS = [
    Metric("attempts.count", "counter", "attempt", "How often the job was tried."),
    Metric("records.emitted", "counter", "record", "How many records were read."),
    Metric("records.committed", "counter", "record", "How many records were written."),
    Metric("bytes.emitted", "counter", "byte", "How many bytes were read."),
    Metric("state.emitted", "counter", "message", "How many messages of state there were."),
]


class Synced(Output):
    """The job."""

    job_id: Annotated[
        int | None, Prop("The number of the job; nothing when one was already running.")
    ] = None
    already_running: Annotated[bool, Prop("Whether the connection was synchronised already.")]


@plugin(
    "io.kestra.plugin.airbyte.connections.Sync",
    title="Start a synchronisation of Airbyte.",
    examples=[_SERVER + _CONNECTION],
    metrics=_METRICS,
)
class Sync(Server, RunnableTask[Synced]):
    """A kill cancels it."""

    far_work = by_handle("the id of the job")

    connection_id: Annotated[str, CONNECTION]
    wait: Annotated[bool, WAIT] = True
    fail_on_active_sync: Annotated[
        bool, Prop("Whether one that runs already is an error; it ends the task well otherwise.")
    ] = True

    def run(self, ctx: RunContext) -> Synced:
        """Raises: PluginError for what the service refuses, and a job that fails."""
        number = begun(ctx, lambda: self._begin(ctx))
        if not number:
            return Synced(already_running=True)
        if self.wait:
            self.ended(ctx, int(number))
        return Synced(job_id=int(number), already_running=False)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the job, where this task has begun one."""
        if handle["id"]:
            self.stop(ctx, int(handle["id"]))

    def _begin(self, ctx: RunContext) -> str:
        path = "/connections/sync"
        body: Json = {"connectionId": self.connection_id}
        request = HttpRequest(url=f"{self.url.rstrip('/')}/api/v1{path}", method="POST", json=body)
        try:
            found = self.ask_for(ctx, f"POST {path}", request, "job.id")
        except PluginError as error:
            if self.fail_on_active_sync or f"failed: {CONFLICT} " not in str(error):
                raise
            ctx.log.info("The connection is synchronised already")
            return ""
        return str(found["job"]["id"])


class Ended(Output):
    """The job."""

    final_job_status: Annotated[
        str, Prop("The status with which the job ended, such as `succeeded`.")
    ]


@plugin(
    "io.kestra.plugin.airbyte.connections.CheckStatus",
    title="Wait for a job of Airbyte.",
    examples=[_SERVER + 'jobId: "{{ outputs.sync.jobId }}"'],
    metrics=_METRICS,
)
class CheckStatus(Server, RunnableTask[Ended]):
    """One that something else has started; a kill cancels it."""

    far_work = watched("`jobId`")

    job_id: Annotated[str, Prop("The job that is waited for: its number.")]

    def run(self, ctx: RunContext) -> Ended:
        """Raises: PluginError for a job that fails or takes too long."""
        if not self.job_id.isdigit():
            raise PluginError("`jobId` must be a number")
        return Ended(final_job_status=self.ended(ctx, int(self.job_id)))


class Job(Part):
    """A job."""

    job_id: Annotated[int, Prop("The number of the job, which the service gave it.")]
    job_type: Annotated[str | None, Prop("What it does: sync or reset.")] = None
    status: Annotated[str | None, Prop("The status of the job, such as `succeeded`.")] = None
    start_time: Annotated[str | None, Prop("When the job began, in ISO 8601.")] = None
    last_updated_at: Annotated[str | None, Prop("When it was changed last.")] = None
    duration: Annotated[str | None, Prop("How long it took, in ISO 8601.")] = None
    bytes_synced: Annotated[int | None, Prop("How many bytes were written.")] = None
    rows_synced: Annotated[int | None, Prop("How many rows were written.")] = None


class CloudRan(Output):
    """The job."""

    job: Annotated[Job, Prop("The job, as the service answered last.")]


class CloudJob(Login, RunnableTask[CloudRan]):
    """A job of Airbyte Cloud."""

    far_work = by_handle("the id of the job")

    job_type: ClassVar[str] = "sync"

    client_id: Annotated[str | None, Prop("The id of an application.")] = None
    client_secret: Annotated[str | None, Prop("The secret of the application.")] = None
    token_url: Annotated[
        str, Field(alias="tokenURL"), Prop("What gives an application tokens.")
    ] = TOKENS
    connection_id: Annotated[str, CONNECTION]
    wait: Annotated[bool, WAIT] = True

    def application(self, ctx: RunContext) -> tuple[str, str, str] | None:
        if not (self.client_id and self.client_secret):
            return None
        return self.client_id, self.client_secret, self.token_url

    def secrets(self) -> Iterable[str | None]:
        return (*super().secrets(), self.client_secret)

    def run(self, ctx: RunContext) -> CloudRan:
        """Raises: PluginError for what the service refuses, or a job that fails."""
        number = begun(ctx, lambda: self._begin(ctx))
        if not self.wait:
            return CloudRan(job=job_of(self._job(ctx, number)))
        with ended_there(ctx, lambda: self._stop(ctx, number)):
            found = wait_for(
                ctx,
                lambda: self._end(ctx, number),
                every=self.poll_frequency,
                at_most=self.max_duration,
            )
        ctx.metrics.counter("bytes_synced", found.bytes_synced or 0)
        ctx.metrics.counter("rows_synced", found.rows_synced or 0)
        if found.start_time and found.last_updated_at:
            began, ended = map(datetime.fromisoformat, (found.start_time, found.last_updated_at))
            ctx.metrics.timer("duration", ended - began)
        return CloudRan(job=found)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the job."""
        self._stop(ctx, str(handle["id"]))

    def _begin(self, ctx: RunContext) -> str:
        body: Json = {"connectionId": self.connection_id, "jobType": self.job_type}
        request = HttpRequest(url=f"{CLOUD}/jobs", method="POST", json=body)
        return str(self.ask_for(ctx, "POST /jobs", request, "jobId")["jobId"])

    def _job(self, ctx: RunContext, number: str) -> dict[str, Json]:
        path = f"/jobs/{number}"
        return self.ask_for(ctx, f"GET {path}", HttpRequest(url=CLOUD + path), "jobId", "status")

    def _end(self, ctx: RunContext, number: str) -> Job | None:
        found = job_of(self._job(ctx, number))
        if found.status in _BAD_ENDS:
            raise PluginError(f"The job {number} is {found.status}")
        return found if found.status == "succeeded" else None

    def _stop(self, ctx: RunContext, number: str) -> None:
        path = f"/jobs/{number}"
        request = HttpRequest(url=CLOUD + path, method="DELETE", outlives_stop=True)
        self.ask(ctx, f"DELETE {path}", request)


def job_of(found: dict[str, Json]) -> Job:
    """A job as the service has it."""
    names = {each.alias or name for name, each in Job.model_fields.items()}
    return Job.model_validate({name: value for name, value in found.items() if name in names})


_CLOUD_METRICS = [
    Metric("bytes_synced", "counter", "", "How many bytes were written."),
    Metric("rows_synced", "counter", "", "How many rows were written."),
    Metric("duration", "timer", "", "How long it took."),
]


@plugin(
    "io.kestra.plugin.airbyte.cloud.jobs.Sync",
    title="Start a synchronisation of Airbyte Cloud.",
    examples=[_CLOUD + _CONNECTION],
    metrics=_CLOUD_METRICS,
)
class CloudSync(CloudJob):
    """A kill cancels it."""


@plugin(
    "io.kestra.plugin.airbyte.cloud.jobs.Reset",
    title="Empty the destination of a connection of Airbyte Cloud.",
    examples=[_CLOUD + _CONNECTION],
    metrics=_CLOUD_METRICS,
)
class CloudReset(CloudJob):
    """So that the next synchronisation reads all anew; a kill cancels it."""

    job_type = "reset"
