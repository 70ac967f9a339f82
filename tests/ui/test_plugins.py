"""Plugin types: their groups, their documentation, what is broken or lacking, and flows of them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.watch import Watch

REQUEST = "io.kestra.plugin.core.http.Request"
LACKING = """id: {id}
namespace: {namespace}
draft: true
tasks:
  - id: gone
    type: com.example.pages.Lacking
"""


def test_groups_lead_to_types_and_types_are_found_by_words(page: Page) -> None:
    page.goto("plugins")
    expect(page.get_by_role("heading", name="Plugins")).to_be_visible()
    groups = page.locator("#content .groups")
    groups.get_by_role("link", name=re.compile("HTTP")).click()
    expect(page).to_have_url(re.compile("/plugins/groups/io.kestra.plugin.core/"))
    page.get_by_role("article").get_by_role("link", name="Request", exact=True).click()
    expect(page).to_have_url(re.compile(f"/plugins/{REQUEST}$"))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("python script")
    types = page.get_by_role("navigation", name="Types")
    expect(types.get_by_role("link", name="Script task").first).to_be_visible()
    page.keyboard.type(" nothing like this")
    expect(types).to_contain_text("No type fits")


def test_a_type_says_what_it_takes_gives_and_measures(page: Page) -> None:
    page.goto(f"plugins/{REQUEST}")
    article = page.get_by_role("article")
    expect(article).to_contain_text("Ask an HTTP server and hold its answer.")
    uri = article.locator("#property-uri")
    expect(uri).to_contain_text("required")
    expect(uri).to_contain_text("may hold {{ }}")
    expect(article.locator("#property-method")).to_contain_text("Default GET")
    expect(article.locator("#property-sslOptions")).to_contain_text("deprecated")
    expect(article.locator("#output-code")).to_contain_text("integer")
    expect(article).to_contain_text("response.length")
    article.locator("#property-options").get_by_role("link", name="HttpOptions").click()
    expect(article.get_by_role("heading", name=re.compile("^HttpOptions"))).to_be_in_viewport()
    assert_accessible(page)


def test_plugins_are_searched_again(watch: tuple[Page, Watch]) -> None:
    page, watching = watch
    page.goto("plugins")
    page.get_by_role("button", name="Search for plugins again").click()
    expect(page.get_by_text("Nothing has changed.")).to_be_visible()
    assert any("POST" in call for call in watching.calls("/plugins/rescan"))
    # The catalogue is asked for anew.
    expect(page.locator("#content .groups").get_by_role("link").first).to_be_visible()


def test_an_example_becomes_a_flow_that_can_be_saved(page: Page) -> None:
    page.goto(f"plugins/{REQUEST}")
    page.get_by_role("link", name="Try it").nth(1).click()
    expect(page.get_by_role("heading", name="New flow")).to_be_visible()
    editor = page.locator("[data-editor]").first
    expect(editor).to_contain_text("request_example")
    expect(editor).to_contain_text(REQUEST)
    expect(editor).to_contain_text("POST")
    page.goto("plugins/io.kestra.plugin.core.trigger.Schedule")
    page.get_by_role("link", name="New flow with this type").click()
    expect(editor).to_contain_text("triggers:")
    expect(editor).to_contain_text("cron")


def test_types_that_flows_need_are_told_with_the_flows(page: Page, server: Server) -> None:
    seed.flow(server, LACKING, "lacking")
    page.goto("plugins")
    row = page.get_by_role("row").filter(has_text="com.example.pages.Lacking")
    row.get_by_role("link", name="1 flow").click()
    expect(page.get_by_role("main")).to_contain_text("lacking")
    seed.ask(server, "DELETE", f"/flows/{seed.NAMESPACE}/lacking")


def test_packages_that_cannot_be_loaded_say_why(page: Page) -> None:
    page.route("**/api/v1/plugins/broken", _with_a_broken_one)
    page.goto("plugins")
    row = page.get_by_role("row").filter(has_text="acme_tiercel")
    expect(row).to_contain_text("No module named 'acme'")
    expect(row).to_contain_text("Install what provides the module")
    assert_accessible(page)


def _with_a_broken_one(route: Route) -> None:
    """The answer of a server where a package lacks what it imports."""
    broken = {
        "name": "acme_tiercel",
        "reason": "ModuleNotFoundError: No module named 'acme'",
        "fix": "Install what provides the module `acme`.",
    }
    route.fulfill(json={"results": [broken], "total": 1})


def test_a_type_that_is_not_there_is_told(page: Page, watch: tuple[Page, Watch]) -> None:
    watch[1].allow("status of 404")
    page.goto("plugins/com.example.Nothing")
    expect(page.get_by_role("alert")).to_contain_text("com.example.Nothing")
    page.goto("plugins/groups/nothing")
    expect(page.get_by_text("The server has no such group")).to_be_visible()


def test_the_palette_opens_the_page_of_a_type(page: Page) -> None:
    page.goto("plugins")
    expect(page.get_by_role("heading", name="Plugins")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("core.http.Request")
    page.get_by_role("option", name=re.compile(REQUEST)).first.click()
    expect(page.get_by_role("article")).to_contain_text("Ask an HTTP server")
