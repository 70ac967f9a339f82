"""What a person keeps on the server: preferences, pins, and views of lists, own and shared."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.conftest import KNOWN, PASSWORD, USER, WAIT_MS_MAX
from tests.ui.runs import Runs
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
HOSTILE = '"><img src=x onerror=alert(1)>'
LOG = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
LOOK_MS = 50
TOLD = "tiercel.preferences.unsent"


def ask(server: Server, method: str, path: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {**KNOWN, "content-type": "application/json"}
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}", method=method, data=data, headers=headers
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def views(server: Server, list_name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(server, "GET", f"/views?list={list_name}")
    return found


def until_sent(page: Page, *names: str) -> None:
    """Once these preferences are on the server.

    Raises:
        AssertionError: They are not, after all that time.
    """
    for _ in range(WAIT_MS_MAX // LOOK_MS):
        found = page.request.get("/api/v1/me/preferences").json()
        if all(name in found for name in names):
            return
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"not sent: {names} of {found}")


@pytest.fixture(autouse=True)
def nothing_kept(server: Server) -> None:
    """The server is shared: what another test kept there would count as sent by this one."""
    ask(server, "DELETE", "/me/preferences")


@pytest.fixture
def two(open_page: Opener, server: Server) -> tuple[Page, Page]:
    """Pages of two browsers."""
    return open_page(server)[0], open_page(server)[0]


def test_preferences_and_pins_are_there_in_another_browser(two: tuple[Page, Page]) -> None:
    page, other = two
    page.goto("preferences")
    page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    page.get_by_label("Time zone").blur()
    page.get_by_role("button", name="Pin this page").click()
    page.goto("executions")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Duration").uncheck()
    until_sent(page, "theme", "zone", "bookmarks", "hiddenColumns")
    other.goto("preferences")
    pinned = other.get_by_role("region", name="Pinned")
    expect(pinned.get_by_role("link")).to_have_text(["Preferences"])
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.get_by_role("button", name="Dark", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    other.goto("executions")
    expect(other.get_by_role("columnheader", name="Started")).to_be_visible()
    expect(other.get_by_role("columnheader", name="Duration")).to_have_count(0)


def test_what_is_liked_is_applied_at_once(page: Page, server: Server) -> None:
    page.goto("preferences")
    navigation = page.get_by_role("navigation", name="Main")
    places = page.get_by_role("group", name="Places that it shows")
    places.get_by_role("checkbox", name="Blueprints").focus()
    page.keyboard.press("Space")
    expect(navigation.get_by_role("link", name="Blueprints")).to_have_count(0)
    expect(navigation.get_by_role("link", name="Plugins")).to_be_visible()
    page.get_by_label("Form of dates").select_option(label=iso_sample(page))
    page.get_by_role("button", name="Always dark").click()
    page.get_by_label("Font", exact=True).fill("Courier New")
    page.get_by_role("switch", name="Fold texts of several lines at first").check()
    page.get_by_role("button", name="No-code").click()
    until_sent(page, "hiddenPlaces", "dateForm", "editorTheme", "hasFoldedTexts", "firstEditor")
    assert_accessible(page)
    page.goto("flows/new")
    editor = page.locator("[data-editor]")
    expect(editor).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(editor.locator(".view-lines")).to_have_css("font-family", re.compile("Courier New"))
    expect(editor.locator(".monaco-editor").first).to_have_class(re.compile("vs-dark"))
    panels = page.get_by_role("group", name="Panels")
    expect(panels.get_by_role("button", name="No-code")).to_have_attribute("aria-pressed", "true")
    assert_accessible(page)
    ask(server, "DELETE", "/me/preferences")


def test_preferences_lead_to_tokens_and_export_all_flows(page: Page, server: Server) -> None:
    Runs(server.base).flow("taken_along", LOG, namespace="pages.personal")
    page.goto("preferences")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export all flows").click()
    with ZipFile(begun.value.path()) as archive:
        assert "taken_along" in " ".join(archive.namelist())
    page.locator("main").get_by_role("link", name="API tokens").click()
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()


def iso_sample(page: Page) -> str:
    """The choice of dates that are written as ISO 8601 has it."""
    texts = page.get_by_label("Form of dates").locator("option").all_text_contents()
    return next(text for text in texts if re.fullmatch(r"\d{4}-11-24 14:02:11", text.strip()))


def test_what_a_browser_kept_before_is_taken_over_once(page: Page, server: Server) -> None:
    query = {"filters[flowId][EQUALS]": "taken_over"}
    kept = {
        "tiercel.preferences": {"theme": "dark"},
        "tiercel.pins": [{"path": "/flows?page=1", "text": HOSTILE}],
        "tiercel.views": {
            "executions": {
                "saved": [{"name": HOSTILE, "query": query}],
                "recent": [],
                "usual": HOSTILE,
            }
        },
    }
    # Of the same origin, and none of the pages, which would keep what is theirs when left.
    page.goto("/api/v1/configs")
    for name, value in kept.items():
        page.evaluate("(pair) => localStorage.setItem(...pair)", [name, json.dumps(value)])
    page.goto("")
    until_sent(page, "theme", "bookmarks", "usualViews")
    assert page.evaluate("() => localStorage.getItem('tiercel.pins')") is None
    (view,) = views(server, "executions")
    assert (view["name"], view["query"]) == (HOSTILE, {"filters[flowId][EQUALS]": ["taken_over"]})
    pinned = page.get_by_role("region", name="Pinned")
    expect(pinned.get_by_role("link")).to_have_text([HOSTILE])
    page.goto("executions")
    chips = page.get_by_role("button", name="Change the filter")
    expect(chips).to_have_text(["flow is taken_over"])
    page.get_by_role("button", name="Views", exact=True).click()
    saved = page.get_by_role("list", name="Saved views")
    expect(saved.get_by_role("link")).to_have_text([HOSTILE])
    assert_accessible(page)
    page.reload()
    expect(page.get_by_role("heading", name="Executions")).to_be_visible()
    assert len(views(server, "executions")) == 1
    ask(server, "DELETE", f"/views/{view['id']}")


def test_a_view_and_where_a_list_begins_are_there_in_another_browser(
    two: tuple[Page, Page], server: Server
) -> None:
    page, other = two
    page.goto("logs?filters[flowId][EQUALS]=own_view")
    page.get_by_role("button", name="Views", exact=True).click()
    page.get_by_role("textbox", name="Name of a view").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("list", name="Saved views")
    saved.get_by_role("button", name="Begin the list with Mine").click()
    # Where everybody is the one user there is nobody to share with.
    expect(saved.get_by_role("button", name="Share Mine with everybody")).to_have_count(0)
    until_sent(page, "usualViews")
    other.goto("preferences")
    other.wait_for_function("() => localStorage.getItem('tiercel.views')?.includes('own_view')")
    other.goto("logs")
    chips = other.get_by_role("button", name="Change the filter")
    expect(chips).to_have_text(["flow is own_view"])
    (view,) = views(server, "logs")
    ask(server, "DELETE", f"/views/{view['id']}")
    other.get_by_role("button", name="Views", exact=True).click()
    expect(other.get_by_text("Save the filters and the order of now under a name.")).to_be_visible()
    other.goto("logs")
    expect(chips.filter(has_text="own_view")).to_have_count(0)


def test_a_view_is_shared_where_people_sign_in(open_page: Opener, guarded_server: Server) -> None:
    page, watch = open_page(guarded_server)
    watch.allow("status of 401")
    page.goto("login?from=/flows?page=1")
    page.get_by_label("Email").fill(USER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Flows", exact=True)).to_be_visible()
    page.get_by_role("button", name="Views", exact=True).click()
    page.get_by_role("textbox", name="Name of a view").fill("Ours")
    page.get_by_role("button", name="Save", exact=True).click()
    share = page.get_by_role("button", name="Share Ours with everybody")
    share.click()
    expect(share).to_have_attribute("aria-pressed", "true")
    (view,) = views(guarded_server, "flows")
    assert (view["shared"], view["owner"]) == (True, USER)
    assert_accessible(page)
    share.click()
    expect(share).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Delete the view Ours").click()
    expect(page.get_by_role("list", name="Saved views")).to_have_count(0)
    assert views(guarded_server, "flows") == []


def test_what_the_server_refuses_is_told_and_not_asked_again(
    page: Page, watch: tuple[Page, Watch]
) -> None:
    watch[1].allow("status of 422")
    page.goto("preferences")
    page.get_by_label("Name", exact=True).evaluate("(field) => field.removeAttribute('maxlength')")
    page.get_by_label("Name", exact=True).fill("x" * 501)
    expect(page.get_by_text("The preferences were not kept")).to_be_visible()
    page.wait_for_function(f"() => localStorage.getItem('{TOLD}') === '[]'")


def test_preferences_are_forgotten(page: Page, server: Server) -> None:
    page.goto("preferences")
    page.get_by_role("button", name="Dark", exact=True).click()
    until_sent(page, "theme")
    page.get_by_role("button", name="Forget the preferences").click()
    dialog = page.get_by_role("dialog")
    assert_accessible(page)
    dialog.get_by_role("button", name="Forget the preferences").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert ask(server, "GET", "/me/preferences") == {}


def test_changes_made_without_the_server_are_sent_when_it_is_back(
    open_page: Opener, server: Server
) -> None:
    page, watch = open_page(server)
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page.goto("preferences")
    expect(page.get_by_text("Sign-in is off on this server.")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Dark", exact=True).click()
    page.wait_for_function(f"() => localStorage.getItem('{TOLD}') === '[\"theme\"]'")
    page.context.set_offline(False)
    page.reload()
    until_sent(page, "theme")
    assert ask(server, "GET", "/me/preferences")["theme"] == "dark"
