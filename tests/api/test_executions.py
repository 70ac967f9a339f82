"""Executions over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.client import FAILING, HELLO, HOOK, PAUSING, YAML, Api, parts
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.web import inputs
from tiercel.web.call import Call
from tiercel.web.inputs import FileInputs

SLEEPING = """id: slow
namespace: company.team
tasks:
  - id: sleep
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT30S
"""
FILES = """id: files
namespace: company.team
inputs:
  - id: data
    type: FILE
tasks:
  - id: show
    type: io.kestra.plugin.core.debug.Return
    format: "{{ read(inputs.data) }}"
"""
CREATE = "/executions/company.team/hello"


async def test_create_answers_at_once_with_the_created_execution(api: Api) -> None:
    await api.create(HELLO)
    response = await api.post(CREATE)
    assert response.status_code == 200
    execution = response.json()
    assert execution["state"]["current"] == "CREATED"
    assert execution["inputs"] == {"who": "world", "n": None}
    assert "taskRunList" not in execution
    assert execution["url"].endswith(f"/ui/main/executions/company.team/hello/{execution['id']}")
    assert execution["labels"][-1] == {"key": "system.correlationId", "value": execution["id"]}
    assert (await api.get(f"/executions/{execution['id']}")).status_code == 200


async def test_wait_answers_with_the_end(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello", who="Ann", unknown="ignored")
    assert execution["state"]["current"] == "SUCCESS"
    assert execution["outputs"] == {"said": "Ann"}
    assert [run["taskId"] for run in execution["taskRunList"]] == ["greet", "echo"]
    assert execution["taskRunList"][1]["outputs"] == {"value": "Ann"}
    assert execution["state"]["endDate"]


LOGGED = """id: logged
namespace: company.team
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: Hello, logToFile: true}
  - {id: give, type: io.kestra.plugin.core.debug.Return, format: x, logToFile: true}
  - {id: plain, type: io.kestra.plugin.core.log.Log, message: Inline}
  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks: [{id: inner, type: io.kestra.plugin.core.log.Log, message: Inside, logToFile: true}]
"""


async def test_the_log_of_a_quick_task_goes_to_a_file(api: Api) -> None:
    await api.create(LOGGED)
    execution = await api.run("logged")
    assert execution["state"]["current"] == "SUCCESS"
    runs = {run["taskId"]: run["attempts"][-1].get("logFile") for run in execution["taskRunList"]}
    assert runs["plain"] is None
    for task_id, text in (("say", "Hello"), ("give", ""), ("inner", "Inside")):
        uri = runs[task_id]
        assert uri is not None, task_id
        answer = await api.get(f"/executions/{execution['id']}/file?path={uri}")
        assert text in answer.text
    logs = (await api.get(f"/logs/{execution['id']}")).json()
    assert [line["message"] for line in logs if line.get("taskId")] == ["Inline"]


@pytest.mark.parametrize(
    "path", [CREATE, "/main" + CREATE, "/executions/trigger/company.team/hello"]
)
async def test_every_form_of_the_path(api: Api, path: str) -> None:
    await api.create(HELLO)
    assert (await api.post(f"{path}/")).status_code == 200


async def test_labels_of_flow_and_request(api: Api) -> None:
    await api.create(HELLO)
    execution = (await api.post(f"{CREATE}?labels=team:blue:green&labels=x:1,2")).json()
    labels = {label["key"]: label["value"] for label in execution["labels"]}
    assert labels["owner"] == "ops"
    assert labels["team"] == "blue:green"
    assert labels["x"] == "1,2"


REFUSED = [
    ("?labels=broken", None, 422, "Unprocessable Entity: Invalid queryString parameter"),
    ("?labels=a:1&labels=a:2", None, 409, "Illegal state: Duplicate key a"),
    (
        "?labels=system.x:1",
        None,
        422,
        (
            "Illegal argument: System labels can only be set by Kestra itself, "
            "offending label: system.x=1"
        ),
    ),
    ("?revision=9", None, 404, "Not Found: Requested Flow is not found."),
    ("?scheduleDate=tomorrow", None, 422, "Internal server error: Failed to convert argument"),
    ("", {"n": "1"}, 422, "Invalid entity: n: "),
    ("", {"n": "abc"}, 422, "Invalid entity: n: "),
]


@pytest.mark.parametrize(("query", "inputs", "status", "message"), REFUSED)
async def test_refusals(
    api: Api, query: str, inputs: dict[str, str] | None, status: int, message: str
) -> None:
    await api.create(HELLO)
    response = await api.post(f"{CREATE}{query}", files=parts(**inputs) if inputs else None)
    assert response.status_code == status
    assert response.json()["message"].startswith(message)
    assert (await api.get("/executions/search")).json()["total"] == 0


async def test_unknown_flows_and_bodies_of_other_types(api: Api) -> None:
    await api.create(HELLO)
    unknown = await api.post("/executions/company.team/nope")
    assert unknown.json()["message"] == "Not Found: Requested Flow is not found."
    assert (await api.post(CREATE, json={"who": "Ann"})).status_code == 415
    assert (await api.post(CREATE, data={"who": "Ann"})).json()["inputs"]["who"] == "Ann"


@pytest.mark.parametrize(
    "part",
    [("files", ("data", b"text")), ("data", ("some.txt", b"text"))],
    ids=["named by the file name", "named by the part"],
)
async def test_files_become_inputs(api: Api, part: tuple[str, tuple[str, bytes]]) -> None:
    await api.create(FILES)
    response = await api.post("/executions/company.team/files?wait=true", files=dict([part]))
    execution = response.json()
    assert execution["inputs"]["data"].startswith("kestra:///company/team/files/executions/")
    assert execution["taskRunList"][0]["outputs"] == {"value": "text"}
    path = f"/executions/{execution['id']}/file"
    uri = execution["inputs"]["data"]
    assert (await api.get(f"{path}/metas?path={uri}")).json() == {"size": 4}
    assert (await api.get(f"{path}?path={uri}")).content == b"text"
    preview = (await api.get(f"{path}/preview?path={uri}")).json()
    assert (preview["content"], preview["truncated"]) == ("text", False)


async def test_a_file_of_ion_is_read_as_json_lines(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.create(FILES.replace("type: FILE", "type: FILE\n    extension: .ion"))
    part = ("rows.ion", b"{id:1,name:ann}\n{id:2}\n")
    execution = await api.post("/executions/company.team/files?wait=true", files={"data": part})
    uri = execution.json()["inputs"]["data"]
    path = f"/executions/{execution.json()['id']}/file?path={uri}"
    lines = await api.get(f"{path}&format=JSONL")
    assert lines.text == '{"id":1,"name":"ann"}\n{"id":2}\n'
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert ".jsonl" in lines.headers["content-disposition"]
    for raw in (await api.get(path), await api.get(f"{path}&format=raw")):
        assert (raw.content, raw.headers["content-type"]) == (part[1], "application/octet-stream")
    assert (await api.get(f"{path}&format=XML")).status_code == 422
    monkeypatch.setattr("tiercel.service.files.rows.ROWS_AT_ONCE_BYTES_MAX", 4)
    assert (await api.get(f"{path}&format=JSONL")).status_code == 413


async def test_files_of_refused_executions_are_removed(api: Api, application: Application) -> None:
    flow = FILES.replace("type: FILE", "type: FILE\n  - id: n\n    type: INT")
    await api.create(flow)
    files = {"data": ("some.txt", b"text"), "other": ("x.txt", b"dropped"), "n": (None, "abc")}
    refused = await api.post("/executions/company.team/files", files=files)
    assert refused.status_code == 422
    good = await api.post("/executions/company.team/files", files={**files, "n": (None, "1")})
    stored = await application.ports.blobs.files_under("/company/team")
    assert ["/".join(one.path.split("/")[-3:]) for one in stored] == ["inputs/data/some.txt"]
    assert good.json()["id"] in stored[0].path


async def test_a_flow_saved_while_files_arrive_types_no_inputs(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revision that says where the files go is the one that starts."""
    await api.create(FILES)
    changed = FILES.replace("type: FILE", "type: INT")
    real = inputs.read_inputs

    async def read_inputs(call: Call, files: FileInputs | None) -> dict[str, Json]:
        found = await real(call, files)
        saved = await api.put("/flows/company.team/files", content=changed, headers=YAML)
        assert saved.json()["revision"] == 2
        return found

    monkeypatch.setattr(inputs, "read_inputs", read_inputs)
    form = {"data": ("some.txt", b"text")}
    started = await api.post("/executions/company.team/files?wait=true", files=form)
    assert (started.json()["flowRevision"], started.status_code) == (1, 200)
    assert started.json()["state"]["current"] == "SUCCESS"


async def test_files_of_others_are_out_of_reach(api: Api) -> None:
    await api.create(FILES)
    files = {"data": ("some.txt", b"text")}
    first = (await api.post("/executions/company.team/files", files=files)).json()
    second = (await api.post("/executions/company.team/files", files=files)).json()
    path = f"/executions/{first['id']}/file"
    foreign = await api.get(f"{path}?path={second['inputs']['data']}")
    assert foreign.status_code == 301
    assert second["id"] in foreign.headers["location"]
    assert (await api.get(f"{path}?path=kestra:///etc/passwd")).status_code == 422
    assert (await api.get(path)).status_code == 400
    assert (await api.get("/executions/nope/file?path=kestra:///a")).status_code == 404
    missing = first["inputs"]["data"] + "x"
    assert (await api.get(f"{path}?path={missing}")).status_code == 404


async def test_search_and_lists(api: Api) -> None:
    await api.create(HELLO)
    await api.create(FAILING)
    for _ in range(3):
        await api.run("hello")
    await api.run("bad")
    page = (await api.get("/executions/search?size=2&sort=state.startDate:desc")).json()
    assert (len(page["results"]), page["total"]) == (2, 4)
    assert (await api.get("/executions/search?state=FAILED")).json()["total"] == 1
    exact = "/executions?namespace=company.team&flowId=hello"
    assert (await api.get(exact)).json()["total"] == 3
    assert (await api.get("/executions")).json()["total"] == 4
    assert (await api.get("/executions/search?labels=owner:ops")).json()["total"] == 3
    latest = await api.post("/executions/latest", json=[{"namespace": "company.team", "id": "bad"}])
    assert latest.json()[0]["status"] == "FAILED"


async def test_the_flow_of_an_execution_is_light(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    flow = (await api.get(f"/executions/{execution['id']}/flow")).json()
    assert flow["tasks"][0] == {"id": "greet", "type": "io.kestra.plugin.core.log.Log"}
    assert flow["triggers"] == []
    same = (await api.get("/executions/flows/company.team/hello")).json()
    assert same["tasks"] == flow["tasks"]
    assert (await api.get("/executions/nope/flow")).status_code == 404
    assert (await api.get("/executions/namespaces")).json() == ["company.team"]
    flows = (await api.get("/executions/namespaces/company.team/flows")).json()
    assert flows[0]["id"] == "hello"


async def test_delete_is_for_good(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    path = f"/executions/{execution['id']}"
    assert (await api.delete(path)).status_code == 204
    assert (await api.get(path)).status_code == 404
    assert (await api.delete(path)).status_code == 404
    assert (await api.get(f"/logs/{execution['id']}")).json() == []


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_webhooks_start_without_credentials(api: Api, method: str) -> None:
    await api.create(HOOK)
    path = "/executions/webhook/company.team/hook/k1234567?a=1&a=2"
    body = {} if method == "GET" else {"json": {"x": 1}}
    response = await api.call(method, path, **body)
    assert response.status_code == 200
    trigger = response.json()["trigger"]
    assert trigger["id"] == "w"
    assert trigger["variables"]["parameters"] == {"a": ["1", "2"]}
    assert trigger["variables"].get("body") == (None if method == "GET" else {"x": 1})


async def test_webhooks_refuse_wrong_keys(api: Api) -> None:
    await api.create(HOOK)
    await api.create(HELLO)
    base = "/executions/webhook/company.team"
    assert (await api.post(f"{base}/hook/wrong")).json()["message"] == (
        "Not Found: Webhook not found"
    )
    assert (await api.post(f"{base}/hello/k")).json()["message"] == "Not Found: Webhook not found"
    assert (await api.post(f"{base}/nope/k")).json()["message"] == "Not Found: Flow not found"
    assert (await api.delete(f"{base}/hook/k1234567")).status_code == 405


async def test_pause_and_resume_with_inputs(api: Api) -> None:
    await api.create(PAUSING)
    execution = (await api.post("/executions/company.team/pausing")).json()
    path = f"/executions/{execution['id']}"
    await api.until(execution["id"], "PAUSED")
    report = (await api.post(f"{path}/resume/validate")).json()
    assert "reason" in report["inputs"][0]["errors"][0]["message"]
    assert (await api.post(f"{path}/resume")).status_code == 422
    assert (await api.post(f"{path}/resume", files=parts(reason="fine"))).status_code == 204
    ended = await api.until(execution["id"], "SUCCESS")
    assert ended["taskRunList"][0]["outputs"]["onResume"] == {"reason": "fine"}
    again = await api.post(f"{path}/resume", files=parts(reason="fine"))
    assert again.status_code == 409
    assert (await api.post("/executions/nope/resume")).status_code == 404


async def test_a_pause_may_ask_for_a_file(api: Api, application: Application) -> None:
    source = PAUSING.replace("id: pausing", "id: filed").replace("type: STRING", "type: FILE")
    await api.create(
        source.replace("message: on we go", "message: '{{ read(outputs.wait.onResume.reason) }}'")
    )
    execution = (await api.post("/executions/company.team/filed")).json()
    path = f"/executions/{execution['id']}"
    await api.until(execution["id"], "PAUSED")
    wrong = {"other": ("a.txt", b"lost")}
    assert (await api.post(f"{path}/resume", files=wrong)).status_code == 422
    sent = {"reason": ("why.txt", b"because")}
    assert (await api.post(f"{path}/resume", files=sent)).status_code == 204
    ended = await api.until(execution["id"], "SUCCESS")
    address = ended["taskRunList"][0]["outputs"]["onResume"]["reason"]
    assert address.startswith(f"kestra:///company/team/filed/executions/{execution['id']}/resume/")
    assert address.endswith("/inputs/reason/why.txt")
    assert await application.ports.blobs.read(address.removeprefix("kestra://")) == b"because"
    logs = (await api.get(f"/logs/{execution['id']}")).json()
    assert any(line["message"] == "because" for line in logs)
    # A second request comes too late and leaves the file of the first alone.
    assert (await api.post(f"{path}/resume", files=sent)).status_code == 409
    assert await application.ports.blobs.read(address.removeprefix("kestra://")) == b"because"


async def test_kill_stops_a_running_execution(api: Api) -> None:
    await api.create(SLEEPING)
    execution = (await api.post("/executions/company.team/slow")).json()
    path = f"/executions/{execution['id']}"
    await api.until(execution["id"], "RUNNING")
    assert (await api.delete(f"{path}/kill")).status_code == 202
    await api.until(execution["id"], "KILLED")
    assert (await api.delete(f"{path}/kill?isOnKillCascade=false")).status_code == 409
    assert (await api.delete("/executions/nope/kill")).status_code == 404


async def test_manual_pause(api: Api) -> None:
    await api.create(SLEEPING)
    execution = (await api.post("/executions/company.team/slow")).json()
    path = f"/executions/{execution['id']}"
    await api.until(execution["id"], "RUNNING")
    paused = await api.post(f"{path}/actions/pause")
    assert paused.json()["state"]["current"] == "PAUSED"
    assert (await api.post(f"{path}/pause")).status_code == 422
    resumed = await api.post(f"{path}/actions/resume")
    assert resumed.json()["state"]["current"] == "RUNNING"
    await api.delete(f"{path}/kill")


async def test_restart_replay_and_states(api: Api) -> None:
    await api.create(FAILING)
    await api.create(HELLO)
    failed = await api.run("bad")
    path = f"/executions/{failed['id']}"
    restarted = (await api.post(f"{path}/restart")).json()
    assert restarted["metadata"]["attemptNumber"] == 2
    await api.until(failed["id"], "FAILED")
    replay = (await api.post(f"{path}/replay")).json()
    assert replay["id"] != failed["id"]
    assert replay["originalId"] == failed["id"]
    changed = await api.post(f"{path}/change-status?status=SUCCESS")
    assert changed.json()["state"]["current"] == "SUCCESS"
    assert (await api.post(f"{path}/change-status?status=RUNNING")).status_code == 422
    assert (await api.post(f"{path}/change-status")).status_code == 400
    good = await api.run("hello")
    nothing = await api.post(f"/executions/{good['id']}/restart")
    assert nothing.json()["message"] == (
        "Illegal argument: No task found to restart execution from!"
    )
    unknown = await api.post(f"{path}/restart?revision=77")
    assert unknown.json()["message"] == (
        "Not Found: Unable to find revision 77 on flow company.team.bad"
    )
    state = {"taskRunId": "nope", "state": "SUCCESS"}
    assert (await api.post(f"{path}/state", json=state)).status_code == 422


async def test_labels_merge_or_replace(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    path = f"/executions/{execution['id']}"
    merged = await api.post(f"{path}/labels", json=[{"key": "a", "value": "b"}])
    keys = {label["key"] for label in merged.json()["labels"]}
    assert keys == {"owner", "system.correlationId", "a"}
    replaced = await api.post(f"{path}/actions/labels", json=[{"key": "c", "value": "d"}])
    keys = {label["key"] for label in replaced.json()["labels"]}
    assert keys == {"system.correlationId", "c"}
    null = await api.post(f"{path}/labels", json=[{"key": "a", "value": None}])
    assert null.json()["message"] == ("Invalid entity: setLabels.labels[0].value: must not be null")
    system = await api.post(f"{path}/labels", json=[{"key": "system.z", "value": "1"}])
    assert system.status_code == 422


async def test_bulk_actions_are_all_or_nothing(api: Api) -> None:
    await api.create(HELLO)
    ids = [(await api.run("hello"))["id"] for _ in range(2)]
    refused = await api.post("/executions/kill/by-ids", json=[*ids, "nope"])
    assert refused.status_code == 400
    assert refused.json()["message"] == "invalid bulk kill"
    assert {one["invalidValue"] for one in refused.json()["invalids"]} == {*ids, "nope"}
    status = await api.post("/executions/change-status/by-ids?newStatus=FAILED", json=ids)
    assert status.json()["count"] == 2
    await api.until(ids[0], "FAILED")
    replayed = await api.post("/executions/replay/by-query?state=FAILED")
    assert replayed.json()["count"] == 2
    labels = {"executionsId": ids, "executionLabels": [{"key": "a", "value": "b"}]}
    assert (await api.post("/executions/labels/by-ids", json=labels)).json()["count"] == 2
    assert (await api.call("DELETE", "/executions/by-ids", json=ids)).json()["count"] == 2
    assert (await api.call("DELETE", "/executions/by-ids")).status_code == 422
    assert (await api.post("/executions/restart/by-ids", json=[])).json()["count"] == 0


async def test_follow_ends_with_the_execution(api: Api) -> None:
    await api.create(PAUSING)
    execution = (await api.post("/executions/company.team/pausing")).json()
    await api.until(execution["id"], "PAUSED")
    first = await api.events(f"/executions/{execution['id']}/follow", at_most=2)
    assert [name for name, _ in first] == ["start", "progress"]
    await api.post(f"/executions/{execution['id']}/resume", files=parts(reason="x"))
    events = await api.events(f"/executions/{execution['id']}/follow", at_most=10)
    assert events[-1][0] == "end"
    assert events[-1][1]["state"]["current"] == "SUCCESS"


async def test_executions_of_one_correlation_are_followed(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    await api.post(f"/executions/{execution['id']}/replay")
    path = f"/executions/{execution['id']}/follow-dependencies"
    events = await api.events(path, at_most=10)
    names = [name for name, _ in events]
    assert names[0] == "start"
    assert "end" in names
    assert events[0][1]["executionId"] == execution["id"]


async def test_logs_are_read_downloaded_followed_and_removed(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    path = f"/logs/{execution['id']}"
    entries = (await api.get(path)).json()
    assert entries[0]["message"] == "Hello world"
    assert entries[0]["attemptNumber"] == 0
    assert (await api.get(f"{path}?minLevel=ERROR")).json() == []
    assert len((await api.get(f"{path}?taskId=greet")).json()) == 1
    assert len((await api.get(f"{path}?filters[taskId][EQUALS]=greet")).json()) == 1
    download = await api.get(f"{path}/download")
    assert "INFO Hello world" in download.text
    assert (await api.get("/logs/nope/download")).status_code == 404
    events = await api.events(f"{path}/follow?minLevel=INFO", at_most=2)
    assert events[0] == ("start", {"attemptNumber": None, "deleted": False})
    assert events[1][1]["message"] == "Hello world"
    page = (await api.get("/logs/search?q=world&minLevel=INFO")).json()
    assert (page["total"], page["type"]) == (1, "OFFSET")
    assert (await api.delete(f"{path}?minLevel=INFO")).status_code == 200
    assert (await api.get(f"{path}?minLevel=INFO")).json() == []
    assert (await api.delete("/logs/company.team/hello")).status_code == 200
    assert (await api.get(path)).json() == []


async def test_an_upload_over_the_limit_is_refused(tmp_path: Path, api: Api) -> None:
    await api.create(FILES)
    big = b"x" * (33 * 1024 * 1024)
    response = await api.post("/flows", headers=YAML, content=big)
    assert response.status_code == 413


async def test_an_execution_reports_what_it_waits_for(api: Api) -> None:
    await api.create(PAUSING)
    execution = (await api.post("/executions/company.team/pausing")).json()
    paused = await api.until(execution["id"], "PAUSED")
    assert "resume" in paused["waitingFor"]
    await api.create(HELLO)
    ended = await api.run("hello")
    assert "waitingFor" not in ended
