"""Home on a server of its own: what fails, what runs against the usual, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server, running
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch
from tiercel.model.limits import USUAL_COUNT_MIN

NAMESPACE = "pages.home"
FAILS = """
  - id: bad
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ inputs.fails }}"
"""
FAILING = "inputs:\n  - {id: fails, type: BOOLEAN, defaults: true}"
NAPS = """
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: "{{ inputs.span }}"
"""
SPAN = "inputs:\n  - {id: span, type: STRING, defaults: PT0.001S}"
DAILY = """triggers:
  - {id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *"}
  - {id: off, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *", disabled: true}
  - {id: poll, type: io.kestra.plugin.core.http.Trigger, interval: PT1H, uri: "http://127.0.0.1:1"}
"""
SAY = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
LONG_ID = "a_flow_with_a_rather_" + "long_" * 12 + "name"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a flow that fails, one that runs and one that is scheduled."""
    with running(tmp_path_factory.mktemp("home")) as server:
        runs = Runs(server.base)
        runs.flow(LONG_ID, FAILS, head=FAILING, namespace=NAMESPACE)
        good = begin(runs, LONG_ID, fails="false")
        runs.reach(good, "SUCCESS")
        for _ in range(2):
            runs.reach(begin(runs, LONG_ID), "FAILED")
        runs.flow("nightly", SAY, head=DAILY, namespace=NAMESPACE)
        told = f"id: nightly\nnamespace: {NAMESPACE}\n{DAILY}tasks:\n{SAY}description: new\n"
        path = f"/flows/{NAMESPACE}/nightly?message=Say+what+is+new"
        runs.call("PUT", path, told, kind="application/x-yaml")
        # Nothing ran in it, and its name only begins as that of the other.
        runs.flow("elsewhere", SAY, namespace=f"{NAMESPACE}s")
        runs.flow("napping", NAPS, head=SPAN, namespace=NAMESPACE)
        for _ in range(USUAL_COUNT_MIN):
            runs.reach(begin(runs, "napping"), "SUCCESS")
        runs.reach(begin(runs, "napping", span="PT1H"), "RUNNING")
        yield server


def begin(runs: Runs, flow_id: str, **inputs: str) -> str:
    """Start an execution with inputs; its id."""
    if not inputs:
        return runs.start(flow_id, namespace=NAMESPACE)
    parts = "".join(
        f'--x\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in inputs.items()
    )
    started = runs.call(
        "POST",
        f"/executions/{NAMESPACE}/{flow_id}",
        f"{parts}--x--\r\n",
        kind="multipart/form-data; boundary=x",
    )
    return str(started["id"])


def different(watch: Watch) -> set[str]:
    """What was asked for, a period that has moved on since being the same."""
    return {re.sub(r"\d{4}-\d\d-\d\dT[^&]*", "", call) for call in watch.calls()}


def test_failing_running_and_next_are_there_in_six_calls(
    open_page: Callable[..., tuple[Page, Watch]], filled: Server
) -> None:
    page, watch = open_page(filled)
    page.goto("")
    failing = page.get_by_role("region", name="Failing flows")
    expect(failing).to_contain_text("1 of 4")
    row = failing.get_by_role("row").filter(has_text=LONG_ID)
    expect(row).to_contain_text("bad Fail on a condition")
    expect(row.get_by_role("group", name=f"Last runs of {LONG_ID}").locator(".bar")).to_have_count(
        3
    )
    expect(row.get_by_role("cell").nth(3)).to_have_text("2")
    expect(row.get_by_role("cell").nth(4)).to_have_text(re.compile("ago|now"))
    now = page.get_by_role("region", name="Running now")
    expect(now).to_contain_text("napping")
    # An hour against milliseconds: the bar is full, and of the colour that warns.
    bar = now.locator(".usual.warning")
    expect(bar.locator("i")).to_have_attribute("style", "width: 100%;")
    expect(page.get_by_role("region", name="Next up").get_by_role("listitem")).to_have_text(
        [re.compile(r"nightly.*At 06:00, every day \(UTC\)")]
    )
    expect(page.get_by_role("region", name="Newest executions")).to_contain_text("napping")
    changes = page.get_by_role("region", name="Recent changes")
    expect(changes.get_by_role("row").filter(has_text=LONG_ID)).to_contain_text("3 runs, 2 failed")
    nightly = changes.get_by_role("row").filter(has_text="nightly")
    expect(nightly).to_contain_text("Say what is new")
    expect(nightly).to_contain_text("not run yet")
    expect(page.get_by_role("region", name="Activity")).to_contain_text(
        "none before against the 24 h before"
    )
    # On a slow machine it has asked again by now.
    assert len(different(watch)) <= 6, watch.calls()
    assert_accessible(page)
    failing.get_by_role("link", name="All failures").click()
    expect(page.get_by_role("table", name="Executions").locator("tbody tr")).to_have_count(2)
    page.go_back()
    row.get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("table", name="Executions").locator("tbody tr")).to_have_count(2)
    page.go_back()
    row.get_by_role("link", name="bad Fail on a condition").click()
    expect(page.get_by_text("What failed")).to_be_visible()


def test_home_that_shows_its_dashboard_asks_for_no_more(
    open_page: Callable[..., tuple[Page, Watch]], filled: Server
) -> None:
    # Nothing of it has to be scrolled to.
    page, watch = open_page(filled, viewport={"width": 1440, "height": 2400})
    page.goto("")
    states = page.get_by_role("region", name="Executions by State")
    expect(states.locator("li")).to_have_count(3)
    for chart in page.get_by_role("region", name="Overview").locator("section.chart").all():
        expect(chart).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("region", name="Activity")).to_contain_text("against the 24 h before")
    assert len(watch.calls("/charts/previews")) == 1, watch.calls("/charts")
    assert watch.calls("/dashboards/built-in") == []
    assert len(different(watch)) <= 6, watch.calls()


def test_what_ran_is_counted_and_leads_to_its_list(
    open_page: Callable[..., tuple[Page, Watch]], filled: Server
) -> None:
    page, watch = open_page(filled)
    page.goto("")
    activity = page.get_by_role("region", name="Activity")
    all_runs = USUAL_COUNT_MIN + 4
    expect(activity.get_by_role("link").nth(0)).to_have_text(str(all_runs))
    expect(activity.get_by_role("link").nth(1)).to_have_text("2")
    expect(activity.get_by_role("link").nth(2)).to_have_text("1")
    failed = activity.locator(".bar.failed")
    expect(failed).to_have_count(1)
    # They hang below the line, the others stand on it.
    line = activity.locator(".zero").get_attribute("y1")
    assert failed.get_attribute("y") == line
    assert float(activity.locator(".bar.success").get_attribute("y") or "") < float(line or "")
    expect(activity).to_contain_text("Executions per hour")
    expect(activity).to_contain_text("Failed, below the line")
    delay = activity.locator(".stat").nth(3)
    expect(delay).to_contain_text("Start delay")
    expect(delay).to_contain_text(f"p95 of the last {all_runs}")
    # The period is that of the figures and of the dashboard, whose charts wait until they are seen.
    before = len(watch.calls("/charts"))
    page.get_by_role("group", name="Period").get_by_role("button", name="7 d").click()
    expect(activity.get_by_role("link").nth(0)).to_have_text(str(all_runs))
    expect(activity).to_contain_text("Executions per day")
    assert len(watch.calls("/charts")) == before + 1, watch.calls("/charts")
    page.reload()
    expect(activity).to_contain_text("Executions per day")
    page.get_by_role("region", name="Overview").scroll_into_view_if_needed()
    expect(page.get_by_role("region", name="Executions by State").locator("li")).to_have_count(3)
    activity.get_by_role("link").nth(1).click()
    expect(page.get_by_role("table", name="Executions").locator("tbody tr")).to_have_count(2)
    expect(page).to_have_url(re.compile("P7D"))


def test_figures_are_beside_those_of_the_period_before(
    open_page: Callable[..., tuple[Page, Watch]], filled: Server
) -> None:
    page, watch = open_page(filled)
    # What ran a week ago cannot be made within a test.
    counts = {"total": 4, "counts": {"FAILED": 1, "SUCCESS": 2, "RUNNING": 1}}
    page.route("**/executions/counts?*", lambda route: route.fulfill(json=counts))
    page.goto("")
    figures = page.get_by_role("region", name="Activity").locator(".stat")
    more = round((USUAL_COUNT_MIN + 4) / 4 * 100 - 100)
    expect(figures.nth(0)).to_contain_text(f"+{more} % against the 24 h before")
    expect(figures.nth(1)).to_contain_text("was 33.3 %")
    asked = watch.calls("/executions/counts")[0]
    assert {"startDate", "endDate"} <= set(re.findall(r"filters%5B(\w+)%5D", asked)), asked


def test_home_is_narrowed_to_a_namespace_and_those_below(
    open_page: Callable[..., tuple[Page, Watch]], filled: Server
) -> None:
    page, watch = open_page(filled)
    page.goto("")
    changes = page.get_by_role("region", name="Recent changes")
    expect(changes).to_contain_text("elsewhere")
    page.get_by_role("button", name="Everywhere").click()
    choice = page.get_by_role("dialog", name="Everywhere")
    expect(choice.get_by_role("button", name="Everywhere")).to_have_attribute(
        "aria-current", "true"
    )
    assert_accessible(page)
    choice.get_by_role("button", name=NAMESPACE, exact=True).click()
    expect(page).to_have_url(re.compile(f"namespace={NAMESPACE}$"))
    expect(changes).to_contain_text(LONG_ID)
    expect(changes).not_to_contain_text("elsewhere")
    watch.requests.clear()
    page.reload()
    narrowed = page.get_by_role("button", name=f"{NAMESPACE} and below")
    expect(changes).to_contain_text(LONG_ID)
    expect(changes).not_to_contain_text("elsewhere")
    newest = page.get_by_role("region", name="Newest executions")
    expect(newest.get_by_role("link", name="Open list")).to_have_attribute(
        "href", re.compile(NAMESPACE)
    )
    assert len(different(watch)) <= 6, watch.calls()
    narrowed.click()
    page.get_by_role("dialog").get_by_role("button", name=f"{NAMESPACE}s", exact=True).click()
    expect(newest).to_contain_text("Nothing has run yet")
    expect(page.get_by_role("region", name="Running now")).to_contain_text("Nothing runs.")
    # The count beside the navigation is still of everything.
    executions = page.get_by_role("navigation", name="Main").get_by_role(
        "link", name=re.compile("Executions")
    )
    expect(executions).to_contain_text("1")


def test_it_fits_a_phone(open_page: Callable[..., tuple[Page, Watch]], filled: Server) -> None:
    page, _ = open_page(filled, viewport={"width": 390, "height": 844})
    page.goto("")
    names = ("Failing flows", "Recent changes", "Running now", "Next up", "Newest executions")
    for name in names:
        region = page.get_by_role("region", name=name)
        expect(region).to_be_visible()
        box = region.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    table = page.get_by_role("table", name="Failing flows")
    assert table.evaluate("(table) => table.scrollWidth") <= 390
    assert_accessible(page)
    page.get_by_role("region", name="Next up").get_by_role("link", name="nightly").click()
    expect(page).to_have_url(re.compile("/flows/edit/pages.home/nightly/triggers"))
