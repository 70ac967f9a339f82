"""Older contents of namespace files."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

FILES = "/namespaces/company.team/files"


async def write(api: Api, path: str, content: str) -> None:
    files = {"fileContent": ("file", content.encode())}
    response = await api.post(FILES, params={"path": path}, files=files)
    assert response.status_code == 200, response.text


async def numbers(api: Api, path: str) -> Json:
    response = await api.get(f"{FILES}/revisions", params={"path": path})
    assert response.status_code == 200, response.text
    return [entry["revision"] for entry in response.json()]


async def content(api: Api, path: str, revision: int) -> str:
    response = await api.get(FILES, params={"path": path, "revision": str(revision)})
    assert response.status_code == 200, response.text
    return response.text


async def test_each_upload_is_a_revision(api: Api) -> None:
    for text in ("one", "two", "three"):
        await write(api, "/a/b.txt", text)
    assert await numbers(api, "/a/b.txt") == [1, 2, 3]
    assert [await content(api, "/a/b.txt", number) for number in (1, 2, 3)] == [
        "one",
        "two",
        "three",
    ]
    newest = await api.get(FILES, params={"path": "/a/b.txt"})
    assert newest.text == "three"
    assert (await api.get(f"{FILES}/search?q=")).json() == ["/a/b.txt"]


@pytest.mark.parametrize("revision", ["0", "2", "-1", "99"])
async def test_other_revisions_are_unknown(api: Api, revision: str) -> None:
    await write(api, "/a.txt", "one")
    response = await api.get(FILES, params={"path": "/a.txt", "revision": revision})
    assert response.status_code == 404


async def test_unknown_files_and_folders_have_none(api: Api) -> None:
    await write(api, "/a/b.txt", "one")
    for path in ("/nope", "/a", "/"):
        response = await api.get(f"{FILES}/revisions", params={"path": path})
        assert response.status_code == 404


@pytest.mark.parametrize(
    ("source", "target", "now"), [("/a/b.txt", "/c.txt", "/c.txt"), ("/a", "/d", "/d/b.txt")]
)
async def test_they_go_with_what_is_renamed(api: Api, source: str, target: str, now: str) -> None:
    await write(api, "/a/b.txt", "one")
    await write(api, "/a/b.txt", "two")
    moved = await api.put(FILES, params={"from": source, "to": target})
    assert moved.status_code == 200
    assert await numbers(api, now) == [1, 2]
    assert await content(api, now, 1) == "one"


async def test_a_file_that_was_deleted_begins_anew(api: Api) -> None:
    await write(api, "/a/b.txt", "one")
    await write(api, "/a/b.txt", "two")
    assert (await api.delete(FILES, params={"path": "/a"})).status_code == 200
    await write(api, "/a/b.txt", "new")
    assert await numbers(api, "/a/b.txt") == [1]
    assert await content(api, "/a/b.txt", 1) == "new"


async def test_the_oldest_go_first(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.files.revisions.FILE_REVISIONS_MAX", 2)
    for text in ("one", "two", "three", "four"):
        await write(api, "/a.txt", text)
    assert await numbers(api, "/a.txt") == [2, 3, 4]


async def test_large_contents_are_not_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.files.revisions.FILE_REVISION_BYTES_MAX", 4)
    for text in ("one", "large", "two"):
        await write(api, "/a.txt", text)
    assert await numbers(api, "/a.txt") == [1, 2]
    assert await content(api, "/a.txt", 2) == "two"
