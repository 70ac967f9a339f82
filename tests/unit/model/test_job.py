"""Fences of jobs grow from the date on which the job was made."""

from __future__ import annotations

from tests.build import at
from tiercel.model.job import first_fence


def test_a_job_that_is_sent_again_begins_with_a_higher_fence() -> None:
    assert first_fence(at(1)) > first_fence(at(0)) + 1_000
