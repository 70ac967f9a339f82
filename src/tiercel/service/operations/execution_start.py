"""Operations that start executions, or check what a start or a resume would be given."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.engine.plan import FlowPlan
from tiercel.engine.values.inputs import InputReport
from tiercel.model.access import SEEN, Actor, Permission, Resource, in_namespace, of_execution
from tiercel.model.audit.entry import AuditType
from tiercel.model.audit.rules import AuditRule
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.request import Request
from tiercel.plugin.server import StartExecution
from tiercel.service.executions.reviews import Review
from tiercel.service.executions.start import StartRequest
from tiercel.service.executions.waits import Waiting
from tiercel.service.operations.made import AN_EXECUTION
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_EXECUTE = Permission(Resource.FLOW, "EXECUTE")
_RESUME = Permission(Resource.EXECUTION, "RESUME")
# The most frequent change by far: to watch its transaction would cost more than its entry.
_START = AuditRule(type=AuditType.EXECUTE, resource="EXECUTION", notes_itself=True)
# What is looked at before something is started or resumed.
_LOOK_TO_START = AuditRule(type=AuditType.EXECUTE, resource="EXECUTION", is_reading=True)
_LOOK_TO_RESUME = AuditRule(resource="EXECUTION", is_reading=True)


class AwaitExecution(Request[Waiting], frozen=True, kw_only=True):
    """An execution once nothing follows in it any more, and why it failed if it did."""

    execution_id: str


class GetStartable(Request[Flow], frozen=True, kw_only=True):
    """A flow that can be started, its newest revision by default."""

    namespace: str
    flow_id: str
    revision: int | None = None


class ListStartable(Request[list[Flow]], frozen=True, kw_only=True):
    """The flows of exactly that namespace."""

    namespace: str


class ListStartableNamespaces(Request[list[str]], frozen=True, kw_only=True):
    """Namespaces that have flows."""


class FindFileInputs(Request[tuple[int, frozenset[str]]], frozen=True, kw_only=True):
    """The revision that a start would run, and the ids of its inputs that are files."""

    namespace: str
    flow_id: str
    revision: int | None = None


class FindResumeFiles(Request[tuple[Execution, frozenset[str]]], frozen=True, kw_only=True):
    """An execution that is paused, and the ids of the inputs of its pause that are files."""

    execution_id: str


class CheckInputs(Request[tuple[FlowPlan, list[InputReport]]], frozen=True, kw_only=True):
    """A report on each input of a flow; nothing is started."""

    namespace: str
    flow_id: str
    revision: int | None = None
    inputs: Mapping[str, Json] = {}
    labels: tuple[Label, ...] = ()


class CheckResume(Request[tuple[Execution, list[InputReport]]], frozen=True, kw_only=True):
    """A report on each input that a pause asks for; nothing is resumed."""

    execution_id: str
    inputs: Mapping[str, Json] = {}


class CheckReview(Request[tuple[Execution, list[InputReport]]], frozen=True, kw_only=True):
    """A report on each input of the form of a review; nothing is decided."""

    execution_id: str
    task_run_id: str
    decision: str
    comment: str | None = None
    inputs: Mapping[str, Json] = {}


@makes(AN_EXECUTION)
@operation("execution.start", allows=_EXECUTE, scope=in_namespace(shared=True), audits=_START)
async def start(deps: Services, actor: Actor, ask: StartExecution) -> Execution:
    """Raises: NotFound, Conflict for a disabled flow, Invalid for inputs, IllegalArgument."""
    return await deps.starter.start(
        StartRequest(
            ask.namespace,
            ask.flow_id,
            ask.revision,
            ask.execution_id,
            ask.inputs,
            ask.labels,
            schedule_date=ask.schedule_date,
            kind=ask.kind,
            breakpoints=ask.breakpoints,
        ),
        deps.audit.start_noter("execution.start", actor),
    )


@operation("execution.await", allows=_EXECUTE, scope=of_execution())
async def wait(deps: Services, actor: Actor, ask: AwaitExecution) -> Waiting:
    """Raises: NotFound, Unavailable when it does not end in time."""
    ended = await deps.follower.until_ended(ask.execution_id)
    return Waiting(ended, failure=await deps.failures.one(ended, actor.grants))


@operation("flow.get_to_execute", allows=_EXECUTE, scope=in_namespace())
async def startable(deps: Services, actor: Actor, ask: GetStartable) -> Flow:
    """The revision that would run, the newest by default. Raises: NotFound."""
    plan = await deps.flows.current(ask.namespace, ask.flow_id, ask.revision)
    if plan is None:
        raise NotFound("No value present")
    return plan.flow


@operation("flow.list_to_execute", allows=_EXECUTE, scope=in_namespace())
async def startable_flows(deps: Services, actor: Actor, ask: ListStartable) -> list[Flow]:
    """The flows of a namespace, in the order of their ids."""
    return await deps.flows.of_namespace(ask.namespace)


@operation("flow.namespaces_to_execute", allows=_EXECUTE, scope=SEEN)
async def startable_namespaces(
    deps: Services, actor: Actor, ask: ListStartableNamespaces
) -> list[str]:
    """The names of namespaces that have flows, sorted."""
    visible = actor.grants.visible(_EXECUTE)
    return [name for name in await deps.flows.namespaces() if visible.has(name)]


@operation("execution.file_inputs", allows=_EXECUTE, scope=in_namespace(), audits=_LOOK_TO_START)
async def file_inputs(
    deps: Services, actor: Actor, ask: FindFileInputs
) -> tuple[int, frozenset[str]]:
    """Raises: NotFound, IllegalArgument when all revisions are drafts."""
    plan = await deps.starter.plan_of(StartRequest(ask.namespace, ask.flow_id, ask.revision))
    files = (one.id for one in plan.flow.inputs if one.type == "FILE")
    return plan.flow.revision, frozenset(files)


@operation("execution.resume_files", allows=_RESUME, scope=of_execution(), audits=_LOOK_TO_RESUME)
async def resume_files(
    deps: Services, actor: Actor, ask: FindResumeFiles
) -> tuple[Execution, frozenset[str]]:
    """Raises: NotFound, Conflict unless it is paused."""
    return await deps.pauses.file_inputs(ask.execution_id)


@operation("execution.check_inputs", allows=_EXECUTE, scope=in_namespace(), audits=_LOOK_TO_START)
async def check(
    deps: Services, actor: Actor, ask: CheckInputs
) -> tuple[FlowPlan, list[InputReport]]:
    """Raises: NotFound, Conflict for a disabled flow."""
    return await deps.starter.check_inputs(
        StartRequest(ask.namespace, ask.flow_id, ask.revision, inputs=ask.inputs, labels=ask.labels)
    )


@operation("execution.check_resume", allows=_RESUME, scope=of_execution(), audits=_LOOK_TO_RESUME)
async def check_resume(
    deps: Services, actor: Actor, ask: CheckResume
) -> tuple[Execution, list[InputReport]]:
    """Raises: NotFound, Conflict unless it is paused."""
    return await deps.pauses.check(ask.execution_id, ask.inputs)


@operation("execution.check_review", allows=_RESUME, scope=of_execution(), audits=_LOOK_TO_RESUME)
async def check_review(
    deps: Services, actor: Actor, ask: CheckReview
) -> tuple[Execution, list[InputReport]]:
    """Raises: NotFound, Conflict, IllegalArgument."""
    review = Review(ask.task_run_id, ask.decision, ask.comment, ask.inputs, actor.user)
    return await deps.approvals.check(ask.execution_id, review)
