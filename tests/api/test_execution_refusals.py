"""Lists, starts and files of executions: what is refused, and that nothing changed then."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, Api, parts
from tests.api.errors import check_refused
from tests.api.test_executions import FILES, SLEEPING
from tiercel.model.limits import WEB_FORM_PARTS_MAX

# Every list that filters narrow, with the method that asks for it.
NARROWED = [
    ("GET", "/executions"),
    ("GET", "/executions/search"),
    ("GET", "/executions/export/by-query/csv"),
    ("GET", "/flows/export/by-query/csv"),
    ("GET", "/triggers/export/by-query/csv"),
    ("GET", "/logs/search"),
    ("GET", "/logs/x"),
    ("GET", "/logs/x/download"),
    ("GET", "/logs/x/follow"),
    ("GET", "/taskruns/search"),
    ("GET", "/triggers/search"),
    ("POST", "/executions/by-query"),
    ("DELETE", "/executions/by-query"),
    ("POST", "/executions/kill/by-query"),
    ("DELETE", "/executions/kill/by-query"),
]
STARTS = ["/executions/company.team/hello", "/executions/trigger/company.team/hello"]


@pytest.mark.parametrize(("method", "path"), NARROWED)
async def test_filters_that_there_are_not_are_refused(api: Api, method: str, path: str) -> None:
    await api.create(HELLO)
    await api.run("hello")
    for name, words in (
        ("filters[nothing][EQUALS]", "Field nothing is not supported for resource"),
        ("filters[namespace][NEVER]", "Operation NEVER is not supported for field NAMESPACE"),
        ("filters[q]", "is no filter"),
    ):
        refused = await api.call(method, path, params={name: "x"})
        check_refused(refused, 400, words)
        assert refused.json()["message"].startswith("Invalid query filters: ")
    assert (await api.get("/executions/search")).json()["total"] == 1


async def test_dates_that_are_none_are_refused_by_exports(api: Api) -> None:
    for name, field in (("triggers", "nextExecutionDate"), ("executions", "startDate")):
        path = f"/{name}/export/by-query/csv"
        refused = await api.get(path, params={f"filters[{field}][LESS_THAN]": "soon"})
        check_refused(refused, 422, f"Failed to convert argument [{field}]")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_ended_executions_are_removed_all_or_none(api: Api, method: str) -> None:
    await api.create(HELLO)
    ids = [(await api.run("hello"))["id"] for _ in range(3)]
    refused = await api.call(method, "/executions/by-ids", json=[*ids, "unknown"])
    check_refused(refused, 400, "invalid bulk delete")
    assert [one["invalidValue"] for one in refused.json()["invalids"]] == ["unknown"]
    assert (await api.get("/executions/search")).json()["total"] == 3
    removed = await api.call(method, "/executions/by-ids", json=ids[:1])
    assert removed.json()["count"] == 1
    rest = await api.call(method, "/executions/by-query?flowId=hello")
    assert rest.json()["count"] == 2
    assert (await api.get("/executions/search")).json()["total"] == 0


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_running_executions_are_killed_all_or_none(api: Api, method: str) -> None:
    await api.create(HELLO)
    await api.create(SLEEPING)
    ended = (await api.run("hello"))["id"]
    running = (await api.post("/executions/company.team/slow")).json()["id"]
    await api.until(running, "RUNNING")
    refused = await api.call(method, "/executions/kill/by-ids", json=[running, ended])
    check_refused(refused, 400, "invalid bulk kill")
    assert (await api.get(f"/executions/{running}")).json()["state"]["current"] == "RUNNING"
    killed = await api.call(method, "/executions/kill/by-ids", json=[running])
    assert killed.json()["count"] == 1
    await api.until(running, "KILLED")


@pytest.mark.parametrize("path", STARTS)
async def test_starts_that_are_refused_leave_nothing(api: Api, path: str) -> None:
    await api.create(HELLO)
    for end in ("", "/validate") if "trigger" not in path else ("",):
        check_refused(await api.post(path + end, json={"who": "Ann"}), 415, "not allowed")
        check_refused(await api.post(f"{path}{end}?labels=x"), 422, "Invalid queryString")
    many = parts(**{f"part{number}": "x" for number in range(WEB_FORM_PARTS_MAX + 1)})
    check_refused(await api.post(path, files=many), 413, "parts")
    check_refused(await api.post(f"{path}?labels=a:1&labels=a:2"), 409, "Duplicate key a")
    assert (await api.get("/executions/search")).json()["total"] == 0


@pytest.mark.parametrize("path", [*STARTS, f"{STARTS[0]}/validate"])
async def test_a_disabled_flow_is_not_started(api: Api, path: str) -> None:
    await api.create(f"{HELLO}disabled: true\n")
    check_refused(await api.post(path), 409, "Illegal state: Requested Flow is disabled.")
    assert (await api.get("/executions/search")).json()["total"] == 0


@pytest.mark.parametrize("end", ["", "/metas", "/preview"])
async def test_a_file_of_another_execution_is_asked_of_that_one(api: Api, end: str) -> None:
    await api.create(FILES)
    files = {"data": ("some.txt", b"text")}
    first = (await api.post("/executions/company.team/files", files=files)).json()
    second = (await api.post("/executions/company.team/files", files=files)).json()
    query = f"path={second['inputs']['data']}"
    answer = await api.get(f"/executions/{first['id']}/file{end}?{query}")
    assert answer.status_code == 301
    target = answer.headers["location"]
    assert target == f"/api/v1/executions/{second['id']}/file{end}?{query}"
    assert (await api.get(target.removeprefix("/api/v1"))).status_code == 200


async def test_an_execution_that_does_not_appear_is_not_followed(api: Api) -> None:
    for end in ("follow", "follow-dependencies"):
        refused = await api.get(f"/executions/unknown/{end}")
        check_refused(refused, 404, "Unable to find the execution unknown")
