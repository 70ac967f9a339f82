"""Other ways to look at a flow: a graph across, revisions in one text, problems in turn."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui import clipboard
from tests.ui.editor import write
from tests.ui.runs import NAMESPACE, Runs
from tests.ui.settled import SECONDS_MAX, await_graph

LOG = "io.kestra.plugin.core.log.Log"
TWO = f"""
  - {{id: first, type: {LOG}, message: one}}
  - {{id: second, type: {LOG}, message: two}}
"""
# Sides of two nodes are compared while the graph is laid out anew.
IS_BESIDE = """([one, other]) => {
  const boxes = [...document.querySelectorAll('.vue-flow__node')]
  const boxOf = (name) =>
    boxes.find((node) => node.textContent.startsWith(name))?.getBoundingClientRect()
  return boxOf(other)?.left > boxOf(one)?.right
}"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def test_the_graph_goes_down_or_across(page: Page, runs: Runs) -> None:
    runs.flow("views_graph", TWO)
    page.goto(f"flows/edit/{NAMESPACE}/views_graph/topology")
    await_graph(page)
    assert not page.evaluate(IS_BESIDE, ["first", "second"])
    page.get_by_role("button", name="Left to right").click()
    page.wait_for_function(IS_BESIDE, arg=["first", "second"], timeout=SECONDS_MAX * 1_000)
    expect(page.get_by_role("button", name="Top down")).to_be_visible()


def test_revisions_are_shown_in_one_text_with_their_dates(page: Page, runs: Runs) -> None:
    runs.flow("views_revisions", TWO)
    runs.flow("views_revisions", TWO.replace("two", "three"))
    page.goto(f"flows/edit/{NAMESPACE}/views_revisions/revisions")
    diff = page.locator(".monaco-diff-editor")
    expect(diff).to_have_class(re.compile("side-by-side"))
    expect(page.locator(".controls time")).to_have_count(2)
    page.get_by_role("button", name="Inline").click()
    expect(page.get_by_role("button", name="Inline")).to_have_attribute("aria-pressed", "true")
    expect(diff).not_to_have_class(re.compile("side-by-side"))
    expect(diff.locator(".line-delete").first).to_be_attached()


def test_f8_goes_to_the_next_problem(page: Page, runs: Runs) -> None:
    runs.flow("views_problems", TWO)
    page.goto(f"flows/edit/{NAMESPACE}/views_problems/edit")
    expect(page.locator(".monaco-editor").first).to_contain_text("second")
    wrong = TWO.replace("message: one", 'message: "{{ 1 | nofilter }}"')
    write(page, f"id: views_problems\nnamespace: {NAMESPACE}\ntasks:{wrong}")
    problems = page.get_by_role("region", name="Problems")
    expect(problems).to_contain_text("Filter [nofilter] does not exist.")
    page.keyboard.press("F8")
    expect(page.get_by_text(re.compile(r"^Line 4, column \d+$"))).to_be_visible()


def test_the_same_call_is_copied(page: Page, runs: Runs) -> None:
    clipboard.allow(page)
    runs.flow("views_call", TWO, head="inputs:\n  - {id: count, type: INT, defaults: 1}")
    page.goto(f"flows/edit/{NAMESPACE}/views_call")
    page.get_by_role("button", name="Execute", exact=True).click()
    dialog = page.get_by_role("dialog", name="Execute views_call")
    dialog.get_by_label("count").fill("7")
    shown = dialog.locator("pre")
    expect(shown).to_contain_text("count=7")
    dialog.get_by_role("button", name="Copy", exact=True).click()
    clipboard.await_copied(page, shown.inner_text())
    # As the button does, from any field.
    dialog.get_by_label("count").press("ControlOrMeta+Enter")
    page.wait_for_url(re.compile(f"/executions/{NAMESPACE}/views_call/"))
    assert runs.found(1, namespace=NAMESPACE, flowId="views_call")[0]["inputs"] == {"count": 7}
