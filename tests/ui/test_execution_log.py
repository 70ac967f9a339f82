"""The log of an execution: followed, narrowed, copied, saved and deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs, address

SAY = """
  - {id: first, type: io.kestra.plugin.core.log.Log, message: "<b>one</b>\\nsecond line"}
  - {id: other, type: io.kestra.plugin.core.log.Log, level: WARN, message: two}
"""
# It speaks, waits for a resume, and speaks again.
WAITS = """
  - id: early
    type: io.kestra.plugin.core.log.Log
    message: ["line {{ 1 }}", "line 2", "line 3"]
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
  - {id: late, type: io.kestra.plugin.core.log.Log, message: the end}
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def ended(runs: Runs, flow_id: str) -> dict[str, object]:
    runs.flow(flow_id, SAY)
    return runs.reach(runs.start(flow_id), "SUCCESS")


def lines(runs: Runs, execution_id: object) -> list[str]:
    """The messages that the server has."""
    found = runs.call("GET", f"/logs/{execution_id}?minLevel=INFO")
    return [entry["message"] for entry in found]


def test_new_lines_are_followed_until_somebody_stops(page: Page, runs: Runs) -> None:
    runs.flow("log_follow", WAITS)
    execution_id = runs.start("log_follow")
    runs.reach(execution_id, "PAUSED")
    page.goto(address(runs.get(execution_id), "logs"))
    log = page.get_by_role("log")
    expect(log).to_contain_text("line 3")
    # The form of the pause lies over it as soon as it is known that it waits for somebody.
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    follow = page.get_by_role("button", name="Stop following")
    expect(follow).to_have_attribute("aria-pressed", "true")
    follow.click()
    expect(page.get_by_role("button", name="Follow").first).to_be_visible()
    page.keyboard.press("f")
    expect(follow).to_be_visible()
    runs.call("POST", f"/executions/{execution_id}/resume")
    expect(log).to_contain_text("the end")
    runs.reach(execution_id, "SUCCESS")
    # There is nothing left to follow.
    expect(follow).to_have_count(0)


def test_lines_are_wrapped_turned_round_and_without_columns(page: Page, runs: Runs) -> None:
    found = ended(runs, "log_display")
    page.goto(address(found, "logs"))
    log = page.get_by_role("log")
    expect(log).to_contain_text("<b>one</b>")
    expect(log).not_to_contain_text("second line")
    page.get_by_role("button", name="Display of lines").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="Display of lines")
    menu.get_by_role("switch", name="Wrap long lines").check()
    expect(log).to_contain_text("second line")
    first = log.locator(".ll").first
    expect(first).to_contain_text("<b>one</b>")
    menu.get_by_role("button", name="Newest first").click()
    expect(log.locator(".at[data-index='0']")).to_contain_text("two")
    expect(log.locator(".at[data-index='1']")).to_contain_text("second line")
    menu.get_by_role("checkbox", name="Level").uncheck()
    expect(log.locator(".lv")).to_have_count(0)
    expect(log.locator(".tm")).to_have_count(2)
    assert_accessible(page)
    page.keyboard.press("Escape")
    # A wrapped line still unfolds, with its number from the beginning.
    log.get_by_text("two").click()
    expect(log).to_contain_text("line 2")
    # As in the search, which begins with the newest unless it is told otherwise.
    page.goto("logs?filters[flowId][EQUALS]=log_display&filters[level][EQUALS]=INFO")
    expect(log).to_contain_text("second line")
    expect(log.locator(".lv")).to_have_count(0)
    expect(page.get_by_role("button", name="Views", exact=True)).to_have_text("Views")
    expect(page.get_by_role("button", name="Display of lines")).to_have_text("Display")
    page.get_by_role("button", name="Display of lines").click()
    page.get_by_role("switch", name="Wrap long lines").uncheck()
    page.get_by_role("checkbox", name="Level").check()
    page.get_by_role("button", name="Usual", exact=True).click()
    expect(log).not_to_contain_text("second line")


LEVELS = """
  - {id: first, type: io.kestra.plugin.core.log.Log, level: ERROR, message: bad one}
  - id: many
    type: io.kestra.plugin.core.log.Log
    message: [%s]
  - {id: second, type: io.kestra.plugin.core.log.Log, level: WARN, message: odd one}
  - {id: third, type: io.kestra.plugin.core.log.Log, level: ERROR, message: bad two}
"""


def test_lines_of_a_level_are_gone_through(page: Page, runs: Runs) -> None:
    runs.flow("log_levels", LEVELS % ", ".join(f"line {n}" for n in range(300)))
    found = runs.reach(runs.start("log_levels"), "SUCCESS", "WARNING")
    page.goto(address(found, "logs"))
    log = page.get_by_role("log")
    current = log.locator(".ll.cur")
    group = page.get_by_role("group", name="Lines of a level")
    following = group.get_by_role("button", name="Next line of the level")
    previous = group.get_by_role("button", name="Previous line of the level")
    level = group.get_by_role("combobox", name="Level to go to")
    expect(level.locator("option:checked")).to_have_text("ERROR · 2")
    for button, message in (
        (following, "bad one"),
        (following, "bad two"),
        # After the last comes the first.
        (following, "bad one"),
        (previous, "bad two"),
    ):
        button.click()
        expect(current).to_contain_text(message)
    level.select_option("WARN")
    previous.click()
    expect(current).to_contain_text("odd one")
    assert_accessible(page)
    # From the line that is looked at.
    log.get_by_text("line 299", exact=True).click()
    following.click()
    expect(current).to_contain_text("odd one")
    page.get_by_role("button", name="Display of lines").click()
    page.get_by_role("button", name="Newest first").click()
    page.keyboard.press("Escape")
    # Downwards is back in time now.
    following.click()
    expect(current).to_contain_text("bad one")
    page.get_by_role("button", name="Display of lines").click()
    page.get_by_role("button", name="Usual", exact=True).click()


def test_a_line_is_copied_whole(page: Page, runs: Runs) -> None:
    found = ended(runs, "log_copy")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address(found, "logs"))
    log = page.get_by_role("log")
    log.get_by_text("<b>one</b>").click()
    expect(log.locator("pre")).to_have_text("<b>one</b>\nsecond line")
    log.get_by_role("button", name="Copy", exact=True).click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "<b>one</b>\nsecond line"
    log.get_by_role("button", name="Fold the line", exact=True).click()
    expect(log.locator("pre")).to_have_count(0)


def test_the_log_of_one_task_run_is_saved_and_deleted(page: Page, runs: Runs) -> None:
    found = ended(runs, "log_delete")
    page.goto(address(found, "gantt"))
    timeline = page.get_by_role("table", name="Timeline")
    timeline.get_by_text("first", exact=True).click()
    drawer = page.get_by_role("region", name="first", exact=True)
    expect(drawer.get_by_role("log")).to_contain_text("<b>one</b>")
    with page.expect_download() as download:
        drawer.get_by_role("link", name="Download the log").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "<b>one</b>" in text
    assert "two" not in text
    drawer.get_by_role("button", name="Actions for first").click()
    page.get_by_role("menuitem", name="All its logs").click()
    expect(page).to_have_url(re.compile("/logs.*taskRun="))
    expect(page.get_by_role("log")).not_to_contain_text("two")
    page.get_by_role("button", name="Show the log of all tasks").click()
    expect(page.get_by_role("log")).to_contain_text("two")
    page.goto(address(found, "gantt"))
    timeline.get_by_text("first", exact=True).click()
    drawer.get_by_role("button", name="Actions for first").click()
    page.get_by_role("menuitem", name="Delete its logs").click()
    expect(page.get_by_text("The logs of the task run are deleted")).to_be_visible()
    expect(drawer.get_by_role("heading", name="No lines")).to_be_visible()
    assert lines(runs, found["id"]) == ["two"]
