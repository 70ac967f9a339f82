"""Reads of executions, logs, metrics and statistics that are refused, and in which words."""

from __future__ import annotations

import msgspec
import pytest

from tests.api.client import HELLO, Api
from tests.api.errors import check_refused
from tests.api.test_executions import FILES
from tiercel.bootstrap import Application

ORDER = "startDate=2024-02-01T00:00:00Z&endDate=2024-01-01T00:00:00Z"
READS = [
    ("/executions/unknown", 404, "Not Found: Execution 'unknown' not found."),
    ("/executions/unknown/flow", 404, "Not Found: No value present"),
    ("/executions/flows/company.team/unknown", 404, "Not Found: No value present"),
    ("/executions/flows/company.team/hello?revision=9", 404, "Not Found: No value present"),
    ("/executions/unknown/graph", 404, "Not Found: Execution 'unknown' not found."),
    ("/executions/unknown/file?path=kestra:///a", 404, "Unable to find execution id 'unknown'"),
    ("/outputs/unknown", 404, "Not Found: Execution 'unknown' not found."),
    ("/logs/unknown/download", 404, "Not Found: Execution 'unknown' not found."),
    (f"/logs/search?{ORDER}", 422, "Start date must be before End Date"),
    (f"/executions/search?{ORDER}", 422, "Start date must be before End Date"),
    (f"/taskruns/search?{ORDER}", 422, "Start date must be before End Date"),
    ("/executions/search?timeRange=PT1H&startDate=2024-01-01T00:00:00Z", 422, "exclusive"),
    ("/executions/search?page=0", 422, "must be greater than or equal to 1"),
    ("/executions/search?size=0", 422, "must be greater than or equal to 1"),
    ("/executions/search?state=NONE", 422, "NONE"),
    ("/executions/search?sort=nothing:asc", 422, "Unknown sort column 'nothing'"),
    ("/logs/search?minLevel=LOUD", 422, "LOUD"),
    ("/logs/unknown?attempt=x", 422, "[attempt]"),
]


@pytest.mark.parametrize(("path", "status", "words"), READS)
async def test_reads_are_refused(api: Api, path: str, status: int, words: str) -> None:
    await api.create(HELLO)
    check_refused(await api.get(path), status, words)


async def test_previews_of_files_that_are_none(api: Api) -> None:
    await api.create(FILES)
    files = {"data": ("some.txt", b"text")}
    execution = (await api.post("/executions/company.team/files?wait=true", files=files)).json()
    path, uri = f"/executions/{execution['id']}/file", execution["inputs"]["data"]
    coded = await api.get(f"{path}/preview?path={uri}&encoding=utf-99")
    check_refused(coded, 422, "Unable to preview using encoding 'utf-99'")
    nul = await api.get(f"{path}/preview?path={uri}&encoding=%00")
    check_refused(nul, 422, "Unable to preview using encoding")
    for end in ("", "/metas", "/preview"):
        outside = await api.get(f"{path}{end}?path=kestra:///other/x")
        check_refused(outside, 422, "Illegal argument: Invalid prefix path")
        check_refused(await api.get(f"{path}{end}?path={uri}x"), 404, "")
        check_refused(await api.get(f"{path}{end}"), 400, "[path]")


async def test_a_check_of_the_flow_blocks_a_start(api: Api) -> None:
    checks = """checks:
  - condition: "{{ false }}"
    message: not today
    behavior: BLOCK_EXECUTION
"""
    await api.create(HELLO + checks)
    for path in ("/executions/company.team/hello", "/executions/trigger/company.team/hello"):
        check_refused(await api.post(path), 422, "Flow execution blocked")
    assert (await api.get("/executions/search")).json()["total"] == 0


async def test_a_stored_flow_that_is_broken_is_not_started(
    api: Api, application: Application
) -> None:
    await api.create(HELLO.replace("id: hello", "id: odd"))
    async with application.ports.store.transaction() as tx:
        found = await tx.flows.get("company.team", "odd")
        assert found is not None
        # As when the plugin of a task was removed from the server.
        broken = found.source.replace("core.log.Log", "core.log.Gone")
        tx.flows.put(msgspec.structs.replace(found, revision=2, source=broken))
    for path in ("/executions/company.team/odd", "/executions/trigger/company.team/odd"):
        check_refused(await api.post(path), 409, "Requested Flow is not valid. Error: ")
    webhook = await api.get("/executions/webhook/company.team/odd/k")
    check_refused(webhook, 409, "Cannot execute an invalid flow: ")
    assert (await api.get("/executions/search")).json()["total"] == 0
