"""Requests that are refused: what they are answered, and that they leave everything as it was."""

from __future__ import annotations

from typing import NamedTuple

import httpx2

from tests.api.client import HELLO, YAML, Api, parts
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_FORM_PARTS_MAX

MEMBERS = {"message", "_links", "_embedded", "type", "title", "status", "detail", "instance"}
TEMPLATE = """id: shared
namespace: company.team
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}
"""
DASHBOARD = """id: board
title: Overview
charts:
  - id: pie
    type: io.kestra.plugin.core.dashboard.chart.Pie
    chartOptions: {displayName: States}
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        state: {field: STATE}
        total: {agg: COUNT}
"""
# What shows whether anything changed.
LISTS = (
    "/flows/search?size=100",
    "/flows/company.team/hello/revisions",
    "/templates/search?size=100",
    "/dashboards?size=100",
    "/namespaces/search?size=100",
    "/namespaces/company.team",
    "/kv?size=100",
    "/namespaces/company.team/files/search?q=",
    "/namespaces/company.team/files?path=/folder/a.txt",
    "/secrets?size=100",
    "/mcp-servers?size=100",
)
TOO_MANY_PARTS = [(f"part{number}", (None, "x")) for number in range(WEB_FORM_PARTS_MAX + 1)]


class Row(NamedTuple):
    """A request that is refused, and a part of its error."""

    method: str
    path: str
    status: int
    text: str
    options: dict[str, Json] = {}  # noqa: RUF012  Never changed.


async def seed(api: Api) -> None:
    """One of everything, in the namespace `company.team`."""
    await api.create(HELLO)
    changed = HELLO.replace("owner: ops", "owner: dev")
    assert (await api.put("/flows/company.team/hello", headers=YAML, content=changed)).is_success
    for path, source in (("/templates", TEMPLATE), ("/dashboards", DASHBOARD)):
        made = await api.post(path, headers=YAML, content=source)
        assert made.status_code == 200, made.text
    space = "/namespaces/company.team"
    for name in ("/folder/a.txt", "/full/b.txt"):
        files = {"fileContent": ("a.txt", b"text"), **parts(path=name)}
        assert (await api.post(f"{space}/files", files=files)).is_success
    assert (await api.put(f"{space}/kv/key", content='"value"')).is_success
    assert (await api.post("/mcp-servers", json={"id": "tools"})).is_success
    assert (await api.post("/namespaces", json={"id": "company.team"})).is_success


async def everything(api: Api) -> dict[str, str]:
    """What all lists hold."""
    return {path: (await api.get(path)).text for path in LISTS}


def check_problem(answer: httpx2.Response, row: Row) -> None:
    """The body has the members of both generations, and says what is wrong."""
    assert answer.status_code == row.status, answer.text
    body = answer.json()
    assert body.keys() >= MEMBERS
    assert body["status"] == row.status
    assert row.text in body["message"]
    assert body["instance"].endswith(row.path.partition("?")[0])


async def check_refused(api: Api, row: Row) -> None:
    """The request is refused as the row says, and nothing changes."""
    before = await everything(api)
    check_problem(await api.call(row.method, row.path, **row.options), row)
    assert await everything(api) == before
