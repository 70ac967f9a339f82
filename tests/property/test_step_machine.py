"""`step` over random flows and random events: total, keeps invariants, same result twice."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.property.step_outside import JUNK_KINDS
from tests.property.step_walk import Walk

picks = st.integers(0, 60)


class StepMachine(RuleBasedStateMachine):
    """One execution of a random flow, with whatever may happen to it."""

    @initialize(seed=st.integers(0, 100_000))
    def begin(self, seed: int) -> None:
        self.walk = Walk(seed)

    @precondition(lambda self: self.walk.outside.is_waiting)
    @rule(pick=picks)
    def answer(self, pick: int) -> None:
        self.walk.answer(pick)

    @precondition(lambda self: self.walk.outside.is_waiting)
    @rule(choices=st.lists(picks, min_size=3, max_size=8))
    def answer_more(self, choices: list[int]) -> None:
        for pick in choices:
            if self.walk.outside.is_waiting:
                self.walk.answer(pick)

    @rule(kind=st.integers(0, JUNK_KINDS - 1), pick=picks)
    def anything(self, kind: int, pick: int) -> None:
        self.walk.anything(kind, pick)

    @rule(pick=picks)
    def user_acts(self, pick: int) -> None:
        self.walk.user_acts(pick)


TestStep = StepMachine.TestCase
TestStep.settings = settings(max_examples=120, stateful_step_count=30)
