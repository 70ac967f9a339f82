"""The list of flows: their last runs, why one failed, and the tree of their namespaces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

NAMESPACE = "pages.flowlist.deep"
HOSTILE = "<i onclick=alert(1)>no luck</i>"
FAILS = f"""
  - id: fails
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: "{HOSTILE}"
"""
LIST = f"flows?filters[namespace][EQUALS]={NAMESPACE}"


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def test_last_runs_are_bars_of_one_call_that_open_them(
    page: Page, runs: Runs, watch: tuple[Page, Watch]
) -> None:
    runs.flow("barred", FAILS, namespace=NAMESPACE)
    runs.flow("idle", FAILS, namespace=NAMESPACE)
    ids = [runs.start("barred", namespace=NAMESPACE) for _ in range(2)]
    for one in ids:
        runs.reach(one, "FAILED")
    page.goto(LIST)
    bars = page.get_by_role("group", name="Last runs of barred")
    expect(bars.locator(".bar")).to_have_count(2)
    assert len(watch[1].calls("/executions/latest")) == 1
    # Why it failed is there unasked, what it is for is not.
    row = page.get_by_role("row", name=re.compile("barred"))
    expect(row).to_contain_text(f"fails: {HOSTILE}")
    page.get_by_role("button", name="Columns").click()
    expect(page.get_by_role("checkbox", name="Last failure")).to_be_checked()
    page.get_by_role("checkbox", name="Description").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="Description")).to_be_visible()
    assert_accessible(page)
    # What a bar tells is written when it is asked for.
    bars.locator(".bar").last.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("Failed")
    bars.focus()
    page.keyboard.press("ArrowLeft")
    expect(bars.locator("[aria-live]")).to_contain_text("Failed")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/executions/pages\.flowlist\.deep/barred/{ids[1]}"))
    page.go_back()
    bars.locator(".bar").first.click()
    page.wait_for_url(re.compile(rf"/executions/pages\.flowlist\.deep/barred/{ids[0]}"))


def test_each_flow_that_is_on_is_executed_from_its_row(page: Page, runs: Runs) -> None:
    runs.flow("begun", FAILS, namespace=NAMESPACE)
    runs.flow("off", FAILS, namespace=NAMESPACE, head="disabled: true")
    page.goto(LIST)
    expect(page.get_by_role("row", name=re.compile("off")).first).to_be_visible()
    expect(page.get_by_role("link", name="Execute off")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Execute begun").click()
    page.get_by_role("dialog", name="Execute begun").get_by_role(
        "button", name="Execute", exact=True
    ).click()
    page.wait_for_url(re.compile(r"/executions/pages\.flowlist\.deep/begun/"))
    assert len(runs.search(namespace=NAMESPACE, flowId="begun")) == 1


def test_flows_are_found_below_their_namespaces(page: Page, runs: Runs) -> None:
    runs.flow("leaf", FAILS, namespace=NAMESPACE)
    page.goto(LIST)
    page.get_by_role("button", name="By namespace").click()
    tree = page.get_by_role("tree", name="By namespace")
    tree.get_by_role("treeitem", name="pages", exact=True).click()
    tree.get_by_role("treeitem", name="flowlist", exact=True).click()
    deep = tree.get_by_role("treeitem", name="deep", exact=True)
    deep.focus()
    page.keyboard.press("ArrowRight")
    leaf = tree.get_by_role("treeitem", name="leaf", exact=True)
    expect(leaf).to_have_attribute("aria-level", "4")
    assert_accessible(page)
    leaf.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/flows/edit/pages\.flowlist\.deep/leaf"))
    page.go_back()
    expect(tree).to_be_visible()


def test_the_list_is_downloaded_as_it_is_filtered(page: Page, runs: Runs, tmp_path: Path) -> None:
    runs.flow("saved_one", FAILS, namespace=NAMESPACE)
    page.goto(f"{LIST}&filters[flowId][EQUALS]=saved_one")
    expect(page.get_by_role("link", name="saved_one", exact=True)).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as CSV").click()
    target = tmp_path / "flows.csv"
    started.value.save_as(target)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert "saved_one" in lines[1]
