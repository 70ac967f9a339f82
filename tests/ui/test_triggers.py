"""Triggers of all flows: switches, and a backfill from its dry run to its executions."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

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
    """The list of its triggers; other tests have flows of that id elsewhere."""
    of_seed = f"filters[namespace][EQUALS]={seed.NAMESPACE}"
    return f"admin/triggers?{of_seed}&filters[flowId][EQUALS]={flow_id}"


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


@pytest.mark.parametrize(
    ("locale", "when", "name"),
    [
        ("en-GB", "At 06:00, every day (UTC)", "When"),
        ("de-DE", "Um 06:00, jeden Tag (UTC)", "Wann"),
    ],
)
def test_a_schedule_says_in_words_when_it_fires(
    open_page: Callable[..., tuple[Page, Watch]], server: Server, locale: str, when: str, name: str
) -> None:
    seed.flow(server, SCHEDULED, "in_words")
    page, watch = open_page(server, locale=locale, viewport={"width": 1440, "height": 900})
    page.goto("flows")
    expect(page.locator("main")).to_contain_text("in_words")
    # What makes the words is not for pages that have no schedule.
    assert not watch.calls("cronstrue")
    page.goto(address("in_words"))
    expect(page.get_by_role("columnheader", name=name)).to_be_visible()
    words = page.get_by_role("cell", name=when)
    words.get_by_text(when).hover()
    expect(page.get_by_role("tooltip")).to_have_text("0 6 * * * UTC")
    assert_accessible(page)
    for tab in ("", "/triggers"):
        page.goto(f"flows/edit/{seed.NAMESPACE}/in_words{tab}")
        expect(page.locator("main")).to_contain_text(when)
    assert watch.calls("cronstrue")


def test_the_list_has_its_place_on_a_phone(page: Page, server: Server) -> None:
    flow_id = "phone_switches_" + "of_a_long_name_" * 4
    seed.flow(server, SCHEDULED, flow_id)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("admin/triggers?filters[flowId][CONTAINS]=phone_switches")
    for name in ("Trigger daily is on", "Actions for daily"):
        part = page.get_by_role("switch", name=name).or_(page.get_by_role("button", name=name))
        expect(part).to_be_in_viewport(ratio=1)
    table = page.get_by_role("table", name="Triggers")
    assert table.evaluate("(table) => table.scrollWidth") <= 390
    expect(table).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert_accessible(page)
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).not_to_be_checked()
    assert state(server, flow_id)["disabled"] is True


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


TYPED = """id: {id}
namespace: {namespace}
inputs:
  - {{id: count, type: INT, defaults: 1, max: 9}}
  - {{id: file, type: FILE, required: false}}
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
triggers:
  - {{id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *", timezone: UTC}}
"""


def test_a_backfill_with_labels_and_inputs_goes_on_and_ends(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    seed.flow(server, TYPED, "filled")
    page.goto(address("filled"))
    menu = page.get_by_role("button", name="Actions for daily")
    menu.click()
    page.get_by_role("menuitem", name="Backfill…").click()
    dialog = page.get_by_role("dialog", name="Backfill daily")
    dialog.get_by_label("From").fill("2026-03-01T00:00")
    dialog.get_by_label("To").fill("2026-03-11T00:00")
    dialog.get_by_role("button", name="Add a label").click()
    dialog.get_by_label("Key of label 1").fill("reason")
    dialog.get_by_label("Value of label 1").fill("a gap")
    # A file is of one execution.
    expect(dialog.get_by_label("file")).to_have_count(0)
    start = dialog.get_by_role("button", name="Start 10 executions")
    dialog.get_by_label("count").fill("12")
    expect(dialog.get_by_label("count")).to_have_attribute("aria-invalid", "true")
    expect(start).to_be_disabled()
    dialog.get_by_label("count").fill("4")
    expect(start).to_be_enabled()
    assert_accessible(page)
    start.click()
    expect(page.get_by_text("The backfill of daily has started")).to_be_visible()
    # The first date waits for somebody, and the next one for the first.
    (first,) = runs.found(1, namespace=seed.NAMESPACE, flowId="filled")
    assert first["inputs"]["count"] == 4
    assert {"key": "reason", "value": "a gap"} in first["labels"]
    row = page.get_by_role("row").filter(has_text="daily")
    for item, shown, is_paused in (
        ("Pause the backfill", "Backfill paused at", True),
        ("Go on with the backfill", "Backfill at", False),
    ):
        menu.click()
        page.get_by_role("menuitem", name=item).click()
        expect(row).to_contain_text(shown)
        found = state(server, "filled")["backfill"]
        assert isinstance(found, dict)
        assert found["paused"] is is_paused
    menu.click()
    page.get_by_role("menuitem", name="Cancel the backfill").click()
    # What it started still holds the trigger.
    held = row.get_by_role("link", name=f"held by {first['id'][:8]}")
    expect(held).to_be_visible()
    assert "backfill" not in state(server, "filled")

    menu.click()
    page.get_by_role("menuitem", name="Unlock…").click()
    page.get_by_role("dialog").get_by_role("button", name="Unlock daily").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(held).to_have_count(0)
    assert state(server, "filled")["locked"] is False
    menu.click()
    page.get_by_role("menuitem", name="Restart", exact=True).click()
    expect(page.get_by_text("Trigger daily begins anew")).to_be_visible()
    menu.click()
    page.get_by_role("menuitem", name="Logs", exact=True).click()
    expect(page).to_have_url(re.compile(r"/logs\?.*triggerId"))
    runs.call("DELETE", f"/executions/{first['id']}/kill")


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


def test_a_backfill_leaves_out_what_has_succeeded_and_begins_with_the_newest(
    page: Page, server: Server
) -> None:
    seed.flow(server, SCHEDULED, "orderly")
    runs = Runs(server.base)
    place = {"namespace": seed.NAMESPACE, "flowId": "orderly"}
    second_day = {"start": "2026-03-02T00:00:00Z", "end": "2026-03-03T00:00:00Z"}
    runs.backfill({**place, "triggerId": "daily"}, **second_day)
    (done,) = runs.found(1, **place)
    runs.reach(done["id"], "SUCCESS")
    page.goto(address("orderly"))
    page.get_by_role("button", name="Actions for daily").click()
    page.get_by_role("menuitem", name="Backfill…").click()
    dialog = page.get_by_role("dialog", name="Backfill daily")
    dialog.get_by_label("From").fill("2026-03-01T00:00")
    dialog.get_by_label("To").fill("2026-03-05T00:00")
    expect(dialog.get_by_role("button", name="Start 4 executions")).to_be_enabled()
    dialog.get_by_label("Skip dates that have succeeded").check()
    dialog.get_by_label("Order").select_option("NEWEST_FIRST")
    dialog.get_by_label("At once").fill("2")
    assert_accessible(page)
    dialog.get_by_role("button", name="Start 3 executions").click()
    found = runs.found(4, **place)
    dates = [run["trigger"]["variables"]["date"][:10] for run in found]
    # The one that began last is the first here.
    assert dates[0] == "2026-03-01"
    assert sorted(dates[1:]) == ["2026-03-02", "2026-03-03", "2026-03-04"]


FAILING = """id: {id}
namespace: {namespace}
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: Hello
triggers:
  - {{id: poll, type: io.kestra.plugin.core.http.Trigger, interval: PT1S, uri: "http://127.0.0.1:1/"}}
"""


def test_a_trigger_that_fails_is_found_with_its_reason(page: Page, server: Server) -> None:
    seed.flow(server, FAILING, "failing")
    seed.flow(server, SCHEDULED, "fine")
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    # The list is not read again by itself.
    while failures(server, "failing") < 2:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.goto("admin/triggers")
    expect(page.get_by_role("heading", name="Triggers")).to_be_visible()
    page.get_by_role("combobox", name="Add").click()
    page.get_by_role("option", name="has error").click()
    page.get_by_role("option", name="yes").click()
    row = page.get_by_role("row").filter(has_text="poll")
    expect(row).to_contain_text("Unable to reach 'http://127.0.0.1:1/'")
    expect(row).to_contain_text(re.compile(r"\d+ times"))
    row.get_by_role("button", name="Actions for poll").click()
    page.get_by_role("menuitem", name="Details").click()
    drawer = page.get_by_role("dialog", name="Trigger poll")
    expect(drawer.locator("pre.whole")).to_contain_text("Unable to reach 'http://127.0.0.1:1/'")
    expect(drawer.get_by_role("log")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("row").filter(has_text="daily")).to_have_count(0)
    expect(page).to_have_url(re.compile("hasError"))
    assert_accessible(page)
    page.goto("admin/triggers?filters[hasError][EQUALS]=false&filters[flowId][EQUALS]=fine")
    expect(page.get_by_role("row").filter(has_text="daily")).to_contain_text("not evaluated yet")
    switched_off(server, "failing", "poll")


def test_what_is_looked_for_most_is_a_press_away(page: Page, server: Server) -> None:
    seed.flow(server, SCHEDULED, "pressed")
    page.goto(address("pressed"))
    quick = page.get_by_role("group", name="Which triggers")
    everything = quick.get_by_role("button", name=re.compile("^All"))
    expect(everything).to_have_attribute("aria-pressed", "true")
    quick.get_by_role("button", name="Off").click()
    expect(page).to_have_url(re.compile(r"triggerState.*DISABLED"))
    expect(page.get_by_text("No trigger fits these filters")).to_be_visible()
    assert_accessible(page)
    everything.click()
    expect(page.get_by_role("row").filter(has_text="daily")).to_have_count(1)
    expect(page).not_to_have_url(re.compile("triggerState"))


def test_a_trigger_that_is_overdue_says_so(page: Page, server: Server) -> None:
    seed.flow(server, SCHEDULED, "late")
    page.goto("admin/triggers?filters[overdue][EQUALS]=true&filters[flowId][EQUALS]=late")
    expect(page.get_by_text("No trigger fits these filters")).to_be_visible()
    page.route("**/triggers/search?**", _as_overdue)
    page.goto(address("late"))
    expect(page.get_by_role("row").filter(has_text="daily")).to_contain_text("overdue")


def _as_overdue(route: Route) -> None:
    """The answer of a server that was away when the date came."""
    found = route.fetch().json()
    for row in found["results"]:
        row["state"]["overdue"] = True
    route.fulfill(json=found)


def switched_off(server: Server, flow_id: str, trigger_id: str) -> None:
    """A trigger of a test that is over does nothing any more."""
    names = {"namespace": seed.NAMESPACE, "flowId": flow_id, "triggerId": trigger_id}
    body = json.dumps({**names, "disabled": True}).encode()
    seed.ask(server, "PUT", "/triggers/set-disabled", body, Content_Type="application/json")


def state(server: Server, flow_id: str) -> dict[str, object]:
    """The state of the flow's trigger."""
    found = seed.ask(server, "GET", f"/triggers/{seed.NAMESPACE}/{flow_id}")
    row: dict[str, object] = found["results"][0]
    return row


def failures(server: Server, flow_id: str) -> int:
    """How many evaluations of the flow's trigger failed in a row."""
    evaluation = state(server, flow_id).get("lastEvaluation")
    return int(evaluation["failures"]) if isinstance(evaluation, dict) else 0


def count(server: Server, flow_id: str) -> int:
    """How many executions the flow has."""
    path = f"/executions/search?flowId={flow_id}&namespace={seed.NAMESPACE}&size=1"
    return int(seed.ask(server, "GET", path)["total"])


def test_several_triggers_are_changed_at_once(page: Page, server: Server) -> None:
    for flow_id in ("several-a", "several-b"):
        seed.flow(server, SCHEDULED, flow_id)
    page.goto("admin/triggers?filters[flowId][STARTS_WITH]=several-")
    table = page.get_by_role("table", name="Triggers")
    expect(table.locator("tbody tr")).to_have_count(2)
    table.get_by_role("checkbox", name="Select all").check()
    bar = page.get_by_role("toolbar")
    bar.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("2 triggers are off")).to_be_visible()
    assert all(state(server, one)["disabled"] for one in ("several-a", "several-b"))
    bar.get_by_role("button", name="Enable").click()
    expect(page.get_by_text("2 triggers are on")).to_be_visible()
    assert not any(state(server, one)["disabled"] for one in ("several-a", "several-b"))
    bar.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Pause the backfills").click()
    expect(page.get_by_text("0 backfills are paused")).to_be_visible()
    bar.get_by_role("button", name="Unlock…").click()
    dialog = page.get_by_role("dialog", name="Unlock 2 triggers")
    expect(dialog).to_contain_text("several-a")
    dialog.get_by_role("button", name="Cancel").click()
    assert_accessible(page)


def test_all_triggers_that_are_found_are_forgotten(page: Page, server: Server) -> None:
    for number in range(3):
        seed.flow(server, SCHEDULED, f"forgotten-{number}")
    page.goto("admin/triggers?size=10&filters[flowId][STARTS_WITH]=forgotten-")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert "forgotten-2" in download.value.path().read_text()
    table = page.get_by_role("table", name="Triggers")
    table.get_by_role("checkbox", name="Select all").check()
    page.get_by_role("toolbar").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Forget…").click()
    dialog = page.get_by_role("dialog", name="Forget 3 triggers")
    dialog.get_by_role("button", name="Forget 3 triggers").click()
    expect(page.get_by_text("3 triggers are forgotten")).to_be_visible()
