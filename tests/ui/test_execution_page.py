"""The page of an execution: its parts, what it asks the server for, and content that is hostile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs, address
from tests.ui.watch import Watch

HOSTILE = "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>{{ x }}"
TABS = ("overview", "gantt", "logs", "topology", "outputs", "metrics", "dependencies")
# Not to be evaluated when the flow runs.
VERBATIM = "{{ '" + HOSTILE.replace("{{ x }}", "{' ~ '{ x }' ~ '}") + "' }}"
MIXED = f"""
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "{VERBATIM} [a](javascript:alert(1)) https://example.invalid/page"
  - id: values
    type: io.kestra.plugin.core.output.OutputValues
    values:
      html: "{VERBATIM}"
      deep: {{list: [1, 2, 3]}}
  - id: file
    type: io.kestra.plugin.core.storage.Write
    content: "a,b\\n1,{VERBATIM}\\n"
    extension: .csv
  - id: bad
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: "{VERBATIM}"
"""
LOOP = """
  - id: list
    type: io.kestra.plugin.core.debug.Return
    format: "{{ range(1, 60) | json }}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ outputs.list.value }}"
    concurrencyLimit: 0
    tasks:
      - id: work
        type: io.kestra.plugin.core.log.Log
        message: "turn {{ taskrun.value }}"
"""


ITERATED = """
  - id: loop
    type: io.kestra.plugin.core.flow.Loop
    values: [a, "<b>", c]
    outputs:
      - {id: upper, type: STRING, value: "{{ outputs.shout.value }}"}
    tasks:
      - id: shout
        type: io.kestra.plugin.core.debug.Return
        format: "{{ item.value | upper }}"
      - id: say
        type: io.kestra.plugin.core.log.Log
        message: "this is {{ item.value }}"
      - id: check
        type: io.kestra.plugin.core.execution.Fail
        condition: "{{ item.value == 'c' }}"
"""
GREETS = """
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "hello {{ inputs.name }}"
  - id: hurt
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ inputs.name == 'Eve' }}"
    errorMessage: "not {{ inputs.name }}"
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


@pytest.fixture
def failed(runs: Runs) -> str:
    """The address of an execution that failed, whose content is hostile."""
    runs.flow("page_mixed", MIXED)
    return address(runs.reach(runs.start("page_mixed"), "FAILED"))


def not_hurt(page: Page) -> None:
    assert page.evaluate("() => window.hurt") is None


def test_a_failed_one_says_why_first_and_asks_each_thing_once(
    watch: tuple[Page, Watch], failed: str
) -> None:
    page, seen = watch
    page.goto(failed)
    why = page.get_by_role("region", name="Why it failed")
    expect(why).to_contain_text(HOSTILE)
    box = why.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 320
    expect(
        page.get_by_role("table", name="Timeline").get_by_text("bad", exact=True)
    ).to_be_visible()
    calls = [re.sub(r"\?.*", "", call) for call in seen.calls()]
    assert len(calls) == len(set(calls)), calls
    assert sum("/follow" in call for call in calls) == 1
    not_hurt(page)


@pytest.mark.parametrize("tab", TABS)
def test_each_part_is_accessible_and_shows_text_as_text(page: Page, failed: str, tab: str) -> None:
    page.goto(f"{failed}/{tab}")
    expect(page.locator("#content > header .pill")).to_have_text("Failed")
    expect(page.get_by_role("link", name=re.compile("Timeline"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert_accessible(page)
    not_hurt(page)


def test_the_log_is_text_and_links_to_a_line(page: Page, failed: str) -> None:
    page.goto(f"{failed}/logs")
    log = page.get_by_role("log")
    line = log.get_by_text(HOSTILE).first
    expect(line).to_be_visible()
    expect(log.locator("script, img")).to_have_count(0)
    expect(log.get_by_role("link")).to_have_attribute("href", "https://example.invalid/page")
    page.get_by_label("Least level").select_option("ERROR")
    expect(log.get_by_text("https://example.invalid/page")).to_have_count(0)
    expect(log.get_by_text(HOSTILE)).to_have_count(1)
    page.get_by_label("Find in the log").fill("nothing like this")
    expect(page.get_by_role("heading", name="No line contains this")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Find in the log")).to_have_value("nothing like this")
    page.get_by_label("Find in the log").fill("")
    log.get_by_text(HOSTILE).first.click()
    page.get_by_role("button", name="Copy a link to the line").click()
    expect(page).to_have_url(re.compile("level=ERROR.*line=1"))
    page.reload()
    expect(page.locator(".ll.cur")).to_contain_text(HOSTILE)
    not_hurt(page)


def test_outputs_previews_and_expressions(page: Page, failed: str) -> None:
    page.goto(f"{failed}/outputs")
    page.get_by_role("button", name=re.compile("^.*values$")).click()
    page.get_by_role("tree").get_by_role("button", name=re.compile("^html")).click()
    value = page.get_by_role("region", name=re.compile("outputs.values"))
    expect(value.locator("pre")).to_have_text(HOSTILE)
    box = page.get_by_role("textbox", name="Debug an expression")
    expect(box).to_have_value("{{ outputs.values.values.html }}")
    box.press("Control+Enter")
    debugger = page.get_by_role("region", name="Debug an expression")
    expect(debugger.locator("pre")).to_have_text(HOSTILE)
    box.fill("{{ outputs.nothing }}")
    debugger.get_by_role("button", name="Evaluate").click()
    expect(debugger.locator("pre.bad")).to_contain_text("nothing")
    page.get_by_role("button", name=re.compile("^.*file$")).click()
    page.get_by_role("tree").get_by_role("button", name=re.compile("^uri")).click()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview pre")).to_contain_text(f"1,{HOSTILE}")
    not_hurt(page)


def test_a_loop_is_one_row_and_one_node(page: Page, runs: Runs) -> None:
    runs.flow("page_loop", LOOP)
    found = runs.reach(runs.start("page_loop"), "SUCCESS")
    page.goto(address(found))
    table = page.get_by_role("table", name="Timeline")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text(re.compile(r"each\s*\d+ of \d+"))
    table.get_by_role("button", name="Unfold").click()
    expect(table.get_by_role("img", name=re.compile("iterations"))).to_be_visible()
    page.get_by_label("Find task, value or #").fill("#12")
    expect(table.get_by_text("#12", exact=True)).to_be_visible()
    page.goto(address(found, "topology"))
    node = page.get_by_role("button", name=re.compile("^work"))
    expect(node).to_have_count(1)
    node.click()
    picker = page.get_by_label("Run of work")
    chosen = picker.locator("option").filter(has_text="#12 ").get_attribute("value")
    picker.select_option(value=chosen)
    expect(page.get_by_role("log")).to_contain_text(re.compile(r"turn 1\d"))


def test_iterations_of_a_loop_show_failures_logs_and_outputs(page: Page, runs: Runs) -> None:
    runs.flow("page_iterations", ITERATED)
    found = runs.reach(runs.start("page_iterations"), "FAILED")
    page.goto(address(found))
    page.get_by_role("table", name="Timeline").get_by_text("loop", exact=True).click()
    drawer = page.get_by_role("region", name="loop")
    listed = drawer.get_by_role("list", name="Iterations")
    rows = listed.get_by_role("button", name=re.compile(r"#\d"))
    expect(rows).to_have_count(3)
    expect(rows.first).to_have_attribute("aria-expanded", "true")
    expect(rows.first).to_have_text(re.compile("#2.*c"))
    expect(drawer).to_contain_text("check: Fail on a condition")
    expect(drawer).to_contain_text("this is c")
    rows.last.click()
    expect(drawer).to_contain_text("this is <b>")
    expect(drawer.get_by_role("tree").last).to_contain_text("<B>")
    assert_accessible(page)
    drawer.get_by_role("button", name="Failed", exact=True).click()
    expect(rows).to_have_count(1)
    page.goto(address(found, "overview"))
    expect(page.get_by_role("list", name="Iterations")).to_contain_text(
        "check: Fail on a condition"
    )
    page.get_by_role("link", name=re.compile("Open #2")).click()
    expect(page).not_to_have_url(re.compile(found["id"]))
    expect(page.get_by_role("table", name="Timeline")).to_contain_text("check")


def test_a_failure_shows_what_changed_and_leads_to_the_line(page: Page, runs: Runs) -> None:
    head = "inputs:\n  - {id: name, type: STRING, defaults: Bob}"
    runs.flow("page_failure", GREETS, head=head)
    runs.reach(runs.start("page_failure"), "SUCCESS")
    runs.flow("page_failure", GREETS.replace("hello", "bye"), head=head.replace("Bob", "Eve"))
    found = runs.reach(runs.start("page_failure"), "FAILED")
    page.goto(address(found))
    why = page.get_by_role("region", name="Why it failed")
    expect(why).to_contain_text("Fail on a condition")
    expect(why).to_contain_text("Bob → Eve")
    expect(why).to_contain_text("- {id: name, type: STRING, defaults: Bob}")
    why.get_by_role("button", name="Rendered task").click()
    expect(why.locator("pre").last).to_contain_text("errorMessage: not Eve")
    assert_accessible(page)
    why.get_by_role("button", name="Replay from hurt…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("From")).to_have_value(found["taskRunList"][1]["id"])
    page.keyboard.press("Escape")
    why.get_by_role("link", name="Edit at line 10").click()
    expect(page).to_have_url(re.compile("/edit.*line=10"))


def test_a_link_keeps_tab_selection_and_range(page: Page, runs: Runs) -> None:
    nap = "  - id: nap{0}\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT{1}S\n"
    # The range below is within the second, also where a busy machine begins it late.
    runs.flow("page_link", nap.format(1, 0.5) + nap.format(2, 4))
    found = runs.reach(runs.start("page_link"), "SUCCESS")
    page.goto(address(found, "gantt"))
    table = page.get_by_role("table", name="Timeline")
    table.get_by_text("nap2", exact=True).click()
    expect(page).to_have_url(re.compile("taskRun="))
    axis = page.locator(".axis")
    box = axis.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 8, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"range=\d+-\d+"))
    page.get_by_role("button", name=re.compile("^Running")).click()
    expect(page).to_have_url(re.compile("show=running"))
    page.get_by_role("button", name=re.compile("^All")).click()
    page.get_by_role("link", name="Outputs").click()
    expect(page).to_have_url(re.compile("/outputs.*taskRun="))
    page.get_by_role("link", name="Timeline").click()
    expect(page).to_have_url(re.compile(r"/gantt.*range=\d+"))
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("region", name="nap2")).to_be_visible()
    bars = other.locator(".tl", has_text="nap1").locator(".seg1.work")
    expect(bars).to_have_count(0)
    other.get_by_role("button", name="Fit").click()
    expect(bars).to_have_count(1)


def test_it_follows_what_happens_through_one_stream(watch: tuple[Page, Watch], runs: Runs) -> None:
    page, seen = watch
    nap = "  - id: nap{0}\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT4S\n"
    runs.flow("page_live", nap.format(1) + nap.format(2))
    execution_id = runs.start("page_live")
    page.goto(address(runs.get(execution_id)))
    pill = page.locator("#content > header .pill")
    expect(pill).to_have_text("Running")
    expect(pill).to_have_text("Success")
    expect(page.get_by_role("table", name="Timeline").get_by_role("row")).to_have_count(2)
    assert len(seen.calls("/follow")) == 1


def test_keys(page: Page, failed: str) -> None:
    page.goto(f"{failed}/gantt")
    expect(page.get_by_role("table", name="Timeline")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("region", name="bad")).to_be_visible()
    page.keyboard.press("3")
    expect(page).to_have_url(re.compile("/logs"))
    page.keyboard.press("[")
    expect(page).to_have_url(re.compile("/gantt"))


def test_one_that_does_not_exist(watch: tuple[Page, Watch], runs: Runs) -> None:
    page, seen = watch
    seen.allow("404")
    page.goto("executions/pages.runs/page_mixed/nothing")
    expect(page.get_by_role("heading", name="There is no such execution")).to_be_visible()
    expect(page.get_by_role("link", name="Go to its flow")).to_be_visible()


def test_it_fits_a_phone(open_page: object, server: Server, failed: str) -> None:
    page, _ = open_page(server, viewport={"width": 360, "height": 780})  # type: ignore[operator]
    page.goto(failed)
    expect(page.get_by_role("button", name="Restart…").first).to_be_visible()
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 360
    # What is at the bottom is not there twice.
    why = page.get_by_role("region", name="Why it failed")
    expect(why.get_by_role("button", name="Mark as")).to_be_visible()
    expect(why.get_by_role("link", name=re.compile("Edit"))).to_be_visible()
    expect(why.get_by_role("button", name="Restart…")).to_have_count(0)
    assert_accessible(page)


def test_the_log_can_be_downloaded(page: Page, failed: str, tmp_path: Path) -> None:
    page.goto(f"{failed}/logs")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the log").click()
    target = tmp_path / "log.txt"
    started.value.save_as(target)
    assert HOSTILE in target.read_text(encoding="utf-8")


LIMITED = """
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT10M
concurrency: {limit: 1, behavior: QUEUE}
"""


def test_the_overview_says_what_it_waits_for(page: Page, runs: Runs) -> None:
    runs.flow("page_waits", LIMITED)
    first, second = (runs.start("page_waits") for _ in range(2))
    page.goto(address(runs.get(first), "overview"))
    panel = page.get_by_role("region", name="What it waits for")
    expect(panel).to_contain_text("Task 'nap' runs on worker")
    page.goto(address(runs.get(second), "overview"))
    expect(panel).to_contain_text("1 of 1 slots of its flow are taken")
    assert_accessible(page)
    panel.get_by_role("link").click()
    expect(panel).to_contain_text("Task 'nap' runs on worker")
    for execution_id in (second, first):
        runs.call("DELETE", f"/executions/{execution_id}/kill")
    expect(panel).to_have_count(0)
