"""Blocks of reusable inputs: written with their schema, revised, and kept while flows use them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.editor import write
from tests.ui.runs import Runs
from tests.ui.watch import Watch

HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
NAMESPACE = "pages.blocks"
TASKS = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
TAKES = "inputs:\n  - {id: to, type: REUSABLE_INPUTS, ref: target}\n"
BLOCK = f"description: '{HOSTILE}'\ninputs:\n  - {{id: region, type: STRING, defaults: eu}}\n"


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def row(page: Page, name: str) -> Locator:
    table = page.get_by_role("table", name="Reusable inputs")
    return table.get_by_role("row").filter(has_text=name)


def remove(page: Page, found: Locator, name: str) -> None:
    found.get_by_role("button", name=f"Remove {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()


def test_a_block_is_written_revised_and_kept_while_it_is_used(
    page: Page, watch: tuple[Page, Watch], runs: Runs
) -> None:
    watch[1].allow("status of 4(09|22)")
    page.goto(f"namespaces/edit/{NAMESPACE}/reusable-inputs")
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="New block of inputs").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("SELECT")).to_be_visible()
    create = sheet.get_by_role("button", name="Create")
    expect(create).to_be_disabled()
    sheet.get_by_label("Id").fill("target")
    write(page, "inputs:\n  - {id: region, type: NUMBER}\n")
    create.click()
    expect(sheet.get_by_role("alert")).to_contain_text("Invalid type: NUMBER")
    assert_accessible(page)
    write(page, BLOCK)
    create.click()
    made = row(page, "target")
    expect(made).to_contain_text("region")
    expect(made).to_contain_text(HOSTILE)
    assert_accessible(page)
    runs.flow("takes", TASKS, head=TAKES, namespace=f"{NAMESPACE}.deep")
    made.get_by_role("button", name="Change target").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("region")).to_be_visible()
    write(page, BLOCK.replace("region", "place"))
    sheet.get_by_role("button", name="Save").click()
    expect(made).to_contain_text("place")
    # An older revision is looked at, and saved anew.
    made.get_by_role("button", name="Change target").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Revision").select_option(label="Revision 1")
    expect(sheet.get_by_text("region")).to_be_visible()
    assert_accessible(page)
    sheet.get_by_role("button", name="Save").click()
    expect(made).to_contain_text("region")
    path = f"/namespaces/{NAMESPACE}/reusable-inputs/target"
    assert runs.call("GET", path)["revision"] == 3
    page.reload()
    made.get_by_role("button", name="1 flow uses target").click()
    uses = page.get_by_role("dialog")
    expect(uses.get_by_role("link", name=f"{NAMESPACE}.deep.takes")).to_be_visible()
    expect(uses).to_contain_text("inputs[0].ref")
    page.keyboard.press("Escape")
    remove(page, made, "target")
    refused = page.get_by_text("Flows take in the reusable inputs 'target'")
    expect(refused.first).to_be_visible()
    page.keyboard.press("Escape")
    runs.call("DELETE", f"/flows/{NAMESPACE}.deep/takes")
    remove(page, made, "target")
    expect(made).to_have_count(0)
    assert page.evaluate("() => window.hurt") is None


def test_those_above_are_looked_at_and_found_by_their_namespace(page: Page, runs: Runs) -> None:
    above, below = f"{NAMESPACE}.above", f"{NAMESPACE}.above.below"
    path = f"/namespaces/{above}/reusable-inputs/shared"
    runs.call("PUT", path, BLOCK, kind="application/x-yaml")
    page.goto("reusable-inputs")
    expect(page.get_by_role("link", name=above, exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Namespace", exact=True).fill(below)
    found = row(page, "shared")
    expect(found.get_by_role("link", name=above)).to_be_visible()
    expect(found.get_by_role("button", name="Remove shared")).to_have_count(0)
    found.get_by_role("button", name="Look at shared").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("changed there")).to_be_visible()
    expect(sheet.get_by_text("region")).to_be_visible()
    expect(sheet.get_by_role("button", name="Save")).to_be_disabled()
    assert_accessible(page)
    page.keyboard.press("Escape")
    found.get_by_role("link", name=above).click()
    expect(page.get_by_role("heading", name="above")).to_be_visible()
    expect(row(page, "shared").get_by_role("button", name="Change shared")).to_be_visible()
