"""The dashboards that flows and namespaces have in their overviews."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

NAMESPACE = "pages.overviews"
# Of the one execution that its ratio is of.
SHOWN = "pages.shown"
TASKS = "  - id: say\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n"


@pytest.mark.parametrize("place", [f"flows/edit/{SHOWN}/shown", f"namespaces/edit/{SHOWN}"])
def test_an_overview_has_the_dashboard_of_the_page(page: Page, server: Server, place: str) -> None:
    runs = Runs(server.base)
    runs.flow("shown", TASKS, namespace=SHOWN)
    runs.reach(runs.start("shown", namespace=SHOWN), "SUCCESS")
    page.goto(place)
    # The tab around it has that name as well.
    board = page.locator("section.board")
    board.scroll_into_view_if_needed()
    ratio = board.locator(".figure").first
    expect(ratio).to_have_text(re.compile(r"^100\s*%$"))
    expect(board.locator("[aria-busy=true]")).to_have_count(0)
    assert_accessible(page)


def test_a_flow_tells_how_it_does(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    head = (
        "description: Loads **orders** of the day.\n"
        "inputs: [{id: day, type: STRING, defaults: monday}]\n"
        "concurrency: {limit: 1, behavior: FAIL}\n"
        "triggers:\n"
        "  - {id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: '2 14 * * *'}\n"
    )
    runs.flow("figured", TASKS, namespace=NAMESPACE, head=head)
    runs.reach(runs.start("figured", namespace=NAMESPACE), "SUCCESS")
    fail = "  - {id: stop, type: io.kestra.plugin.core.execution.Fail, errorMessage: full}\n"
    runs.flow("figured", TASKS + fail, namespace=NAMESPACE, head=head)
    runs.reach(runs.start("figured", namespace=NAMESPACE), "FAILED")
    caller = (
        "  - {id: call, type: io.kestra.plugin.core.flow.Subflow,"
        f" namespace: {NAMESPACE}, flowId: figured}}\n"
    )
    runs.flow("caller", caller, namespace=NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/figured")
    figures = page.locator(".figures > .stat")
    expect(figures).to_have_count(5)
    # What it is for comes first, and once.
    expect(page.get_by_text("Loads orders of the day.")).to_have_count(1)
    expect(page.locator(".about strong")).to_have_text("orders")
    about, first = page.locator(".about").bounding_box(), figures.first.bounding_box()
    assert about
    assert first
    assert about["y"] + about["height"] <= first["y"]
    expect(figures.nth(0)).to_have_text(re.compile(r"50\s*%\s*1 of 2 runs"))
    expect(figures.nth(1).locator(".n")).to_have_text("1")
    expect(figures.nth(2)).to_contain_text("p95")
    expect(figures.nth(4).locator("time")).to_have_count(2)
    bars = page.get_by_role("group", name="Last 2 runs")
    expect(bars.locator(".bar")).to_have_count(2)
    rows = page.get_by_role("table", name="Newest executions").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("stop: full")
    side = page.locator(".beside > aside")
    facts = side.locator("dl")
    expect(facts).to_contain_text("1 at a time, others fail")
    expect(facts).to_contain_text("none on the flow")
    expect(facts.get_by_role("link", name="Show the change from 1")).to_have_attribute(
        "href", re.compile("figured/revisions$")
    )
    expect(side.get_by_role("listitem").filter(has_text="caller")).to_contain_text("subflow")
    expect(side.get_by_role("listitem").filter(has_text="STRING")).to_contain_text("monday")
    expect(side.get_by_role("switch", name="Trigger daily is on")).to_be_checked()
    assert_accessible(page)
    period = page.get_by_role("group", name="Period").first
    expect(period.get_by_role("button", name="60 runs")).to_have_attribute("aria-pressed", "true")
    period.get_by_role("button", name="24 h").click()
    expect(page).to_have_url(re.compile("period=PT24H"))
    expect(bars.locator(".bar")).to_have_count(2)


def test_an_execution_is_replayed_from_the_overview_of_its_flow(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    runs.flow("replayed", TASKS, namespace=NAMESPACE, head="labels: {team: pages}\n")
    first = runs.reach(runs.start("replayed", namespace=NAMESPACE), "SUCCESS")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"flows/edit/{NAMESPACE}/replayed")
    rows = page.get_by_role("table", name="Newest executions").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("team: pages")
    menu = page.get_by_role("button", name=f"Actions for {first['id'][:8]}")
    menu.press("Enter")
    # What makes no sense for what has succeeded is not there.
    expect(page.get_by_role("menuitem", name="Replay…")).to_be_focused()
    expect(page.get_by_role("menuitem", name="Restart…")).to_have_count(0)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Replay")
    assert_accessible(page)
    dialog.get_by_role("button", name="Start 1 execution").click()
    expect(dialog).to_have_count(0)
    expect(rows).to_have_count(2)
    assert len(runs.search(namespace=NAMESPACE, flowId="replayed")) == 2


def test_the_overview_of_a_flow_has_its_bars_on_a_phone(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    runs.flow("phoned", TASKS, namespace=NAMESPACE)
    runs.reach(runs.start("phoned", namespace=NAMESPACE), "SUCCESS")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"flows/edit/{NAMESPACE}/phoned")
    expect(page.get_by_role("group", name="Last 1 run").locator(".bar")).to_be_visible()
    figures = page.locator(".figures > .stat")
    places = [box["x"] for box in map(bounding_box, figures.all())]
    # Two by two, one below the other.
    assert places[:4] == places[:2] * 2, places
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(page)


def bounding_box(locator: Locator) -> FloatRect:
    """Where it is."""
    box = locator.bounding_box()
    assert box
    return box
