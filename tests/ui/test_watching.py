"""Home and the search in logs: what needs somebody, what ran, and what it wrote."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

HOSTILE = """id: {id}
namespace: {namespace}
tasks:
  - id: hostile
    type: io.kestra.plugin.core.log.Log
    message: >-
      <script>document.title = 'owned'</script>
      [x](javascript:alert(1)) {{{{ '{{{{ 1 }}}}' }}}}
"""


def test_home_shows_what_failed_and_where_to_look(
    watch: tuple[Page, Watch], server: Server
) -> None:
    page, watched = watch
    seed.flow(server, seed.FAILS, "troubled")
    for _ in range(3):
        seed.execution(server, "troubled")
    page.goto("")
    need = page.get_by_role("region", name="Needs attention")
    expect(need).to_contain_text("troubled")
    expect(need).to_contain_text("Out of luck")
    expect(page.get_by_role("region", name="Newest executions")).to_contain_text("troubled")
    activity = page.get_by_role("region", name="Activity")
    expect(activity.get_by_role("link").nth(1)).not_to_have_text("0")
    # What is seen first, with its frame, is six calls at most, none of them twice.
    assert len(watched.calls()) <= 6, watched.calls()
    assert len(set(watched.calls())) == len(watched.calls())
    overview = page.get_by_role("region", name="Overview")
    overview.scroll_into_view_if_needed()
    expect(
        overview.get_by_role("region", name="Executions by State").locator("li")
    ).not_to_have_count(0)
    assert_accessible(page)
    row = need.get_by_role("listitem").filter(has_text="troubled")
    row.get_by_role("link", name="failed 3 times in a row").click()
    expect(page).to_have_url(re.compile("/executions"))
    expect(page.get_by_role("table", name="Executions").locator("tbody tr")).to_have_count(3)
    page.go_back()
    row.get_by_role("link", name="Open last").click()
    expect(page.locator("main")).to_contain_text("Out of luck")


def test_what_fails_in_a_row_is_restarted_from_home(page: Page, server: Server) -> None:
    seed.flow(server, seed.FAILS, "again")
    runs = [seed.execution(server, "again")["id"] for _ in range(3)]
    page.goto("")
    row = page.get_by_role("region", name="Needs attention").get_by_role("listitem")
    button = row.filter(has_text="again").get_by_role("button", name="Restart 3…")
    button.press("Enter")
    dialog = page.get_by_role("dialog", name="Restart")
    # It is loaded when it is wanted first: until then there is nothing to close.
    expect(dialog).to_be_visible()
    assert_accessible(page)
    # Closing it does nothing.
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert {attempts(server, one) for one in runs} == {1}
    button.click()
    dialog.get_by_role("button", name="Restart 3 executions").click()
    expect(dialog).to_have_count(0)
    # They begin again one after the other.
    for one in runs:
        Runs(server.base).until(one, lambda found: found["metadata"]["attemptNumber"] == 2)


def attempts(server: Server, execution_id: str) -> int:
    """How often an execution began."""
    found = seed.ask(server, "GET", f"/executions/{execution_id}")
    return int(found["metadata"]["attemptNumber"])


def test_log_lines_are_found_and_shown_as_text(page: Page, server: Server) -> None:
    seed.flow(server, HOSTILE, "hostile_log")
    seed.execution(server, "hostile_log")
    page.goto("logs?filters[flowId][EQUALS]=hostile_log&filters[level][EQUALS]=INFO")
    lines = page.locator("main")
    expect(lines).to_contain_text("<script>document.title = 'owned'</script>")
    expect(lines).to_contain_text("[x](javascript:alert(1))")
    expect(page.get_by_role("link", name="javascript")).to_have_count(0)
    expect(page).to_have_title("Logs · Tiercel")
    page.reload()
    expect(lines).to_contain_text("<script>")
    assert_accessible(page)


def test_a_search_that_fails_says_so_and_shows_no_older_lines(
    watch: tuple[Page, Watch], server: Server
) -> None:
    page, watched = watch
    seed.flow(server, HOSTILE, "hostile_log")
    seed.execution(server, "hostile_log")
    page.goto("logs?filters[flowId][EQUALS]=hostile_log")
    expect(page.locator("main")).to_contain_text("<script>")
    watched.allow("status of 500")
    page.route("**/api/v1/logs/search*", lambda route: route.fulfill(status=500, json={}))
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("<script>")
