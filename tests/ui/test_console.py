"""Expressions evaluated one after the other against an execution."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs, address

VALUE = """  - id: value
    type: io.kestra.plugin.core.debug.Return
    format: "<b>{{ 40 + 2 }}</b>"
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def test_expressions_are_evaluated_and_come_back(page: Page, runs: Runs) -> None:
    runs.flow("console_flow", VALUE)
    execution = runs.reach(runs.start("console_flow"), "SUCCESS")
    page.goto(address(execution))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Expression console").click()
    expect(page.get_by_role("heading", name="Expression console")).to_be_visible()
    field = page.get_by_role("textbox", name="Expression")
    log = page.get_by_role("log")
    field.fill("{{ outputs.value.value }}")
    field.press("Control+Enter")
    expect(log).to_contain_text("<b>42</b>")
    expect(field).to_have_value("")
    field.fill("{{ nothing | upper }}")
    page.get_by_role("button", name="Evaluate").click()
    expect(log).to_contain_text("nothing")
    assert_accessible(page)
    field.press("ArrowUp")
    expect(field).to_have_value("{{ nothing | upper }}")
    field.press("ArrowUp")
    expect(field).to_have_value("{{ outputs.value.value }}")
    field.press("ArrowDown")
    expect(field).to_have_value("{{ nothing | upper }}")
    # What was evaluated before is still there after a reload.
    page.reload()
    page.get_by_role("combobox", name="As seen by").select_option(index=1)
    field.press("ArrowUp")
    expect(field).to_have_value("{{ nothing | upper }}")
    field.fill("{{ task.id }}")
    field.press("Control+Enter")
    expect(log.locator("pre")).to_have_text("value")


def test_without_a_choice_it_is_the_newest_execution(page: Page, runs: Runs) -> None:
    runs.flow("console_flow", VALUE)
    runs.reach(runs.start("console_flow"), "SUCCESS")
    page.goto("executions/console")
    expect(page.get_by_role("combobox", name="Execution")).not_to_have_value("")
    field = page.get_by_role("textbox", name="Expression")
    field.fill("{{ flow.id }}")
    field.press("Control+Enter")
    expect(page.get_by_role("log").locator("pre")).to_have_count(1)
