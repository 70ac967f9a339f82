"""Who may do what: the pages of users, groups, roles, bindings and invitations."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.conftest import KNOWN, PASSWORD, USER
from tests.ui.test_sign_in import sign_in
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
HOSTILE = "<img src=x onerror=window.hurt=1>"
NEW = "Other-Password-2"


@pytest.fixture
def guarded(open_page: Opener, guarded_server: Server) -> Page:
    page, watch = open_page(guarded_server)
    # Browsers log each refusal.
    for status in (401, 403, 409, 422):
        watch.allow(f"status of {status}")
    page.goto("login")
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Home")
    return page


def row(page: Page, table: str, text: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text)


def removed(page: Page, table: str, name: str) -> None:
    row(page, table, name).get_by_role("button", name=f"Remove {name}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row(page, table, name)).to_have_count(0)


def test_a_user_is_made_given_a_role_and_removed(guarded: Page) -> None:
    page, email = guarded, "pia.access@acme.example"
    page.goto("admin/access")
    expect(page.locator("h1")).to_have_text("Access")
    expect(row(page, "Users", USER)).to_contain_text("yes")
    assert_accessible(page)
    page.get_by_role("button", name="New user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_label("First name").fill(HOSTILE)
    dialog.get_by_label("Password", exact=True).fill(NEW)
    assert_accessible(page)
    dialog.get_by_role("button", name="Create").click()
    expect(row(page, "Users", email)).to_contain_text(HOSTILE)
    row(page, "Users", email).get_by_role("button", name=f"Actions for {email}").click()
    page.get_by_role("menuitem", name="Make an owner").click()
    expect(row(page, "Users", email)).to_contain_text("yes")
    row(page, "Users", email).get_by_role("button", name=f"Actions for {email}").click()
    page.get_by_role("menuitem", name="Change names…").click()
    dialog = page.get_by_role("dialog", name="Change names…")
    expect(dialog.get_by_label("First name")).to_have_value(HOSTILE)
    dialog.get_by_label("Last name").fill("Lind")
    assert_accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "Users", email)).to_contain_text("Lind")
    page.goto("admin/access/bindings")
    page.get_by_role("button", name="Grant a role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who", exact=True).select_option(label=email)
    dialog.get_by_label("Role").select_option(label="Viewer")
    dialog.get_by_label("Namespace").fill("access.pages")
    assert_accessible(page)
    dialog.get_by_role("button", name="Grant", exact=True).click()
    given = row(page, "Bindings", HOSTILE)
    expect(given).to_contain_text("Viewer")
    expect(given).to_contain_text("access.pages")
    assert_accessible(page)
    page.get_by_role("button", name="Grant a role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Namespace").fill("access.pages.below")
    expect(dialog.get_by_role("listitem")).to_contain_text([f"{HOSTILE} Lind: Viewer"])
    dialog.get_by_label("Namespace").fill("access.pagesless")
    expect(dialog.get_by_text(f"{HOSTILE} Lind: Viewer")).to_have_count(0)
    page.keyboard.press("Escape")
    page.goto("admin/access/users")
    removed(page, "Users", email)
    assert page.evaluate("() => window.hurt") is None


def test_a_group_has_members(guarded: Page) -> None:
    page, name = guarded, "crew of pages"
    page.goto("admin/access/groups")
    page.get_by_role("button", name="New group").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    row(page, "Groups", name).get_by_role("button", name=name, exact=True).click()
    dialog = page.get_by_role("dialog", name="Change names…")
    dialog.get_by_label("Description").fill("on call")
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "Groups", name)).to_contain_text("on call")
    row(page, "Groups", name).get_by_role("button", name="Show").click()
    dialog = page.get_by_role("dialog", name=f"Members of {name}")
    dialog.get_by_label("Add a member").select_option(label=USER)
    dialog.get_by_role("button", name="Add a member").click()
    expect(dialog.get_by_role("listitem")).to_contain_text([USER])
    assert_accessible(page)
    dialog.get_by_role("button", name=f"Remove {USER}").click()
    expect(dialog.get_by_role("listitem")).to_have_count(0)
    dialog.get_by_role("button", name="Done").click()
    removed(page, "Groups", name)


def test_a_role_is_made_of_permissions(guarded: Page) -> None:
    page, name = guarded, "reader of pages"
    page.goto("admin/access/roles")
    assert_accessible(page)
    row(page, "Roles", "Viewer").get_by_role("button", name="Viewer").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("can’t be changed")).to_be_visible()
    flows = dialog.get_by_role("group", name="FLOW", exact=True)
    expect(flows.get_by_label("VIEW", exact=True)).to_be_checked()
    expect(flows.get_by_label("DELETE")).not_to_be_checked()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    flows = dialog.get_by_role("group", name="FLOW", exact=True)
    for action in ("VIEW", "LIST"):
        flows.get_by_label(action, exact=True).check()
    dialog.get_by_role("button", name="Create").click()
    expect(row(page, "Roles", name)).to_contain_text("2")
    row(page, "Roles", name).get_by_role("button", name=name, exact=True).click()
    dialog = page.get_by_role("dialog")
    flows = dialog.get_by_role("group", name="FLOW", exact=True)
    expect(flows.get_by_label("LIST", exact=True)).to_be_checked()
    flows.get_by_label("LIST", exact=True).uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "Roles", name)).to_contain_text("1")
    removed(page, "Roles", name)


def test_a_service_account_has_tokens(guarded: Page) -> None:
    page, name = guarded, "robot-of-pages"
    page.goto("admin/access/accounts")
    page.get_by_role("button", name="New service account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Not a name")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    row(page, "Service accounts", name).get_by_role("button", name="Show").click()
    dialog = page.get_by_role("dialog", name=f"Tokens of {name}")
    dialog.get_by_label("Name of a new token").fill("first")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("tck_").first).to_be_visible()
    expect(dialog.get_by_role("listitem")).to_contain_text(["first"])
    assert_accessible(page)
    dialog.get_by_role("button", name="Revoke first").click()
    expect(dialog.get_by_role("listitem")).to_have_count(0)
    dialog.get_by_role("button", name="Done").click()
    removed(page, "Service accounts", name)


def test_an_owner_keeps_the_tokens_of_a_user(guarded: Page) -> None:
    page, name = guarded, "token-of-pages"
    page.goto("admin/access/users")
    row(page, "Users", USER).get_by_role("button", name=f"Actions for {USER}").click()
    page.get_by_role("menuitem", name="Tokens").click()
    dialog = page.get_by_role("dialog", name=f"Tokens of {USER}")
    dialog.get_by_label("Name of a new token").fill(name)
    dialog.get_by_label("Expires after").select_option(label="Never")
    dialog.get_by_role("button", name="Create the token").click()
    expect(dialog.get_by_text("tck_").first).to_be_visible()
    made = dialog.get_by_role("listitem").filter(has_text=name)
    expect(made).to_contain_text("never")
    assert_accessible(page)
    dialog.get_by_role("button", name=f"Revoke {name}").click()
    expect(made).to_have_count(0)


def test_an_invitation_leads_to_an_account_and_a_profile(
    guarded: Page, open_page: Opener, guarded_server: Server
) -> None:
    page, email = guarded, "ivo.access@acme.example"
    page.goto("admin/access/invitations")
    page.get_by_role("button", name="Invite somebody").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_label("Role").select_option(label="Viewer")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog", name="Send this link")
    link = dialog.locator("code").inner_text()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(row(page, "Invitations", email)).to_contain_text("sent")
    other, watch = open_page(guarded_server)
    for status in (401, 403, 422):
        watch.allow(f"status of {status}")
    other.goto(link)
    expect(other.locator("h1")).to_have_text("You are invited to Tiercel")
    assert_accessible(other)
    other.get_by_label("Password", exact=True).fill("weak")
    other.get_by_role("button", name="Create").click()
    expect(other.get_by_role("alert")).to_contain_text("must have")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Create").click()
    other.wait_for_url("**/ui/login*")
    other.get_by_label("Email").fill(email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("navigation", name="Main")).to_contain_text(email)
    other.goto("profile")
    expect(other.get_by_text("VIEW, LIST, EXPORT").first).to_be_visible()
    assert_accessible(other)
    other.get_by_label("Last name").fill("Berg")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text(f"{email} saved")).to_be_visible()
    other.get_by_label("Old password").fill("wrong")
    other.get_by_label("New password").fill(NEW)
    other.get_by_role("button", name="Change the password").click()
    expect(other.get_by_text("Nothing was changed")).to_be_visible()
    other.get_by_label("Old password").fill(PASSWORD)
    other.get_by_role("button", name="Change the password").click()
    # The sessions of the old one are over.
    other.wait_for_url("**/ui/login?from=/profile")
    page.goto("admin/access/users")
    removed(page, "Users", email)


def test_an_owner_acts_as_somebody_else_and_stops(guarded: Page, guarded_server: Server) -> None:
    page, email = guarded, "acted.access@acme.example"
    users = f"{guarded_server.base}/api/v1/users"
    made = page.request.post(users, headers=KNOWN, data={"email": email, "password": NEW})
    assert made.ok, made.text()
    page.goto("admin/access/users")
    row(page, "Users", email).get_by_role("button", name=f"Actions for {email}").click()
    page.get_by_role("menuitem", name="Act as this user").click()
    expect(page.get_by_text(f"You, {USER}, act as {email}.")).to_be_visible()
    main = page.get_by_role("navigation", name="Main")
    expect(main).to_contain_text(email)
    # Somebody without a role is offered nothing of the server and of its users.
    for place in ("System", "Workers", "Access", "Audit log", "Tool servers", "Dashboards"):
        expect(main.get_by_role("link", name=place, exact=True)).to_have_count(0)
    expect(main.get_by_role("link", name="Flows", exact=True)).to_be_visible()
    page.keyboard.press("ControlOrMeta+k")
    palette = page.get_by_role("dialog")
    palette.get_by_role("combobox").fill(">go to")
    expect(palette.get_by_role("option").filter(has_text="Go to Flows")).to_be_visible()
    expect(palette.get_by_role("option").filter(has_text="Go to Audit log")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("button", name="Stop and sign in again").click()
    page.wait_for_url("**/ui/login*")
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Home")
    expect(main).to_contain_text(USER)
    expect(main.get_by_role("link", name="Audit log", exact=True)).to_be_visible()
    expect(page.get_by_text("act as")).to_have_count(0)
    assert page.request.delete(f"{users}/{made.json()['id']}", headers=KNOWN).ok


def status_of(address: str, token: str) -> int:
    """What a provider of identities is answered that has this token."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_security_integration_is_made_rotated_and_removed(guarded: Page) -> None:
    page, name = guarded, "entra of pages"
    page.goto("admin/access/integrations")
    expect(page.get_by_text("A provider of identities can keep users")).to_be_visible()
    page.get_by_role("button", name="New integration").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Description").fill(HOSTILE)
    dialog.get_by_role("button", name="Create").click()
    sheet = page.get_by_role("dialog", name=name)
    expect(sheet.get_by_text("Copy it now")).to_be_visible()
    first = sheet.locator("code").filter(has_text="tck_").first.inner_text()
    address = sheet.locator("code").filter(has_text="/scim/v2").inner_text()
    expect(sheet.get_by_text("Tenant URL")).to_be_visible()
    expect(sheet.get_by_text("SCIM connector base URL")).to_be_visible()
    expect(sheet.get_by_role("listitem")).to_contain_text(["not used yet"])
    assert_accessible(page)
    assert status_of(f"{address}/Users", first) == 200
    page.keyboard.press("Escape")
    made = row(page, "Security integrations", name)
    expect(made).to_contain_text(HOSTILE)
    assert_accessible(page)
    made.get_by_role("button", name=name, exact=True).click()
    assert first not in page.content()
    sheet.get_by_label("Name of a new token").fill("second")
    sheet.get_by_role("button", name="Create the token").click()
    expect(sheet.get_by_role("listitem").filter(has_text="second")).to_be_visible()
    sheet.get_by_role("button", name="Revoke scim").click()
    expect(sheet.get_by_role("listitem")).to_have_count(1)
    assert status_of(f"{address}/Users", first) == 401
    sheet.get_by_role("link", name="What it did").click()
    page.wait_for_url("**/admin/audit?*scim-*")
    page.goto("admin/access/integrations")
    with page.expect_response("**/security-integrations/*/disable"):
        made.get_by_role("switch").click()
    expect(made.get_by_role("switch")).not_to_be_checked()
    removed(page, "Security integrations", name)
    assert page.evaluate("() => window.hurt") is None
