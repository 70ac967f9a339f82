"""Flows that call each other without end: a bound stops them, and a kill catches them."""

from __future__ import annotations

import pytest

from tests.cases.engine.driver import API, Request
from tests.cases.engine.virtual_driver import VirtualDriver
from tests.simulation.matrix import YAML
from tests.simulation.situations import Document, call, flow
from tests.simulation.workload import NAMESPACE, source_of

DEEP = 100_000
PATH = f"/executions/{NAMESPACE}/one"


def circle(*, width: int = 1, **fields: object) -> list[Document]:
    """Two flows that call each other, named by expressions so that they can be saved."""
    flows = []
    for own, other in (("one", "two"), ("two", "one")):
        calls = [call(f"c{place}", **fields) for place in range(width)]
        for task in calls:
            task["flowId"] = f"{{{{ '{other}' }}}}"
        flows.append(flow(*calls, flow_id=own))
    return flows


def started(flows: list[Document], depth: int) -> tuple[VirtualDriver, str]:
    driver = VirtualDriver({"executions": {"max-depth": depth}}, idle_s=30.0)
    for document in flows:
        body = source_of(document).encode()
        assert driver.call(Request("POST", f"{API}/flows", (), YAML, body)).status == 200
    execution = driver.call(Request("POST", API + PATH)).json
    return driver, execution["id"]


@pytest.mark.parametrize("wait", [True, False])
def test_executions_that_are_too_deep_are_not_started(wait: bool) -> None:
    driver, _ = started(circle(wait=wait), 5)
    driver.sleep(60)
    there = driver.world.tables.executions.values()
    assert sorted(one.metadata.depth for one in there) == [0, 1, 2, 3, 4, 5]
    assert all(one.is_settled for one in there)
    (line,) = [line for line in driver.world.tables.logs.values() if "max-depth" in line.message]
    assert "call each other 5 deep" in line.message


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("wait", "width", "place"),
    [(True, 1, 0), (True, 1, 3), (False, 1, 0), (False, 1, 3), (True, 2, 0), (False, 2, 0)],
)
def test_a_kill_catches_what_grows(wait: bool, width: int, place: int) -> None:
    driver, _ = started(circle(wait=wait, width=width), DEEP)
    there = driver.world.tables.executions
    assert driver.world.run_until(lambda: len(there) > 40, 60)
    chosen = list(there)[place]
    answer = driver.call(Request("DELETE", f"{API}/executions/{chosen}/kill"))
    assert answer.status == 202
    grown = len(there)
    assert driver.world.run_until(lambda: all(one.is_settled for one in there.values()), 120)
    assert len(there) <= grown * 2
