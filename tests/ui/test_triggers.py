"""Triggers of all flows: switches, and a backfill from its dry run to its executions."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible

WAIT_SECONDS_MAX = 60.0
SCHEDULED = """id: {id}
namespace: {namespace}
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: Hello
triggers:
  - {{id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *", timezone: UTC}}
"""


def address(flow_id: str) -> str:
    return f"admin/triggers?filters[flowId][EQUALS]={flow_id}"


def test_a_trigger_is_switched_off_and_on(page: Page, server: Server) -> None:
    seed.flow(server, SCHEDULED, "switches")
    page.goto(address("switches"))
    switch = page.get_by_role("switch", name="Trigger daily is on")
    expect(switch).to_be_checked()
    assert_accessible(page)
    switch.click()
    expect(switch).not_to_be_checked()
    assert state(server, "switches")["disabled"] is True
    switch.click()
    expect(switch).to_be_checked()
    assert state(server, "switches")["disabled"] is False


def test_a_backfill_says_what_it_will_run_and_runs_that(page: Page, server: Server) -> None:
    seed.flow(server, SCHEDULED, "backfills")
    page.goto(address("backfills"))
    page.get_by_role("button", name="Actions for daily").click()
    page.get_by_role("menuitem", name="Backfill…").click()
    dialog = page.get_by_role("dialog", name="Backfill daily")
    dialog.get_by_label("From").fill("2026-03-01T00:00")
    dialog.get_by_label("To").fill("2026-03-04T00:00")
    expect(dialog).to_contain_text("3 executions")
    dialog.get_by_role("button", name="Start 3 executions").click()
    expect(page.get_by_text("The backfill of daily has started")).to_be_visible()
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while count(server, "backfills") < 3:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_closing_the_dialog_of_a_backfill_starts_nothing(page: Page, server: Server) -> None:
    seed.flow(server, SCHEDULED, "quiet")
    page.goto(address("quiet"))
    page.get_by_role("button", name="Actions for daily").click()
    page.get_by_role("menuitem", name="Backfill…").click()
    dialog = page.get_by_role("dialog", name="Backfill daily")
    dialog.get_by_label("From").fill("2026-03-01T00:00")
    dialog.get_by_label("To").fill("2026-03-04T00:00")
    expect(dialog).to_contain_text("3 executions")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "backfill" not in state(server, "quiet")


def state(server: Server, flow_id: str) -> dict[str, object]:
    """The state of the flow's trigger."""
    found = seed.ask(server, "GET", f"/triggers/{seed.NAMESPACE}/{flow_id}")
    row: dict[str, object] = found["results"][0]
    return row


def count(server: Server, flow_id: str) -> int:
    """How many executions the flow has."""
    path = f"/executions/search?flowId={flow_id}&namespace={seed.NAMESPACE}&size=1"
    return int(seed.ask(server, "GET", path)["total"])
