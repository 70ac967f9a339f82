"""Two ways that somebody goes who has never seen the pages, by what can be read on them alone.

From an empty server to a scheduled flow that uses a secret and a file; and from a flow that has
begun to fail at night to its repair, and to the work that was missed.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server, running
from tests.ui.editor import insert, write
from tests.ui.runs import Runs
from tests.ui.watch import Watch

pytestmark = pytest.mark.timeout(400)
# A person would take a few minutes: none of them may go by in waiting for the pages.
SECONDS_MAX = 240.0
LOAD_MS_MAX = 120_000
SHOP, REPORTS = "shop.orders", "shop.reports"
CANARY = "canary-9b1d"
SCHEDULED = f"""id: orders
namespace: {SHOP}
tasks:
  - id: ask
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ read('query.sql') }}}} as {{{{ secret('TOKEN') }}}}"
triggers:
  - id: each_night
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 2 * * *"
"""
NIGHTLY = """  - id: extract
    type: io.kestra.plugin.core.output.OutputValues
    values:
      rate: "1.25"
  - id: convert
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ outputs.extract.values.{name} }}}}"
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ outputs.convert.value }}}}"
triggers:
  - id: each_night
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 2 * * *"
"""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has nothing yet, and can keep secrets."""
    key = base64.b64encode(bytes(range(32))).decode()
    environ = {"KESTRA_ENCRYPTION_SECRET_KEY": key}
    with running(tmp_path_factory.mktemp("first-walks"), environ=environ) as started:
        yield started


def go(page: Page, place: str) -> None:
    """By the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place, exact=True).click()
    expect(page.locator("h1")).to_have_text(place)


def test_from_nothing_to_a_scheduled_flow_with_a_secret_and_a_file(
    page: Page, server: Server
) -> None:
    began = time.monotonic()
    page.goto("")
    expect(page.get_by_text("Nothing has run yet")).to_be_visible()
    expect(page.get_by_role("link", name="Begin with a blueprint")).to_be_visible()

    go(page, "Secrets")
    page.get_by_role("button", name="New secret").first.click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Namespace").fill(SHOP)
    drawer.get_by_label("Name", exact=True).fill("TOKEN")
    drawer.get_by_label("Value", exact=True).fill(CANARY)
    drawer.get_by_role("button", name="Store the secret").click()
    expect(page.get_by_role("table", name="Secrets")).to_contain_text("TOKEN")

    # A namespace without a flow is not listed: the page says so, and how it comes to be.
    go(page, "Namespaces")
    expect(page.get_by_text("one that has no flow yet is listed once")).to_be_visible()
    page.get_by_role("button", name="New namespace").last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(SHOP)
    dialog.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("orders")
    page.get_by_role("link", name="Files", exact=True).click()
    page.get_by_role("button", name="Actions for files").click()
    page.get_by_role("menuitem", name="New file").click()
    dialog.get_by_role("textbox").fill("query.sql")
    page.keyboard.press("Enter")
    page.locator(".monaco-editor[data-uri*='query.sql']").click(timeout=LOAD_MS_MAX)
    insert(page, "select 1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("query.sql saved")).to_be_visible()

    go(page, "Flows")
    page.get_by_role("link", name="Create flow").first.click()
    expect(page.locator(".monaco-editor").first).to_contain_text("hello", timeout=LOAD_MS_MAX)
    # It begins where one has just been.
    expect(page.locator(".monaco-editor").first).to_contain_text(f"namespace: {SHOP}")
    write(page, SCHEDULED)
    # Whose files these are follows the text.
    files = page.get_by_role("region", name="Files", exact=True)
    expect(files).to_contain_text(SHOP)
    expect(files).to_contain_text("query.sql")
    expect(page.get_by_role("region", name="Problems")).to_contain_text("No problems")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url(re.compile("/flows/edit/shop.orders/orders/edit"))
    page.get_by_role("button", name="Execute", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Execute", exact=True).click()
    page.wait_for_url(re.compile("/executions/shop.orders/orders/"))
    expect(page.locator("main")).to_contain_text("Success")
    page.get_by_role("link", name="Logs", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("select 1 as **masked***")
    assert CANARY not in page.content()

    go(page, "Triggers")
    expect(page.get_by_role("table", name="Triggers")).to_contain_text("each_night")
    assert time.monotonic() - began < SECONDS_MAX


def test_a_nightly_flow_that_fails_is_found_compared_repaired_and_replayed(
    open_page: Callable[..., tuple[Page, Watch]], server: Server
) -> None:
    runs = Runs(server.base)
    runs.flow("nightly", NIGHTLY.format(name="rate"), namespace=REPORTS)
    runs.reach(runs.start("nightly", namespace=REPORTS), "SUCCESS")
    runs.flow("nightly", NIGHTLY.format(name="rates"), namespace=REPORTS)
    for _ in range(3):
        failed = runs.reach(runs.start("nightly", namespace=REPORTS), "FAILED")
    page, _ = open_page(server)
    began = time.monotonic()
    page.goto("")
    attention = page.get_by_role("region", name="Needs attention")
    expect(attention).to_contain_text("failed 3 times in a row")
    attention.get_by_role("link", name="nightly").click()
    why = page.get_by_role("region", name="Why it failed")
    expect(why).to_contain_text("convert")
    expect(why).to_contain_text("What changed since the last success")
    expect(why).to_contain_text("rates")

    why.get_by_role("link", name="Compare").click()
    expect(page.locator("h1")).to_contain_text("Compare")
    expect(page.locator("main")).to_contain_text("Revision")
    page.go_back()
    why.get_by_role("link", name=re.compile("Edit at line")).click()
    expect(page.locator(".monaco-editor").first).to_contain_text("rates", timeout=LOAD_MS_MAX)
    head = f"id: nightly\nnamespace: {REPORTS}\ntasks:\n"
    write(page, head + NIGHTLY.format(name="rate"))
    expect(page.get_by_role("region", name="Problems")).to_contain_text("No problems")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Revision 3 saved")).to_be_visible()

    page.get_by_role("link", name="Executions", exact=True).last.click()
    page.get_by_role("table", name="Executions").get_by_role("link", name=failed["id"][:8]).click()
    why.get_by_role("button", name="Replay from convert…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Revision 3 was saved after this execution began")
    # With the same revision it would fail again.
    expect(dialog.get_by_label("Revision of the flow")).to_have_value("3")
    dialog.get_by_role("button", name="Start a new execution").click()
    page.wait_for_url(re.compile(rf"/nightly/(?!{failed['id']})"))
    expect(page.locator("#content > header .pill")).to_have_text("Success")
    found = re.search(r"/nightly/(\w+)", page.url)
    assert found is not None
    replayed = runs.reach(found[1], "SUCCESS")
    assert replayed["flowRevision"] == 3
    # What had succeeded was not done again.
    extract, convert, load = replayed["taskRunList"]
    assert extract["state"]["startDate"] < failed["state"]["endDate"]
    assert convert["state"]["endDate"] > failed["state"]["endDate"]
    assert load["state"]["current"] == "SUCCESS"
    assert time.monotonic() - began < SECONDS_MAX
