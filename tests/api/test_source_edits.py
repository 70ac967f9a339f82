"""Search and replace over the sources of flows, in the words of the 2.0 generation."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

SOURCE = """id: %s
namespace: company.team
description: Says Hello to HELLO
tasks:
  - id: a
    type: io.kestra.plugin.core.log.Log
    message: hello
# aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-
"""


@pytest.fixture
async def flows(api: Api) -> Api:
    for name in ("one", "two"):
        await api.create(SOURCE % name)
    return api


def request(**more: Json) -> Json:
    return {"query": "hello", "replacement": "bye", "namespace": "company", **more}


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("q=hello", [3, 7]),
        ("q=hello&caseSensitive=true", [7]),
        ("q=ell&wholeWord=true", None),
        ("q=h[e]llo&regex=true", [3, 7]),
    ],
)
async def test_hits_name_their_lines(flows: Api, query: str, lines: list[int] | None) -> None:
    found = (await flows.get(f"/flows/source?{query}")).json()
    assert found["total"] == (2 if lines else 0)
    if lines:
        first = found["results"][0]
        assert (first["namespace"], first["editable"]) == ("company.team", True)
        assert [match["line"] for match in first["matches"]] == lines


@pytest.mark.parametrize("query", ["q=[&regex=true", "q=x&regex=maybe", f"q={1001 * 'x'}"])
async def test_broken_searches_are_refused(flows: Api, query: str) -> None:
    assert (await flows.get(f"/flows/source?{query}")).status_code == 422


async def test_a_preview_changes_nothing(flows: Api) -> None:
    found = (await flows.post("/flows/source/replace/preview", json=request())).json()
    assert (found["totalFlows"], found["totalMatches"]) == (2, 4)
    assert found["flows"][0]["matches"][1] == {
        "line": 7,
        "before": "    message: hello",
        "after": "    message: bye",
    }
    assert (await flows.get("/flows/company.team/one")).json()["revision"] == 1


async def test_named_flows_are_rewritten_and_others_are_not(flows: Api) -> None:
    named = [{"namespace": "company.team", "id": name} for name in ("one", "nope")]
    body = request(flows=named, caseSensitive=True)
    done = (await flows.post("/flows/source/replace/apply", json=body)).json()
    assert [(flow["id"], flow["revision"]) for flow in done["updated"]] == [("one", 2)]
    assert "message: bye" in done["updated"][0]["source"]
    assert done["skipped"] == [{"namespace": "company.team", "id": "nope", "reason": "NOT_FOUND"}]
    assert (await flows.get("/flows/company.team/two")).json()["revision"] == 1
    again = (await flows.post("/flows/source/replace/apply", json=body)).json()
    assert {entry["reason"] for entry in again["skipped"]} == {"NO_MATCH", "NOT_FOUND"}


async def test_what_would_break_a_flow_is_not_written(flows: Api) -> None:
    named = [{"namespace": "company.team", "id": "one"}]
    body = request(query="tasks:", replacement="x:", flows=named)
    done = (await flows.post("/flows/source/replace/apply", json=body)).json()
    assert done["skipped"][0]["reason"] == "INVALID_FLOW"
    assert done["skipped"][0]["message"]


async def test_one_line(flows: Api) -> None:
    body = request(namespace="company.team", id="one", line=7)
    done = (await flows.post("/flows/source/replace/line", json=body)).json()
    assert "Says Hello to HELLO" in done["source"]
    assert "message: bye" in done["source"]
    missing = await flows.post("/flows/source/replace/line", json={**body, "line": 1})
    assert missing.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": "x"},
        {"query": "", "replacement": ""},
        {"query": "(", "replacement": "", "regex": True},
        {"query": "(?au)l", "replacement": "", "regex": True},
        {"query": "l{999999999}", "replacement": "", "regex": True},
        {"query": "l", "replacement": "", "regex": "yes"},
        {"query": "l" * 1001, "replacement": ""},
    ],
)
async def test_incomplete_requests(flows: Api, body: Json) -> None:
    for word in ("preview", "apply", "line"):
        answer = await flows.post(f"/flows/source/replace/{word}", json=body)
        assert answer.status_code == 422


LARGE = "x" * 2_000_000


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (request(replacement=r"\9", regex=True), "The replacement is not valid"),
        (request(replacement=r"\g<", regex=True), "The replacement is not valid"),
        (request(query="[a-z]", replacement=LARGE, regex=True), "What is put in has more than"),
        (request(query="(.+)", replacement=r"\1" * 1_000_000, regex=True), "What is put in has"),
        (request(query="(a|aa)+[b-z]", line=8, regex=True), "The search takes too long"),
    ],
)
async def test_what_can_not_be_put_in(flows: Api, body: dict[str, Json], message: str) -> None:
    one = {"namespace": "company.team", "id": "one"}
    for word, where in (("preview", {}), ("line", {"line": 7, **one})):
        sent = {**where, **body, "namespace": "company.team"}
        answer = await flows.post(f"/flows/source/replace/{word}", json=sent)
        assert answer.status_code == 422
        assert message in answer.json()["message"]
    done = await flows.post("/flows/source/replace/apply", json={**body, "flows": [one]})
    assert done.json()["updated"] == []
    assert done.json()["skipped"][0]["reason"] == "UNKNOWN"
    assert message in done.json()["skipped"][0]["message"]
    assert (await flows.get("/flows/company.team/one")).json()["revision"] == 1


async def test_groups_can_be_put_in(flows: Api) -> None:
    body = request(query="(h)(e)llo", replacement=r"\2\1", regex=True, caseSensitive=True)
    found = (await flows.post("/flows/source/replace/preview", json=body)).json()
    assert found["flows"][0]["matches"][0]["after"] == "    message: eh"
    plain = request(replacement=r"\1", caseSensitive=True)
    found = (await flows.post("/flows/source/replace/preview", json=plain)).json()
    assert found["flows"][0]["matches"][0]["after"] == r"    message: \1"


async def test_searches_end(flows: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.flows.source_lines.SOURCE_QUERY_SECONDS_MAX", 0.0)
    for url in ("/flows/source?q=hello&wholeWord=true", "/flows/source?q=hello"):
        answer = await flows.get(url)
        assert answer.status_code == 422
        assert "The search takes too long" in answer.json()["message"]
