"""The search in the sources of flows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

NAMESPACE = "pages.sources"
TASKS = """
  - id: one
    type: io.kestra.plugin.core.log.Log
    message: "Gyrfalcon <b>dives</b> {{ 7 * 7 }}"
  - id: two
    type: io.kestra.plugin.core.log.Log
    message: gyrfalcons
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    made = Runs(server.base)
    made.flow("sought", TASKS, namespace=NAMESPACE)
    made.flow("below", TASKS, namespace=f"{NAMESPACE}.inner")
    return made


def test_lines_are_found_marked_and_opened_in_the_editor(page: Page, runs: Runs) -> None:
    page.goto("flows/search")
    expect(page.get_by_text("Find any text in the sources of flows")).to_be_visible()
    page.get_by_role("searchbox").fill("gyrfalcon")
    line = page.get_by_role("link", name=re.compile("^8 message"))
    expect(line.first).to_contain_text("Gyrfalcon <b>dives</b> {{ 7 * 7 }}")
    expect(page.get_by_role("status").filter(has_text="flows")).to_have_text(
        re.compile("[2-9] flows")
    )
    expect(page.locator("mark").first).to_have_text("Gyrfalcon")
    assert_accessible(page)
    page.get_by_role("combobox", name="Namespace").select_option(f"{NAMESPACE}.inner")
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    page.get_by_role("button", name="Capital letters count").click()
    expect(page.get_by_role("link", name=re.compile("^11 "))).to_have_count(1)
    page.get_by_role("button", name="Whole words only").click()
    expect(page.get_by_text("No source has this text")).to_be_visible()
    page.get_by_role("button", name="Capital letters count").click()
    expect(line).to_be_visible()
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("gyrfalcon")
    line.click()
    page.wait_for_url(re.compile(r"/flows/edit/pages\.sources\.inner/below/edit\?line=8"))
    expect(page.get_by_text("Line 8, column 1")).to_be_visible()


def test_a_regular_expression_is_sought_and_a_wrong_one_explained(
    page: Page, runs: Runs, watch: tuple[Page, Watch]
) -> None:
    watch[1].allow("422")
    page.goto(f"flows/search?namespace={NAMESPACE}&regex=true&q=F%5Ba-z%5D%2Bn%20%3C")
    expect(page.get_by_role("link", name=re.compile("^8 message"))).to_have_count(2)
    page.get_by_role("searchbox").fill("F[a-z")
    expect(page.get_by_role("alert")).to_contain_text("regular expression is not valid")
    page.get_by_role("searchbox").fill("nothing of this kind")
    expect(page.get_by_text("No source has this text")).to_be_visible()


def test_a_text_is_replaced_in_the_flows_that_are_chosen(
    page: Page, runs: Runs, watch: tuple[Page, Watch]
) -> None:
    place = "pages.replaced"
    for name in ("first", "second", "third"):
        runs.flow(name, TASKS, namespace=place)
    page.goto(f"flows/search?namespace={place}&q=gyrfalcon&mode=replace")
    page.get_by_role("textbox", name="Replace with").fill("<i>owl</i>")
    expect(page.locator(".before").first).to_contain_text("Gyrfalcon <b>dives</b> {{ 7 * 7 }}")
    expect(page.locator(".after").first).to_contain_text("<i>owl</i> <b>dives</b> {{ 7 * 7 }}")
    expect(page.get_by_role("button", name="Replace in 3 flows")).to_be_enabled()
    assert_accessible(page)
    page.get_by_role("checkbox", name=f"Replace in {place}.second").uncheck()
    page.get_by_role("button", name="Replace in 2 flows").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("gyrfalcon → <i>owl</i>")
    assert_accessible(page)
    dialog.get_by_role("button", name="Replace in 2 flows").click()
    expect(page.get_by_text("2 flows changed")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    flow = runs.call("GET", f"/flows/{place}/first?source=true")
    assert flow["revision"] == 2
    assert "<i>owl</i>s" in flow["source"]
    assert runs.call("GET", f"/flows/{place}/second")["revision"] == 1


def test_what_would_break_a_flow_is_not_replaced(page: Page, runs: Runs) -> None:
    place = "pages.unbroken"
    runs.flow("kept", TASKS, namespace=place)
    page.goto(f"flows/search?namespace={place}&q=tasks:&mode=replace&with=nothing:")
    page.get_by_role("button", name="Replace in 1 flow").click()
    page.get_by_role("dialog").get_by_role("button", name="Replace in 1 flow").click()
    left = page.get_by_role("status").filter(has_text="1 flow was left as it is")
    expect(left).to_contain_text(f"{place}.kept It would not be valid.")
    assert_accessible(page)
    assert runs.call("GET", f"/flows/{place}/kept")["revision"] == 1
