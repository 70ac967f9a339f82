"""The graph of a flow, what is known of its tasks, and the flows that belong to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import NAMESPACE, Runs
from tests.ui.settled import await_graph
from tests.ui.watch import Watch

LOG = "io.kestra.plugin.core.log.Log"
FAIL = "io.kestra.plugin.core.execution.Fail"
HOSTILE = "<img src=x onerror=alert(1)> {{ 7 * 7 }}"
CHILD = """
  - id: inner
    type: io.kestra.plugin.core.log.Log
    message: in the child
"""
PARENT = """
  # The first of all.
  - id: first
    type: io.kestra.plugin.core.log.Log
    message: "{hostile}"
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - {{id: left, type: io.kestra.plugin.core.log.Log, message: l}}
      - {{id: right, type: io.kestra.plugin.core.log.Log, message: r}}
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: {namespace}
    flowId: {child}
    wait: true
triggers:
  - id: nightly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
    disabled: true
"""
AFTER = """
  - id: note
    type: io.kestra.plugin.core.log.Log
    message: after
triggers:
  - id: later
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionFlow
        namespace: {namespace}
        flowId: {parent}
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    """A flow that starts another, and a third that begins when it ends."""
    made = Runs(server.base)
    made.flow("graph_child", CHILD)
    made.flow(
        "graph_parent", PARENT.format(namespace=NAMESPACE, child="graph_child", hostile=HOSTILE)
    )
    made.flow("graph_after", AFTER.format(namespace=NAMESPACE, parent="graph_parent"))
    return made


def open_graph(page: Page, path: str) -> None:
    page.goto(path)
    await_graph(page)


def node(page: Page, name: str) -> Locator:
    return page.locator(".vue-flow__node").filter(has_text=re.compile(f"^{name}")).first


def test_a_task_of_the_graph_shows_its_source_and_documentation(page: Page, runs: Runs) -> None:
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_parent/topology")
    node(page, "first").get_by_role("button").click()
    panel = page.get_by_role("complementary", name="first")
    # As its author wrote it, and as text whatever it contains.
    expect(panel).to_contain_text(f'message: "{HOSTILE}"')
    assert_accessible(page)
    panel.get_by_role("button", name="Documentation").click()
    expect(panel).to_contain_text("io.kestra.plugin.core.log.Log")
    expect(panel.get_by_role("heading").first).to_be_visible()
    panel.get_by_role("link", name="Edit at line 7").click()
    page.wait_for_url(re.compile(r"/edit\?line=7"))
    expect(page.get_by_text("Line 7, column 1")).to_be_visible()


def test_a_trigger_leads_to_the_first_task_and_says_when(page: Page, runs: Runs) -> None:
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_parent/topology")
    expect(node(page, "nightly")).to_contain_text("At 03:00, every day")
    # No frame of triggers, and no dots where nothing meets.
    expect(page.locator(".vue-flow__node").filter(has_text=re.compile("^triggers"))).to_have_count(
        0
    )
    expect(page.locator(".vue-flow__node-dot")).to_have_count(0)
    # nightly to first, first to both, both to left and right, these to the next.
    expect(page.locator(".vue-flow__edge")).to_have_count(6)


def test_a_subflow_is_drawn_in_its_place_and_folded_again(page: Page, runs: Runs) -> None:
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_parent/topology")
    expect(node(page, "call")).to_be_visible()
    expect(node(page, "inner")).to_have_count(0)
    page.get_by_role("button", name="Unfold call").click()
    node(page, "inner").get_by_role("button").click()
    panel = page.get_by_role("complementary", name="inner")
    expect(panel).to_contain_text("message: in the child")
    # It is of another source: there is no line to go to.
    expect(panel.get_by_role("link")).to_have_count(0)
    page.get_by_role("button", name="Fold call").click()
    expect(node(page, "inner")).to_have_count(0)


def long_flow(runs: Runs, failing: int | None = None) -> str:
    """A flow of sixty tasks one after the other; the id of an execution if one of them fails."""
    kinds = [f"{LOG}, message: words"] * 60
    if failing is not None:
        kinds[failing] = FAIL
    lines = (f"  - {{id: step_{place:02}, type: {kind}}}\n" for place, kind in enumerate(kinds))
    runs.flow("graph_long", "".join(lines))
    if failing is None:
        return ""
    execution_id = runs.start("graph_long")
    runs.reach(execution_id, "FAILED")
    return execution_id


def assert_in_view(graph: Locator, task_id: str) -> None:
    """It lies in the frame as a whole, and can be read and touched."""
    button = graph.get_by_role("button", name=task_id)
    # What the frame cuts off is not in the viewport either.
    expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 24


def test_a_long_graph_begins_so_that_it_can_be_read(page: Page, runs: Runs) -> None:
    long_flow(runs)
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_long/topology")
    graph = page.get_by_role("group", name="Graph of graph_long")
    assert_in_view(graph, "step_00")
    assert_accessible(page)
    # What has the focus is brought into view, in both directions, and stays where it is clicked.
    last = graph.get_by_role("button", name="step_59")
    last.focus()
    assert_in_view(graph, "step_59")
    page.keyboard.press("Shift+Tab")
    expect(graph.get_by_role("button", name="step_58")).to_be_focused()
    assert_in_view(graph, "step_58")
    for name in ("step_00", "step_30", "step_10"):
        graph.get_by_role("button", name=name).focus()
        assert_in_view(graph, name)
    # The map leads to the end of it, "Fit" shows all.
    whole = graph.locator("svg.map")
    size = whole.bounding_box()
    assert size is not None
    whole.click(position={"x": size["width"] / 2, "y": size["height"] - 6})
    assert_in_view(graph, "step_59")
    expect(graph.get_by_role("button", name="step_00")).not_to_be_in_viewport()
    graph.get_by_role("button", name="Fit", exact=True).click()
    # Browsers round what is drawn that small.
    expect(graph.get_by_role("button", name="step_00")).to_be_in_viewport(ratio=0.99)
    expect(last).to_be_in_viewport(ratio=0.99)


def test_a_long_graph_begins_at_the_task_that_failed(page: Page, runs: Runs) -> None:
    execution_id = long_flow(runs, failing=40)
    open_graph(page, f"executions/{NAMESPACE}/graph_long/{execution_id}/topology")
    graph = page.get_by_role("group", name="Graph of the execution")
    assert_in_view(graph, "step_40")
    assert_accessible(page)


def test_the_graph_is_a_tree_for_those_who_read_lines(page: Page, runs: Runs) -> None:
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_parent/topology")
    page.get_by_role("button", name="As a list").click()
    tree = page.get_by_role("tree", name="Graph of graph_parent")
    both = tree.get_by_role("treeitem", name="both")
    expect(both).to_have_attribute("aria-expanded", "true")
    expect(tree.get_by_role("treeitem", name="left")).to_have_attribute("aria-level", "2")
    both.focus()
    page.keyboard.press("ArrowLeft")
    expect(tree.get_by_role("treeitem", name="left")).to_have_count(0)
    page.keyboard.press("c")
    expect(tree.get_by_role("treeitem", name="call")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="call")).to_contain_text("flowId: graph_child")
    assert_accessible(page)


def test_the_picture_of_the_graph_is_saved(page: Page, runs: Runs, tmp_path: Path) -> None:
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_parent/topology")
    expect(node(page, "first")).to_be_visible()
    for kind, start in (("SVG", b"<svg "), ("PNG", b"\x89PNG")):
        page.get_by_role("button", name="Save the picture").click()
        with page.expect_download() as found:
            page.get_by_role("menuitem", name=f"As {kind}").click()
        name = f"{NAMESPACE}.graph_parent.{kind.lower()}"
        assert found.value.suggested_filename == name
        found.value.save_as(tmp_path / name)
        content = (tmp_path / name).read_bytes()
        assert content.startswith(start)
        assert kind == "PNG" or (b">graph_child<" not in content and b">call<" in content)


def test_flows_that_belong_to_a_flow_are_drawn_counted_and_listed(page: Page, runs: Runs) -> None:
    open_graph(page, f"flows/edit/{NAMESPACE}/graph_child/dependencies")
    tab = page.get_by_role("link", name="Dependencies")
    expect(tab).to_have_text(re.compile(r"Dependencies\s*1"))
    expect(node(page, "graph_parent")).to_be_visible()
    expect(node(page, "graph_after")).to_have_count(0)
    page.get_by_role("button", name="Unfold graph_parent").click()
    expect(node(page, "graph_after")).to_be_visible()
    page.get_by_role("button", name="As a list").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table).to_contain_text("starts as a subflow")
    expect(table).to_contain_text("triggers when it ends")
    assert_accessible(page)
    page.get_by_role("button", name="Everything connected").click()
    expect(table.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="As a graph").click()
    node(page, "graph_parent").get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"graph_parent/dependencies"))
    expect(tab).to_have_text(re.compile(r"Dependencies\s*2"))


def test_a_flow_without_others_says_what_would_join_them(page: Page, runs: Runs) -> None:
    runs.flow("graph_alone", CHILD)
    page.goto(f"flows/edit/{NAMESPACE}/graph_alone/dependencies")
    expect(page.get_by_text("No other flow belongs to this one")).to_be_visible()
    assert_accessible(page)


def test_a_graph_that_cannot_be_had_says_why(
    page: Page, runs: Runs, watch: tuple[Page, Watch]
) -> None:
    watch[1].allow("500")
    page.route("**/graph?*", lambda route: route.fulfill(status=500, json={"message": "No pens"}))
    page.goto(f"flows/edit/{NAMESPACE}/graph_parent/topology")
    expect(page.get_by_text("No pens")).to_be_visible()
    page.unroute("**/graph?*")
    page.get_by_role("button", name="Try again").click()
    expect(node(page, "first")).to_be_visible()
