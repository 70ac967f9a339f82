"""A new user's way: a flow made, run, seen to fail, repaired, run again, scheduled, backfilled."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui.editor import replace, write
from tests.ui.flow_sources import failing, repaired
from tests.ui.runs import Runs

pytestmark = pytest.mark.timeout(240)
SECONDS_MAX = 180.0
TABS_MAX = 120
NAMESPACE = "ui.journey"
BROKEN = """id: {id}
namespace: ui.journey
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    messsage: Hello
"""
BACKFILL = {"from": "2026-03-01T00:00", "to": "2026-03-04T00:00"}
# The same with the month or the day first; after the year, which may have more digits, the time,
# in which not every locale has halves of a day.
TYPED = {"From": ("01012026", "1200A"), "To": ("02022026", "1200A")}
TYPED_COUNT = 32


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: among the triggers of other tests those of a new user are not found."""
    with running(tmp_path_factory.mktemp("journey")) as started:
        yield started


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def newest(runs: Runs, flow_id: str) -> dict[str, Any]:
    """The newest execution of a flow, as the API has it."""
    return runs.search(namespace=NAMESPACE, flowId=flow_id)[0]


def await_backfill(runs: Runs, flow_id: str, count: int) -> None:
    """Until the flow has that many executions, of which the backfill made some."""
    deadline = time.monotonic() + SECONDS_MAX
    while len(runs.search(namespace=NAMESPACE, flowId=flow_id)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_with_the_mouse(page: Page, runs: Runs) -> None:
    began = time.monotonic()
    main = page.locator("main")
    problems = page.get_by_role("region", name="Problems")
    page.goto("flows/new")
    write(page, BROKEN.format(id="mouse"))
    # What is wrong is said with its place and what was meant, before anything is saved.
    expect(problems).to_contain_text("messsage")
    expect(problems).to_contain_text("6:5")
    write(page, failing(NAMESPACE, "mouse"))
    expect(problems).to_contain_text("No problems")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url(re.compile(r"/flows/edit/ui\.journey/mouse/edit"))

    page.get_by_role("button", name="Execute", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This flow has no inputs.")
    dialog.get_by_role("button", name="Execute", exact=True).click()
    page.wait_for_url(re.compile(r"/executions/ui\.journey/mouse/"))
    expect(main).to_contain_text("Failed")
    expect(page.get_by_role("region", name="Why it failed")).to_contain_text("rates are missing")
    assert newest(runs, "mouse")["state"]["current"] == "FAILED"

    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="mouse").click()
    page.get_by_role("link", name="Edit", exact=True).first.click()
    write(page, repaired(NAMESPACE, "mouse", "mouse_daily"))
    expect(problems).to_contain_text("No problems")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    page.get_by_role("button", name="Execute", exact=True).click()
    count = dialog.get_by_label("count")
    count.fill("12")
    expect(dialog).to_contain_text("1 of 2 inputs are valid")
    # Enter in a field starts nothing.
    count.press("Enter")
    count.fill("4")
    expect(dialog).to_contain_text("2 of 2 inputs are valid")
    assert newest(runs, "mouse")["state"]["current"] == "FAILED"
    dialog.get_by_role("button", name="Execute", exact=True).click()
    page.wait_for_url(re.compile(r"/executions/ui\.journey/mouse/"))
    expect(main).to_contain_text("Success")
    assert newest(runs, "mouse")["inputs"] == {"day": "2026-11-27", "count": 4}

    page.get_by_role("link", name="Triggers", exact=True).first.click()
    page.get_by_role("button", name="Actions for mouse_daily").click()
    page.get_by_role("menuitem", name="Backfill…").click()
    backfill = page.get_by_role("dialog", name="Backfill mouse_daily")
    backfill.get_by_label("From").fill(BACKFILL["from"])
    backfill.get_by_label("To").fill(BACKFILL["to"])
    backfill.get_by_role("button", name="Start 3 executions").click()
    expect(page.get_by_text("The backfill of mouse_daily has started")).to_be_visible()
    await_backfill(runs, "mouse", 5)
    assert time.monotonic() - began < SECONDS_MAX


def test_with_the_keyboard_alone(page: Page, runs: Runs) -> None:
    began = time.monotonic()
    keys = page.keyboard
    editor = page.locator(".monaco-editor textarea").first
    heading = page.locator("h1")
    problems = page.get_by_role("region", name="Problems")
    pill = page.locator("#content > header .pill")
    dialog = page.get_by_role("dialog", name="Execute")
    page.goto("")
    expect(heading).to_have_text("Home")
    choose_in_palette(page, ">create a flow")
    page.wait_for_url("**/flows/new")
    reach(page, editor)
    replace(page, failing(NAMESPACE, "keyboard"))
    expect(problems).to_contain_text("No problems")
    keys.press("ControlOrMeta+s")
    page.wait_for_url(re.compile(r"/flows/edit/ui\.journey/keyboard/edit"))

    reach(page, page.get_by_role("button", name="Execute", exact=True))
    keys.press("Enter")
    expect(dialog).to_contain_text("This flow has no inputs.")
    keys.press("ControlOrMeta+Enter")
    page.wait_for_url(re.compile(r"/executions/ui\.journey/keyboard/"))
    expect(pill).to_have_text("Failed")
    expect(page.get_by_role("region", name="Why it failed")).to_contain_text("rates are missing")
    # To the first task run that failed, and its log.
    keys.press("n")
    expect(page.get_by_role("region", name="convert")).to_be_visible()

    choose_in_palette(page, "ui.journey.keyboard", "keyboard")
    page.wait_for_url(re.compile(r"/flows/edit/ui\.journey/keyboard"))
    reach(page, page.get_by_role("link", name="Edit", exact=True).first)
    keys.press("Enter")
    expect(page.locator(".monaco-editor").first).to_contain_text("convert")
    reach(page, editor)
    replace(page, repaired(NAMESPACE, "keyboard", "keyboard_daily"))
    expect(problems).to_contain_text("No problems")
    keys.press("ControlOrMeta+s")
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    leave(page)
    reach(page, page.get_by_role("button", name="Execute", exact=True))
    keys.press("Enter")
    reach(page, dialog.get_by_label("count"))
    keys.press("ControlOrMeta+A")
    keys.type("4")
    expect(dialog).to_contain_text("2 of 2 inputs are valid")
    keys.press("ControlOrMeta+Enter")
    page.wait_for_url(re.compile(r"/executions/ui\.journey/keyboard/"))
    expect(pill).to_have_text("Success")
    assert newest(runs, "keyboard")["inputs"] == {"day": "2026-11-27", "count": 4}

    keys.type("gt")
    expect(heading).to_have_text("Triggers")
    reach(page, page.get_by_role("button", name="Actions for keyboard_daily"))
    keys.press("Enter")
    choose_in_menu(page, "Backfill…")
    backfill = page.get_by_role("dialog", name="Backfill keyboard_daily")
    for label, (date, clock) in TYPED.items():
        reach(page, backfill.get_by_label(label))
        keys.type(date)
        keys.press("ArrowRight")
        keys.type(clock)
    start = backfill.get_by_role("button", name=f"Start {TYPED_COUNT} executions")
    expect(start).to_be_enabled()
    reach(page, start)
    keys.press("Enter")
    expect(page.get_by_text("The backfill of keyboard_daily has started")).to_be_visible()
    await_backfill(runs, "keyboard", 2 + TYPED_COUNT)
    assert time.monotonic() - began < SECONDS_MAX


def reach(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus."""
    expect(target).to_be_visible()
    for _ in range(TABS_MAX):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {target}")


def leave(page: Page) -> None:
    """Let Tab lead out of the editor, where it indents, and back to its beginning."""
    page.keyboard.press("Control+m")
    page.keyboard.press("Shift+Tab")


def choose_in_palette(page: Page, words: str, shown: str = "") -> None:
    """Open the palette, type, and take the first row when it is there."""
    page.keyboard.press("ControlOrMeta+k")
    palette = page.get_by_role("dialog", name="Search or run")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)
    expect(palette.get_by_role("option").first).to_contain_text(
        re.compile(shown or words[1:], re.IGNORECASE)
    )
    page.keyboard.press("Enter")
    expect(palette).to_have_count(0)


def choose_in_menu(page: Page, name: str) -> None:
    """Walk down an open menu to an item and take it."""
    item = page.get_by_role("menuitem", name=name)
    expect(item).to_be_visible()
    for _ in range(TABS_MAX):
        if item.evaluate("(one) => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not lead to {name}")
