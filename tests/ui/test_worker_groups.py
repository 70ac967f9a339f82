"""Worker groups, their queues, tokens and the credentials of workers, on the page of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: its worker is the only one."""
    with running(tmp_path_factory.mktemp("groups")) as started:
        yield started


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def row(page: Page, table: str, text: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text)


def queue(page: Page, queue_id: str, tags: str) -> None:
    page.goto("admin/workers/queues")
    page.get_by_role("button", name="New worker queue").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Id").fill(queue_id)
    dialog.get_by_label("Tags").fill(tags)
    dialog.get_by_role("button", name="Create").click()
    expect(row(page, "Worker queues", queue_id)).to_be_visible()


def test_a_queue_is_made_changed_and_removed(page: Page, runs: Runs) -> None:
    page.goto("admin/workers")
    page.get_by_role("link", name="Worker queues").click()
    page.wait_for_url("**/admin/workers/queues")
    expect(row(page, "Worker queues", "default")).to_be_visible()
    assert_accessible(page)
    queue(page, "gpu", "gpu, large")
    made = row(page, "Worker queues", "large")
    expect(made).to_contain_text("gpu")
    made.get_by_role("button", name="Change gpu").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Id")).to_have_attribute("readonly", "")
    dialog.get_by_label("Description").fill(HOSTILE)
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(made).to_contain_text(HOSTILE)
    assert runs.call("GET", "/instance/worker-queues/gpu")["tags"] == ["gpu", "large"]
    # Those that are always there can't be removed.
    reserved = row(page, "Worker queues", "system")
    expect(reserved.get_by_role("button", name="Remove system")).to_have_count(0)
    made.get_by_role("button", name="Remove gpu").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(made).to_have_count(0)
    assert page.evaluate("() => window.hurt") is None


def test_a_group_serves_queues_and_is_refused_what_does_not_fit(
    page: Page, watch: tuple[Page, Watch], runs: Runs
) -> None:
    watch[1].allow("status of (409|422)")
    queue(page, "nightly", "nightly")
    page.goto("admin/workers/groups")
    assert_accessible(page)
    page.get_by_role("button", name="New worker group").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Id").fill("no such id")
    dialog.get_by_label("Name", exact=True).fill("Night shift")
    dialog.get_by_role("checkbox", name="nightly").check()
    dialog.get_by_label("Reserved for nightly").fill("120")
    expect(dialog.get_by_text("More than 100 percent")).to_be_visible()
    expect(dialog.get_by_role("button", name="Create")).to_be_disabled()
    dialog.get_by_label("Reserved for nightly").fill("40")
    dialog.get_by_label("How places of nightly").select_option(label="Strict")
    assert_accessible(page)
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    dialog.get_by_label("Id").fill("night")
    dialog.get_by_role("button", name="Create").click()
    made = row(page, "Worker groups", "Night shift")
    expect(made).to_contain_text("nightly")
    (served,) = runs.call("GET", "/instance/worker-groups/night")["subscriptions"]
    assert (served["reservedPercent"], served["mode"]) == (40, "STRICT")
    # What was said of it before is kept by a change.
    made.get_by_role("button", name="Change night").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Reserved for nightly")).to_have_value("40")
    dialog.get_by_label("Description").fill("from ten on")
    dialog.get_by_role("button", name="Save").click()
    expect(made).to_contain_text("from ten on")
    (served,) = runs.call("GET", "/instance/worker-groups/night")["subscriptions"]
    assert (served["reservedPercent"], served["mode"]) == (40, "STRICT")
    # A queue that is served stays.
    page.goto("admin/workers/queues")
    expect(row(page, "Worker queues", "nightly")).to_contain_text("night")
    row(page, "Worker queues", "nightly").get_by_role("button", name="Remove nightly").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("is served by groups: night")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto("admin/workers/groups")
    made.get_by_role("button", name="Remove night").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(made).to_have_count(0)


def test_a_group_says_who_is_in_it(page: Page) -> None:
    page.goto("admin/workers/groups")
    expect(row(page, "Worker groups", "default").first).to_be_visible()
    # By keys alone: the first row, opened.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Worker group default")
    expect(sheet.get_by_role("table", name="Workers").get_by_role("row")).to_have_count(2)
    expect(sheet.get_by_text("of 16").first).to_be_visible()
    expect(sheet.get_by_text("Any worker may join")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_token_is_shown_once_and_revoked(page: Page, runs: Runs) -> None:
    runs.call("POST", "/instance/worker-groups", '{"id": "closed", "name": "Closed"}')
    page.goto("admin/workers/groups")
    group = row(page, "Worker groups", "closed")
    expect(group).to_contain_text("open")
    group.get_by_role("button", name="closed", exact=True).click()
    sheet = page.get_by_role("dialog", name="Worker group closed")
    expect(sheet.get_by_text("No worker of this group runs")).to_be_visible()
    sheet.get_by_label("Name of a new token").fill("first")
    sheet.get_by_role("button", name="Create the token").click()
    expect(sheet.get_by_text("Copy it now")).to_be_visible()
    shown = sheet.locator("code").filter(has_text="twk_").first
    text = shown.inner_text()
    token = sheet.get_by_role("listitem").filter(has_text="first")
    expect(token).to_contain_text("used 0 times")
    assert_accessible(page)
    page.keyboard.press("Escape")
    group.get_by_role("button", name="closed", exact=True).click()
    expect(token).to_be_visible()
    assert text not in page.content()
    token.get_by_role("button", name="Revoke first").click()
    expect(token).to_contain_text("revoked")
    (known,) = runs.call("GET", "/instance/worker-groups/closed")["tokens"]
    assert known["revoked"] is True


def test_a_credential_is_revoked(
    open_page: Opener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("proven")
    with running(folder) as server:
        runs = Runs(server.base)
        runs.call("POST", "/instance/worker-groups", '{"id": "proven", "name": "Proven"}')
        made = runs.call("POST", "/instance/worker-groups/proven/tokens", '{"name": "joins"}')
        page, _ = open_page(server)
        page.goto("admin/workers/credentials")
        expect(page.get_by_text("A worker is given one when it joins")).to_be_visible()
        page.close()
    with running(folder, environ={"TIERCEL_WORKER_TOKEN": made["token"]}) as server:
        page, _ = open_page(server)
        page.goto("admin/workers/credentials")
        credential = row(page, "Credentials", "joins")
        expect(credential).to_contain_text("proven")
        assert_accessible(page)
        credential.get_by_role("button", name="Revoke").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
        expect(credential).to_contain_text("revoked")
        expect(credential.get_by_role("button", name="Revoke")).to_have_count(0)
        page.close()
