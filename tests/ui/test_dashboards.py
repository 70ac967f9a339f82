"""Dashboards: every kind of chart, from numbers to lists, filters, and the editor."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import write
from tests.ui.watch import Watch

NAMESPACE = "pages.dashboards"
CHART = "io.kestra.plugin.core.dashboard.chart"
DATA = "io.kestra.plugin.core.dashboard.data"
CHARTS = f"""
charts:
  - id: failed
    type: {CHART}.KPI
    chartOptions: {{displayName: Failed runs, width: 3}}
    data:
      type: {DATA}.ExecutionsKPI
      columns: {{field: ID, agg: COUNT}}
      where:
        - {{type: IN, field: STATE, values: [FAILED]}}
  - id: note
    type: {CHART}.Markdown
    chartOptions: {{displayName: Note, width: 9}}
    source: {{type: Text, content: "Ask *finance* <img src=x onerror=alert(1)>"}}
  - id: series
    type: {CHART}.TimeSeries
    chartOptions: {{displayName: By date, width: 12, column: date, colorByColumn: state}}
    data:
      type: {DATA}.Executions
      columns:
        date: {{field: START_DATE}}
        state: {{field: STATE}}
        total: {{displayName: Runs, agg: COUNT, graphStyle: BARS}}
        duration: {{field: DURATION, agg: SUM, graphStyle: LINES}}
  - id: pie
    type: {CHART}.Pie
    chartOptions: {{displayName: By state}}
    data:
      type: {DATA}.Executions
      columns:
        state: {{field: STATE}}
        total: {{agg: COUNT}}
  - id: bars
    type: {CHART}.Bar
    chartOptions: {{displayName: By flow, column: flow}}
    data:
      type: {DATA}.Executions
      columns:
        flow: {{field: FLOW_ID}}
        total: {{displayName: Runs, agg: COUNT}}
  - id: runs
    type: {CHART}.Table
    chartOptions: {{displayName: All runs, width: 12}}
    data:
      type: {DATA}.Executions
      columns:
        id: {{field: ID, displayName: Execution}}
        namespace: {{field: NAMESPACE}}
        flow: {{field: FLOW_ID}}
        state: {{field: STATE, displayName: State}}
        took: {{field: DURATION}}
"""


@pytest.fixture(scope="session")
def seeded(server: Server) -> Server:
    """One flow that succeeds twice, one that fails once."""
    seed.flow(server, seed.HELLO, "fine", NAMESPACE)
    seed.flow(server, seed.FAILS, "broken", NAMESPACE)
    for flow_id in ("fine", "fine", "broken"):
        seed.execution(server, flow_id, NAMESPACE)
    return server


def create(server: Server, dashboard_id: str, charts: str = CHARTS) -> None:
    source = f"id: {dashboard_id}\ntitle: Board {dashboard_id}\ndescription: All there is\n{charts}"
    seed.ask(server, "POST", "/dashboards", source.encode(), Content_Type="application/x-yaml")


def of_here(path: str) -> str:
    return f"{path}?filters[namespace][EQUALS]={NAMESPACE}&filters[timeRange][EQUALS]=P7D"


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def test_every_kind_of_chart_shows_its_rows(page: Page, seeded: Server) -> None:
    create(seeded, "kinds")
    page.goto(of_here("dashboards/kinds"))
    expect(page.get_by_role("heading", name="Board kinds")).to_be_visible()
    expect(page.get_by_text("All there is")).to_be_visible()
    expect(part(page, "Failed runs").locator(".figure")).to_have_text("1")
    expect(part(page, "Note")).to_contain_text("Ask finance <img src=x onerror=alert(1)>")
    for name in ("By date", "By state", "By flow"):
        expect(part(page, name).get_by_role("img")).to_be_visible()
        expect(part(page, name).locator("canvas")).to_be_visible()
    expect(part(page, "By state").get_by_role("listitem")).to_have_text(["Success 2", "Failed 1"])
    expect(part(page, "All runs").get_by_role("row")).to_have_count(4)
    assert_accessible(page)


def test_the_table_that_stands_for_a_chart_leads_to_lists(page: Page, seeded: Server) -> None:
    create(seeded, "tables")
    page.goto(of_here("dashboards/tables"))
    page.get_by_role("button", name="By state as a table").click()
    row = part(page, "By state").get_by_role("row").filter(has_text="Failed")
    assert_accessible(page)
    row.get_by_role("link", name="1", exact=True).click()
    page.wait_for_url(re.compile(r"/executions\?"))
    for wanted in (r"namespace%5D%5BEQUALS|namespace\]\[EQUALS", "P7D", "FAILED"):
        assert re.search(wanted, page.url), page.url
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody tr")).to_contain_text("broken")


def test_a_number_leads_to_what_it_counts(page: Page, seeded: Server) -> None:
    create(seeded, "numbers")
    page.goto(of_here("dashboards/numbers"))
    part(page, "Failed runs").get_by_role("link", name="1", exact=True).click()
    page.wait_for_url(re.compile(r"/executions\?.*FAILED"))
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.go_back()
    part(page, "By state").get_by_role("link", name="Success").click()
    page.wait_for_url(re.compile(r"/executions\?.*SUCCESS"))
    expect(page.locator("main tbody tr")).to_have_count(2)


def test_filters_narrow_all_charts_and_stay_in_the_address(page: Page, seeded: Server) -> None:
    create(seeded, "narrow")
    page.goto(of_here("dashboards/narrow") + "&filters[flowId][EQUALS]=fine")
    expect(part(page, "Failed runs").locator(".figure")).to_have_text("0")
    expect(part(page, "By state").get_by_role("listitem")).to_have_text(["Success 2"])
    page.goto(of_here("dashboards/narrow") + "&filters[flowId][EQUALS]=nobody")
    expect(part(page, "By state")).to_contain_text("No data in this period")
    expect(part(page, "All runs")).to_contain_text("No data in this period")


def test_one_chart_fails_and_is_asked_for_again_alone(
    watch: tuple[Page, Watch], seeded: Server
) -> None:
    page, watching = watch
    watching.allow("status of 500")
    create(seeded, "alone")
    page.route("**/charts/pie", lambda route: route.fulfill(status=500, json={"message": "Oh no"}))
    page.goto(of_here("dashboards/alone"))
    expect(part(page, "By state").get_by_role("alert")).to_contain_text("Oh no")
    expect(part(page, "Failed runs").locator(".figure")).to_have_text("1")
    expect(part(page, "By flow").locator("canvas")).to_be_visible()
    page.unroute("**/charts/pie")
    before = len(watching.calls("/charts/"))
    part(page, "By state").get_by_role("button", name="Try again").click()
    expect(part(page, "By state").get_by_role("listitem").first).to_be_visible()
    assert len(watching.calls("/charts/")) == before + 1


def test_charts_are_asked_for_again_from_time_to_time(page: Page, seeded: Server) -> None:
    create(seeded, "often")
    page.clock.install()
    page.goto(of_here("dashboards/often"))
    expect(part(page, "Failed runs").locator(".figure")).to_have_text("1")

    def change(route: Route) -> None:
        route.fulfill(json={"results": [{"value": 41}], "total": 1})

    page.route("**/charts/failed", change)
    page.get_by_role("combobox", name="Refresh the charts").select_option("10")
    page.clock.run_for(11_000)
    expect(part(page, "Failed runs").locator(".figure")).to_have_text("41")


def test_rows_and_sources_are_downloaded(page: Page, seeded: Server) -> None:
    create(seeded, "files")
    page.goto(of_here("dashboards/files"))
    page.get_by_role("button", name="Actions for By state").click()
    with page.expect_download() as rows:
        page.get_by_role("menuitem", name="Save as CSV").click()
    assert rows.value.suggested_filename == "pie.csv"
    assert rows.value.path().read_text().splitlines()[0] == "state,total"
    page.get_by_role("button", name="More", exact=True).click()
    with page.expect_download() as source:
        page.get_by_role("menuitem", name="Export YAML").click()
    assert source.value.suggested_filename == "files.yaml"
    assert source.value.path().read_text().startswith("id: files\n")


def test_dashboards_are_found_and_deleted(page: Page, seeded: Server) -> None:
    create(seeded, "gone", "")
    page.goto("dashboards")
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    expect(part(page, "Success Ratio").locator(".figure")).to_be_visible()
    page.get_by_role("button", name="Dashboards", exact=True).click()
    page.get_by_role("link", name="Board gone").click()
    expect(page.get_by_role("heading", name="Board gone")).to_be_visible()
    expect(page.get_by_text("This dashboard has no charts")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Delete…").click()
    dialog = page.get_by_role("dialog")
    assert_accessible(page)
    dialog.get_by_role("button", name="Delete the dashboard").click()
    expect(page.get_by_text("Board gone is deleted")).to_be_visible()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    found = seed.ask(seeded, "GET", "/dashboards?size=100")
    assert "gone" not in [one["id"] for one in found["results"]]


def test_a_new_dashboard_is_written_seen_and_saved(page: Page, seeded: Server) -> None:
    page.goto("dashboards/new")
    expect(page.get_by_role("heading", name="New dashboard")).to_be_visible()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("region", name="Failed").locator(".figure")).to_be_visible()
    expect(page.get_by_text("No problems")).to_be_visible()
    assert_accessible(page)
    write(page, "id: written\ntitle: Written\ncharts:\n  - id: a\n    type: nothing\n")
    expect(page.get_by_role("region", name="Problems")).to_contain_text("Invalid type: nothing")
    write(page, f"id: written\ntitle: Written\n{CHARTS.strip()}\n")
    expect(preview.get_by_role("region", name="Failed runs").locator(".figure")).to_be_visible()
    expect(page.get_by_text("No problems")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Written is saved")).to_be_visible()
    page.wait_for_url(re.compile("dashboards/written/edit"))
    page.get_by_role("link", name="Show", exact=True).click()
    expect(part(page, "All runs")).to_be_visible()


def test_what_was_typed_is_not_lost_by_accident(page: Page, seeded: Server) -> None:
    create(seeded, "typed")
    page.goto("dashboards/typed/edit?chart=pie")
    write(page, "title: Other\n")
    page.get_by_role("link", name="Flows").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay").click()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Other is saved")).to_be_visible()
    assert seed.ask(seeded, "GET", "/dashboards/typed")["title"] == "Other"
