"""Tasks that name a worker group: who gets them, and what happens when nobody is there."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.unit.engine.player import Player
from tiercel.engine.groups.worker_groups import TaggedQueue, WorkerGroups
from tiercel.model import decisions as d

SHELL = "tasks: [{id: a, type: io.kestra.plugin.scripts.shell.Commands, commands: [ls]}]"
LOG = "tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: hi}]"
FOLDER = """
tasks:
  - id: a
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks: [{id: b, type: io.kestra.plugin.core.log.Log, message: hi}]
"""


def played(source: str, group: Any, *, known: str = "gpu", live: str = "") -> Player:
    """A flow whose task `a` is of a group, submitted."""
    play = Player(source)
    play.worker_groups = WorkerGroups(frozenset(known.split()), frozenset(live.split()))
    plan = play.plan.tasks["a"]
    plan.task = msgspec.structs.replace(plan.task, worker_group=group)
    return play.start()


@pytest.mark.parametrize("source", [SHELL, LOG, FOLDER])
def test_a_task_goes_to_its_group(source: str) -> None:
    (job,) = played(source, {"key": "gpu"}, live="gpu").decided(d.SendJob)
    assert (job.worker_group, job.is_inline) == ("gpu", False)


@pytest.mark.parametrize("group", [None, {}, {"key": ""}])
def test_a_task_without_a_group_goes_to_anyone(group: Any) -> None:
    (job,) = played(SHELL, group).decided(d.SendJob)
    assert job.worker_group is None


@pytest.mark.parametrize("fallback", [None, "WAIT"])
def test_a_task_waits_for_a_worker_of_its_group(fallback: str | None) -> None:
    play = played(SHELL, {"key": "gpu", "fallback": fallback})
    assert play.state("a") == "SUBMITTED"
    assert [job.worker_group for job in play.decided(d.SendJob)] == ["gpu"]


@pytest.mark.parametrize("source", [SHELL, LOG, FOLDER])
@pytest.mark.parametrize(
    ("fallback", "state", "whole"),
    # Cancelled members don't count in the state of the whole (spec/engine.md §4).
    [("FAIL", "FAILED", "FAILED"), ("CANCEL", "CANCELLED", "SUCCESS")],
)
def test_a_task_does_not_wait_if_its_group_says_so(
    source: str, fallback: str, state: str, whole: str
) -> None:
    play = played(source, {"key": "gpu", "fallback": fallback})
    assert (play.state("a"), play.state()) == (state, whole)
    assert not play.decided(d.SendJob)
    assert play.log == ["Cannot run task. No worker of the worker group 'gpu' is running."]


def test_a_group_that_never_was_fails_the_task() -> None:
    play = played(SHELL, {"key": "tpu", "fallback": "WAIT"})
    assert (play.state("a"), play.state()) == ("FAILED", "FAILED")
    assert play.log == ["Cannot run task. No worker group exist for key 'tpu'."]


@pytest.mark.parametrize(("known", "group"), [("gpu", "gpu"), ("", None)])
def test_the_group_of_the_flow_is_for_tasks_without_one(known: str, group: str | None) -> None:
    play = Player(f"workerGroup: {{key: gpu}}\n{SHELL}")
    play.worker_groups = WorkerGroups(known=frozenset(known.split()))
    (job,) = play.start().decided(d.SendJob)
    assert job.worker_group == group


QUEUES = (
    TaggedQueue("small", frozenset({"gpu"})),
    TaggedQueue("large", frozenset({"gpu", "eu"})),
)


@pytest.mark.parametrize(
    ("wish", "queue"),
    [
        ({"key": "gpu"}, "small"),
        ({"key": "eu"}, "large"),
        ({"key": "team"}, "team"),
        ({"key": "default"}, None),
        ({"tags": ["gpu"]}, "small"),
        ({"tags": ["gpu", "eu"], "match": "ALL"}, "large"),
        ({"tags": ["eu", "us"], "match": "ANY"}, "large"),
        ({"tags": []}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_task_waits_in_the_first_queue_that_has_what_it_asks_for(wish: Any, queue: Any) -> None:
    groups = WorkerGroups(frozenset({"small", "large", "team"}), frozenset(), QUEUES)
    assert groups.queue_of(groups.choice(wish)) == queue


def test_tags_that_no_queue_has_fail_the_task_whatever_the_fallback() -> None:
    play = Player(SHELL)
    play.worker_groups = WorkerGroups(frozenset({"small"}), frozenset({"small"}), QUEUES)
    plan = play.plan.tasks["a"]
    selector = {"tags": ["us"], "fallback": "WAIT"}
    plan.task = msgspec.structs.replace(plan.task, worker_group=selector)
    play.start()
    assert play.state("a") == "FAILED"
    assert play.log == ["Cannot run task. No worker queue has the tags 'us'."]


def test_what_selects_by_tags_is_ignored_where_no_queue_has_any() -> None:
    (job,) = played(SHELL, {"tags": ["us"]}).decided(d.SendJob)
    assert job.worker_group is None


@pytest.mark.parametrize(("live", "group"), [("gpu", "gpu"), ("", None)])
def test_a_group_is_ignored_while_it_has_no_worker(live: str, group: str | None) -> None:
    (job,) = played(SHELL, {"key": "gpu", "fallback": "IGNORE"}, live=live).decided(d.SendJob)
    assert job.worker_group == group


def test_what_selects_by_tags_fails_without_a_worker_unless_it_says_so() -> None:
    groups = WorkerGroups(frozenset({"small"}), frozenset(), QUEUES)
    choice = groups.choice({"tags": ["gpu"]})
    assert choice is not None
    assert (choice.queue, choice.fallback) == ("small", "FAIL")
