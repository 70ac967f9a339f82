"""What schedules will start, hour by hour, and what they started late."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

LOG = "  - id: one\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n"
SCHEDULES = """
triggers:
  - {id: hourly, type: io.kestra.plugin.core.trigger.Schedule, cron: "30 * * * *"}
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def shown(page: Page, flow_id: str, place: str = "calendar", **query: str) -> None:
    """The calendar of one flow."""
    page.goto(f"triggers/{place}?{urlencode({'filters[flowId][EQUALS]': flow_id, **query})}")


def test_runs_to_come_are_counted_by_the_hour(page: Page, runs: Runs) -> None:
    runs.flow("calendar_hours", LOG, head=SCHEDULES)
    page.goto("triggers")
    page.get_by_role("navigation", name="Triggers as").get_by_role("link", name="Calendar").click()
    expect(page.get_by_role("heading", name="Calendar of triggers")).to_be_visible()
    shown(page, "calendar_hours", range="P1D")
    heat = page.get_by_role("region", name="Runs by day and hour")
    expect(heat).to_contain_text("24 runs")
    cells = heat.get_by_role("button", name=re.compile(", 1 run$"))
    expect(cells).to_have_count(24)
    planned = page.get_by_role("table").last.locator("tbody tr")
    expect(planned).to_have_count(24)
    cells.first.click()
    expect(planned).to_have_count(1)
    expect(planned).to_contain_text("hourly")
    assert_accessible(page)
    page.get_by_role("button", name="Show every hour").click()
    expect(planned).to_have_count(24)
    page.get_by_role("group", name="Range").get_by_role("button", name="7 days").click()
    expect(heat).to_contain_text("168 runs")
    expect(page).to_have_url(re.compile("range=P7D"))
    page.reload()
    expect(heat).to_contain_text("168 runs")


def test_hours_are_reached_by_keys(page: Page, runs: Runs) -> None:
    runs.flow("calendar_keys", LOG, head=SCHEDULES)
    shown(page, "calendar_keys", range="P7D")
    heat = page.get_by_role("region", name="Runs by day and hour")
    first = heat.get_by_role("button").first
    expect(first).to_be_visible()
    first.focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    focused = heat.locator("button:focus")
    expect(focused).to_have_attribute("aria-label", re.compile(" 01:00, 1 run$"))
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name=re.compile("^Runs on .* from 01:00$"))).to_be_visible()


def test_nothing_scheduled_and_nothing_late_is_said(page: Page) -> None:
    shown(page, "calendar_none")
    expect(page.locator("main")).to_contain_text("Nothing is scheduled")
    assert_accessible(page)
    page.get_by_role("navigation", name="Triggers as").get_by_role("link", name="Ran late").click()
    expect(page.get_by_role("heading", name="Runs that began late")).to_be_visible()
    shown(page, "calendar_none", "late")
    expect(page.locator("main")).to_contain_text("Nothing ran late")
    assert_accessible(page)


def test_what_was_backfilled_began_late(page: Page, runs: Runs) -> None:
    runs.flow("calendar_late", LOG, head=SCHEDULES)
    trigger = {"namespace": "pages.runs", "flowId": "calendar_late", "triggerId": "hourly"}
    period = {"start": "2026-01-05T00:00:00Z", "end": "2026-01-05T01:00:00Z"}
    runs.backfill(trigger, **period)
    (late,) = runs.found(1, flowId="calendar_late")
    shown(page, "calendar_late", "late")
    rows = page.get_by_role("table", name="Runs that began late").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("made up for")
    expect(rows).to_contain_text("hourly")
    assert_accessible(page)
    rows.get_by_role("link", name=late["id"][:8]).click()
    expect(page.get_by_role("navigation", name="Parts of the execution")).to_be_visible()
