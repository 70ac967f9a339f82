"""The documentation: its pages, the search in them, and the panel beside every page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.ui.axe import assert_accessible
from tests.ui.watch import Watch


def test_pages_are_read_and_lead_to_each_other(page: Page) -> None:
    page.goto("docs/expressions#abbreviate")
    expect(page.get_by_role("heading", name="Filters, functions and tests").first).to_be_visible()
    expect(page.get_by_role("heading", name="abbreviate")).to_be_in_viewport()
    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name="The tour").click()
    article = page.get_by_role("article")
    expect(article).to_contain_text("Three sentences first.")
    # What does not come with the server is text.
    expect(article.get_by_role("link", name="runtime", exact=True)).to_have_count(0)
    article.get_by_role("link", name="states.md").click()
    expect(page).to_have_url(re.compile("/docs/states$"))
    contents = page.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="Execution", exact=True).click()
    expect(page).to_have_url(re.compile("/docs/states#execution$"))
    assert_accessible(page)


def test_sections_are_found_by_their_words(page: Page) -> None:
    page.goto("docs")
    expect(page.get_by_role("heading", name="Filters, functions and tests").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("abbreviate length")
    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name=re.compile("^abbreviate")).click()
    expect(page).to_have_url(re.compile("/docs/expressions#abbreviate$"))
    page.get_by_role("searchbox").fill("xyzzyx")
    expect(pages).to_contain_text("Nothing has all of these words.")


def test_a_page_that_is_not_there_is_told(page: Page, watch: tuple[Page, Watch]) -> None:
    watch[1].allow("status of 404")
    page.goto("docs/nothing")
    expect(page.get_by_role("alert")).to_contain_text("nothing")


def test_the_panel_follows_the_screen_and_keeps_its_width(page: Page) -> None:
    page.goto("executions")
    expect(page.get_by_role("heading", name="Executions")).to_be_visible()
    page.get_by_role("button", name="Help: documentation, shortcuts, version").click()
    panel = page.get_by_role("complementary", name="Help")
    expect(panel.get_by_role("heading", name="States")).to_be_visible()
    grip = panel.get_by_role("separator")
    before = int(grip.get_attribute("aria-valuenow") or 0)
    grip.focus()
    page.keyboard.press("ArrowLeft")
    expect(grip).to_have_attribute("aria-valuenow", str(before + 16))
    assert_accessible(page)
    page.get_by_role("link", name="Plugins").click()
    expect(panel.get_by_role("heading", name="Plugins").first).to_be_visible()
    panel.get_by_role("button", name="Shortcuts").click()
    expect(panel).to_contain_text("Anywhere")
    panel.get_by_role("button", name="About").click()
    expect(panel).to_contain_text(re.compile(r"Tiercel \d"))
    panel.get_by_role("button", name="Docs").click()
    panel.get_by_role("link", name="Open as a page").click()
    expect(page).to_have_url(re.compile("/docs/plugins#families$"))
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)


def test_the_editor_leads_to_what_expressions_can_do(page: Page) -> None:
    page.goto("flows/new")
    expect(page.get_by_role("heading", name="New flow")).to_be_visible()
    page.get_by_role("button", name="Learn about expressions").first.click()
    panel = page.get_by_role("complementary", name="Help")
    expect(panel.get_by_role("heading", name="Filters, functions and tests")).to_be_visible()
    expect(page).to_have_url(re.compile("/flows/new$"))


def test_a_dialog_leads_to_its_section_in_another_tab(page: Page) -> None:
    page.goto("kv")
    page.get_by_role("button", name="New key").first.click()
    dialog = page.get_by_role("dialog")
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Learn about the key-value store").click()
    expect(opened.value).to_have_url(re.compile("/docs/expressions#kv$"))
    expect(opened.value.get_by_role("heading", name="kv", exact=True)).to_be_in_viewport()
    expect(dialog).to_be_visible()
    assert_accessible(page)


def test_an_error_leads_to_what_helps(page: Page, watch: tuple[Page, Watch]) -> None:
    watch[1].allow("status of 500")
    page.route("**/api/v1/flows/search**", lambda route: route.fulfill(status=500, body="{}"))
    page.goto("flows")
    alert = page.get_by_role("alert")
    alert.get_by_role("button", name="Learn about what to do when something is wrong").click()
    panel = page.get_by_role("complementary", name="Help")
    expect(panel.get_by_role("heading", name="When something is wrong")).to_be_visible()
    assert_accessible(page)
