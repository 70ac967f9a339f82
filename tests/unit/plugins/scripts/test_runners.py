"""Which runner a script gets, and what is said of an image that no engine can run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.plugins.scripts import runners
from tiercel.plugins.scripts.languages import shell
from tiercel.plugins.scripts.runners import PROCESS
from tiercel.testing import Ran, World, run_task

NAMED = {"containerImage": "python:3.12-slim", "commands": ["true"]}


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(runners, "DEFAULT_SOCKETS", ("/no/such.sock",))


def run(
    configuration: Mapping[str, Json] | None = None, attempts: int = 0, **properties: Any
) -> Ran:
    variables = {"taskrun": {"id": "t", "attemptsCount": attempts}}
    world = World(variables=variables, configuration=configuration or {})
    return run_task(shell.Commands, {**NAMED, **properties}, world)


def test_an_image_that_is_not_used_is_reported_once_per_task_run() -> None:
    ran = run()
    assert ran.error is None, ran.error
    (warning,) = ran.context.log.lines(Level.WARN)
    assert "the image 'python:3.12-slim' is not used" in warning
    assert PROCESS in warning
    assert run(attempts=1).context.log.lines(Level.WARN) == []
    # A trigger would say it at every look.
    in_trigger = run_task(shell.Commands, NAMED, World(variables={"taskrun": None}))
    assert in_trigger.context.log.lines(Level.WARN) == []


@pytest.mark.parametrize(
    ("configuration", "properties"),
    [
        ({}, {"taskRunner": {"type": PROCESS}}),
        ({}, {"runner": "PROCESS"}),
        ({}, {"containerImage": None}),
        ({"defaultRunner": "PROCESS"}, {}),
        ({"unusedImage": "IGNORE"}, {}),
    ],
)
def test_who_asked_for_processes_gets_no_warning(
    configuration: Mapping[str, Json], properties: Mapping[str, Any]
) -> None:
    ran = run(configuration, **properties)
    assert ran.error is None, ran.error
    assert ran.context.log.lines(Level.WARN) == []


@pytest.mark.parametrize("more", [{}, {"defaultRunner": "PROCESS"}])
def test_a_setting_refuses_images_without_an_engine(more: Mapping[str, Json]) -> None:
    ran = run({"unusedImage": "REFUSE", **more})
    assert ran.error is not None
    assert ran.error.message.startswith(
        "There is no container engine for the image 'python:3.12-slim'. Start Docker"
    )


def test_another_value_of_the_setting_is_a_clear_error() -> None:
    ran = run({"unusedImage": "MAYBE"})
    assert ran.error is not None
    assert ran.error.message == "The setting `unusedImage` is 'MAYBE': WARN, REFUSE or IGNORE"
