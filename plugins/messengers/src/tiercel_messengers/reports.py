"""Reports about executions: the facts, and the tasks that send them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

import msgspec

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.server import Execution, GetExecution, TaskRun
from tiercel_messengers.posting import object_of
from tiercel_messengers.webhook import Webhook

# How long a report waits for the end of another execution, and how often it looks.
WAIT = timedelta(seconds=30)
PAUSE = timedelta(milliseconds=500)
FAILURES = ("FAILED", "KILLED")
COLORS = {"SUCCESS": "good", "WARNING": "warning", "FAILED": "danger", "KILLED": "danger"}


class Report(msgspec.Struct, frozen=True):
    """What is said of an execution.

    Shapes: `link` is its page, None where the server has no address of its own; `duration` runs
    to its end, or to now.
    """

    execution: Execution
    duration: timedelta
    link: str | None = None
    custom_message: str | None = None
    custom_fields: Mapping[str, Json] = {}

    @property
    def state(self) -> str:
        """The current state, such as FAILED."""
        return str(self.execution.current)

    @property
    def last(self) -> TaskRun | None:
        """The task run that was made last."""
        return next(iter(reversed(self.execution.task_run_list())), None)

    @property
    def failed(self) -> TaskRun | None:
        """The first task run that failed."""
        found = self.execution.task_run_list()
        return next((each for each in found if str(each.current) == "FAILED"), None)

    @property
    def title(self) -> str:
        """One line: where, what, how it ended."""
        return f"[{self.execution.namespace}] {self.execution.flow_id} ➛ {self.state}"

    @property
    def outcome(self) -> str:
        """One line: how long it took, and which task failed."""
        seconds = f"{self.duration.total_seconds():.1f} s"
        if self.failed is not None:
            return f"Failed on task {self.failed.task_id} after {seconds}"
        word = {"SUCCESS": "Succeeded"}.get(self.state, self.state.capitalize())
        return f"{word} after {seconds}"

    @property
    def fields(self) -> dict[str, str]:
        """Names and values, those of the flow included."""
        found = {
            "Namespace": self.execution.namespace,
            "Flow ID": self.execution.flow_id,
            "Execution ID": self.execution.id,
            "Execution Status": self.state,
            **{name: str(value) for name, value in self.custom_fields.items()},
        }
        if self.last is not None:
            found["Final task ID"] = self.last.task_id
        return found

    @property
    def heading(self) -> str:
        """The title, or what the flow says instead of it."""
        return self.custom_message or self.title

    @property
    def text(self) -> str:
        """All of it, in lines."""
        lines = [self.title, self.outcome]
        lines += [self.custom_message] if self.custom_message else []
        lines += [f"{name}: {value}" for name, value in self.fields.items()]
        return "\n".join(lines + ([self.link] if self.link else []))

    def variables(self) -> dict[str, Json]:
        """What templates of flows see."""
        return {
            "duration": self.duration,
            "startDate": self.execution.state.start,
            "link": self.link,
            "execution": {
                "id": self.execution.id,
                "namespace": self.execution.namespace,
                "flowId": self.execution.flow_id,
                "state": {"current": self.state},
            },
            "firstFailed": _task_variables(self.failed) or False,
            "lastTask": _task_variables(self.last),
            "customMessage": self.custom_message,
            "customFields": dict(self.custom_fields),
        }


def _task_variables(task_run: TaskRun | None) -> Json:
    if task_run is None:
        return None
    return {"taskId": task_run.task_id, "state": {"current": str(task_run.current)}}


class Reporting(Plugin):
    """Properties of all tasks that report about an execution."""

    execution_id: Annotated[
        str,
        Prop(
            "The execution that is reported on.",
            "The own one by default; in a flow with a Flow trigger `{{ trigger.executionId }}`.",
        ),
    ] = "{{ execution.id }}"
    custom_message: Annotated[str | None, Prop("A text that is part of the message.")] = None
    custom_fields: Annotated[
        dict[str, Json] | None, Prop("Further names and values in the message.")
    ] = None
    template_uri: Annotated[
        str | None, Prop("A template of the message in the internal storage.", hidden=True)
    ] = None
    template_render_map: Annotated[
        dict[str, Json] | None, Prop("Variables of the template, beside those of the report.")
    ] = None

    def report(self, ctx: RunContext) -> Report:
        """The facts, once the execution has ended, or after 30 s as they are.

        Raises: NotFound for an unknown execution, Interrupted.
        """
        execution = ctx.server.run(GetExecution(execution_id=self.execution_id))
        is_own = execution.id == ctx.vars["execution"]["id"]
        for _ in range(0 if is_own else WAIT // PAUSE):
            if execution.state.is_terminated:
                break
            ctx.pause(PAUSE)
            execution = ctx.server.run(GetExecution(execution_id=self.execution_id))
        url = (ctx.vars.get("kestra") or {}).get("url")
        page = f"/ui/main/executions/{execution.namespace}/{execution.flow_id}/{execution.id}"
        return Report(
            execution,
            (execution.state.end or ctx.now()) - execution.state.start,
            f"{str(url).rstrip('/')}{page}" if url else None,
            self.custom_message,
            self.custom_fields or {},
        )

    def templated(self, ctx: RunContext, report: Report) -> str | None:
        """The text of the flow's own template; None without one. Raises: NotFound."""
        return self.rendered(ctx, self.template_uri, report)

    def rendered(self, ctx: RunContext, uri: str | None, report: Report) -> str | None:
        """The text of a template in the internal storage. Raises: NotFound."""
        if uri is None:
            return None
        template = ctx.blobs.read(uri).decode(errors="replace")
        variables = {**report.variables(), **(self.template_render_map or {})}
        return ctx.render(template, variables) or ""


class ReportTask(Reporting, RunnableTask[Output]):
    """Sends a report."""

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError when the service refuses it, NotFound for an unknown execution."""
        self.send(ctx, self.report(ctx))

    def send(self, ctx: RunContext, report: Report) -> None:
        """Send what is said. Raises: PluginError."""
        raise NotImplementedError


class WebhookReport(Webhook, ReportTask):
    """Posts a report: the payload or template of the flow, else a summary."""

    def send(self, ctx: RunContext, report: Report) -> None:
        self.post(ctx, self.request(self.message_of(ctx, report)))

    def message_of(self, ctx: RunContext, report: Report) -> dict[str, Json]:
        """What is posted: that of the flow or the summary, with the properties on top.

        Raises: PluginError for a payload or template that is no JSON object.
        """
        template = self.templated(ctx, report)
        if self.payload is not None:
            found = object_of(self.payload)
        elif template is not None:
            found = object_of(template, "templateUri")
        else:
            found = self.summary(report)
        return {**found, **self.members(ctx)}

    def summary(self, report: Report) -> dict[str, Json]:
        """The message of a flow that writes none itself."""
        return {"text": report.text}

    def members(self, ctx: RunContext) -> dict[str, Json]:
        """Members that properties of the task set."""
        return {}


def required(value: str | None, name: str) -> str:
    """A property that this message needs. Raises: PluginError when it is missing."""
    if not value:
        raise PluginError(f"`{name}` must be provided")
    return value
