"""The search in logs: lines over time, and what they are of, to tick."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

NAMESPACE = "pages.logsearch"
# Whose flow is in no list of the others, in whatever order tests run.
TAILED = "pages.logtail"
SAY = """
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: said by {name}
  - id: warn
    type: io.kestra.plugin.core.log.Log
    level: WARN
    message: warned by {name}
"""
OWN = f"logs?filters[namespace][PREFIX]={NAMESPACE}&filters[timeRange][EQUALS]=PT1H"


def said(server: Server) -> None:
    runs = Runs(server.base)
    for name in ("one", "other"):
        runs.flow(name, SAY.format(name=name), namespace=NAMESPACE)
        runs.reach(runs.start(name, namespace=NAMESPACE), "SUCCESS")


def test_lines_are_counted_by_what_they_are_of_and_narrowed_by_ticks(
    page: Page, server: Server
) -> None:
    said(server)
    page.goto(OWN)
    facets = page.get_by_role("complementary", name="Narrow down")
    flows = facets.get_by_role("group", name="flow", exact=True)
    expect(flows.get_by_role("checkbox")).to_have_count(2)
    expect(facets.get_by_role("group", name="task", exact=True)).to_contain_text("warn")
    lines = page.get_by_role("log")
    expect(lines).to_contain_text("said by other")
    # Each head begins where its column does.
    line = page.locator("[role=log] .ll").first
    for head, column in (("Level", ".lv"), ("Flow and task", ".src"), ("Message", ".ms")):
        box = page.locator(".heads").get_by_text(head, exact=True).bounding_box()
        below = line.locator(column).bounding_box()
        assert box is not None
        assert below is not None
        assert abs(box["x"] - below["x"]) <= 1
    flows.get_by_role("checkbox", name=re.compile("^one")).check()
    expect(page).to_have_url(re.compile(r"filters%5BflowId%5D%5BIN%5D=one|\[flowId\]\[IN\]=one"))
    expect(lines).not_to_contain_text("said by other")
    expect(lines).to_contain_text("said by one")
    # The other flow can still be ticked.
    expect(flows.get_by_role("checkbox")).to_have_count(2)
    facets.get_by_role("checkbox", name=re.compile("^INFO")).uncheck()
    expect(lines).not_to_contain_text("said by one")
    expect(lines).to_contain_text("warned by one")
    page.reload()
    expect(flows.get_by_role("checkbox", name=re.compile("^one"))).to_be_checked()
    expect(flows.get_by_role("checkbox", name=re.compile("^other"))).not_to_be_checked()
    expect(facets.get_by_role("checkbox", name=re.compile("^INFO"))).not_to_be_checked()
    assert_accessible(page)


def test_a_range_of_the_bars_is_taken_by_the_keyboard(page: Page, server: Server) -> None:
    said(server)
    page.goto(OWN)
    chart = page.get_by_role("group", name="Lines over time")
    expect(chart.locator(".bar.warning").first).to_be_attached()
    chart.focus()
    chart.press("ArrowLeft")
    chart.press("Enter")
    expect(page).to_have_url(re.compile("startDate.*endDate"))


def test_without_a_window_of_time_nothing_is_counted(page: Page, server: Server) -> None:
    said(server)
    page.goto(f"logs?filters[namespace][PREFIX]={NAMESPACE}")
    expect(page.get_by_role("log")).to_contain_text("warned by one")
    expect(page.get_by_role("complementary", name="Narrow down")).to_have_count(0)
    expect(page.get_by_role("group", name="Lines over time")).to_have_count(0)


LINES = 60
MANY = """
  - id: count
    type: io.kestra.plugin.core.log.Log
    message: [{lines}]
"""


def test_the_newest_lines_are_tailed_until_somebody_reads(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    lines = ", ".join(f"line {number} of {LINES}" for number in range(1, LINES + 1))
    runs.flow("tailed", MANY.format(lines=lines), namespace=TAILED)
    of_flow = f"filters[flowId][EQUALS]=tailed&filters[namespace][EQUALS]={TAILED}"
    runs.reach(runs.start("tailed", namespace=TAILED), "SUCCESS")
    page.goto(f"logs?{of_flow}")
    log = page.get_by_role("log")
    # The newest comes first.
    expect(log.locator(".ll").first).to_contain_text(f"line {LINES} of {LINES}")
    button = page.get_by_role("button", name="Tail", exact=True)
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    # Now it comes last, and is seen.
    last = log.get_by_text(f"line {LINES} of {LINES}")
    expect(last).to_be_in_viewport()
    assert_accessible(page)
    runs.flow("tailed", SAY.format(name="later"), namespace=TAILED)
    runs.reach(runs.start("tailed", namespace=TAILED), "SUCCESS")
    expect(log.get_by_text("warned by later")).to_be_in_viewport()
    # Whoever scrolls away from the end reads in peace.
    log.hover()
    page.mouse.wheel(0, -600)
    follow = page.get_by_role("button", name="Follow", exact=True)
    expect(follow).to_be_visible()
    runs.flow("tailed", SAY.format(name="the last"), namespace=TAILED)
    runs.reach(runs.start("tailed", namespace=TAILED), "SUCCESS")
    follow.click()
    expect(log.get_by_text("warned by the last")).to_be_in_viewport()
    button.click()
    expect(log.locator(".ll").first).to_contain_text("warned by the last")
