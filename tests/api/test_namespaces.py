"""Key-value entries, files, secrets and names of namespaces over the API."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.api.client import HELLO, Api
from tiercel.model.json_types import Json

KV = "/namespaces/company.team/kv"
FILES = "/namespaces/company.team/files"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

VALUES = [
    ("my_value", FORM, "STRING", "my_value"),
    ("hello world", {}, "STRING", "hello world"),
    ('"text"', {}, "STRING", "text"),
    ("42", {}, "NUMBER", 42),
    ("true", {}, "BOOLEAN", True),
    ("2021-09-01", {}, "DATE", "2021-09-01"),
    ("2021-09-01T01:02:03Z", {}, "DATETIME", "2021-09-01T01:02:03Z"),
    ('"P1D"', {}, "DURATION", "PT24H"),
    ('{"a": [1]}', {}, "JSON", {"a": [1]}),
    ("{a: 1}", {}, "JSON", {"a": 1}),
]


@pytest.mark.parametrize(("body", "headers", "kind", "value"), VALUES)
async def test_values_keep_their_type(
    api: Api, body: str, headers: dict[str, str], kind: str, value: Json
) -> None:
    assert (await api.put(f"{KV}/k", content=body, headers=headers)).status_code == 200
    answer = (await api.get(f"{KV}/k")).json()
    assert (answer["type"], answer["value"]) == (kind, value)


async def test_entries_are_listed_counted_and_removed(api: Api) -> None:
    await api.put(f"{KV}/b", content="1", headers={"description": "first"})
    await api.put(f"{KV}/a", content="2")
    await api.put(f"{KV}/a", content="3")
    entries = (await api.get(KV)).json()
    assert [entry["key"] for entry in entries] == ["a", "b"]
    assert entries[0]["revision"] == 2
    assert entries[1]["description"] == "first"
    assert (await api.delete(f"{KV}/a")).json() is True
    assert (await api.delete(f"{KV}/a")).json() is False
    removed = await api.call("DELETE", KV, json={"keys": ["b", "nope"]})
    assert removed.json() == {"keys": ["b"]}
    assert (await api.call("DELETE", KV)).status_code == 422
    assert (await api.get(KV)).json() == []


async def test_refused_keys_and_values(api: Api) -> None:
    assert (await api.put(f"{KV}/-bad", content="1")).status_code == 422
    bad = await api.put(f"{KV}/k", content="a b", headers={"Content-Type": "application/json"})
    assert bad.json()["message"] == "Illegal argument: Invalid JSON value for: a b"
    assert (await api.put(f"{KV}/k", content="1", headers={"ttl": "-PT1S"})).status_code == 422
    assert (await api.put(f"{KV}/k")).status_code == 422
    missing = await api.get(f"{KV}/nope")
    assert missing.json()["message"] == (
        "Not Found: No value found for key 'nope' in namespace 'company.team'"
    )


async def test_expired_entries_are_gone(api: Api) -> None:
    await api.put(f"{KV}/k", content="1", headers={"ttl": "PT0S"})
    assert (await api.get(KV)).json() == []
    assert (await api.get(f"{KV}/k")).status_code == 410
    assert (await api.get(f"{KV}/k")).status_code == 404


async def test_entries_of_all_namespaces_and_those_above(api: Api) -> None:
    await api.put("/namespaces/company/kv/top", content="1")
    await api.put(f"{KV}/own", content="1")
    inherited = (await api.get(f"{KV}/inheritance")).json()
    assert [entry["key"] for entry in inherited] == ["top"]
    assert (await api.get("/kv?size=1")).json()["total"] == 2


async def test_a_list_of_keys_shows_short_values_when_it_is_asked_to(api: Api) -> None:
    await api.put(f"{KV}/long", content=f'"{"x" * 3_000}"')
    await api.put(f"{KV}/none", content="null", headers={"Content-Type": "application/json"})
    await api.put(f"{KV}/over", content="1", headers={"ttl": "PT0S"})
    await api.put(f"{KV}/short", content='{"a": [1]}')
    plain = (await api.get("/kv")).json()["results"]
    assert [row["type"] for row in plain] == ["STRING", "STRING", "NUMBER", "JSON"]
    assert not any("value" in row for row in plain)
    rows = {row["key"]: row for row in (await api.get("/kv?values=true")).json()["results"]}
    assert rows["short"]["value"] == {"a": [1]}
    assert rows["none"]["value"] is None
    assert "value" not in rows["long"]
    assert "value" not in rows["over"]
    assert (await api.get("/kv?values=maybe")).status_code == 422


async def upload(api: Api, path: str, content: bytes = b"text", name: str = "f.txt") -> None:
    response = await api.post(FILES, files={"fileContent": (name, content), "path": (None, path)})
    assert response.status_code == 200, response.text


async def test_files_come_and_go(api: Api) -> None:
    await upload(api, "folder/a.txt")
    assert (await api.get(f"{FILES}?path=/folder/a.txt")).content == b"text"
    assert (await api.get(FILES)).json()[0]["type"] == "Directory"
    stats = (await api.get(f"{FILES}/stats?path=folder/a.txt")).json()
    assert (stats["fileName"], stats["size"], stats["type"]) == ("a.txt", 4, "File")
    assert (await api.get(f"{FILES}/stats")).json()["fileName"] == "_files"
    assert (await api.get(f"{FILES}/search?q=a.t")).json() == ["/folder/a.txt"]
    assert (await api.put(f"{FILES}?from=/folder/a.txt&to=/b/c.txt")).status_code == 200
    assert (await api.get(f"{FILES}?path=folder/a.txt")).status_code == 404
    assert (await api.delete(f"{FILES}?path=/b/c.txt")).status_code == 200
    assert (await api.get(f"{FILES}/stats?path=/b")).status_code == 404


async def test_the_path_of_an_upload_may_stand_in_the_query(api: Api) -> None:
    files = {"fileContent": ("f.txt", b"1")}
    assert (await api.post(f"{FILES}?path=x.txt", files=files)).status_code == 200
    assert (await api.post(FILES, files=files)).status_code == 200
    assert (await api.get(f"{FILES}/search?q=")).json() == ["/f.txt", "/x.txt"]
    assert (await api.post(FILES, files={"other": ("a", b"1")})).status_code == 422


async def test_folders(api: Api) -> None:
    assert (await api.post(f"{FILES}/directory?path=/a/b")).status_code == 200
    assert (await api.post(f"{FILES}/directory?path=/a/b")).status_code == 200
    listed = (await api.get(f"{FILES}/directory?path=/a")).json()
    assert [entry["fileName"] for entry in listed] == ["b"]
    assert (await api.get(f"{FILES}/directory?path=/nope")).status_code == 404
    assert (await api.get(f"{FILES}/directory")).json()[0]["fileName"] == "a"


HOSTILE = [
    "../x",
    "a/../../x",
    "..",
    "/..",
    "a/..",
    "/_flows/x",
    "_flows",
    "a\\..\\b",
    "file:///etc/passwd",
    "x" * 300,
]


@pytest.mark.parametrize("path", HOSTILE)
async def test_hostile_paths_are_refused(api: Api, path: str) -> None:
    query = {"path": path}
    assert (await api.get(FILES, params=query)).status_code == 422
    assert (await api.get(f"{FILES}/stats", params=query)).status_code == 422
    assert (await api.get(f"{FILES}/directory", params=query)).status_code == 422
    assert (await api.delete(FILES, params=query)).status_code == 422
    moved = await api.put(FILES, params={"from": "/a", "to": path})
    assert moved.status_code in (404, 422)
    if not path.startswith("/_flows"):
        files = {"fileContent": ("f.txt", b"1")}
        assert (await api.post(FILES, params=query, files=files)).status_code == 422


async def test_archives_are_unpacked_and_exported(api: Api) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/b.txt", "text")
        archive.writestr("_flows/hello.yml", HELLO)
    await upload(api, "ignored", buffer.getvalue(), "all.ZIP")
    assert (await api.get(f"{FILES}?path=a/b.txt")).text == "text"
    assert (await api.get("/flows/company.team/hello")).status_code == 200
    exported = await api.get(f"{FILES}/export")
    assert "company.team_files.zip" in exported.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        assert sorted(archive.namelist()) == ["_flows/hello.yml", "a/b.txt"]


async def test_hostile_archives_are_refused(api: Api) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../evil.txt", "x")
    response = await api.post(FILES, files={"fileContent": ("a.zip", buffer.getvalue())})
    assert response.status_code == 422
    broken = await api.post(FILES, files={"fileContent": ("a.zip", b"no zip")})
    assert broken.status_code == 422
    assert (await api.get(f"{FILES}/search?q=")).json() == []


async def test_namespaces_and_their_parents(api: Api) -> None:
    await api.create(HELLO)
    page = (await api.get("/namespaces/search")).json()
    assert [one["id"] for one in page["results"]] == ["company", "company.team", "system"]
    assert page["total"] == 3
    assert (await api.get("/namespaces/search?q=team&sort=id:desc")).json()["total"] == 1
    assert (await api.get("/namespaces/any.thing")).json()["id"] == "any.thing"
    for body in ({"q": {}}, {"q": 1}, {"ids": {}}, {"ids": [1]}):
        assert (await api.post("/namespaces/autocomplete", json=body)).status_code == 422
    found = await api.post("/namespaces/autocomplete", json={"q": "comp"})
    assert found.json() == ["company", "company.team"]
    assert "system" in (await api.get("/namespaces/ids")).json()


async def test_described_namespaces(api: Api) -> None:
    body = {"id": "new.space", "variables": {"a": 1}}
    assert (await api.post("/namespaces", json=body)).json()["id"] == "new.space"
    assert (await api.post("/namespaces", json=body)).status_code == 409
    assert (await api.get("/namespaces/new.space/inherited-variables")).json() == {}
    below = await api.get("/namespaces/new.space.below/inherited-variables")
    assert below.json() == {"a": 1}
    assert (await api.delete("/namespaces/new.space")).status_code == 204
    assert (await api.delete("/namespaces/new.space")).status_code == 404


async def test_secrets_show_names_only(api: Api) -> None:
    page = (await api.get("/namespaces/company.team/secrets")).json()
    assert page["readOnly"] is True
    assert page["total"] == len(page["results"])
    inherited = (await api.get("/namespaces/company.team/inherited-secrets")).json()
    assert list(inherited) == ["company.team"]


async def test_a_flow_file_that_is_no_text_is_refused(api: Api) -> None:
    files = {"fileContent": ("g.yml", b"\xed\xa0\x80id: g")}
    response = await api.post(FILES, params={"path": "/_flows/g.yml"}, files=files)
    assert response.status_code == 422
    assert "/_flows/g.yml is not text in UTF-8" in response.json()["message"]
