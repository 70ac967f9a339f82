"""A walk of one execution through events, with everything checked after each step."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import msgspec

from tests.build import an_execution
from tests.property.step_outside import JUNK_KINDS, Outside, any_event, env_of, plan_of
from tests.simulation.checkers import Look, check_history, check_shape
from tests.simulation.workload import NAMESPACE, FlowMaker
from tiercel.engine.index import Scope, indexed
from tiercel.engine.step import step
from tiercel.model import events as e
from tiercel.model.execution import Execution
from tiercel.model.shape import Each
from tiercel.model.state import StateType

USER_ACTS: tuple[e.Event, ...] = (
    e.ResumeAsked(),
    e.PauseAsked(),
    e.ResumeAsked(decision="DENIED"),
)


class Walk:
    """An execution of the random flow of a seed, and how it came to where it is."""

    def __init__(self, seed: int) -> None:
        flow = FlowMaker(Random(seed), ["callee"]).flow("flow")
        self.plan = plan_of(flow)
        self.execution = an_execution(state=StateType.CREATED, namespace=NAMESPACE)
        self.outside = Outside()
        self.is_revived = False
        self.history: list[e.Event] = []
        self.happen(e.Submitted())

    def answer(self, pick: int) -> None:
        """Answer something that the execution waits for."""
        self.happen(self.outside.next_answer(pick))

    def anything(self, kind: int, pick: int) -> None:
        """Let something happen, fitting or not."""
        event = any_event(kind % JUNK_KINDS, pick, self.execution)
        if isinstance(event, e.RestartAsked | e.StateChangeAsked):
            self.is_revived = True
        self.happen(event)

    def user_acts(self, pick: int) -> None:
        """Resume or pause."""
        self.happen(USER_ACTS[pick % len(USER_ACTS)])

    def happen(self, event: e.Event) -> None:
        """Fold one event in, twice. Raises: AssertionError, or whatever `step` wrongly raises."""
        self.history.append(event)
        self.outside.now += timedelta(milliseconds=10)
        before = self.execution
        first = step(before, event, env_of(self.plan, before, self.outside.now))
        again = step(before, event, env_of(self.plan, before, self.outside.now))
        assert first.decisions == again.decisions
        assert first.execution == again.execution
        self.execution = msgspec.structs.replace(first.execution, version=before.version + 1)
        self._check_changes(before, first.touched)
        check_shape(Look(self.execution, self.execution.task_runs))
        self._check_index()
        self.outside.carry_out(first.decisions)

    def _check_changes(self, before: Execution, touched: frozenset[str]) -> None:
        after = self.execution
        check_history("execution", before.state, after.state, self.is_revived)
        for run_id, run in after.task_runs.items():
            old = before.task_runs.get(run_id)
            if old is run:
                continue
            assert run_id in touched, f"{run.task_id} changed and is not said to be touched"
            if old is not None:
                check_history(run.task_id, old.state, run.state, self.is_revived)

    def _check_index(self) -> None:
        """What is counted along the way is what a count from the start gives."""
        bare = msgspec.structs.replace(self.execution, index=None)
        fresh = indexed(bare, self.plan.last_tasks).index
        kept = self.execution.index
        assert kept.running == fresh.running
        assert kept.created == fresh.created
        assert kept.outputs == fresh.outputs
        for key, scope in kept.scopes.items():
            expected = fresh.scopes.get(key)
            if expected is None:
                assert scope.members == 0, f"{key}: {scope}"
                continue
            owner = self.execution.task_runs.get(key[0])
            if owner is not None and isinstance(owner.shape, Each) and owner.shape.is_flat:
                # Nobody asks a flat loop for its turns.
                expected = _without_turns(expected)
                scope = _without_turns(scope)
            assert scope == expected, f"{key}: kept {scope}, counted {expected}"


def _without_turns(scope: Scope) -> Scope:
    return msgspec.structs.replace(scope, turns_started=0, turns_done=0)


def random_walk(seed: int, events_max: int = 60) -> Walk:
    """A walk whose flow and events all follow from the seed."""
    rng = Random(seed)
    walk = Walk(seed)
    for _ in range(events_max):
        chance = rng.random()
        if chance < 0.15:
            walk.anything(rng.randrange(JUNK_KINDS), rng.randrange(60))
        elif chance < 0.22:
            walk.user_acts(rng.randrange(3))
        elif walk.outside.is_waiting:
            walk.answer(rng.randrange(60))
        else:
            break
    return walk
