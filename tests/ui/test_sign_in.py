"""Signing in and out, the first account, and credentials that expired meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.server import Server, running
from tests.e2e.test_oidc import CONFIG, provider
from tests.ui.axe import assert_accessible
from tests.ui.conftest import PASSWORD, USER, WAIT_MS_MAX
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill(USER)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def guarded(open_page: Opener, guarded_server: Server) -> Page:
    page, watch = open_page(guarded_server)
    # Browsers log each refusal.
    watch.allow("status of 401")
    return page


def test_the_sign_in_leads_back_to_the_address_that_was_asked_for(guarded: Page) -> None:
    guarded.goto("preferences?a=b")
    expect(guarded.locator("h1")).to_have_text("Sign in to Tiercel")
    expect(guarded.get_by_text("You will return to /preferences.")).to_be_visible()
    assert_accessible(guarded)
    sign_in(guarded, "wrong")
    expect(guarded.get_by_role("alert")).to_have_text("Email or password is wrong.")
    assert_accessible(guarded)
    sign_in(guarded)
    guarded.wait_for_url("**/ui/preferences?a=b")
    expect(guarded.get_by_role("navigation", name="Main")).to_contain_text(USER)
    expect(guarded.get_by_text("Sign-in is off")).to_have_count(0)
    # Owners are offered all places.
    main = guarded.get_by_role("navigation", name="Main")
    expect(main.get_by_role("link", name="System", exact=True)).to_be_visible()


def test_whoever_signed_out_or_expired_signs_in_again(guarded: Page) -> None:
    guarded.goto("login")
    sign_in(guarded)
    expect(guarded.locator("h1")).to_have_text("Home")
    guarded.goto("preferences")
    expect(guarded.get_by_role("navigation", name="Main")).to_contain_text(USER)
    guarded.context.clear_cookies()
    guarded.keyboard.press("r")
    guarded.wait_for_url("**/ui/login?from=/preferences")
    sign_in(guarded)
    guarded.wait_for_url("**/ui/preferences")
    guarded.get_by_role("button", name=USER).click()
    guarded.get_by_role("menuitem", name="Sign out").click()
    guarded.wait_for_url("**/ui/login")
    guarded.goto("flows")
    expect(guarded.locator("h1")).to_have_text("Sign in to Tiercel")


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_a_sign_in_never_leads_to_another_site(guarded: Page, target: str) -> None:
    guarded.goto(f"login?from={target}")
    sign_in(guarded)
    expect(guarded.locator("h1")).to_have_text("Home")
    assert "evil" not in guarded.url


@pytest.fixture
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environ = {"KESTRA_SERVER_BASIC_AUTH_ENABLED": "true"}
    with running(tmp_path_factory.mktemp("new"), environ=environ) as started:
        yield started


def test_the_code_of_the_log_makes_the_first_account(
    open_page: Opener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environ = {"TIERCEL_SERVER_SETUP": "true", "MICRONAUT_SERVER_HOST": "0.0.0.0"}
    with running(tmp_path_factory.mktemp("code"), environ=environ, host=None) as server:
        (code,) = re.findall(r"the code is ([0-9a-f]+)", server.log)
        page, watch = open_page(server)
        watch.allow("status of (401|422)")
        page.goto("flows")
        expect(page.locator("h1")).to_have_text("Create the first account")
        page.get_by_label("Code").fill("0000")
        page.get_by_label("Email").fill(USER)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("alert")).to_contain_text("the log of the server shows")
        assert_accessible(page)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Create account").click()
        page.wait_for_url("**/ui/flows*")
        expect(page.get_by_role("navigation", name="Main")).to_contain_text(USER)
        page.close()


def test_the_first_account_is_made_on_the_pages(open_page: Opener, new_server: Server) -> None:
    page, watch = open_page(new_server)
    watch.allow("status of 401")
    page.goto("flows")
    expect(page.locator("h1")).to_have_text("Create the first account")
    page.get_by_label("Email").fill(USER)
    page.get_by_label("Password", exact=True).fill("falcon")
    expect(page.get_by_text("a digit, still missing")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(page.get_by_text("a digit, met")).to_be_visible()
    page.get_by_label("Password again").fill("another")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert")).to_have_text("The two passwords differ.")
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/ui/flows*")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text(USER)
    page.goto("setup")
    expect(page.get_by_text("This server has its account already.")).to_be_visible()


@pytest.fixture
def with_provider(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page before a server that a provider signs people in to, and what that provider shows."""
    with provider() as issuer:
        (tmp_path / "config.yml").write_text(CONFIG.format(issuer=issuer), encoding="utf-8")
        with running(tmp_path) as server:
            context = browser.new_context(base_url=f"{server.base}/ui/", locale="en-GB")
            context.set_default_timeout(WAIT_MS_MAX)
            # The page of the provider asks for a style sheet of another host.
            context.route(re.compile("^https://"), lambda route: route.abort())
            yield context.new_page()
            context.close()


def test_a_provider_signs_in_and_leads_back(with_provider: Page) -> None:
    page = with_provider
    page.goto("flows")
    expect(page.locator("h1")).to_have_text("Sign in to Tiercel")
    button = page.get_by_role("link", name="Sign in with corp")
    expect(button).to_be_visible()
    assert_accessible(page)
    # Who refuses at the provider is told so, and may try again: by keys alone.
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url("**/ui/login?*")
    expect(page.get_by_role("alert")).to_contain_text("The sign-in by the provider failed")
    assert_accessible(page)
    page.goto("flows")
    button.click()
    page.get_by_role("button", name="bob-1").click()
    page.wait_for_url("**/ui/flows*")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("bob@example.com")
