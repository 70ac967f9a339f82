"""The Wait task, run as a worker runs it."""

from datetime import timedelta

from acme_tiercel import Wait

from tiercel.testing import run_task


def test_it_waits_and_says_so() -> None:
    ran = run_task(Wait, {"duration": "PT1M", "message": "{{ flow.id }} waits"})
    assert ran.outputs == {"seconds": 60.0}
    assert ran.logs == ["a-flow waits"]
    assert ran.context.slept == [timedelta(minutes=1)]


def test_it_refuses_what_is_no_duration() -> None:
    ran = run_task(Wait, {"duration": "soon"})
    assert ran.error is not None
    assert "`duration`" in ran.error.message
