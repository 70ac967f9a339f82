"""Actions on one execution, under their older and newer paths (executions.md §4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.responses import Response

from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.state import StateType
from tiercel.plugin.server import DeleteExecution, KillExecution, StartExecution
from tiercel.ports.ports import Ports
from tiercel.service.executions.actions import StillRunning, WrongState
from tiercel.service.operations import execution_actions as actions
from tiercel.service.operations import execution_start as starts
from tiercel.service.operations import executions
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import params
from tiercel.web.bodies import labels_of
from tiercel.web.call import Call
from tiercel.web.documented import (
    FORM,
    JSON,
    Answer,
    Body,
    Param,
    flag,
    needed,
    number,
    several,
    text,
)
from tiercel.web.errors import Refused
from tiercel.web.execution_answers import execution_answer
from tiercel.web.http.answers import empty, json_answer, text_answer
from tiercel.web.inputs import read_checked, read_texts
from tiercel.web.param_kinds import END_STATES, STATES
from tiercel.web.payloads import LabelsInput, StateChange
from tiercel.web.resume import Resume
from tiercel.web.route import Route
from tiercel.web.views.execution import ExecutionView
from tiercel.web.views.inputs import InputReportsView, reports_view

GROUP = "Executions"
Action = Callable[[Call], Awaitable[Execution]]
ONE = Answer(schema=ExecutionView)
INPUTS = Body({"type": "object", "additionalProperties": True}, (FORM,), required=False)
LABELS = Body(LabelsInput)
TASK_RUN = text("taskRunId", "The task run to begin with.")
REVISION = number("revision", "The revision of the flow.")
# What each action may refuse, under its older path and its newer one; bodies and typed parameters
# may be refused by any of them.
ERRORS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "change-status": ((400, 404, 422), (400, 404, 409, 422)),
    "state": ((404, 422), (404, 409, 422)),
    "restart": ((404, 409, 422), (404, 409, 422)),
    "replay": ((404, 409, 422), (404, 409, 422)),
    "replay-with-inputs": ((404, 409, 422), (404, 409, 422)),
    "pause": ((404, 422), (404, 409)),
    "resume": ((404, 409, 422), (404, 409, 422)),
    "resume-from-breakpoint": ((404, 409), (404, 409)),
    "unqueue": ((404, 422), (404, 409, 422)),
    "force-run": ((404, 409, 422), (404, 409)),
    "kill": ((404, 409, 422), (404, 409, 422)),
}
BREAKPOINTS = several("breakpoints", "Tasks to stop before.")


# The operations of each action.
RUNS: dict[str, tuple[AnyOperation, ...]] = {
    "change-status": (actions.change_status,),
    "state": (actions.change_task_run,),
    "restart": (actions.restart,),
    "replay": (actions.replay,),
    "replay-with-inputs": (actions.replay,),
    "pause": (actions.pause,),
    "resume": (starts.resume_files, executions.resume),
    "resume-from-breakpoint": (actions.resume_from_breakpoint,),
    "unqueue": (actions.unqueue,),
    "force-run": (actions.force_run,),
    "kill": (actions.kill,),
}


class ActionRoutes:
    """Every action answers with the execution under `/actions/`, and as ever under its old path."""

    def __init__(self, ports: Ports) -> None:
        self._clock = ports.clock
        self._resume = Resume(ports)

    def routes(self) -> list[Route]:
        status = needed(text("status", "The new end state.", enum=END_STATES))
        state = text("state", "The state to go on with.", default="RUNNING", enum=STATES)
        latest = flag("latestRevision", "With the newest revision of the flow.")
        replay = (TASK_RUN, REVISION, BREAKPOINTS, latest)
        state_body = Body(StateChange)
        kill = flag("isOnKillCascade", "Its children too.", default=True)
        return [
            *self._pair("change-status", self.change_status, (status,), None),
            *self._pair("state", self.state, (), state_body, newer=self.state_of_ended),
            *self._pair("restart", self.restart, (REVISION,), None),
            *self._pair("replay", self.replay, replay, None),
            *self._pair("replay-with-inputs", self.replay_with_inputs, replay, INPUTS),
            *self._pair("pause", self.pause, (), None, legacy=empty),
            *self._pair("resume", self.resume, (), INPUTS, legacy=lambda: empty(204)),
            *self._pair(
                "resume-from-breakpoint",
                self.resume_from_breakpoint,
                (BREAKPOINTS,),
                None,
                legacy=lambda: empty(204),
            ),
            *self._pair("unqueue", self.unqueue, (state,), None),
            *self._pair("force-run", self.force_run, (), None),
            *self._kill_routes((kill,)),
            self._delete_route(),
            *self._label_routes(),
            *self._validate_routes(),
        ]

    def _pair(  # noqa: PLR0913  A row of the table.
        self,
        name: str,
        action: Action,
        asked: tuple[Param, ...],
        body: Body | None,
        *,
        legacy: Callable[[], Response] | None = None,
        newer: Action | None = None,
        method: str = "POST",
    ) -> list[Route]:
        """The two routes of an action.

        `legacy` is the answer of the old path and `newer` the action of the new one, if others.
        """

        async def shown(call: Call) -> Response:
            return await self._answer(await action(call))

        async def strict(call: Call) -> Response:
            try:
                return await self._answer(await (newer or action)(call))
            except WrongState as error:
                raise Refused("conflict", error.message) from None

        async def bare(call: Call) -> Response:
            assert legacy is not None
            await action(call)
            return legacy()

        summary = f"{name.replace('-', ' ').capitalize()}."
        base = Route(
            method,
            f"/executions/{{executionId}}/actions/{name}",
            strict,
            summary,
            GROUP,
            asked,
            body,
            (ONE,),
            ERRORS[name][1],
            runs=RUNS[name],
        )
        old = msgspec.structs.replace(
            base,
            path=f"/executions/{{executionId}}/{name}",
            handler=shown if legacy is None else bare,
            answers=(ONE,) if legacy is None else (Answer(legacy().status_code),),
            errors=ERRORS[name][0],
        )
        return [base, old]

    def _kill_routes(self, asked: tuple[Param, ...]) -> list[Route]:
        deleted = self._pair(
            "kill", self.kill, asked, None, legacy=lambda: empty(202), method="DELETE"
        )
        posted = [msgspec.structs.replace(route, method="POST") for route in deleted]
        posted[1] = msgspec.structs.replace(
            posted[1],
            handler=self.kill_or_start,
            body=INPUTS,
            answers=(Answer(202), ONE),
            runs=(*RUNS["kill"], starts.start),
        )
        return [*deleted, *posted]

    def _delete_route(self) -> Route:
        return Route(
            "DELETE",
            "/executions/{executionId}",
            self.delete,
            "Remove an execution for good.",
            GROUP,
            (
                flag("deleteLogs", "Its log too.", default=True),
                flag("deleteMetrics", "Its metrics too.", default=True),
                flag("deleteStorage", "Its files too.", default=True),
            ),
            answers=(Answer(204),),
            errors=(404, 422),
            runs=(actions.delete,),
        )

    def _label_routes(self) -> list[Route]:
        base = Route(
            "POST",
            "/executions/{executionId}/labels",
            self.merge_labels,
            "Set labels.",
            GROUP,
            (),
            LABELS,
            (ONE,),
            (400, 404, 422),
            runs=(actions.set_labels,),
        )
        new = msgspec.structs.replace(
            base,
            path="/executions/{executionId}/actions/labels",
            handler=self.replace_labels,
            errors=(404, 409, 422),
        )
        return [base, new]

    def _validate_routes(self) -> list[Route]:
        base = Route(
            "POST",
            "/executions/{executionId}/resume/validate",
            self.validate_resume,
            "Check the inputs of a pause.",
            GROUP,
            (),
            INPUTS,
            (Answer(schema=InputReportsView),),
            (404, 409),
            runs=(starts.check_resume,),
        )
        path = "/executions/{executionId}/actions/resume/validate"
        return [base, msgspec.structs.replace(base, path=path)]

    async def _answer(self, execution: Execution) -> Response:
        return await execution_answer(execution, self._clock.now())

    async def change_status(self, call: Call) -> Execution:
        wanted = params.state("status", params.required(call, "status"))
        return await call.run(actions.ChangeStatus(execution_id=_id(call), state=wanted))

    async def state(self, call: Call) -> Execution:
        """Another state of a task run."""
        return await call.run(await _task_run_change(call))

    async def state_of_ended(self, call: Call) -> Execution:
        """The same of an ended execution only."""
        change = await _task_run_change(call)
        return await call.run(msgspec.structs.replace(change, ended_only=True))

    async def restart(self, call: Call) -> Execution:
        """In place, or as a copy under another revision."""
        revision = params.integer(call, "revision")
        return await call.run(actions.RestartExecution(execution_id=_id(call), revision=revision))

    async def replay(self, call: Call) -> Execution:
        """As a new execution."""
        return await call.run(_replay(call))

    async def replay_with_inputs(self, call: Call) -> Execution:
        """As a new execution with other inputs."""
        raw = await read_texts(call)
        return await call.run(msgspec.structs.replace(_replay(call), inputs=raw))

    async def pause(self, call: Call) -> Execution:
        return await call.run(actions.PauseExecution(execution_id=_id(call)))

    async def resume(self, call: Call) -> Execution:
        return await self._resume(call)

    async def resume_from_breakpoint(self, call: Call) -> Execution:
        """Go on from a breakpoint."""
        points = params.breakpoints(call)
        return await call.run(
            actions.ResumeFromBreakpoint(execution_id=_id(call), breakpoints=points)
        )

    async def unqueue(self, call: Call) -> Execution:
        """Take it out of the queue."""
        wanted = params.state("state", call.text("state") or "RUNNING")
        return await call.run(actions.UnqueueExecution(execution_id=_id(call), state=wanted))

    async def force_run(self, call: Call) -> Execution:
        return await call.run(actions.ForceRunExecution(execution_id=_id(call)))

    async def kill(self, call: Call) -> Execution:
        cascade = params.boolean(call, "isOnKillCascade", default=True)
        return await call.run(KillExecution(execution_id=_id(call), cascade=cascade))

    async def delete(self, call: Call) -> Response:
        """In any state: what runs is killed first."""
        await call.run(
            DeleteExecution(
                execution_id=_id(call),
                logs=params.boolean(call, "deleteLogs", default=True),
                metrics=params.boolean(call, "deleteMetrics", default=True),
                files=params.boolean(call, "deleteStorage", default=True),
            )
        )
        return empty(204)

    async def kill_or_start(self, call: Call) -> Response:
        """Compat: `POST /executions/{namespace}/kill` starts a flow of that id, unless an
        execution is named."""
        try:
            await self.kill(call)
        except NotFound:
            request = StartExecution(
                namespace=_id(call), flow_id="kill", inputs=await read_texts(call)
            )
            return await self._answer(await call.run(request))
        return empty(202)

    async def merge_labels(self, call: Call) -> Response:
        """Other labels stay. Compat: the refusal of a running one is bare text."""
        try:
            execution = await call.run(await _labelling(call, is_replacing=False))
        except StillRunning as error:
            return text_answer(error.message, JSON, 400)
        return await self._answer(execution)

    async def replace_labels(self, call: Call) -> Response:
        """All but the system's own go."""
        return await self._answer(await call.run(await _labelling(call, is_replacing=True)))

    async def validate_resume(self, call: Call) -> Response:
        """A report on each input of the pause."""
        raw = await read_checked(call)
        execution, reports = await call.run(starts.CheckResume(execution_id=_id(call), inputs=raw))
        return json_answer(reports_view(execution.flow_id, execution.namespace, reports))


def _id(call: Call) -> str:
    return call.params["executionId"]


async def _labelling(call: Call, *, is_replacing: bool) -> actions.SetLabels:
    labels = tuple(labels_of(await call.json("labels")))
    return actions.SetLabels(execution_id=_id(call), labels=labels, is_replacing=is_replacing)


def _replay(call: Call) -> actions.ReplayExecution:
    return actions.ReplayExecution(
        execution_id=_id(call),
        task_run_id=call.text("taskRunId") or None,
        revision=params.integer(call, "revision"),
        breakpoints=params.breakpoints(call),
        is_latest=params.boolean(call, "latestRevision"),
    )


async def _task_run_change(call: Call) -> actions.ChangeTaskRun:
    """The task run and its state of a body. Raises: Refused."""
    body = await call.json_map("stateRequest")
    task_run_id, name = body.get("taskRunId"), body.get("state")
    if not isinstance(task_run_id, str) or not isinstance(name, str):
        raise Refused("invalid-mapping", "[stateRequest] needs taskRunId and state")
    try:
        state = StateType(name.upper())
    except ValueError:
        allowed = ", ".join(StateType)
        reason = f"No enum constant State.Type.{name}; allowed: {allowed}"
        raise Refused("invalid-mapping", reason) from None
    return actions.ChangeTaskRun(execution_id=_id(call), task_run_id=task_run_id, state=state)
