"""The frame around all screens: navigation, palette, keys, themes, banners, pins, guards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import Server, running
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.settled import Settling
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]


def test_the_navigation_leads_to_each_place_and_says_where_one_is(page: Page) -> None:
    page.goto("")
    nav = page.get_by_role("navigation", name="Main")
    for name, path in (
        ("Flows", "/ui/flows"),
        ("Executions", "/ui/executions"),
        ("Logs", "/ui/logs"),
        ("Triggers", "/ui/admin/triggers"),
        ("Home", "/ui/"),
    ):
        nav.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(re.compile(re.escape(path) + r"(\?.*)?$"))
        current = nav.locator("ul [aria-current=page]")
        expect(current).to_have_count(1)
        expect(current).to_contain_text(name)


def test_links_with_the_tenant_are_understood(page: Page) -> None:
    page.goto("main/flows")
    expect(page.locator("h1")).to_have_text("Flows")


def test_the_navigation_folds_and_stays_folded(page: Page) -> None:
    page.goto("preferences")
    page.get_by_role("button", name="Fold the navigation").click()
    nav = page.get_by_role("navigation", name="Main")
    expect(nav).to_have_css("width", "48px")
    page.reload()
    expect(nav).to_have_css("width", "48px")
    assert_accessible(page)
    page.get_by_role("button", name="Unfold the navigation").click()
    expect(nav).to_have_css("width", "208px")


def test_on_a_phone_the_navigation_is_a_drawer(open_page: Opener, server: Server) -> None:
    page, _ = open_page(server, viewport={"width": 360, "height": 740})
    page.goto("preferences")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    page.get_by_role("button", name="Open the navigation").click()
    assert_accessible(page)
    page.get_by_role("link", name="Flows", exact=True).click()
    expect(page.locator("h1")).to_have_text("Flows")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_keys_lead_around_and_letters_can_be_switched_off(page: Page) -> None:
    page.goto("preferences")
    expect(page.locator("h1")).to_have_text("Preferences")
    page.keyboard.type("gf")
    expect(page.locator("h1")).to_have_text("Flows")
    page.goto("preferences")
    expect(page.locator("h1")).to_have_text("Preferences")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Shortcuts")
    expect(sheet).to_contain_text("Search or run")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.get_by_role("switch", name="Single-letter shortcuts").uncheck()
    page.get_by_label("Default namespace").press("g")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(sheet).to_have_count(0)


def test_the_palette_finds_flows_executions_and_actions(page: Page, server: Server) -> None:
    seed.flow(server, seed.HELLO, "palette_hello")
    found = seed.execution(server, "palette_hello")
    page.goto("preferences")
    expect(page.locator("h1")).to_have_text("Preferences")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search or run")
    palette.get_by_role("combobox").fill("palette_hel")
    flows = palette.get_by_role("group", name="Flows", exact=True)
    expect(flows.get_by_role("option", name=re.compile("palette_hello"))).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(palette.get_by_role("option", name="Execute palette_hello…")).to_be_visible()
    page.keyboard.press("Backspace")
    palette.get_by_role("combobox").fill("#" + found["id"][:10])
    expect(palette.get_by_role("group", name="Executions").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ui/executions/{seed.NAMESPACE}/palette_hello/{found['id']}")
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("group", name="Recent")).to_contain_text(found["id"])
    palette.get_by_role("combobox").fill(">dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_theme_is_there_before_the_first_paint(open_page: Opener, server: Server) -> None:
    page, _ = open_page(server, color_scheme="dark")
    page.goto("preferences", wait_until="commit")
    page.wait_for_selector("body")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="Light", exact=True).click()
    page.get_by_role("button", name="Colour-blind-safe").click()
    page.reload(wait_until="commit")
    page.wait_for_selector("body")
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert page.locator("html").get_attribute("data-palette") == "safe"


def test_pins_are_kept_named_ordered_and_removed(page: Page) -> None:
    page.goto("flows?page=1")
    page.get_by_role("button", name="Pin this page").click()
    page.goto("preferences")
    page.get_by_role("button", name="Pin this page").click()
    pinned = page.get_by_role("region", name="Pinned")
    expect(pinned.get_by_role("link")).to_have_text(["Flows", "Preferences"])
    pinned.get_by_role("button", name="Actions for Preferences").click()
    page.get_by_role("menuitem", name="Move up").click()
    expect(pinned.get_by_role("link")).to_have_text(["Preferences", "Flows"])
    pinned.get_by_role("button", name="Actions for Flows").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("Name of the pin").fill("All flows")
    page.keyboard.press("Enter")
    page.reload()
    expect(pinned.get_by_role("link")).to_have_text(["Preferences", "All flows"])
    assert_accessible(page)
    page.get_by_role("button", name="Unpin this page").click()
    expect(pinned.get_by_role("link")).to_have_text(["All flows"])


def test_a_lost_connection_is_said_and_found_again(open_page: Opener, server: Server) -> None:
    page, watch = open_page(server)
    watch.allow("ERR_INTERNET_DISCONNECTED")
    settling = Settling(page)
    settling.open("preferences")
    expect(page.get_by_text("Sign-in is off on this server.")).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("r")
    expect(page.get_by_role("alert").filter(has_text="Connection lost")).to_be_visible()
    assert_accessible(page)
    page.context.set_offline(False)
    # The page may have tried again by itself before the button is pressed.
    now = page.get_by_role("button", name="Try now")
    now.evaluate_all("found => found.forEach((one) => one.click())")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_new_version_of_the_server_is_said(page: Page) -> None:
    Settling(page).open("preferences")

    def newer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "version": "9.9.9"})

    page.route("**/api/v1/configs", newer)
    page.keyboard.press("r")
    expect(page.get_by_role("status").filter(has_text="Tiercel 9.9.9 is running.")).to_be_visible()
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("Tiercel 9.9.9 is running.")).to_have_count(0)


def test_an_unknown_address_offers_a_search(page: Page) -> None:
    page.goto("nothing/here")
    expect(page.get_by_role("main")).to_contain_text("/nothing/here")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog", name="Search or run")).to_be_visible()


def test_the_environment_has_a_name_and_a_colour(page: Page) -> None:
    page.goto("preferences")
    page.get_by_label("Name", exact=True).fill("prod")
    page.get_by_label("Colour", exact=True).select_option("plum")
    nav = page.get_by_role("navigation", name="Main")
    expect(nav).to_contain_text("prod")
    assert_accessible(page)
    page.reload()
    expect(nav).to_contain_text("prod")


def test_dates_follow_the_zone_and_a_wrong_one_is_said(page: Page) -> None:
    page.goto("preferences")
    zone = page.get_by_label("Time zone")
    zone.fill("Middle/Earth")
    expect(page.get_by_text("No zone is called so.")).to_be_visible()
    zone.fill("UTC")
    zone.blur()
    page.reload()
    expect(page.get_by_label("Time zone")).to_have_value("UTC")


def test_a_part_that_is_gone_loads_the_pages_anew(open_page: Opener, server: Server) -> None:
    page, watch = open_page(server)
    watch.allow("status of 404")
    page.goto("preferences")
    page.route("**/assets/LogsPage*.js", lambda route: route.fulfill(status=404), times=1)
    page.get_by_role("link", name="Logs", exact=True).click()
    expect(page.locator("h1")).to_have_text("Logs")


def test_the_pages_work_below_a_path(
    open_page: Opener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environ = {"MICRONAUT_SERVER_CONTEXT_PATH": "/tiercel"}
    with running(tmp_path_factory.mktemp("below"), environ=environ) as below:
        page, watch = open_page(below, base="/tiercel")
        page.goto("executions")
        expect(page.locator("h1")).to_have_text("Executions")
        page.get_by_role("link", name="Flows", exact=True).click()
        page.wait_for_url(f"{below.base}/tiercel/ui/flows*")
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Search or run").fill("hello")
        expect(page.get_by_role("status").filter(has_text="result")).to_be_visible()
        outside = [one for one in watch.requests if " /tiercel/" not in one]
        assert not outside, outside
        page.close()


def test_each_call_is_made_once(open_page: Opener, server: Server) -> None:
    page, watch = open_page(server)
    settling = Settling(page)
    settling.open("preferences")
    expect(page.get_by_text("Sign-in is off on this server.")).to_be_visible()
    # The navigation and what it asks for come after the screen.
    expect(page.get_by_role("link", name="Flows", exact=True)).to_be_visible()
    settling.wait()
    calls = watch.calls()
    assert sorted(calls) == sorted(set(calls))
    # The configuration, what is kept here, the navigation's count, and the saved views it lists.
    assert len(calls) == 4, calls
