"""Two executions beside each other."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import NAMESPACE, Runs, address

HEAD = """
inputs:
  - {id: day, type: STRING}
  - {id: mode, type: STRING, defaults: full}
"""
TASKS = """
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: "<b>loading</b> {{ inputs.day }}"
  - id: check
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ inputs.day == 'monday' }}"
    errorMessage: "No rows on monday"
"""
CHANGED = TASKS.replace("No rows", "Not a row")


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def start(runs: Runs, flow_id: str, day: str) -> str:
    """Start an execution with an input; its id."""
    boundary = "part"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="day"\r\n\r\n{day}\r\n'
        f"--{boundary}--\r\n"
    )
    kind = f"multipart/form-data; boundary={boundary}"
    return str(runs.call("POST", f"/executions/{NAMESPACE}/{flow_id}", body, kind=kind)["id"])


def two(runs: Runs, flow_id: str) -> tuple[str, str]:
    """A success and the failure of a later revision."""
    runs.flow(flow_id, TASKS, head=HEAD)
    good = start(runs, flow_id, "sunday")
    runs.reach(good, "SUCCESS")
    runs.flow(flow_id, CHANGED, head=HEAD)
    bad = start(runs, flow_id, "monday")
    runs.reach(bad, "FAILED")
    return good, bad


def test_two_selected_rows_are_compared(page: Page, runs: Runs) -> None:
    good, bad = two(runs, "compare_rows")
    page.goto(f"executions?{urlencode({'filters[flowId][EQUALS]': 'compare_rows'})}")
    rows = page.get_by_role("table", name="Executions").locator("tbody tr")
    expect(rows).to_have_count(2)
    rows.nth(0).get_by_role("checkbox").check()
    bar = page.get_by_role("toolbar", name="1 selected")
    expect(bar.get_by_role("link", name="Compare")).to_have_count(0)
    rows.nth(1).get_by_role("checkbox").check()
    page.get_by_role("toolbar", name="2 selected").get_by_role("link", name="Compare").click()
    # The older one is on the left.
    expect(page).to_have_url(re.compile(f"left={good}&right={bad}$"))
    expect(page.get_by_role("heading", name="Compare", exact=True)).to_be_visible()
    inputs = page.get_by_role("region", name="Inputs")
    expect(inputs).to_contain_text("1 differs, 1 is equal")
    expect(inputs.get_by_role("row", name="day")).to_have_text(re.compile("sunday.*monday"))
    expect(page.get_by_role("region", name="Tasks").get_by_role("row")).to_have_count(3)
    logs = page.get_by_role("region", name="Logs")
    expect(logs).to_contain_text("<b>loading</b> monday")
    error = logs.get_by_role("row").filter(has_text="Not a row on monday")
    expect(error.get_by_role("cell")).to_have_text(
        ["ERROR", "check", "Not a row on monday", "0", "1"]
    )
    assert_accessible(page)


def test_sides_are_swapped_and_changed(page: Page, runs: Runs) -> None:
    good, bad = two(runs, "compare_sides")
    page.goto(f"executions/compare?left={good}&right={bad}")
    facts = page.get_by_role("region", name="The executions")
    expect(facts.get_by_role("row", name="State")).to_have_text(re.compile("Success.*Failed"))
    page.get_by_role("button", name="Swap the sides").click()
    expect(facts.get_by_role("row", name="State")).to_have_text(re.compile("Failed.*Success"))
    expect(page).to_have_url(re.compile(f"left={bad}&right={good}$"))
    facts.get_by_role("combobox", name="The execution on the left").select_option(good)
    expect(page).to_have_url(re.compile(f"left={good}&right={good}$"))
    expect(page.get_by_role("region", name="Inputs")).to_contain_text("No difference, 2 are equal")
    expect(page.get_by_role("region", name="Logs")).to_contain_text("the same lines")
    page.go_back()
    expect(facts.get_by_role("row", name="State")).to_have_text(re.compile("Failed.*Success"))


def test_an_execution_is_compared_with_the_last_success(page: Page, runs: Runs) -> None:
    good, bad = two(runs, "compare_success")
    page.goto(address(runs.get(bad)))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Compare with the last success").click()
    expect(page).to_have_url(re.compile(f"left={good}"))
    expect(page).to_have_url(re.compile(f"right={bad}"))
    flow = page.get_by_role("region", name="Flow", exact=True)
    flow.get_by_role("button", name="Show the sources").click()
    expect(flow.locator(".monaco-diff-editor")).to_contain_text("Not a row on monday")
    assert_accessible(page)
    page.goto(address(runs.get(good)))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Compare with the last success").click()
    expect(page.locator("main")).to_contain_text("There is no success to compare with")
    assert_accessible(page)


def test_what_is_missing_is_said(page: Page) -> None:
    page.goto("executions/compare")
    expect(page.locator("main")).to_contain_text("Two executions beside each other")
    assert_accessible(page)
    page.get_by_role("link", name="Go to the executions").click()
    expect(page.get_by_role("heading", name="Executions", exact=True)).to_be_visible()
