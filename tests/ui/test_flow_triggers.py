"""What starts a flow by itself, where the flow shows it: the same acts as in the list of all."""

from __future__ import annotations

import re
import shlex

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

NAMESPACE = "pages.flowtriggers"
WAIT = "  - {id: wait, type: io.kestra.plugin.core.flow.Pause}\n"
TRIGGERS = """
triggers:
  - {id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *", timezone: UTC}
  - {id: called, type: io.kestra.plugin.core.trigger.Webhook, key: "it's a long-secret word"}
"""


def shown(page: Page, server: Server, flow_id: str) -> Runs:
    """The tab of such a flow."""
    runs = Runs(server.base)
    runs.flow(flow_id, WAIT, head=TRIGGERS, namespace=NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/{flow_id}/triggers")
    return runs


def test_a_backfill_is_started_followed_and_cancelled(page: Page, server: Server) -> None:
    runs = shown(page, server, "filled")
    row = page.get_by_role("row").filter(has_text="daily")
    expect(row).to_contain_text("At 06:00, every day (UTC)")
    menu = page.get_by_role("button", name="Actions for daily")
    menu.click()
    page.get_by_role("menuitem", name="Backfill…").click()
    dialog = page.get_by_role("dialog", name="Backfill daily")
    dialog.get_by_label("From").fill("2026-03-01T00:00")
    dialog.get_by_label("To").fill("2026-03-11T00:00")
    dialog.get_by_role("button", name="Start 10 executions").click()
    started = row.get_by_role("link", name=re.compile("^Backfill at"))
    expect(started).to_be_visible()
    expect(row.get_by_role("progressbar")).to_be_visible()
    assert_accessible(page)
    (first,) = runs.found(1, namespace=NAMESPACE, flowId="filled")
    menu.click()
    page.get_by_role("menuitem", name="Pause the backfill").click()
    expect(row).to_contain_text("Backfill paused at")
    # It leads to what it started.
    row.get_by_role("link", name=re.compile("^Backfill paused at")).click()
    expect(page.get_by_role("link", name=first["id"][:8])).to_be_visible()
    page.go_back()
    menu.click()
    page.get_by_role("menuitem", name="Cancel the backfill").click()
    held = row.get_by_role("link", name=f"held by {first['id'][:8]}")
    expect(held).to_be_visible()
    menu.click()
    page.get_by_role("menuitem", name="Unlock…").click()
    page.get_by_role("dialog").get_by_role("button", name="Unlock daily").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(held).to_have_count(0)
    runs.call("DELETE", f"/executions/{first['id']}/kill")


@pytest.mark.parametrize(
    ("item", "words"), [("Copy the address", []), ("Copy as curl", ["curl", "-X", "POST"])]
)
def test_the_address_of_a_webhook_is_copied_and_starts_the_flow(
    page: Page, server: Server, item: str, words: list[str]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    flow_id = f"called_{len(words)}"
    runs = shown(page, server, flow_id)
    page.get_by_role("button", name="Actions for called").click()
    page.get_by_role("menuitem", name=item).click()
    expect(page.get_by_text("Copied")).to_be_visible()
    *before, address = shlex.split(page.evaluate("() => navigator.clipboard.readText()"))
    assert before == words
    runs.call("POST", address.removeprefix(f"{server.base}/api/v1"))
    (found,) = runs.found(1, namespace=NAMESPACE, flowId=flow_id)
    assert found["trigger"]["id"] == "called"
    runs.call("DELETE", f"/executions/{found['id']}/kill")


def test_the_details_of_a_trigger_say_when_it_comes_and_what_it_is(
    page: Page, server: Server
) -> None:
    runs = shown(page, server, "detailed")
    page.get_by_role("button", name="Actions for daily").click()
    page.get_by_role("menuitem", name="Details").click()
    drawer = page.get_by_role("dialog", name="Trigger daily")
    dates = drawer.get_by_role("region", name="Next dates").get_by_role("listitem")
    expect(dates).to_have_count(10)
    said = runs.call("GET", f"/triggers/{NAMESPACE}/detailed/daily/preview?count=1")["next"]
    expect(dates.first.locator("time")).to_have_attribute("datetime", said[0])
    expect(drawer.get_by_role("region", name="Source")).to_contain_text("0 6 * * *")
    expect(drawer).to_contain_text("Nothing was written so far.")
    assert_accessible(page)
    drawer.get_by_role("switch", name="Trigger daily is on").click()
    expect(drawer.get_by_role("switch")).not_to_be_checked()
    (row,) = runs.call("GET", f"/triggers/{NAMESPACE}/detailed")["results"]
    assert row["disabled"] is True
    page.keyboard.press("Escape")
    # A webhook has no dates: its source and its log are all there is.
    page.get_by_role("button", name="Actions for called").click()
    page.get_by_role("menuitem", name="Details").click()
    drawer = page.get_by_role("dialog", name="Trigger called")
    expect(drawer.get_by_role("region", name="Source")).to_contain_text("Webhook")
    expect(drawer.get_by_role("region", name="Next dates")).to_have_count(0)


def test_they_have_their_place_on_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    shown(page, server, "phone_" + "of_a_long_name_" * 4)
    table = page.get_by_role("table", name="Triggers")
    for name in ("daily", "called"):
        expect(table).to_contain_text(name)
        expect(page.get_by_role("button", name=f"Actions for {name}")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("switch", name="Trigger daily is on")).to_be_in_viewport(ratio=1)
    assert table.evaluate("(table) => table.scrollWidth") <= 390
    assert_accessible(page)


def test_one_that_the_flow_has_no_more_is_forgotten(page: Page, server: Server) -> None:
    """Only states of a store that was put back by hand are without a flow."""
    asked: list[str] = []

    def unknown(route: Route) -> None:
        found = route.fetch().json()
        found["results"][0]["triggerId"] = "gone"
        route.fulfill(json=found)

    def forget(route: Route) -> None:
        asked.append(str(route.request.post_data))
        route.fulfill(json={"count": 1})

    page.route(f"**/triggers/{NAMESPACE}/forgetful?**", unknown)
    page.route("**/triggers/delete/by-triggers", forget)
    shown(page, server, "forgetful")
    row = page.get_by_role("row").filter(has_text="gone")
    expect(row).to_contain_text("The flow has no such trigger any more")
    page.get_by_role("button", name="Actions for gone").click()
    page.get_by_role("menuitem", name="Forget…").click()
    page.get_by_role("dialog").get_by_role("button", name="Forget gone").click()
    expect(page.get_by_text("Trigger gone is forgotten")).to_be_visible()
    assert len(asked) == 1
    assert '"triggerId":"gone"' in asked[0]
