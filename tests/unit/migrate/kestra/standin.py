"""A stand-in for a server of Kestra 0.21: what a real one was observed to answer.

The observations are those of the API suite. They were shortened where they were written down; what
is missing is put back in the same form. Of the execution that was observed there are many, so that
lists have several pages.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json

OBSERVED = Path("tests/api/observed-0.21.jsonl")
CUT = "…"
EXECUTIONS = 212
RUNNING = 3  # Of them those that have not ended.
START = datetime(2026, 11, 25, 10, 54, tzinfo=UTC)
OK_FLOW = {"namespace": "company.team", "id": "ok", "revision": 1}
SOURCE = "id: ok\nnamespace: company.team\ntasks: []\n"
KEYS = {"colour": ("STRING", "blue"), "limits": ("JSON", {"a": 1})}
NAMESPACE_FILES = {"/a/b/c.txt": b"c", "/top.txt": b"top"}
URI = "kestra:///company/team/ok/executions/{}/tasks/b/5MJ/out.txt"


def observed(path: str, request: str | None) -> Json:
    """The body that was observed, whole again."""
    for found in _observations():
        if (found.get("method"), found.get("path"), found.get("request")) == ("GET", path, request):
            return whole(found["body"])
    raise LookupError(path)


@cache
def _observations() -> list[dict[str, Json]]:
    lines = OBSERVED.read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line) for line in lines]


def whole(value: Json) -> Json:
    """An answer without the marks of what was left out."""
    if isinstance(value, list):
        return [whole(each) for each in value if not (isinstance(each, str) and CUT in each)]
    if not isinstance(value, dict):
        return value
    found = {key: whole({} if each == "{…}" else each) for key, each in value.items()}
    if "current" in found:
        end = found.get("endDate", found["startDate"])
        started = [{"state": "CREATED", "date": found["startDate"]}]
        found["histories"] = [*started, {"state": found["current"], "date": end}]
    for attempt in found.get("attempts", ()):
        attempt["state"] = found["state"]
    return found


def execution(found: dict[str, Json], number: int) -> dict[str, Json]:
    """One of many like this one: three started at the same time each, the newest have not ended."""
    start = (START + timedelta(seconds=number // 3)).isoformat().replace("+00:00", "Z")
    state = "RUNNING" if number >= EXECUTIONS - RUNNING else "SUCCESS"
    histories = [{"state": "CREATED", "date": start}, {"state": state, "date": start}]
    name = f"execution{number:03}"
    runs = [
        {**run, "id": f"{run['id']}{number}", "executionId": name} for run in found["taskRunList"]
    ]
    runs[1]["outputs"] = {"uri": URI.format(name)}
    return {
        **found,
        "id": name,
        "originalId": name,
        "taskRunList": runs,
        "state": {"current": state, "histories": histories, "startDate": start},
    }


class Standin:
    """Answers as the server did; after `cut_after` requests it is gone."""

    def __init__(self, cut_after: int | None = None) -> None:
        self.asked = 0
        self._cut_after = cut_after
        one = observed("/executions/{executionId}", "ended")
        self._executions = [execution(one, number) for number in range(EXECUTIONS)]
        self._by_id = {each["id"]: each for each in self._executions}
        revisions = observed("/flows/{namespace}/{id}/revisions", "existing")
        log = observed("/logs/{executionId}", None)
        metrics = observed("/metrics/{executionId}", None)["results"]
        self._lists: dict[str, list[Json]] = {
            "/flows/search": [{"namespace": "company.team", "id": "hello"}, OK_FLOW],
            "/triggers/search": observed("/triggers/search", "q")["results"],
            "/dashboards": observed("/dashboards", None)["results"],
            "/templates/search": observed("/templates/search", "q")["results"],
            **{
                f"/metrics/{name}": [{**each, "executionId": name} for each in metrics]
                for name in self._by_id
            },
        }
        self._answers: dict[str, Json] = {
            "/configs": observed("/configs", None),
            "/flows/company.team/hello/revisions": revisions,
            "/flows/company.team/ok/revisions": [{**OK_FLOW, "source": SOURCE}],
            "/namespaces/company/kv": observed("/namespaces/{namespace}/kv", "empty namespace"),
            "/namespaces/company.team/kv": [
                {"key": key, "creationDate": "2026-11-25T10:58:08Z"} for key in KEYS
            ],
            **{
                f"/namespaces/company.team/kv/{key}": {"type": kind, "value": value}
                for key, (kind, value) in KEYS.items()
            },
            **{f"/executions/{name}": each for name, each in self._by_id.items()},
            **{
                f"/logs/{name}": [{**each, "executionId": name} for each in log]
                for name in self._by_id
            },
        }

    def __call__(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> bytes | None:
        self.asked += 1
        if self._cut_after is not None and self.asked > self._cut_after:
            raise Unavailable("the connection was cut")
        given = dict(query)
        if path.endswith(("/file", "/files", "/directory")):
            return self._file(path, given)
        if path in self._answers:
            return msgspec.json.encode(self._answers[path])
        if path == "/executions/search":
            since = given.get("startDate", "")
            return _page(
                [each for each in self._executions if each["state"]["startDate"] >= since], given
            )
        return _page(self._lists[path], given) if path in self._lists else None

    def _file(self, path: str, given: dict[str, str]) -> bytes | None:
        if path == "/namespaces/company.team/files":
            return NAMESPACE_FILES[given["path"]]
        if path == "/namespaces/company.team/files/directory":
            return msgspec.json.encode(_folder(given["path"]))
        name = path.removeprefix("/executions/").removesuffix("/file")
        # One file was removed from the storage.
        return None if name in ("execution007", path) else b"words of " + name.encode()


def _folder(path: str) -> list[dict[str, str]]:
    below = [each.removeprefix(path).lstrip("/") for each in NAMESPACE_FILES if path in each]
    return [
        {"fileName": name.partition("/")[0], "type": "Directory" if "/" in name else "File"}
        for name in below
    ]


def _page(rows: list[Json], given: dict[str, str]) -> bytes:
    size, page = int(given["size"]), int(given.get("page", "1"))
    found = rows[(page - 1) * size : page * size]
    return msgspec.json.encode({"results": found, "total": len(rows)})
