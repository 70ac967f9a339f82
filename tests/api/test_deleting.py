"""What becomes of an execution that is removed while it runs, and of those that wait for it."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from tests.api.client import Api

LONG = """id: long
namespace: company.team
concurrency:
  limit: 1
tasks:
  - id: work
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - echo $$ > {file}.new && mv {file}.new {file}
      - sleep 60
"""
PARENT = """id: parent
namespace: company.team
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: long
    wait: true
    transmitFailed: true
"""
# What the two ways of removing are called with.
WAYS = ["one", "by-ids"]


@pytest.fixture
def pids(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that scripts may write to: that of the test holds the server's data."""
    return tmp_path_factory.mktemp("pids")


async def remove(api: Api, way: str, execution_id: str) -> None:
    """Remove an execution in any state."""
    if way == "one":
        response = await api.delete(f"/executions/{execution_id}")
        assert response.status_code == 204
    else:
        response = await api.delete(
            "/executions/by-ids?includeNonTerminated=true", json=[execution_id]
        )
        assert response.json()["count"] == 1
    assert (await api.get(f"/executions/{execution_id}")).status_code == 404


async def process_of(file: Path) -> Path:
    """The folder of the process that wrote its number to a file."""
    with anyio.fail_after(60):
        while True:
            if await anyio.Path(file).exists():
                break
            await anyio.sleep(0.02)
    return Path("/proc") / (await anyio.Path(file).read_text()).strip()


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_runs_any_more_when_it_is_removed(api: Api, pids: Path, way: str) -> None:
    await api.create(LONG.format(file=pids / "pid"))
    started = (await api.post("/executions/company.team/long")).json()
    process = await process_of(pids / "pid")
    await remove(api, way, started["id"])
    assert not process.exists()
    assert (await api.get(f"/logs/{started['id']}")).json() == []


async def test_the_next_in_the_queue_gets_its_slot(api: Api, pids: Path) -> None:
    await api.create(LONG.format(file=pids / "pid"))
    first = (await api.post("/executions/company.team/long")).json()
    await api.until(first["id"], "RUNNING")
    second = (await api.post("/executions/company.team/long")).json()
    await api.until(second["id"], "QUEUED")
    await remove(api, "one", first["id"])
    await api.until(second["id"], "RUNNING")
    await remove(api, "one", second["id"])


async def test_its_parent_is_notified(api: Api, pids: Path) -> None:
    await api.create(LONG.format(file=pids / "pid"))
    await api.create(PARENT)
    parent = (await api.post("/executions/company.team/parent")).json()
    await process_of(pids / "pid")
    child = (await api.get("/executions/search?flowId=long")).json()["results"][0]
    await remove(api, "one", child["id"])
    assert (await api.until(parent["id"], "KILLED"))["id"] == parent["id"]
