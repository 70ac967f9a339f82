"""Storage quotas of namespaces: nothing is stored past one, by whichever door, and it says why."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

CORE = "io.kestra.plugin.core"
TEAM = "/namespaces/quotas.team"
FILES = f"{TEAM}/files"
LARGE = "x" * 2_000
WRITE = f"{{id: w, type: {CORE}.storage.Write, content: '{LARGE}'}}"
UPLOAD = (
    f"{{id: t, type: {CORE}.namespace.UploadFiles, namespace: quotas.team,"
    " filesMap: {a.txt: '{{ outputs.w.uri }}'}}"
)
TASKS = {
    "output": (WRITE,),
    "files": (WRITE.replace(LARGE, LARGE[:1_000]), UPLOAD),
    "key": (f"{{id: t, type: {CORE}.kv.Set, key: k, value: '{LARGE}'}}",),
}
TAKING = f"""id: taking
namespace: quotas.team
inputs:
  - id: data
    type: FILE
tasks:
  - {{id: a, type: {CORE}.log.Log, message: m}}
"""


async def limit(api: Api, size: Json, namespace: str = "quotas") -> None:
    answer = await api.put(f"/namespaces/{namespace}", json={"storageQuota": size})
    assert answer.status_code == 200, answer.text


async def upload(api: Api, path: str, size: int) -> tuple[int, str]:
    files = {"fileContent": ("file", b"x" * size)}
    answer = await api.post(FILES, params={"path": path}, files=files)
    return answer.status_code, answer.text


async def put(api: Api, key: str, value: str) -> tuple[int, str]:
    answer = await api.put(f"{TEAM}/kv/{key}", json=value)
    return answer.status_code, answer.text


async def import_archive(api: Api) -> tuple[int, str]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", LARGE)
    files = {"fileContent": ("a.zip", packed.getvalue())}
    answer = await api.post(FILES, params={"path": "/a.zip"}, files=files)
    return answer.status_code, answer.text


async def start_with_a_file(api: Api) -> tuple[int, str]:
    await api.create(TAKING)
    files = {"data": ("data", LARGE.encode())}
    answer = await api.post("/executions/quotas.team/taking", files=files)
    return answer.status_code, answer.text


def is_refused(answer: tuple[int, str], used: int | None = None) -> bool:
    status, text = answer
    says = "The storage quota of namespace 'quotas' is used up: it may keep" in text
    return status == 422 and says and (used is None or f"keeps {used}," in text)


async def test_people_store_no_more_by_any_door(api: Api) -> None:
    assert await upload(api, "/kept.txt", 600) == (200, "")
    await limit(api, 1_000)
    assert is_refused(await upload(api, "/b.txt", 401), used=600)
    assert is_refused(await put(api, "k", "x" * 500), used=600)
    assert is_refused(await import_archive(api))
    assert is_refused(await start_with_a_file(api))
    assert (await api.get(f"{FILES}/search?q=")).json() == ["/kept.txt"]
    assert (await api.get(f"{TEAM}/kv")).json() == []
    assert (await put(api, "k", "x" * 97))[0] == 200
    # A key, and a text with its two quotation marks.
    assert is_refused(await upload(api, "/b.txt", 301), used=700)
    assert (await upload(api, "/b.txt", 300))[0] == 200
    assert is_refused(await put(api, "l", ""), used=1_000)
    assert (await api.delete(f"{FILES}?path=/kept.txt")).status_code == 200
    assert (await upload(api, "/c.txt", 600))[0] == 200


@pytest.mark.parametrize("tasks", TASKS.values(), ids=TASKS)
async def test_a_task_that_stores_too_much_fails_and_says_why(
    api: Api, tasks: tuple[str, ...]
) -> None:
    listed = "".join(f"  - {task}\n" for task in tasks)
    await api.create(f"id: stores\nnamespace: quotas.team\ntasks:\n{listed}")
    await limit(api, 1_500)
    refused = (await api.post("/executions/quotas.team/stores?wait=true")).json()
    assert refused["state"]["current"] == "FAILED"
    lines = (await api.get(f"/logs/{refused['id']}")).json()
    assert any(
        "The storage quota of namespace 'quotas' is used up" in one["message"] for one in lines
    )
    await limit(api, None)
    again = (await api.post("/executions/quotas.team/stores?wait=true")).json()
    assert again["state"]["current"] == "SUCCESS"


async def test_other_namespaces_store_what_they_like(api: Api) -> None:
    await limit(api, 0, namespace="quotas.team.below")
    await limit(api, 0, namespace="quotas.teams")
    await limit(api, 0, namespace="quotas.te")
    assert (await upload(api, "/a.txt", 10))[0] == 200
    assert (await put(api, "k", "v"))[0] == 200
    answer = await api.put("/namespaces/quotas.team.below/kv/k", json="v")
    assert (answer.status_code, "'quotas.team.below' is used up" in answer.text) == (422, True)


async def test_what_is_kept_is_listed(api: Api) -> None:
    assert (await upload(api, "/kept.txt", 600))[0] == 200
    await limit(api, 1_000)
    (found,) = (await api.get("/quota-limits")).json()
    assert found.pop("start").endswith("Z")
    assert found == {
        "tenantId": "main",
        "namespace": "quotas",
        "id": "quotas/storage",
        "count": 600,
        "limit": 1_000,
        "unit": "BYTES",
    }
    # What is stored since is known without another measure.
    assert (await put(api, "k", "x" * 97))[0] == 200
    assert (await api.get("/quota-limits")).json()[0]["count"] == 700


@pytest.mark.parametrize("wrong", ["10GB", -1, 1.5, True, [1]])
async def test_what_is_no_size_is_refused(api: Api, wrong: Json) -> None:
    answer = await api.put("/namespaces/quotas.wrong", json={"storageQuota": wrong})
    assert answer.status_code == 422
    assert "storageQuota" in answer.json()["message"]
    assert "whole number of bytes" in answer.json()["message"]
