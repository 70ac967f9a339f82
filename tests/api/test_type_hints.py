"""A type that is not there: every way to save a flow says which one was meant, or how to get it."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api

LOG = "io.kestra.plugin.core.log.Log"
DOORS = {
    "create": ("POST", "/flows"),
    "update": ("PUT", "/flows/company.team/hello"),
    "update of a namespace": ("POST", "/flows/company.team"),
    "bulk": ("POST", "/flows/bulk"),
    "graph": ("POST", "/flows/graph"),
}
# What is written instead of the type of a log, and what is said of it.
MISTAKES = {
    "a near miss": ("io.kestra.plugin.core.log.Logg", f"did you mean '{LOG}'?"),
    "a near miss in a family": (
        "io.kestra.plugin.git.Clne",
        (
            "the family 'git' has no such type; did you mean 'io.kestra.plugin.git.Clone'?"
            " (the family is not installed here: pip install 'tiercel[git]', then"
            " `POST /plugins/rescan` or a new start)"
        ),
    ),
    "a family that is not here": (
        "io.kestra.plugin.git.Clone",
        (
            "it is in the family 'git', which is not installed here: pip install 'tiercel[git]',"
            " then `POST /plugins/rescan` or a new start"
        ),
    ),
    "another kind": (
        "io.kestra.plugin.core.trigger.Schedule",
        "'io.kestra.plugin.core.trigger.Schedule' is not a task but a trigger",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("door", DOORS)
async def test_every_door_says_which_type_was_meant(api: Api, door: str, mistake: str) -> None:
    await api.create(HELLO)
    name, hint = MISTAKES[mistake]
    source = HELLO.replace(LOG, name)
    method, path = DOORS[door]
    answer = await api.call(method, path, headers=YAML, content=source)
    assert answer.status_code == 422
    body = answer.json()
    assert body["message"] == f"Invalid entity: Invalid type: {name} ({hint})"
    assert body["detail"] == f"Invalid type: {name} ({hint})"
    assert body["errors"][0]["detail"] == f"Invalid type: {name}"
    assert body["errors"][0]["hint"] == hint
    # The form that the reference has of a violation stays as it is.
    assert body["_embedded"]["errors"][0]["message"] == f"Invalid type: {name}"


async def test_the_check_says_the_same_beside_its_text(api: Api) -> None:
    name, hint = MISTAKES["a near miss in a family"]
    source = HELLO.replace(LOG, name)
    report = (await api.post("/flows/validate", headers=YAML, content=source)).json()[0]
    assert report["constraints"] == f"Invalid type: {name}"
    assert report["violations"][0]["hint"] == hint


async def test_an_edit_of_sources_names_what_was_meant(api: Api) -> None:
    await api.create(HELLO)
    name, hint = MISTAKES["a near miss"]
    named = [{"namespace": "company.team", "id": "hello"}]
    asked = {"query": LOG, "replacement": name, "flows": named}
    done = (await api.post("/flows/source/replace/apply", json=asked)).json()
    assert hint in done["skipped"][0]["message"]


RUNNER = """id: hello
namespace: company.team
tasks:
  - id: a
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["exit 0"]
    taskRunner:
      type: {type}
"""


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        (
            "io.kestra.plugin.core.runner.Proces",
            "did you mean 'io.kestra.plugin.core.runner.Process'?",
        ),
        (LOG, f"'{LOG}' is not a task runner but a task"),
    ],
)
async def test_a_runner_that_is_none_is_told_with_the_one_that_was_meant(
    api: Api, name: str, hint: str
) -> None:
    answer = await api.post("/flows", headers=YAML, content=RUNNER.format(type=name))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["hint"] == hint
    assert answer.json()["detail"] == f"Invalid type: {name} ({hint})"
