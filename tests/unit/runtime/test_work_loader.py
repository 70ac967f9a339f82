"""What a worker reads for a job, also when its process keeps an older form."""

from __future__ import annotations

from tests.build import a_flow, a_task, a_task_run, an_attempt, an_execution, at
from tests.unit.runtime.workshop import DO, Classes
from tiercel.engine.index import indexed
from tiercel.engine.plan import FlowPlan
from tiercel.model.execution import Execution, LoopItem, LoopRun, TaskRun
from tiercel.model.job import Job
from tiercel.model.maps import Map
from tiercel.runtime.worker.work_loader import WorkLoader

JOB = Job("j", "execution1", "tr-t-0", 1, at(0))


class Kept:
    """Older forms until they are dropped."""

    def __init__(self, older: dict[str, Execution], stored: dict[str, Execution]) -> None:
        self.older = dict(older)
        self.stored = stored

    async def execution(self, execution_id: str) -> Execution | None:
        return self.older.get(execution_id) or self.stored.get(execution_id)

    def drop(self, execution_id: str) -> None:
        self.older.pop(execution_id, None)


class OnePlan:
    """The plan of the only flow."""

    async def plan(self, namespace: str, flow_id: str, revision: int) -> FlowPlan | None:
        return FlowPlan(a_flow(a_task("t", DO)), Classes())


def loader(older: dict[str, Execution], stored: dict[str, Execution]) -> WorkLoader:
    return WorkLoader(Kept(older, stored), OnePlan())


def running(*attempts: str) -> TaskRun:
    made = tuple(an_attempt(state) for state in attempts)
    return a_task_run("t", "RUNNING", attempts=made)


async def test_an_older_form_without_the_task_run_is_read_again() -> None:
    older = indexed(an_execution(), {})
    stored = indexed(an_execution(running("FAILED")), {})
    work = await loader({"execution1": older}, {"execution1": stored}).load(JOB)
    assert work is not None
    assert work.execution is stored


async def test_an_older_form_with_fewer_attempts_is_read_again() -> None:
    older = indexed(an_execution(running()), {})
    stored = indexed(an_execution(running("FAILED")), {})
    work = await loader({"execution1": older}, {"execution1": stored}).load(JOB)
    assert work is not None
    assert len(work.task_run.attempts) == 1


async def test_the_form_that_is_kept_is_used_when_it_is_new_enough() -> None:
    kept = indexed(an_execution(running("FAILED")), {})
    work = await loader({"execution1": kept}, {}).load(JOB)
    assert work is not None
    assert work.execution is kept


async def test_there_is_nothing_to_do_for_an_ended_task_run_or_a_missing_execution() -> None:
    ended = indexed(an_execution(a_task_run("t", "SUCCESS")), {})
    assert await loader({}, {"execution1": ended}).load(JOB) is None
    assert await loader({}, {}).load(JOB) is None


async def test_an_older_form_of_the_owner_of_a_loop_is_read_again() -> None:
    turn = LoopRun("owner", "owner", "loop", "tr-loop-1", LoopItem(0, "a"))
    inner = indexed(an_execution(running("FAILED"), loop_run=turn), {})
    older = indexed(an_execution(id="owner"), {})
    stored = indexed(an_execution(a_task_run("loop", "RUNNING", seq=1), id="owner"), {})
    work = await loader({"owner": older}, {"execution1": inner, "owner": stored}).load(JOB)
    assert work is not None
    assert work.owners == (stored,)
    assert isinstance(work.execution.task_runs, Map)
