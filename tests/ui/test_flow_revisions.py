"""The revisions of a flow: who saved them, what they said, how often they ran, and which may go."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.conftest import KNOWN, USER
from tests.ui.editor import write
from tests.ui.runs import Runs
from tests.ui.test_sign_in import sign_in
from tests.ui.watch import Watch

NAMESPACE = "pages.revisions"
LOG = "io.kestra.plugin.core.log.Log"
Opener = Callable[..., tuple[Page, Watch]]


def task(message: str) -> str:
    return f"  - {{id: say, type: {LOG}, message: {message}}}\n"


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def test_old_revisions_are_chosen_by_what_is_known_of_them(page: Page, runs: Runs) -> None:
    for message in ("one", "two", "three"):
        runs.flow("chosen", task(message), namespace=NAMESPACE)
        if message != "two":
            runs.reach(runs.start("chosen", namespace=NAMESPACE), "SUCCESS")
    page.goto(f"flows/edit/{NAMESPACE}/chosen/revisions")
    table = page.get_by_role("table", name="Revisions")
    rows = table.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("1 time")
    expect(rows.nth(2)).not_to_contain_text("time")
    # The colours of the editor below follow the theme of the reader alone; what differs is found
    # a while after the texts are there.
    expect(page.locator(".char-insert").first).to_be_visible()
    assert_accessible(page, ("light",))
    table.get_by_role("checkbox", name="Select all").check()
    # The newest one is what the flow is.
    page.get_by_role("button", name="Delete 2 revisions").click()
    dialog = page.get_by_role("dialog", name="Delete 2 revisions")
    dialog.get_by_role("button", name="Delete 2 revisions").click()
    expect(page.get_by_text("Revisions deleted: 2, 1")).to_be_visible()
    found = runs.call("GET", f"/flows/{NAMESPACE}/chosen/revisions")
    assert [flow["revision"] for flow in found] == [3]
    expect(page.get_by_text("There is one revision so far.")).to_be_visible()
    assert_accessible(page)
    rows.nth(1).get_by_role("link", name="1 time").click()
    page.wait_for_url(re.compile("flowRevision.*=3"))
    expect(page.get_by_role("link", name=runs.search(flowId="chosen")[0]["id"][:8])).to_be_visible()


def test_a_save_says_what_changes_and_who_changed_it(
    open_page: Opener, guarded_server: Server
) -> None:
    page, watch = open_page(guarded_server)
    watch.allow("status of 401")
    source = f"id: told\nnamespace: {NAMESPACE}\ntasks:\n{task('one')}"
    api = f"{guarded_server.base}/api/v1/flows"
    headers = {**KNOWN, "Content-Type": "application/x-yaml"}
    assert page.request.post(api, headers=headers, data=source).ok
    page.goto("login")
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Home")
    page.goto(f"flows/edit/{NAMESPACE}/told/edit")
    expect(page.locator(".monaco-editor").first).to_contain_text("one")
    write(page, source.replace("one", "two"))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Save with a message…").click()
    dialog = page.get_by_role("dialog", name="What this revision changes")
    dialog.get_by_role("textbox").fill("Says two <b>now</b>")
    assert_accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    found = page.request.get(f"{api}/{NAMESPACE}/told/revisions", headers=KNOWN).json()
    assert [flow.get("message") for flow in found] == [None, "Says two <b>now</b>"]
    page.goto(f"flows/edit/{NAMESPACE}/told/revisions")
    row = page.get_by_role("table", name="Revisions").get_by_role("row").nth(1)
    expect(row).to_contain_text("Says two <b>now</b>")
    expect(row).to_contain_text(USER)
