"""Expressions of flows are checked where sources are validated and saved."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.api.client import YAML, Api
from tiercel.model.json_types import Json

LOG = "io.kestra.plugin.core.log.Log"
FLOW = f"""id: greet
namespace: company.team
inputs:
  - id: name
    type: STRING
tasks:
  - id: hello
    type: {LOG}
    message: >-
      Hello
      {{{{ %s }}}}
"""
BAD = FLOW % "inputs.name | uper"


async def report(api: Api, source: str) -> Json:
    (found,) = (await api.post("/flows/validate", headers=YAML, content=source)).json()
    return found


async def test_a_mistake_is_a_violation_with_its_very_place(api: Api) -> None:
    found = await report(api, BAD)
    assert found["constraints"] == "hello.message: Filter [uper] does not exist.\n"
    assert found["positions"] == [
        {
            "line": 11,
            "column": 24,
            "endLine": 11,
            "endColumn": 28,
            "severity": "error",
            "code": "unknown-filter",
            "message": "Filter [uper] does not exist.",
            "hint": "did you mean 'upper'?",
            "path": "tasks[0].message",
        }
    ]
    violation = found["violations"][0]
    assert (violation["line"], violation["column"]) == (11, 24)


async def test_an_unknown_name_is_a_warning(api: Api) -> None:
    found = await report(api, FLOW % "inputs.nmae")
    assert "constraints" not in found
    assert found["warnings"] == [
        "hello.message: The flow has no input `nmae` (did you mean 'name'?)"
    ]
    (position,) = found["positions"]
    assert (position["severity"], position["code"]) == ("warning", "unknown-input")


async def test_every_other_problem_has_a_place_too(api: Api) -> None:
    source = (FLOW % "inputs.name").replace("type: STRING", "type: STRNG") + "    mesage: x\n"
    found = await report(api, source)
    places = {each["code"]: each for each in found["positions"]}
    assert set(places) == {"unknown-type", "unknown-property"}
    assert (places["unknown-type"]["line"], places["unknown-type"]["endColumn"]) == (5, 16)
    unreadable = await report(api, "id: [")
    assert [each["code"] for each in unreadable["positions"]] == ["yaml"]


async def test_what_is_old_has_a_place(api: Api) -> None:
    source = (FLOW % "inputs.name").replace(LOG, "io.kestra.core.tasks.log.Log")
    (position,) = (await report(api, source))["positions"]
    assert (position["severity"], position["code"]) == ("info", "replaced-type")
    assert (position["line"], position["column"]) == (8, 11)


async def test_a_task_alone_is_checked_as_well(api: Api) -> None:
    task = f"id: a\ntype: {LOG}\nmessage: '{{{{ x | uper }}}}'\n"
    path = "/flows/validate/task?section=TASKS"
    found = (await api.post(path, headers=YAML, content=task)).json()
    assert found["constraints"] == "message: Filter [uper] does not exist.\n"
    (position,) = found["positions"]
    assert (position["line"], position["column"], position["path"]) == (3, 18, "message")


async def test_secrets_keys_and_files_that_are_not_there_are_warned_of(api: Api) -> None:
    source = FLOW % "secret('MISSING') ~ kv('stage') ~ kv('gone') ~ read('a.sql')"
    plain = {"Content-Type": "text/plain"}
    stored = await api.put("/namespaces/company.team/kv/stage", content='"prod"', headers=plain)
    assert stored.status_code == 200
    found = await report(api, source)
    assert [(each["code"], each["message"]) for each in found["positions"]] == [
        ("unknown-secret", "There is no secret `MISSING`"),
        ("unknown-kv", "There is no key `gone` in the namespace company.team or above it"),
        ("unknown-file", "The namespace company.team has no file `a.sql`"),
    ]


async def test_a_flow_with_a_mistake_is_not_saved(api: Api) -> None:
    refused = await api.post("/flows", headers=YAML, content=BAD)
    assert refused.status_code == 422
    assert "Filter [uper] does not exist." in refused.json()["message"]
    assert (await api.get("/flows/company.team/greet")).status_code == 404
    saved = await api.post("/flows", headers=YAML, content=FLOW % "inputs.other")
    assert saved.status_code == 200


async def test_a_flow_of_another_server_is_imported_as_it_is(api: Api) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("company.team.greet.yml", BAD)
    files = {"fileUpload": ("flows.zip", buffer.getvalue(), "application/zip")}
    assert (await api.post("/flows/import", files=files)).status_code == 200
    assert (await api.get("/flows/company.team/greet")).status_code == 200
    ids = [{"namespace": "company.team", "id": "greet"}]
    switched = await api.post("/flows/disable/by-ids", json=ids)
    assert switched.json()["count"] == 1


@pytest.mark.parametrize("overrides", [{"flows": {"expressions": "warn"}}])
async def test_a_setting_makes_mistakes_warnings(api: Api) -> None:
    found = await report(api, BAD)
    assert "constraints" not in found
    assert [each["severity"] for each in found["positions"]] == ["warning"]
    assert (await api.post("/flows", headers=YAML, content=BAD)).status_code == 200


@pytest.mark.parametrize("overrides", [{"flows": {"expressions": "off"}}])
async def test_a_setting_leaves_expressions_alone(api: Api) -> None:
    assert "positions" not in await report(api, BAD)
    assert (await api.post("/flows", headers=YAML, content=BAD)).status_code == 200


async def test_an_output_that_a_called_flow_does_not_give_is_a_warning(api: Api) -> None:
    called = f"""id: sums
namespace: company.called
tasks:
  - {{id: hello, type: {LOG}, message: hi}}
outputs:
  - {{id: total, type: INT, value: "1"}}
"""
    assert (await api.post("/flows", headers=YAML, content=called)).status_code == 200
    caller = f"""id: calls
namespace: company.called
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.called
    flowId: sums
  - id: say
    type: {LOG}
    message: "{{{{ outputs.call.outputs.%s }}}}"
"""
    assert (await report(api, caller % "total")).get("warnings", []) == []
    (warning,) = (await report(api, caller % "totl"))["warnings"]
    assert warning == (
        "say.message: The called flow company.called.sums has no output `totl`"
        " (did you mean 'total'?)"
    )
    other = caller.replace("flowId: sums", "flowId: unknown")
    assert (await report(api, other % "totl")).get("warnings", []) == []
