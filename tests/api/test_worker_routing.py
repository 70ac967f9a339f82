"""Tasks that choose their workers by a group or by tags, on a server whose worker is of a group."""

from __future__ import annotations

import anyio
import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

GROUPS = "/instance/worker-groups"
FLOW = """id: {name}
namespace: company.team
tasks:
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.01S
    {chooses}
"""


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"worker": {"group": "gpus"}}


async def until_places(api: Api, places: int) -> None:
    """Wait until the workers of the group have so many."""
    with anyio.fail_after(40):
        while True:
            found = await api.get(f"{GROUPS}/gpus/capacity")
            if found.status_code == 200 and found.json()["totalAllocated"] == places:
                return
            await anyio.sleep(0.01)


async def test_a_worker_takes_the_jobs_of_the_queues_of_its_group(api: Api) -> None:
    await until_places(api, 16)
    sent = {"id": "with-gpus", "tags": ["gpu"]}
    assert (await api.post("/instance/worker-queues", json=sent)).status_code == 200
    serves = [{"workerQueueId": "with-gpus", "reservedPercent": 50, "mode": "STRICT"}]
    sent = {"id": "gpus", "name": "GPUs", "subscriptions": serves}
    assert (await api.post(GROUPS, json=sent)).status_code == 200
    choices = {
        "by-tag": "workerGroup: {key: gpu}",
        "by-group": "workerGroup: {key: gpus}",
        "by-selector": "workerSelector: {tags: [gpu]}",
    }
    for name, chooses in choices.items():
        await api.create(FLOW.format(name=name, chooses=chooses))
        started = (await api.post(f"/executions/company.team/{name}")).json()
        ended = await api.until(started["id"], "SUCCESS")
        assert [run["state"]["current"] for run in ended["taskRunList"]] == ["SUCCESS"]


async def test_what_no_worker_may_take_ends_as_its_fallback_says(api: Api) -> None:
    await until_places(api, 16)
    token = (await api.post(f"{GROUPS}/gpus/tokens", json={"name": "one"})).json()
    # The worker of this server has none, so that from its next heartbeat on it takes nothing.
    await until_places(api, 0)
    for fallback, state in (("FAIL", "FAILED"), ("CANCEL", "CANCELLED")):
        name = f"falls-{fallback.lower()}"
        chooses = f"workerGroup: {{key: gpus, fallback: {fallback}}}"
        await api.create(FLOW.format(name=name, chooses=chooses))
        started = (await api.post(f"/executions/company.team/{name}")).json()
        whole = "FAILED" if fallback == "FAIL" else "SUCCESS"
        ended = await api.until(started["id"], whole)
        assert [run["state"]["current"] for run in ended["taskRunList"]] == [state]
    chooses = "workerGroup: {key: gpus, fallback: WAIT}"
    await api.create(FLOW.format(name="waits", chooses=chooses))
    waiting = (await api.post("/executions/company.team/waits")).json()
    await api.delete(f"{GROUPS}/gpus/tokens/{token['details']['uid']}")
    await api.until(waiting["id"], "SUCCESS")
