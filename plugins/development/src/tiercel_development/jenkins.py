"""Jobs of Jenkins."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, Static, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ConfiguredService
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.foreign import WHERE
from tiercel.plugin.services.logins import UserService
from tiercel.plugin.services.waiting import begun

_PREFIX = "io.kestra.plugin.jenkins."
_JOB = (
    "serverUrl: https://jenkins.example.com\nusername: flows\n"
    "apiToken: \"{{ secret('JENKINS_TOKEN') }}\"\njobName: shop/build\n"
)


class Server(ConfiguredService, UserService):
    """A server, and who asks."""

    service = "Jenkins"
    takes_pages = False
    password_field = "api_token"

    server_url: Annotated[str, Prop("The address of the server.")]
    username: Annotated[str | None, Prop("The user who owns the token.")] = None
    api_token: Annotated[str | None, Prop("A token of the user, best from a secret.")] = None

    def place(self, job: str) -> str:
        """Where a job is: folders are parts of its name."""
        parts = "".join(f"/job/{quote(each, safe='')}" for each in job.strip("/").split("/"))
        return self.server_url.rstrip("/") + parts


class Asked(Output):
    """The build that was asked for."""

    status: Annotated[int, Prop("The status of the answer: 201 for one that is in the queue.")]


@plugin(
    _PREFIX + "JobBuild",
    title="Ask Jenkins to build a job.",
    examples=[_JOB + "parameters:\n  branch: main"],
)
class JobBuild(Server, RunnableTask[Asked]):
    """It goes into the queue, and is not waited for."""

    far_work = by_handle("that it was asked for: the queue names no build yet")

    job_name: Annotated[str, Prop("The job, with its folders: shop/build.")]
    parameters: Annotated[dict[str, Json] | None, Prop("Parameters of the build.")] = None

    def run(self, ctx: RunContext) -> Asked:
        """Raises: PluginError for a job that is not there, or for a wrong login."""
        form = {name: _word(value) for name, value in (self.parameters or {}).items()}
        end = "buildWithParameters" if form else "build"
        request = HttpRequest(url=f"{self.place(self.job_name)}/{end}", method="POST", form=form)
        words = f"{end} of {self.job_name}"

        def ask() -> str:
            status = self.answer(ctx, words, request).status
            if status != HTTPStatus.CREATED:
                raise self.failed(words, request, f"{status} is not 201: {WHERE}")
            return str(status)

        return Asked(status=int(begun(ctx, ask)))


def _word(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Build(Output):
    """The build."""

    info: Annotated[dict[str, Json], Prop("What Jenkins says of it: result, duration, ….")]


@plugin(
    _PREFIX + "JobInfo",
    title="Look at a build of Jenkins.",
    examples=[_JOB + "buildNumber: 42"],
)
class JobInfo(Server, RunnableTask[Build]):
    """As it is now."""

    job_name: Annotated[Static[str], Prop("The job, with its folders: shop/build.")]
    build_number: Annotated[Static[int], Prop("The build: its number in the job.")]

    def run(self, ctx: RunContext) -> Build:
        """Raises: PluginError for a build that is not there."""
        url = f"{self.place(self.job_name)}/{self.build_number}/api/json"
        request = HttpRequest(url=url)
        words = f"build {self.build_number} of {self.job_name}"
        return Build(info=self.ask_for_any(ctx, words, request, "number", "result"))
