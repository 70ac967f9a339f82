"""What types for BigQuery have: tables by their names, and jobs that are started once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Json, Level, Part, PluginError, Prop, RunContext, Static
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.waiting import wait_for
from tiercel_gcp.connection import Gcp
from tiercel_gcp.limits import JOB_ATTEMPTS_MAX, JOB_NAMES_MAX, LATE_LOOKS_MAX
from tiercel_gcp.rest import Refused, Rest, part

_BASE = "https://bigquery.googleapis.com/bigquery/v2"
_EVERY = timedelta(milliseconds=500)
_TABLE = re.compile(r"(?:([^.]+(?:\.[a-z]+:[^.]+)?)[.:])?([^.]+)\.([^.]+)")
_CONFLICT, _NOT_FOUND = 409, 404
# Of a handle whose job BigQuery may or may not have made.
_ASKED_FOR = "isAskedFor"
# Of each type that starts jobs.
FOUND_BY_ID = by_name("the id of the job, which is made of that of the task run")
REASONS = (
    "rateLimitExceeded",
    "jobBackendError",
    "backendError",
    "internalError",
    "jobInternalError",
)
MESSAGES = (
    "due to concurrent update",
    "Retrying the job may solve the problem",
    "Retrying may solve the problem",
)


class Retry(Part):
    """How often a job is tried again."""

    type: Annotated[str | None, Prop("constant, exponential or random; exponential else.")] = None
    interval: Annotated[timedelta | None, Prop("The first pause; 5 s by default.")] = None
    max_interval: Annotated[timedelta | None, Prop("The longest pause; as long as it gets.")] = None
    delay_factor: Annotated[float | None, Prop("How much longer each pause is; 2 by default.")] = (
        None
    )
    max_attempts: Annotated[int | None, Prop("How many attempts there are; 5 by default.")] = None
    max_duration: Annotated[timedelta | None, Prop("Until when to try; no end by default.")] = None
    min_interval: Annotated[timedelta | None, Prop("The shortest pause of random ones.")] = None
    warning_on_retry: Annotated[bool | None, Prop("Accepted: the log says so in any case.")] = None
    behavior: Annotated[str | None, Prop("Accepted: the attempt of the task goes on.")] = None

    def pauses(self) -> list[timedelta]:
        """The pauses between attempts."""
        pause, found = self.interval or timedelta(seconds=5), []
        factor = 1 if self.type == "constant" else self.delay_factor or 2
        longest = self.max_interval or timedelta.max
        whole = timedelta()
        for _ in range((self.max_attempts or JOB_ATTEMPTS_MAX) - 1):
            whole += pause
            if self.max_duration is not None and whole > self.max_duration:
                break
            found.append(pause)
            pause = min(pause * factor, longest)
        return found


class Located(Gcp):
    """What names tables and where they are."""

    location: Annotated[
        str | None, Prop("Where the data is, such as EU; the service finds out by default.")
    ] = None

    def bigquery(self, ctx: RunContext) -> Rest:
        """The service."""
        return self.rest(ctx, "bigquery", _BASE)

    def table(self, ctx: RunContext, name: str, property_name: str) -> dict[str, str]:
        """The table of a name such as `project.dataset.table`.

        Raises: PluginError for a name that is none, or without a project.
        """
        found = _TABLE.fullmatch(name.strip("`"))
        if found is None:
            raise PluginError(f"`{property_name}` must be dataset.table or project.dataset.table")
        project, dataset, table = found.groups()
        return {
            "projectId": project or self.project(ctx),
            "datasetId": dataset,
            "tableId": table,
        }


class BigQuery(Located):
    """What tries again."""

    retry_auto: Annotated[
        Static[Retry | None],
        Prop("How often a job that failed for a moment is tried again; five times by default."),
    ] = None
    retry_reasons: Annotated[
        list[str] | None, Prop("Reasons of errors that pass: jobs with them are tried again.")
    ] = list(REASONS)  # noqa: RUF012  A default of pydantic is copied.
    retry_messages: Annotated[
        list[str] | None, Prop("Parts of messages of errors that pass, as `retryReasons`.")
    ] = list(MESSAGES)  # noqa: RUF012

    def job(
        self, ctx: RunContext, rest: Rest, configuration: Mapping[str, Json], words: str = ""
    ) -> dict[str, Json]:
        """The job of a configuration when it has ended well.

        Its id is the task run's: an attempt that lost its worker is found again, still running or
        done. `words` tells several jobs of one task apart. A kill cancels it. Raises: PluginError
        with what the service says when it fails for good.
        """
        jobs = Jobs(ctx, rest, self.project(ctx), self.location)
        pauses = (self.retry_auto or Retry()).pauses()
        while True:
            found = jobs.ended(configuration, words)
            error = found["status"].get("errorResult")
            if error is None:
                return found
            if not pauses or not self._passes(error):
                raise PluginError(f"The job {jobs.name_of(found)} failed: {message_of(found)}")
            pause = pauses.pop(0)
            line = f"The job {jobs.name_of(found)} failed for a moment: {error.get('message')}"
            ctx.log.write(Level.WARN, line)
            ctx.pause(pause)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the job; where nobody saw its start, if there is one."""
        rest, path = self.bigquery(ctx), f"{handle['job']}/cancel"
        is_late = handle.get(_ASKED_FOR) is True
        for _ in range(LATE_LOOKS_MAX if is_late else 1):
            try:
                rest.post(path, location=handle.get("location"))
                return
            except Refused as error:
                if error.status != _NOT_FOUND or not is_late:
                    raise
            ctx.pause(_EVERY)

    def ended(self, ctx: RunContext, rest: Rest, started: Mapping[str, Json]) -> dict[str, Json]:
        """A job that was started, when it has ended well. Raises: PluginError when it fails."""
        jobs = Jobs(ctx, rest, self.project(ctx), self.location)
        found = jobs.finished(started)
        if found["status"].get("errorResult") is not None:
            raise PluginError(f"The job {jobs.name_of(found)} failed: {message_of(found)}")
        return found

    def _passes(self, error: Mapping[str, Json]) -> bool:
        message = str(error.get("message", ""))
        return error.get("reason") in (self.retry_reasons or ()) or any(
            each in message for each in self.retry_messages or ()
        )


class Jobs:
    """Jobs of a task run, whose ids are made of its own."""

    def __init__(self, ctx: RunContext, rest: Rest, project: str, location: str | None) -> None:
        self._ctx = ctx
        self._rest = rest
        self._project = project
        self._location = location

    def ended(self, configuration: Mapping[str, Json], words: str) -> dict[str, Json]:
        """The job when it has ended, well or not."""
        return self.finished(self._started(configuration, words))

    def finished(self, started: Mapping[str, Json]) -> dict[str, Json]:
        """A job that was started, when it has ended, well or not."""
        reference = started["jobReference"]
        place = f"/projects/{part(reference['projectId'])}/jobs/{part(reference['jobId'])}"
        location = reference.get("location")
        line = f"The job is {reference['jobId']}"
        self._ctx.log.debug(line)
        self._ctx.remember({"job": place, "location": location})

        def look() -> dict[str, Json] | None:
            found: dict[str, Json] = self._rest.get(place, location=location)
            return found if found["status"]["state"] == "DONE" else None

        def stop() -> None:
            self._rest.post(f"{place}/cancel", location=location)

        if started.get("status", {}).get("state") == "DONE":
            return dict(started)
        return wait_for(self._ctx, look, every=_EVERY, stop=stop)

    def _started(self, configuration: Mapping[str, Json], words: str) -> dict[str, Json]:
        """A new job, or the one that an attempt before has left running or done.

        One that failed is not taken up: the next number is tried.
        """
        base = re.sub(r"[^A-Za-z0-9_-]", "-", f"tiercel_{self._ctx.idempotency_key}{words}")
        jobs = f"/projects/{part(self._project)}/jobs"
        for number in range(JOB_NAMES_MAX):
            reference = {"projectId": self._project, "jobId": f"{base}_{number}"[-1024:]}
            if self._location is not None:
                reference["location"] = self._location
            asked = {"jobReference": reference, "configuration": configuration}
            path = f"{jobs}/{part(reference['jobId'])}"
            # Before, so that a kill finds it when the worker is lost before it has the answer.
            self._ctx.remember({"job": path, "location": self._location, _ASKED_FOR: True})
            try:
                made: dict[str, Json] = self._rest.post(jobs, asked)
                return made
            except Refused as error:
                if error.status != _CONFLICT:
                    raise
            found: dict[str, Json] = self._rest.get(path, location=self._location)
            if found["status"].get("errorResult") is None:
                return found
        raise PluginError(f"The task run has left {JOB_NAMES_MAX} jobs that failed")

    @staticmethod
    def name_of(job: Mapping[str, Json]) -> str:
        """The id of a job."""
        return str(job["jobReference"]["jobId"])


def message_of(job: Mapping[str, Json]) -> str:
    """Why a job failed, with every error that it names."""
    status = job["status"]
    found = [str(status["errorResult"].get("message"))]
    found += [str(each.get("message")) for each in status.get("errors", ())]
    return "; ".join(dict.fromkeys(found))
