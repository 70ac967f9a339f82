"""Jobs of dbt Cloud, by a stand-in of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tiercel.plugin import Interrupted, Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_dbt.cloud import CheckStatus, TriggerRun

TOKEN = "canary-8b21"
ACCOUNT: dict[str, Json] = {"accountId": "7", "token": TOKEN, "pollFrequency": "PT2S"}
ROOT = "https://cloud.getdbt.com/api/v2/accounts/7/"


class Cloud:
    """Answers with these states of a run, the last again and again."""

    def __init__(self, *states: int, broken: int = 0) -> None:
        self.states = list(states)
        self.broken = broken
        self.asked: list[str] = []
        self.bodies: list[Json] = []
        self.on_look: Callable[[], None] | None = None

    def answer(self, request: HttpRequest) -> HttpAnswer:
        path = request.url.removeprefix(ROOT)
        self.asked.append(f"{request.method} {path}")
        assert request.headers["Authorization"] == f"Token {TOKEN}"
        if self.broken:
            self.broken -= 1
            return HttpAnswer(url=request.url, status=502, content=f"no {TOKEN}".encode())
        if "artifacts" in path:
            is_there = path.endswith("manifest.json")
            return HttpAnswer(url=request.url, status=200 if is_there else 404, content=b"{}")
        if request.method == "POST":
            self.bodies.append(request.json)
        elif self.on_look is not None:
            self.on_look()
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        run = {"id": 9, "status": state, "status_humanized": f"S{state}", "status_message": "M"}
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode({"data": run}))

    def ran(self, task: Any, properties: dict[str, Json]) -> Ran:
        return run_task(task, {**ACCOUNT, **properties}, World(http=self.answer))


def test_a_job_is_run_and_its_results_are_kept() -> None:
    cloud = Cloud(1, 1, 3, 3, 10)
    ran = cloud.ran(TriggerRun, {"jobId": "5", "gitBranch": "main", "stepsOverride": ["dbt run"]})
    assert ran.error is None
    assert (ran.outputs["runId"], "runResults" in ran.outputs) == (9, False)
    assert ran.context.blobs.read(ran.outputs["manifest"]) == b"{}"
    assert cloud.bodies == [
        {"cause": "Triggered by Kestra.", "git_branch": "main", "steps_override": ["dbt run"]}
    ]
    assert cloud.asked[:2] == ["POST jobs/5/run/", "GET runs/9/"]
    assert [each.total_seconds() for each in ran.context.slept] == [2, 2, 2]
    assert ran.logs[:4] == ["Started the run 9", "Run 9: S1", "Run 9: S3", "Run 9: S10"]


def test_a_run_is_not_waited_for_when_nobody_asks() -> None:
    cloud = Cloud(1)
    assert cloud.ran(TriggerRun, {"jobId": "5", "wait": False}).outputs == {"runId": 9}
    assert cloud.asked == ["POST jobs/5/run/"]


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ((20,), "The run 9 ended with an error: M"),
        ((30,), "The run 9 ended with a cancellation: M"),
        ((3,), "The run 9 takes longer than `maxDuration`"),
    ],
)
def test_bad_ends(states: tuple[int, ...], message: str) -> None:
    ran = Cloud(*states).ran(CheckStatus, {"runId": "9", "maxDuration": "PT10S"})
    assert str(ran.error) == message


def test_looks_are_repeated_and_starts_are_not() -> None:
    cloud = Cloud(10, broken=2)
    ran = cloud.ran(CheckStatus, {"runId": "9", "initialDelayMs": 500})
    assert ran.error is None
    # Some of the time, so that tasks do not all come back at once.
    pauses = [each.total_seconds() for each in ran.context.slept]
    assert all(most / 2 <= each <= most for each, most in zip(pauses, (0.5, 1), strict=True))
    broken = Cloud(10, broken=1)
    error = str(broken.ran(TriggerRun, {"jobId": "5"}).error)
    assert error == "dbt Cloud at cloud.getdbt.com: POST jobs/5/run/ failed: 502 no ****"
    assert len(broken.asked) == 1


def test_a_kill_cancels_the_run() -> None:
    cloud = Cloud(3)
    context = FakeContext(World(http=cloud.answer))
    task = CheckStatus.model_validate({**ACCOUNT, "runId": "9"})
    cloud.on_look = context.stop
    with pytest.raises(Interrupted):
        task.run(context)
    assert cloud.asked[-1] == "POST runs/9/cancel/"


def test_the_attempt_after_a_lost_one_goes_on_with_its_run() -> None:
    cloud = Cloud(3)
    properties = {**ACCOUNT, "jobId": "5", "parseRunResults": False}
    lost = FakeContext(World(http=cloud.answer))
    cloud.on_look = lost.take_worker_away
    with pytest.raises(Interrupted):
        TriggerRun.model_validate(properties).run(lost)
    assert lost.remembered == {"id": "9"}
    assert cloud.asked == ["POST jobs/5/run/", "GET runs/9/"]
    cloud.states, cloud.on_look = [10], None
    ran = run_task(TriggerRun, properties, World(http=cloud.answer, remembered=lost.remembered))
    assert ran.outputs == {"runId": 9}
    assert cloud.asked[2:] == ["GET runs/9/"]


def test_a_run_that_a_lost_attempt_left_is_cancelled() -> None:
    cloud = Cloud(3)
    task = TriggerRun.model_validate({**ACCOUNT, "jobId": "5"})
    task.cancel(FakeContext(World(http=cloud.answer)), {"id": "9"})
    assert cloud.asked == ["POST runs/9/cancel/"]
