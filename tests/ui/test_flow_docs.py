"""A flow as a page for those who use it and have not written it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import NAMESPACE, Runs

LOG = "io.kestra.plugin.core.log.Log"
HEAD = """
description: |
  Loads the **orders** of a day. <img src=x onerror="window.hurt=1">
labels: {team: sales}
inputs:
  - {id: day, type: DATE, description: The day to load, defaults: "2026-03-01"}
outputs:
  - {id: rows, type: INT, description: How many there were, value: "{{ 1 }}"}
triggers:
  - {id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *", disabled: true}
errors:
  - {id: tell, type: io.kestra.plugin.core.log.Log, message: failed}
"""
TASKS = f"""
  - id: both
    type: io.kestra.plugin.core.flow.Sequential
    description: In this order.
    tasks:
      - {{id: first, type: {LOG}, description: Says hello, message: hello}}
"""


def test_a_flow_is_read_as_a_page(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    runs.flow("described", TASKS, head=HEAD)
    page.goto(f"flows/edit/{NAMESPACE}/described")
    page.get_by_role("link", name="Docs", exact=True).click()
    text = page.get_by_role("article", name="What described is for")
    expect(text.locator("strong")).to_have_text("orders")
    expect(text).to_contain_text("team: sales")
    inputs = text.get_by_role("table", name="Inputs")
    expect(inputs).to_contain_text("The day to load")
    expect(inputs).to_contain_text("2026-03-01")
    expect(text.get_by_role("table", name="Outputs")).to_contain_text("How many there were")
    expect(text.get_by_role("region", name="Triggers")).to_contain_text("daily")
    tasks = text.get_by_role("region", name="Tasks").get_by_role("listitem")
    said = (r"both\s*Sequential\s*In this order", r"first\s*Log\s*Says hello")
    expect(tasks).to_have_text([re.compile(words) for words in said])
    expect(text.get_by_role("region", name="When it fails")).to_contain_text("tell")
    assert page.evaluate("() => window.hurt") is None
    assert_accessible(page)
    stored = runs.call("GET", f"/flows/{NAMESPACE}/described?source=true")
    assert "Loads the **orders**" in stored["source"]
    text.get_by_role("link", name="Sequential").click()
    page.wait_for_url("**/plugins/io.kestra.plugin.core.flow.Sequential")


def test_a_flow_that_says_nothing_says_how(page: Page, server: Server) -> None:
    Runs(server.base).flow("undescribed", TASKS)
    page.goto(f"flows/edit/{NAMESPACE}/undescribed/docs")
    expect(page.get_by_text("This flow has no description")).to_be_visible()
    expect(page.get_by_role("region", name="Inputs")).to_have_count(0)
