"""The list of executions: filters in the address, and bulk actions."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.extent import every
from tests.ui.runs import Runs
from tests.ui.watch import Watch

LOG = "  - id: one\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n"
FAIL = "  - id: bad\n    type: io.kestra.plugin.core.execution.Fail\n    errorMessage: too much\n"
FILTERS = (
    ("state", "IN", "FAILED,WARNING"),
    ("flowId", "EQUALS", "list_filters"),
    ("namespace", "PREFIX", "pages"),
    ("scope", "EQUALS", "USER"),
    ("kind", "EQUALS", "NORMAL"),
    ("childFilter", "EQUALS", "MAIN"),
    ("timeRange", "EQUALS", "PT24H"),
    ("startDate", "GREATER_THAN_OR_EQUAL_TO", "2026-01-01T00:00:00.000Z"),
    ("endDate", "LESS_THAN_OR_EQUAL_TO", "2046-01-01T00:00:00.000Z"),
    ("labels", "EQUALS][team", "a:b, c"),
    ("triggerExecutionId", "EQUALS", "abc"),
    ("triggerId", "EQUALS", "daily"),
    ("flowRevision", "EQUALS", "1"),
    ("duration", "GREATER_THAN", "PT1M"),
    ("failedTaskId", "EQUALS", "load"),
    ("inputs", "EQUALS][country", "a:b, c"),
    ("q", "EQUALS", "two, words"),
)


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def listed(page: Page, flow_id: str) -> None:
    """The list of one flow's executions."""
    page.goto(f"executions?{urlencode({'filters[flowId][EQUALS]': flow_id})}")
    expect(page.get_by_role("table", name="Executions")).to_be_visible()


def filters_of(url: str) -> dict[str, list[str]]:
    query = parse_qs(urlsplit(url).query)
    return {name: values for name, values in query.items() if name.startswith("filters")}


@pytest.mark.parametrize(("field", "op", "value"), every(2, FILTERS))
def test_each_filter_survives_the_address(page: Page, field: str, op: str, value: str) -> None:
    """That all lists keep theirs when they are loaded anew is in test_filters.py."""
    name = f"filters[{field}][{op}]"

    def is_asked(request: Request) -> bool:
        return "/executions/search" in request.url and filters_of(request.url) == {name: [value]}

    with page.expect_request(is_asked):
        page.goto(f"executions?{urlencode({name: value})}")
    chip = page.get_by_role("button", name=re.compile("^Change the filter"))
    expect(chip).to_have_count(1)
    text = str(chip.text_content())
    assert filters_of(page.url) == {name: [value]}
    page.get_by_role("button", name=re.compile("^Remove ")).click()
    expect(chip).to_have_count(0)
    page.go_back()
    expect(chip).to_have_text(text)


def test_what_is_in_executions_narrows_the_list(page: Page, runs: Runs) -> None:
    head = "inputs:\n  - {id: country, type: STRING, defaults: de}"
    runs.flow("list_inside", FAIL, head=head)
    failed = runs.start("list_inside")
    runs.reach(failed, "FAILED")
    runs.flow("list_inside", LOG, head=head.replace("de}", "fr}"))
    good = runs.start("list_inside")
    runs.reach(good, "SUCCESS")
    listed(page, "list_inside")
    rows = page.get_by_role("table", name="Executions").locator("tbody tr")
    expect(rows).to_have_count(2)
    bar = page.get_by_role("search")
    field = bar.get_by_role("combobox")
    for name, value, found in (
        ("input", "country:de", [failed]),
        ("failed task", "bad", [failed]),
        ("revision", "2", [good]),
        ("duration", "90 s", []),
    ):
        field.click()
        bar.get_by_role("option", name=name, exact=True).click()
        field.press("Enter")
        field.fill(value)
        field.press("Enter")
        field.press("Escape")
        expect(rows).to_have_count(len(found))
        asked = filters_of(page.url)
        query = urlencode([(key, one) for key, values in asked.items() for one in values])
        answer = runs.call("GET", f"/executions/search?{query}")
        assert [row["id"] for row in answer["results"]] == found
        if name == "duration":
            assert asked["filters[duration][GREATER_THAN]"] == ["PT90S"]
        page.go_back()
        expect(rows).to_have_count(2)


def test_filters_begin_as_visible_chips(page: Page) -> None:
    page.goto("executions")
    chips = page.get_by_role("button", name=re.compile("^Change the filter"))
    expect(chips).to_have_count(2)
    assert set(filters_of(page.url)) == {"filters[scope][EQUALS]", "filters[timeRange][EQUALS]"}


def test_state_tabs_count_and_narrow(page: Page, runs: Runs) -> None:
    runs.flow("list_tabs", FAIL)
    runs.reach(runs.start("list_tabs"), "FAILED")
    runs.flow("list_tabs", LOG)
    runs.reach(runs.start("list_tabs"), "SUCCESS")
    query = {"filters[flowId][EQUALS]": "list_tabs", "filters[timeRange][EQUALS]": "PT24H"}
    page.goto(f"executions?{urlencode(query)}")
    states = page.get_by_role("group", name="Executions by state")
    expect(states.get_by_role("button", name=re.compile("^All"))).to_have_text(re.compile("2"))
    states.get_by_role("button", name=re.compile("^Failed")).click()
    rows = page.get_by_role("table", name="Executions").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("bad: too much")
    expect(states.get_by_role("button", name=re.compile("^Success"))).to_have_text(re.compile("1"))
    assert_accessible(page)
    page.go_back()
    expect(rows).to_have_count(2)


def test_a_failed_call_shows_its_error_in_place_of_old_rows(
    watch: tuple[Page, Watch], runs: Runs
) -> None:
    page, seen = watch
    seen.allow("500")
    runs.flow("list_error", LOG)
    runs.reach(runs.start("list_error"), "SUCCESS")
    listed(page, "list_error")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.route(
        re.compile("/executions/search"),
        lambda route: route.fulfill(status=500, json={"message": "the disk is full"}),
    )
    page.get_by_role("group", name="Executions by state").get_by_role(
        "button", name=re.compile("^Failed")
    ).click()
    expect(page.get_by_role("alert").filter(has_text="the disk is full")).to_be_visible(
        timeout=15_000
    )
    expect(page.locator("tbody tr")).to_have_count(0)


def test_restart_some_and_leave_others_alone(page: Page, runs: Runs) -> None:
    runs.flow("list_some", FAIL)
    bad = runs.reach(runs.start("list_some"), "FAILED")
    runs.flow("list_some", LOG)
    good = runs.reach(runs.start("list_some"), "SUCCESS")
    listed(page, "list_some")
    page.get_by_label("Select all rows of this page").check()
    bar = page.get_by_role("toolbar", name="2 selected")
    bar.get_by_role("button", name="Restart…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 of the 2 selected")
    page.keyboard.press("Escape")
    assert runs.get(bad["id"])["metadata"]["attemptNumber"] == 1
    bar.get_by_role("button", name="Restart…").click()
    dialog.get_by_role("button", name="Restart 1 execution").click()
    runs.until(bad["id"], lambda now: now["metadata"]["attemptNumber"] == 2)
    assert runs.get(good["id"])["metadata"]["attemptNumber"] == 1


def test_delete_all_that_the_filters_find(page: Page, runs: Runs) -> None:
    runs.flow("list_delete", LOG)
    runs.flow("list_stays", LOG)
    stays = runs.reach(runs.start("list_stays"), "SUCCESS")
    for _ in range(12):
        runs.reach(runs.start("list_delete"), "SUCCESS")
    query = {"filters[flowId][EQUALS]": "list_delete", "size": "10", "page": "1"}
    page.goto(f"executions?{urlencode(query)}")
    expect(page.locator("tbody tr")).to_have_count(10)
    page.get_by_label("Select all rows of this page").check()
    page.get_by_role("button", name="Select all 12").click()
    page.get_by_role("toolbar", name="12 selected").get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("flow is list_delete")
    dialog.get_by_role("button", name="Delete 12 executions").click()
    expect(dialog).to_have_count(0)
    assert runs.search(flowId="list_delete") == []
    assert runs.state(stays["id"]) == "SUCCESS"


def test_errors_of_the_list_are_grouped_and_narrow_it(page: Page, runs: Runs) -> None:
    failing = FAIL.replace("too much", "HTTP 42{{ taskrun.attemptsCount }} <b>from</b> page")
    runs.flow("list_errors", failing)
    for _ in range(2):
        runs.reach(runs.start("list_errors"), "FAILED")
    runs.flow("list_errors", FAIL)
    other = runs.reach(runs.start("list_errors"), "FAILED")
    listed(page, "list_errors")
    errors = page.get_by_role("group", name="Errors in this list")
    buttons = errors.get_by_role("button")
    expect(buttons).to_have_count(2)
    expect(buttons.first).to_have_text(re.compile(r"2\s*HTTP <n> <b>from</b> page\s*bad"))
    assert_accessible(page)
    buttons.last.click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(other["id"][:8])
    page.go_back()
    expect(rows).to_have_count(3)


def test_all_found_means_those_that_the_action_suits(page: Page, runs: Runs) -> None:
    runs.flow("list_suits", FAIL)
    bad = runs.reach(runs.start("list_suits"), "FAILED")
    runs.flow("list_suits", LOG)
    for _ in range(11):
        runs.reach(runs.start("list_suits"), "SUCCESS")
    query = {"filters[flowId][EQUALS]": "list_suits", "size": "10", "page": "1"}
    page.goto(f"executions?{urlencode(query)}")
    expect(page.locator("tbody tr")).to_have_count(10)
    page.get_by_label("Select all rows of this page").check()
    page.get_by_role("button", name="Select all 12").click()
    page.get_by_role("toolbar").get_by_role("button", name="Restart…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 of the 12 found")
    assert_accessible(page)
    dialog.get_by_role("button", name="Restart 1 execution").click()
    runs.until(bad["id"], lambda now: now["metadata"]["attemptNumber"] == 2)


def test_new_rows_wait_while_somebody_reads(page: Page, runs: Runs) -> None:
    nap = "  - id: nap\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT5M\n"
    runs.flow("list_fresh", nap)
    # A list is asked for again while something in it runs.
    running = runs.start("list_fresh")
    runs.flow("list_fresh", LOG)
    for _ in range(24):
        runs.reach(runs.start("list_fresh"), "SUCCESS")
    listed(page, "list_fresh")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(25)
    rows.last.scroll_into_view_if_needed()
    started = runs.start("list_fresh")
    fresh = page.get_by_role("button", name="1 new")
    expect(fresh).to_be_visible()
    expect(rows.first).not_to_contain_text(started[:8])
    fresh.click()
    expect(rows.first).to_contain_text(started[:8])
    runs.call("DELETE", f"/executions/{running}/kill")


def test_who_refuses_is_named_and_can_be_kept(watch: tuple[Page, Watch], runs: Runs) -> None:
    page, seen = watch
    seen.allow("400")
    runs.flow("list_refuse", LOG)
    one = runs.reach(runs.start("list_refuse"), "SUCCESS")
    other = runs.reach(runs.start("list_refuse"), "SUCCESS")
    listed(page, "list_refuse")
    page.get_by_label("Select all rows of this page").check()
    # It is gone by the time that the action comes.
    runs.call("DELETE", f"/executions/{one['id']}")
    page.get_by_role("toolbar").get_by_role("button", name="Labels…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Key of label 1").fill("team")
    dialog.get_by_label("Value of label 1").fill("a")
    dialog.get_by_role("button", name="Label 2 executions").click()
    expect(dialog).to_contain_text("1 execution refuses, so nothing was changed")
    expect(dialog).to_contain_text(one["id"])
    dialog.get_by_role("button", name="Leave them out").click()
    page.get_by_role("toolbar", name="1 selected").get_by_role("button", name="Labels…").click()
    dialog.get_by_label("Key of label 1").fill("team")
    dialog.get_by_label("Value of label 1").fill("a")
    dialog.get_by_role("button", name="Label 1 execution").click()
    expect(dialog).to_have_count(0)
    runs.until(other["id"], lambda now: {"key": "team", "value": "a"} in now["labels"])


@pytest.mark.parametrize(
    ("action", "button", "state"),
    [("Kill…", "Kill 1 execution", "KILLED"), ("Pause…", "Pause 1 execution", "PAUSED")],
)
def test_what_runs(page: Page, runs: Runs, action: str, button: str, state: str) -> None:
    nap = "  - id: nap\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT30S\n"
    flow_id = f"list_{state.lower()}"
    runs.flow(flow_id, nap)
    execution_id = runs.start(flow_id)
    runs.reach(execution_id, "RUNNING")
    listed(page, flow_id)
    page.get_by_role("button", name=re.compile(f"^Actions for {execution_id[:8]}")).click()
    page.get_by_role("menuitem", name=action).click()
    page.get_by_role("dialog").get_by_role("button", name=button).click()
    runs.reach(execution_id, state)
    runs.call("DELETE", f"/executions/{execution_id}")


PAUSE = "  - id: wait\n    type: io.kestra.plugin.core.flow.Pause\n"
QUEUE = "concurrency: {limit: 1, behavior: QUEUE}"


@pytest.mark.parametrize(
    ("action", "button", "waits", "state"),
    [
        ("Resume…", "Resume 1 execution", "PAUSED", "SUCCESS"),
        ("Take out of the queue…", "Start 1 execution", "QUEUED", "PAUSED"),
        ("Force to run…", "Force 1 execution", "QUEUED", "PAUSED"),
    ],
)
def test_what_waits(
    page: Page, runs: Runs, action: str, button: str, waits: str, state: str
) -> None:
    flow_id = "list_waits_" + button.partition(" ")[0].lower()
    runs.flow(flow_id, PAUSE, head=QUEUE)
    first = runs.start(flow_id)
    runs.reach(first, "PAUSED")
    execution_id = first if waits == "PAUSED" else runs.start(flow_id)
    runs.reach(execution_id, waits)
    listed(page, flow_id)
    page.get_by_role("button", name=re.compile(f"^Actions for {execution_id[:8]}")).click()
    page.get_by_role("menuitem", name=action).click()
    page.get_by_role("dialog").get_by_role("button", name=button).click()
    runs.reach(execution_id, state)
    for each in {first, execution_id}:
        runs.call("DELETE", f"/executions/{each}")


def test_replay_and_change_state(page: Page, runs: Runs) -> None:
    runs.flow("list_replay", LOG)
    found = runs.reach(runs.start("list_replay"), "SUCCESS")
    listed(page, "list_replay")
    page.get_by_label(re.compile(f"Select list_replay {found['id'][:8]}")).check()
    page.get_by_role("toolbar").get_by_role("button", name="Replay…").click()
    page.get_by_role("dialog").get_by_role("button", name="Start 1 execution").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    (new,) = runs.search(parentId=found["id"])
    runs.reach(new["id"], "SUCCESS")
    page.get_by_label(re.compile(f"Select list_replay {found['id'][:8]}")).check()
    page.get_by_role("toolbar").get_by_role("button", name="Change state…").click()
    page.get_by_role("dialog").get_by_label("Failed").check()
    page.get_by_role("dialog").get_by_role("button", name="Change 1 execution").click()
    runs.reach(found["id"], "FAILED")


def test_columns_and_csv(page: Page, runs: Runs, tmp_path: Path) -> None:
    runs.flow("list_csv", LOG)
    found = runs.reach(runs.start("list_csv"), "SUCCESS")
    listed(page, "list_csv")
    expect(page.get_by_role("columnheader", name="Revision")).to_have_count(0)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Revision").check()
    expect(page.get_by_role("columnheader", name="Revision")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Move Flow forward").click()
    page.get_by_role("button", name="Move Flow forward").click()
    page.keyboard.press("Escape")
    heads = page.get_by_role("columnheader")
    expect(heads.nth(1)).to_have_text("Flow")
    edge = page.get_by_role("separator", name="Width of Flow")
    edge.press("ArrowLeft")
    width = edge.get_attribute("aria-valuenow")
    page.reload()
    expect(heads.nth(1)).to_have_text("Flow")
    expect(edge).to_have_attribute("aria-valuenow", str(width))
    expect(page.get_by_role("columnheader", name="Revision")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as CSV").click()
    target = tmp_path / "executions.csv"
    started.value.save_as(target)
    assert found["id"] in target.read_text(encoding="utf-8")


def test_views_are_saved_and_one_can_begin_the_list(page: Page, runs: Runs) -> None:
    runs.flow("list_views", LOG)
    runs.reach(runs.start("list_views"), "SUCCESS")
    listed(page, "list_views")
    chips = page.get_by_role("button", name=re.compile("^Change the filter"))
    expect(chips).to_have_count(1)
    page.get_by_role("button", name="Views", exact=True).click()
    page.get_by_role("textbox", name="Name of a view").fill("<b>mine</b>")
    page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("list", name="Saved views")
    expect(saved.get_by_role("link", name="<b>mine</b>")).to_be_visible()
    saved.get_by_role("button", name="Begin the list with").click()
    recent = page.get_by_role("list", name="Of late").get_by_role("link")
    expect(recent.first).to_have_text("flow is list_views")
    assert_accessible(page)
    page.goto("executions")
    expect(chips).to_have_text(["flow is list_views"])
    assert filters_of(page.url) == {"filters[flowId][EQUALS]": ["list_views"]}
    page.get_by_role("button", name="Views", exact=True).click()
    saved.get_by_role("button", name="Begin the list with").click()
    page.goto("executions")
    expect(chips).to_have_count(2)
    page.get_by_role("button", name="Views", exact=True).click()
    saved.get_by_role("link", name="<b>mine</b>").click()
    expect(chips).to_have_text(["flow is list_views"])
    page.get_by_role("button", name="Views", exact=True).click()
    saved.get_by_role("button", name="Delete the view").click()
    expect(saved).to_have_count(0)


def test_keys(page: Page, runs: Runs) -> None:
    runs.flow("list_keys", LOG)
    found = runs.reach(runs.start("list_keys"), "SUCCESS")
    listed(page, "list_keys")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("toolbar", name="1 selected")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(found["id"]))


def test_a_duration_stands_beside_the_usual_one(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    namespace = "pages.usual"
    say = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
    runs.flow("timed", say, namespace=namespace)
    runs.reach(runs.start("timed", namespace=namespace), "SUCCESS")
    page.goto(f"executions?filters[namespace][PREFIX]={namespace}")
    bar = page.get_by_role("table", name="Executions").locator(".usual")
    expect(bar).to_have_count(1)
    # The only one took as long as 95 of 100 of them.
    expect(bar.locator("i")).to_have_attribute("style", "width: 100%;")
    bar.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("95 of 100")
