"""Errors over time: which, how many, and when."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

FAIL = """  - id: bad
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: "{message}"
"""
OFTEN, RARE = "row 17 is broken", "<script>document.title = 'owned'</script>"


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def failing(runs: Runs, flow_id: str) -> None:
    """A flow that failed twice in one way and once in another."""
    for message, times in ((OFTEN, 2), (RARE, 1)):
        runs.flow(flow_id, FAIL.format(message=message))
        for _ in range(times):
            runs.reach(runs.start(flow_id), "FAILED")


def test_errors_are_listed_with_their_times(page: Page, runs: Runs) -> None:
    failing(runs, "errors_listed")
    page.goto(f"executions?{urlencode({'filters[flowId][EQUALS]': 'errors_listed'})}")
    page.get_by_role("group", name="Errors in this list").get_by_role(
        "link", name="Over time"
    ).click()
    expect(page.get_by_role("heading", name="Errors", exact=True)).to_be_visible()
    rows = page.get_by_role("table", name="Errors over time").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("row <n> is broken")
    expect(rows.nth(0).get_by_role("img", name=re.compile("^2 failures: "))).to_be_visible()
    expect(rows.nth(1)).to_contain_text(RARE)
    expect(page).to_have_title("Errors · Tiercel")
    assert_accessible(page)
    page.reload()
    expect(rows).to_have_count(2)
    rows.nth(0).get_by_role("link", name="Show the executions of row <n> is broken").click()
    executions = page.get_by_role("table", name="Executions").locator("tbody tr")
    expect(executions).to_have_count(2)
    page.go_back()
    expect(rows).to_have_count(2)


def test_nothing_failed_is_said(page: Page, runs: Runs) -> None:
    page.goto(f"executions/errors?{urlencode({'filters[flowId][EQUALS]': 'errors_none'})}")
    expect(page.locator("main")).to_contain_text("Nothing failed")
    assert_accessible(page)
