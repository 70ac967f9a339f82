"""What is not there is named: its kind, its name, and what it was looked for in."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api
from tests.api.errors import check_refused

EXECUTION = "Execution 'nope' not found."
FLOW = "Flow 'company.team.nope' not found."
TASK = "Task 'nope' not found in flow 'company.team.hello'."
TRIGGER = "Trigger 'nope' not found in flow 'company.team.hello'."
UNKNOWN = [
    ("GET", "/executions/nope", EXECUTION),
    ("GET", "/executions/nope/waiting", EXECUTION),
    ("GET", "/executions/nope/graph", EXECUTION),
    ("DELETE", "/executions/nope", EXECUTION),
    ("DELETE", "/executions/nope/kill", EXECUTION),
    ("POST", "/executions/nope/restart", EXECUTION),
    ("POST", "/executions/nope/replay", EXECUTION),
    ("POST", "/executions/nope/pause", EXECUTION),
    ("POST", "/executions/nope/resume", EXECUTION),
    ("POST", "/executions/nope/unqueue", EXECUTION),
    ("POST", "/executions/nope/force-run", EXECUTION),
    ("POST", "/executions/nope/change-status?status=SUCCESS", EXECUTION),
    ("GET", "/logs/nope/download", EXECUTION),
    ("GET", "/outputs/nope", EXECUTION),
    ("GET", "/flows/company.team/nope", FLOW),
    ("DELETE", "/flows/company.team/nope", FLOW),
    ("GET", "/flows/company.team/nope/tasks/one", FLOW),
    ("GET", "/flows/company.team/hello/tasks/nope", TASK),
    (
        "GET",
        "/flows/company.team/hello?revision=9",
        "Revision '9' not found in flow 'company.team.hello'.",
    ),
    ("DELETE", "/triggers/company.team/hello/nope", TRIGGER),
    ("DELETE", "/namespaces/nope", "Description of namespace 'nope' not found."),
    ("GET", "/templates/company.team/nope", "Template 'company.team.nope' not found."),
    ("GET", "/dashboards/nope", "Dashboard 'nope' not found."),
    ("GET", "/blueprints/community/flow/nope", "Blueprint 'nope' not found."),
    ("GET", "/plugins/icons/nope/icon.svg", "Icon of the type 'nope' not found."),
]


@pytest.mark.parametrize(("method", "path", "words"), UNKNOWN)
async def test_what_is_not_there_is_named(api: Api, method: str, path: str, words: str) -> None:
    await api.create(HELLO)
    check_refused(await api.call(method, path), 404, f"Not Found: {words}")


async def test_a_flow_that_is_gone_is_not_updated(api: Api) -> None:
    await api.create(HELLO)
    await api.delete("/flows/company.team/hello")
    answer = await api.put("/flows/company.team/hello", headers=YAML, content=HELLO)
    check_refused(answer, 404, "Flow 'company.team.hello' not found.")
