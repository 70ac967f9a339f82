"""What a running execution says of how far it is, and of what is expected."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs, address


def test_a_running_one_says_how_far_it_is_and_what_is_expected(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    nap = "  - {{id: {}, type: io.kestra.plugin.core.flow.Sleep, duration: {}}}\n"
    quick = nap.format("first", "PT0S") + nap.format("wait", "PT0.1S")
    runs.flow("expecting", quick + nap.format("publish", "PT0.2S"))
    runs.reach(runs.start("expecting"), "SUCCESS")
    runs.flow("expecting", quick.replace("PT0.1S", "PT1H") + nap.format("publish", "PT0.2S"))
    execution = runs.reach(runs.start("expecting"), "RUNNING")
    page.goto(address(execution, "gantt"))
    progress = page.get_by_label("Progress")
    expect(progress).to_contain_text(re.compile(r"1\s*of 3"))
    expect(progress).to_contain_text(re.compile(r"Running\s*1"))
    rows = page.get_by_role("row")
    # What comes after it is told from the last good executions.
    expect(rows.filter(has_text="publish")).to_contain_text("~")
    expect(rows.filter(has_text="publish").locator(".expected")).to_be_visible()
    expect(page.locator(".timeline .now")).to_be_visible()
    assert_accessible(page)
    runs.call("DELETE", f"/executions/{execution['id']}/kill")
    runs.reach(execution["id"], "KILLED")
    expect(progress).to_have_count(0)
    expect(page.locator(".timeline .now")).to_have_count(0)
