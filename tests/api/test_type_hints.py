"""A type that is not there: every way to save a flow says which one was meant, or how to get it."""

from __future__ import annotations

import httpx2
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


# What is written instead of the type of an input, and what is said before the types that there are.
INPUTS = {"STRINGG": "did you mean 'STRING'? ", "COLOUR": ""}
ALLOWED = (
    "`type` must be one of ARRAY, BOOL, BOOLEAN, DATE, DATETIME, DURATION, EMAIL, ENUM, FILE,"
    " FLOAT, FORM, INT, ION, JSON, MULTISELECT, REUSABLE_INPUTS, SECRET, SELECT, STRING, TIME,"
    " URI, YAML"
)
TEMPLATE = """extend:
  templateArguments:
    - id: who
      type: STRING
id: hello
namespace: company.team
tasks: []
"""


async def saved_with_input(api: Api, door: str, name: str) -> httpx2.Response:
    if door == "block of inputs":
        path = "/namespaces/company.team/reusable-inputs/typed"
        block = f"inputs: [{{id: who, type: {name}}}]\n"
        return await api.put(path, headers=YAML, content=block)
    if door == "template":
        source = TEMPLATE.replace("STRING", name)
        return await api.post("/blueprints/flows", json={"title": "typed", "source": source})
    method, path = DOORS[door]
    source = HELLO.replace("type: STRING", f"type: {name}", 1)
    return await api.call(method, path, headers=YAML, content=source)


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("door", [*DOORS, "block of inputs", "template"])
async def test_every_door_names_the_types_that_an_input_may_have(
    api: Api, door: str, name: str
) -> None:
    await api.create(HELLO)
    answer = await saved_with_input(api, door, name)
    assert answer.status_code == 422, answer.text
    body, hint = answer.json(), INPUTS[name] + ALLOWED
    assert body["errors"][0]["detail"] == f"Invalid type: {name}"
    assert body["errors"][0]["hint"] == hint
    assert body["detail"].endswith(f"Invalid type: {name} ({hint})")
    assert body["message"].endswith(body["detail"])


async def test_the_check_names_the_types_of_inputs_too(api: Api) -> None:
    source = HELLO.replace("type: STRING", "type: STRINGG", 1)
    report = (await api.post("/flows/validate", headers=YAML, content=source)).json()[0]
    assert report["violations"][0]["path"] == "inputs[0].type"
    assert report["violations"][0]["hint"] == INPUTS["STRINGG"] + ALLOWED
    assert report["positions"][0]["hint"] == INPUTS["STRINGG"] + ALLOWED


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
