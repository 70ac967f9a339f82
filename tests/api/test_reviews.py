"""Approvals over the API: decided, cancelled, and what is refused."""

from __future__ import annotations

import pytest

from tests.api.client import PAUSING, Api, parts
from tests.api.errors import check_refused
from tiercel.model.json_types import Json

ASKING = """id: asking
namespace: company.team
tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Approval
    commentRequired: ON_DENY
    inputs:
      - id: amount
        type: INT
    onApprove:
      - id: pay
        type: io.kestra.plugin.core.debug.Return
        format: "{{ outputs.ask.inputs.amount }}"
  - {id: after, type: io.kestra.plugin.core.log.Log, message: on}
"""


async def asked(api: Api, source: str = ASKING) -> tuple[str, str]:
    """The path of an execution that waits for a decision, and its task run."""
    flow_id = (await api.create(source))["id"]
    begun = (await api.post(f"/executions/company.team/{flow_id}")).json()
    execution = await api.until(begun["id"], "PAUSED")
    paused = next(run for run in execution["taskRunList"] if run["state"]["current"] == "PAUSED")
    return f"/executions/{begun['id']}", paused["id"]


async def now(api: Api, path: str) -> Json:
    """States and outputs, without what time alone changes."""
    execution = (await api.get(path)).json()
    runs = execution["taskRunList"]
    return execution["state"]["histories"], [(run["id"], run["outputs"]) for run in runs]


async def test_an_approval_goes_on_with_its_inputs(api: Api) -> None:
    path, run = await asked(api)
    base, query = f"{path}/actions/review", {"taskRunId": run, "decision": "APPROVE"}
    assert (await api.get(f"{base}/allowed?taskRunId={run}")).json() == {"allowed": True}
    report = await api.post(f"{base}/validate", params=query, files=parts(amount="5"))
    assert report.status_code == 200
    assert report.json()["inputs"][0]["errors"] == []
    assert (await api.get(path)).json()["state"]["current"] == "PAUSED"
    decided = await api.post(base, params=query, files=parts(amount="5"))
    assert decided.status_code == 200
    ended = await api.until(path.rpartition("/")[2], "SUCCESS")
    outputs = {one["taskId"]: one["outputs"] for one in ended["taskRunList"]}
    assert outputs["ask"]["decision"] == "APPROVED"
    assert outputs["pay"]["value"] == "5"
    before = await now(api, path)
    for end in ("", "/validate"):
        again = await api.post(f"{base}{end}", params=query, files=parts(amount="5"))
        check_refused(again, 409, "already decided or cancelled")
    late = await api.post(f"{path}/actions/cancel-approval?taskRunId={run}")
    check_refused(late, 409, "already decided or cancelled")
    assert await now(api, path) == before


async def test_a_request_for_a_decision_is_cancelled(api: Api) -> None:
    path, run = await asked(api)
    cancelled = await api.post(f"{path}/actions/cancel-approval?taskRunId={run}")
    assert cancelled.status_code == 200
    ended = await api.until(path.rpartition("/")[2], "CANCELLED")
    states = {one["taskId"]: one["state"]["current"] for one in ended["taskRunList"]}
    assert states == {"ask": "CANCELLED"}


@pytest.mark.parametrize("end", ["", "/validate"])
async def test_decisions_that_mean_nothing_leave_it_waiting(api: Api, end: str) -> None:
    path, run = await asked(api)
    before = await now(api, path)
    base = f"{path}/actions/review{end}"
    maybe = await api.post(base, params={"taskRunId": run, "decision": "MAYBE"})
    check_refused(maybe, 422, "Unknown decision 'MAYBE'")
    silent = await api.post(base, params={"taskRunId": run, "decision": "DENY"})
    check_refused(silent, 422, "A comment is required to deny.")
    check_refused(await api.post(base, params={"taskRunId": run}), 400, "[decision]")
    check_refused(await api.post(base, params={"decision": "DENY"}), 400, "[taskRunId]")
    unknown = await api.post(base, params={"taskRunId": "x", "decision": "APPROVE"})
    check_refused(unknown, 404, "Task run 'x' not found")
    for body in ("[]", '{"inputs": 1}', "{", "[" * 100_000, b'{"comment": "\xff"}'):
        query = {"taskRunId": run, "decision": "APPROVE"}
        kind = {"Content-Type": "application/json"}
        check_refused(await api.post(base, params=query, content=body, headers=kind), 422, "")
    if not end:
        query = {"taskRunId": run, "decision": "APPROVE"}
        check_refused(await api.post(base, params=query, files=parts(amount="x")), 422, "amount")
    assert await now(api, path) == before


async def test_a_pause_is_no_approval_and_an_approval_no_pause(api: Api) -> None:
    path, run = await asked(api, PAUSING)
    before = await now(api, path)
    query = {"taskRunId": run, "decision": "APPROVE"}
    for end in ("review", "review/validate", "cancel-approval"):
        refused = await api.post(f"{path}/actions/{end}", params=query)
        check_refused(refused, 422, "is not an approval")
    assert await now(api, path) == before
    path, _ = await asked(api)
    before = await now(api, path)
    for base in ("", "/actions"):
        for end in ("resume", "resume/validate"):
            check_refused(await api.post(f"{path}{base}/{end}"), 409, "waits for a decision")
    assert await now(api, path) == before
