"""Logs, metrics and the concurrency limit of one flow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import NAMESPACE, Runs

HOSTILE = "<b onmouseover=alert(1)>{{ 7 * 7 }}</b>"
TASKS = """
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{% raw %}}{hostile}{{% endraw %}}"
  - id: publish
    type: io.kestra.plugin.core.metric.Publish
    metrics:
      - {{name: rows, type: counter, value: 3}}
      - {{name: size, type: gauge, value: 2}}
"""
WAIT = """
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
"""
LIMIT = "concurrency: {limit: 1, behavior: QUEUE}"


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def test_the_log_of_a_flow_is_searched(page: Page, runs: Runs) -> None:
    runs.flow("tab_logs", TASKS.format(hostile=HOSTILE))
    runs.flow("tab_logs_other", TASKS.format(hostile="of another flow"))
    for flow_id in ("tab_logs", "tab_logs_other"):
        runs.reach(runs.start(flow_id), "SUCCESS")
    page.goto(f"flows/edit/{NAMESPACE}/tab_logs/logs")
    log = page.get_by_role("log")
    expect(log).to_contain_text(HOSTILE)
    expect(log).not_to_contain_text("of another flow")
    assert_accessible(page)
    field = page.get_by_role("combobox").first
    field.fill("nowhere")
    field.press("Enter")
    expect(page.get_by_text("No line fits these filters")).to_be_visible()
    page.wait_for_url(re.compile(r"tab_logs/logs\?.*q.*nowhere"))


def test_the_first_metric_is_drawn_and_others_are_chosen(page: Page, runs: Runs) -> None:
    runs.flow("tab_metrics", TASKS.format(hostile="hi"))
    for _ in range(2):
        runs.reach(runs.start("tab_metrics"), "SUCCESS")
    page.goto(f"flows/edit/{NAMESPACE}/tab_metrics/metrics")
    chart = page.get_by_role("img", name="rows, ")
    expect(chart).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="As a table").click()
    cells = page.get_by_role("table").get_by_role("cell")
    expect(cells.nth(1)).to_have_text("6")
    page.get_by_role("button", name="Average").click()
    expect(cells.nth(1)).to_have_text("3")
    choice(page, "Task").select_option("publish")
    choice(page, "Metric").select_option("size")
    expect(cells.nth(1)).to_have_text("2")
    choice(page, "Range").select_option("P7D")
    page.wait_for_url(re.compile(r"aggregation=avg.*metric=size.*range=P7D"))
    page.reload()
    expect(choice(page, "Metric")).to_have_value("size")
    expect(page.get_by_role("img", name="size, ")).to_be_visible()


def test_a_flow_without_metrics_says_what_they_are(page: Page, runs: Runs) -> None:
    runs.flow("tab_no_metrics", WAIT)
    page.goto(f"flows/edit/{NAMESPACE}/tab_no_metrics/metrics")
    expect(page.get_by_text("No metrics yet")).to_be_visible()


def test_a_limit_shows_what_is_in_use_and_a_slot_is_released(page: Page, runs: Runs) -> None:
    runs.flow("tab_limit", WAIT, head=LIMIT)
    first = runs.start("tab_limit")
    runs.reach(first, "PAUSED")
    second = runs.start("tab_limit")
    runs.reach(second, "QUEUED")
    page.goto(f"flows/edit/{NAMESPACE}/tab_limit/concurrency")
    meter = page.get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuetext", "1 / 1")
    expect(page.get_by_text("QUEUE", exact=True)).to_be_visible()
    table = page.get_by_role("table")
    expect(table.get_by_role("row", name=re.compile("Queued"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=f"Release the slot of {first[:8]}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("killed")
    dialog.get_by_role("button", name="Cancel").click()
    assert runs.state(first) == "PAUSED"
    page.get_by_role("button", name=f"Release the slot of {first[:8]}").click()
    dialog.get_by_role("button", name="Kill it and release the slot").click()
    runs.reach(first, "KILLED")
    runs.reach(second, "PAUSED")
    expect(table.get_by_role("row", name=re.compile(second[:8]))).to_contain_text("Paused")
    expect(table.get_by_role("row", name=re.compile(first[:8]))).to_have_count(0)


def test_one_that_waits_for_a_slot_is_run_at_once(page: Page, runs: Runs) -> None:
    runs.flow("tab_force", WAIT, head=LIMIT)
    runs.reach(runs.start("tab_force"), "PAUSED")
    second = runs.start("tab_force")
    runs.reach(second, "QUEUED")
    page.goto(f"flows/edit/{NAMESPACE}/tab_force/concurrency")
    page.get_by_role("button", name=f"Run {second[:8]} now").click()
    page.get_by_role("dialog").get_by_role("button", name="Run now").click()
    runs.reach(second, "PAUSED", "RUNNING")


def test_a_flow_without_a_limit_says_how_to_set_one(page: Page, runs: Runs) -> None:
    runs.flow("tab_no_limit", WAIT)
    page.goto(f"flows/edit/{NAMESPACE}/tab_no_limit/concurrency")
    expect(page.get_by_text("This flow has no limit")).to_be_visible()
    expect(page.get_by_text("behavior: QUEUE")).to_be_visible()
    assert_accessible(page)
