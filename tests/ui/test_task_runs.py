"""Task runs across executions: those that fail, those of a type, those that take long."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

NAMESPACE = "pages.taskruns"
HOSTILE = "<img src=x onerror=window.hurt=1>"
SLEEP = "io.kestra.plugin.core.flow.Sleep"
TASKS = f"""
  - id: quick
    type: io.kestra.plugin.core.log.Log
    message: Hello
  - id: slow
    type: {SLEEP}
    duration: PT1.5S
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["{HOSTILE}"]
    tasks:
      - {{id: inner, type: io.kestra.plugin.core.log.Log, message: "{{{{ taskrun.value }}}}"}}
  - id: bad
    type: io.kestra.plugin.core.execution.Fail
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, whose task runs are those of one execution."""
    with running(tmp_path_factory.mktemp("task-runs")) as started:
        runs = Runs(started.base)
        runs.flow("various", TASKS, namespace=NAMESPACE)
        runs.reach(runs.start("various", namespace=NAMESPACE), "FAILED")
        yield started


@pytest.fixture
def table(page: Page) -> Locator:
    page.goto("admin/taskruns")
    expect(page.get_by_role("heading", name="Task runs", exact=True)).to_be_visible()
    found = page.get_by_role("table", name="Task runs")
    expect(found).to_contain_text("slow")
    return found


def test_task_runs_are_found_by_type_and_duration_and_lead_to_their_execution(
    page: Page, table: Locator
) -> None:
    rows = table.get_by_role("row")
    expect(rows).to_have_count(6)
    expect(table).to_contain_text(HOSTILE)
    assert page.evaluate("() => window.hurt") is None
    expect(rows.filter(has_text="quick")).to_contain_text("log.Log")
    assert_accessible(page)
    table.get_by_role("button", name="Duration").click()
    table.get_by_role("button", name="Duration").click()
    expect(page).to_have_url(re.compile("duration:desc|duration%3Adesc"))
    expect(rows.nth(1)).to_contain_text("slow")
    page.get_by_role("combobox", name="Took at least").select_option("1")
    expect(rows).to_have_count(2)
    page.get_by_role("combobox", name="Type", exact=True).select_option(
        "io.kestra.plugin.core.log.Log"
    )
    expect(page.get_by_text("No task run matches")).to_be_visible()
    page.get_by_role("combobox", name="Type", exact=True).select_option(SLEEP)
    expect(rows).to_have_count(2)
    table.get_by_role("link", name="slow").click()
    page.wait_for_url(re.compile(r"/executions/pages\.taskruns/various/[^/]+/gantt"))
    expect(page.get_by_role("region", name="slow")).to_be_visible()


def test_failed_ones_are_filtered_by_state(page: Page, table: Locator) -> None:
    page.goto("admin/taskruns?filters[state][IN]=FAILED")
    rows = table.get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("bad")
    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/admin/taskruns"))


def test_cards_on_a_narrow_screen(page: Page, table: Locator) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_role("link", name="slow")).to_be_visible()
    assert_accessible(page)
