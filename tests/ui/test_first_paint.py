"""What is seen of the pages, and what they ask for, before any of their scripts has run."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import Server
from tests.ui.runs import Runs
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
SCRIPTS = re.compile(r"/ui/assets/index-[^/]+\.js$")
SIZES = {"wide": 1440, "narrow": 1000}


def without_scripts(page: Page, watch: Watch) -> None:
    """The first script of the pages does nothing, so that they stay what the server sent."""
    # Nobody uses the style sheets then, of which the browser warns some seconds later.
    watch.allow("was preloaded using link preload but not used")
    page.route(SCRIPTS, lambda route: route.fulfill(body="", content_type="text/javascript"))


@pytest.mark.parametrize("width", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_stands_where_the_scripts_draw_it_again(
    open_page: Opener, server: Server, width: int, scheme: str
) -> None:
    page, watch = open_page(server, viewport={"width": width, "height": 800}, color_scheme=scheme)
    without_scripts(page, watch)
    page.goto("preferences")
    frame = page.locator(".frame-nav")
    expect(frame).to_be_visible()
    before = frame.bounding_box()
    mark = page.locator(".frame-brand svg").bounding_box()
    color = frame.evaluate("(one) => getComputedStyle(one).backgroundColor")

    page.unroute_all()
    page.reload()

    expect(page.locator("h1")).to_have_text("Preferences")
    expect(frame).to_have_count(0)
    nav = page.get_by_role("navigation", name="Main")
    assert nav.bounding_box() == before
    assert nav.locator(".brand svg").bounding_box() == mark
    assert nav.evaluate("(one) => getComputedStyle(one).backgroundColor") == color


def test_the_frame_of_a_folded_navigation_is_folded(watch: tuple[Page, Watch]) -> None:
    page, watched = watch
    page.goto("preferences")
    page.get_by_role("button", name="Fold the navigation").click()
    expect(page.get_by_role("navigation", name="Main")).to_have_css("width", "48px")
    without_scripts(page, watched)
    page.reload()
    expect(page.locator(".frame-nav")).to_have_css("width", "48px")


def test_pages_without_navigation_and_phones_have_no_frame_of_it(
    open_page: Opener, server: Server
) -> None:
    page, watch = open_page(server)
    without_scripts(page, watch)
    page.goto("login")
    expect(page.locator(".frame")).to_be_hidden()
    phone, watch = open_page(server, viewport={"width": 390, "height": 800})
    without_scripts(phone, watch)
    phone.goto("flows")
    expect(phone.locator(".frame-top")).to_be_visible()
    expect(phone.locator(".frame-nav")).to_be_hidden()


def test_scripts_of_a_page_are_compiled_as_a_whole(watch: tuple[Page, Watch]) -> None:
    page, watched = watch
    page.goto("flows")
    expect(page.locator("h1")).to_have_text("Flows")
    paths = [each.removeprefix("GET /ui/") for each in watched.calls("/assets/")]
    first = [each for each in paths if re.search(r"/(index|FlowsPage)-[^/]+\.js$", each)]
    assert len(first) == 2, paths
    for path in first:
        code = page.evaluate("async (path) => (await fetch(path)).text()", f"/ui/{path}")
        assert code.startswith("//# allFunctionsCalledOnLoad\n"), path


@pytest.mark.parametrize(
    ("address", "screen"),
    [
        ("", "HomePage"),
        ("flows", "FlowsPage"),
        ("main/flows/", "FlowsPage"),
        ("flows/search?q=x", "SourceSearchPage"),
        ("flows/edit/company.team/orders/topology", "FlowPage"),
        ("main/executions", "ExecutionsPage"),
        ("executions/company.team/orders/123", "ExecutionPage"),
        ("triggers", "TriggersPage"),
        ("login", "LoginPage"),
    ],
)
def test_files_of_the_asked_screen_load_beside_the_first_script(
    watch: tuple[Page, Watch], address: str, screen: str
) -> None:
    page, watched = watch
    without_scripts(page, watched)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert any(f"/assets/{screen}-" in one for one in watched.requests)
    assert any("/assets/shared-" in one and ".js" in one for one in watched.requests)


def test_banners_stand_above_the_rows_before_these_are_there(
    watch: tuple[Page, Watch], server: Server
) -> None:
    page, _ = watch
    Runs(server.base).flow("below", "  - {id: a, type: io.kestra.plugin.core.log.Log, message: a}")
    page.add_init_script(
        "new MutationObserver(() => {"
        "  if (!('hadBanner' in window) && document.querySelector('tbody tr a'))"
        "    window.hadBanner = Boolean(document.querySelector('.ban'))"
        "}).observe(document, { childList: true, subtree: true })"
    )

    def late(route: Route) -> None:
        time.sleep(0.15)
        route.continue_()

    page.route("**/api/v1/configs", late)
    page.goto("flows")
    # Of a server that asks nobody who he is.
    expect(page.locator(".ban")).to_be_visible()
    expect(page.get_by_role("table", name="Flows").get_by_role("link").first).to_be_visible()
    assert page.evaluate("() => window.hadBanner")
