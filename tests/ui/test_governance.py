"""Policies, kill switches, banners, maintenance and tenants on the page of governance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui.axe import assert_accessible
from tests.ui.editor import write
from tests.ui.runs import Runs
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
TASKS = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
POLICY = """id: {id}
enforcement: {enforcement}
rules:
  - type: io.kestra.plugin.ee.rules.Require
    properties: [labels.owner]
    errorMessage: say who owns it
  - type: io.kestra.plugin.ee.rules.Add
    values: {{description: Added}}
"""
CONFIG = """kestra:
  policies:
    from-the-configuration:
      enforcement: EVALUATE
      rules:
        - type: io.kestra.plugin.ee.rules.Require
          properties: [description]
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: what is laid down for everybody would be met by other tests."""
    folder = tmp_path_factory.mktemp("governance")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    with running(folder) as started:
        yield started


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def row(page: Page, table: str, text: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text)


def removed(page: Page, found: Locator, name: str) -> None:
    found.get_by_role("button", name=f"Remove {name}", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()


def open_by_keys(page: Page, found: Locator) -> None:
    """Go down the list to the row and open it."""
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Enter belongs to the button that has the focus.
    page.locator("h1").click()
    for _ in range(20):
        page.keyboard.press("j")
        if "cur" in (found.get_attribute("class") or ""):
            break
    page.keyboard.press("Enter")


def moment(days: int) -> str:
    """A date as its field takes it."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_a_kill_switch_is_made_changed_ended_and_deleted(page: Page, runs: Runs) -> None:
    page.goto("admin/governance/switches")
    assert_accessible(page)
    page.get_by_role("button", name="New kill switch").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("for all executions of the server")).to_be_visible()
    drawer.get_by_label("Name", exact=True).fill(HOSTILE)
    drawer.get_by_label("Effect").select_option(label="Cancels executions")
    drawer.get_by_label("Namespace").fill("pages.stopped")
    expect(drawer.get_by_text("for all executions of the server")).to_have_count(0)
    drawer.get_by_label("Flow").fill("imports")
    drawer.get_by_label("Begins").fill(moment(-1))
    assert_accessible(page)
    drawer.get_by_role("button", name="Create").click()
    made = row(page, "Kill switches", HOSTILE)
    expect(made).to_contain_text("pages.stopped.imports")
    expect(made).to_contain_text("Cancels executions")
    expect(made).to_contain_text("active")
    assert_accessible(page)
    open_by_keys(page, made)
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Flow")).to_have_value("imports")
    drawer.get_by_label("Switched on").uncheck()
    page.keyboard.press("Control+Enter")
    expect(made).to_contain_text("off")
    expect(drawer).not_to_be_attached()
    made.get_by_role("button", name="Change").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Switched on").check()
    drawer.get_by_role("button", name="Save").click()
    expect(made).to_contain_text("active")
    made.get_by_role("button", name="End").click()
    expect(made).to_contain_text("over")
    removed(page, made, HOSTILE)
    expect(made).to_contain_text("deleted")
    expect(made.get_by_role("button")).to_have_count(0)
    all_known = runs.call("GET", "/kill-switches/search")
    (known,) = [one for one in all_known if one["name"] == HOSTILE]
    assert (known["deleted"], known["evaluationType"]) == (True, "CANCEL")
    assert page.evaluate("() => window.hurt") is None


def test_a_kill_switch_of_executions_stops_what_runs(page: Page, runs: Runs) -> None:
    pause = "  - id: wait\n    type: io.kestra.plugin.core.flow.Pause\n"
    runs.flow("halted", pause, namespace="pages.stopped")
    halted = runs.reach(runs.start("halted", namespace="pages.stopped"), "PAUSED")["id"]
    page.goto("admin/governance/switches")
    page.get_by_role("button", name="New kill switch").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name", exact=True).fill("Halt one")
    drawer.get_by_label("Namespace").fill("pages.stopped")
    drawer.get_by_label("Flow").fill("halted")
    drawer.get_by_label("Executions").fill(halted)
    drawer.get_by_role("button", name="Create").click()
    expect(row(page, "Kill switches", "Halt one")).to_contain_text("1 execution of")
    runs.reach(halted, "KILLED")


def test_a_flow_is_needed_for_executions_and_its_refusal_keeps_the_form(
    page: Page, watch: tuple[Page, Watch]
) -> None:
    watch[1].allow("status of 422")
    page.goto("admin/governance/switches")
    page.get_by_role("button", name="New kill switch").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Flow")).to_have_attribute("readonly", "")
    drawer.get_by_label("Name", exact=True).fill("Ends first")
    drawer.get_by_label("Begins").fill(moment(2))
    drawer.get_by_label("Ends").fill(moment(1))
    drawer.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    expect(drawer.get_by_label("Name", exact=True)).to_have_value("Ends first")


@pytest.mark.parametrize(
    ("kind", "name"), [("INFO", "Information"), ("WARNING", "Warning"), ("ERROR", "Error")]
)
def test_a_banner_stands_above_each_page_while_it_is_active(
    page: Page, runs: Runs, kind: str, name: str
) -> None:
    text = f"{name} of pages {HOSTILE}, see https://status.example/now."
    page.goto("admin/governance/banners")
    page.get_by_role("button", name="New banner").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("once there is a message")).to_be_visible()
    dialog.get_by_label("Message").fill(text)
    dialog.get_by_label("Kind").select_option(label=name)
    preview = dialog.get_by_role("status")
    expect(preview).to_contain_text(text)
    link = preview.get_by_role("link", name="https://status.example/now")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    # One of later is listed, and nobody sees it.
    dialog.get_by_label("Begins").fill(moment(1))
    dialog.get_by_label("Ends").fill(moment(2))
    assert_accessible(page)
    dialog.get_by_role("button", name="Create").click()
    made = row(page, "Banners", f"{name} of pages")
    expect(made).to_contain_text("later")
    above = page.locator(".ban").filter(has_text=f"{name} of pages")
    expect(above).to_have_count(0)
    made.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Begins").fill(moment(-1))
    dialog.get_by_role("button", name="Save").click()
    expect(made).to_contain_text("active")
    expect(above).to_contain_text(text)
    # Each kind is drawn alike on all pages.
    for place in ("flows", "executions", "") if kind == "ERROR" else ("flows",):
        page.goto(place)
        expect(above).to_be_visible()
        assert_accessible(page)
    (shown,) = [one for one in runs.call("GET", "/configs")["banners"] if one["type"] == kind]
    assert shown["message"] == text
    page.goto("admin/governance/banners")
    made.get_by_role("button", name="End").click()
    expect(made).to_contain_text("over")
    expect(above).to_have_count(0)
    removed(page, made, text)
    expect(made).to_have_count(0)
    assert page.evaluate("() => window.hurt") is None


def test_maintenance_is_begun_and_ended(page: Page, runs: Runs) -> None:
    page.goto("admin/governance/maintenance")
    expect(page.get_by_text("The server is not under maintenance")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Begin maintenance").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Begin maintenance").click()
    expect(page.get_by_text("Under maintenance: nothing runs any more")).to_be_visible()
    expect(page.locator(".ban").filter(has_text="nothing new begins")).to_be_visible()
    assert runs.call("GET", "/instance/maintenance/status")["maintenance"] is True
    assert_accessible(page)
    page.get_by_role("button", name="End maintenance").click()
    expect(page.get_by_text("The server is not under maintenance")).to_be_visible()
    expect(page.locator(".ban").filter(has_text="nothing new begins")).to_have_count(0)


def test_a_record_of_a_tenant_keeps_what_the_page_does_not_show(page: Page, runs: Runs) -> None:
    sent = {"id": "acme", "name": "Acme", "requireExistingNamespace": True}
    runs.call("POST", "/tenants", json.dumps(sent))
    page.goto("admin/governance/tenants")
    main = row(page, "Tenants", "main")
    expect(main).to_contain_text("yes")
    expect(main.get_by_role("button", name="Remove main")).to_have_count(0)
    assert_accessible(page)
    acme = row(page, "Tenants", "acme")
    acme.get_by_role("button", name="Change acme").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(HOSTILE)
    assert_accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(acme).to_contain_text(HOSTILE)
    known = runs.call("GET", "/tenants/acme")
    assert (known["name"], known["requireExistingNamespace"]) == (HOSTILE, True)
    page.get_by_role("button", name="New tenant").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Id").fill("beta")
    dialog.get_by_label("Name").fill("Beta")
    dialog.get_by_role("button", name="Create").click()
    expect(row(page, "Tenants", "beta")).to_be_visible()
    for name in ("acme", "beta"):
        removed(page, row(page, "Tenants", name), name)
        expect(row(page, "Tenants", name)).to_have_count(0)


BOARD = """title: Ours
charts:
  - id: states
    type: io.kestra.plugin.core.dashboard.chart.Pie
    chartOptions: {displayName: Our states}
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        state: {field: STATE}
        total: {agg: COUNT}
"""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>'


def test_the_pages_show_the_tenant_and_its_dashboards(
    page: Page, watch: tuple[Page, Watch], runs: Runs
) -> None:
    watch[1].allow("status of 4(04|22)")
    runs.flow("seen", TASKS, namespace="pages.looks")
    runs.reach(runs.start("seen", namespace="pages.looks"), "SUCCESS")
    board = runs.call("POST", "/dashboards", BOARD, kind="application/x-yaml")["id"]
    page.goto("")
    brand = page.get_by_role("navigation", name="Main").get_by_role("link").first
    expect(brand).to_have_text("Tiercel")
    expect(page.get_by_role("heading", name="Ours")).to_have_count(0)
    page.goto("admin/governance/tenants")
    looks = page.get_by_role("button", name="Picture and dashboards of main")
    looks.click()
    dialog = page.get_by_role("dialog")
    script = {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg><script/></svg>"}
    dialog.get_by_label("Picture").set_input_files([script])
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("an SVG without scripts").first).to_be_visible()
    drawn = {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": PICTURE}
    dialog.get_by_label("Picture").set_input_files([drawn])
    for place in ("the home page", "flows", "namespaces"):
        dialog.get_by_label(f"Dashboard of {place}").select_option(label="Ours")
    assert_accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Change main").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Acme")
    page.keyboard.press("Control+Enter")
    expect(brand).to_have_text("Acme")
    picture = brand.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    for place in ("", "flows/edit/pages.looks/seen", "namespaces/edit/pages.looks"):
        page.goto(place)
        page.locator("section.board").scroll_into_view_if_needed()
        expect(page.get_by_role("region", name="Ours")).to_contain_text("Our states")
        assert_accessible(page)
    # A dashboard that is gone is nobody's loss.
    runs.call("DELETE", f"/dashboards/{board}")
    page.goto("namespaces/edit/pages.looks")
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    page.goto("admin/governance/tenants")
    looks.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("img")).to_be_visible()
    usual = "The one that comes with the server"
    dialog.get_by_label("Dashboard of flows").select_option(label=usual)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    chosen = runs.call("GET", "/configs")["tenant"]["dashboards"]
    assert "defaultFlowOverviewDashboard" not in chosen
    runs.call("PUT", "/tenants/main", json.dumps({"id": "main", "name": "main"}))


def test_a_policy_is_written_tried_and_removed(
    page: Page, watch: tuple[Page, Watch], runs: Runs
) -> None:
    watch[1].allow("status of 422")
    runs.flow("unowned", TASKS, namespace="pages.judged")
    page.goto("admin/governance")
    expect(page.get_by_role("table", name="Policies")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="New policy").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("labels.owner").first).to_be_visible()
    write(page, "id: owned\nrules: []\n")
    sheet.get_by_role("button", name="Create").click()
    expect(sheet.get_by_role("alert")).to_contain_text("rules")
    assert_accessible(page)
    write(page, POLICY.format(id="owned", enforcement="EVALUATE"))
    sheet.get_by_role("button", name="Create").click()
    made = row(page, "Policies", "owned")
    expect(made).to_contain_text("only tried")
    expect(made).to_contain_text("all namespaces")
    made.get_by_role("button", name="Try owned on all flows").click()
    sheet = page.get_by_role("dialog", name="owned on all flows")
    judged = sheet.get_by_role("listitem").filter(has_text="unowned")
    expect(judged.first).to_contain_text("say who owns it")
    expect(judged.first).to_contain_text("Adds")
    expect(sheet.get_by_role("link", name="pages.judged unowned")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    open_by_keys(page, made)
    sheet = page.get_by_role("dialog", name="Change owned")
    expect(sheet.get_by_text("say who owns it").first).to_be_visible()
    page.keyboard.press("Escape")
    removed(page, made, "owned")
    expect(made).to_have_count(0)


def test_a_flow_is_tested_against_what_is_in_force(page: Page, runs: Runs) -> None:
    runs.flow("tested", TASKS, namespace="pages.tested")
    path = "/namespaces/pages.tested/policies"
    source = POLICY.format(id="in-force", enforcement="ACTIVE")
    runs.call("POST", path, source, kind="application/x-yaml")
    page.goto("admin/governance?scope=namespace")
    expect(page.get_by_text("Choose the namespace")).to_be_visible()
    page.get_by_label("Namespace").fill("pages.tested")
    expect(row(page, "Policies", "in-force")).to_contain_text("in force")
    page.get_by_role("button", name="Test a flow").click()
    dialog = page.get_by_role("dialog", name="Test a flow")
    dialog.get_by_label("Namespace").fill("pages.tested")
    dialog.get_by_label("Flow").fill("tested")
    page.keyboard.press("Enter")
    verdict = dialog.get_by_role("region", name="Verdict")
    expect(verdict).to_contain_text("Refused")
    expect(verdict).to_contain_text("say who owns it")
    expect(verdict).to_contain_text("in-force")
    assert_accessible(page)
    runs.call("DELETE", f"{path}/in-force")
    dialog.get_by_role("button", name="Test", exact=True).click()
    expect(verdict).to_contain_text("Nothing to object to")


def test_a_policy_of_the_configuration_is_looked_at_only(page: Page) -> None:
    page.goto("admin/governance")
    page.get_by_label("Policies of").select_option(label="The server")
    fixed = row(page, "Policies", "from-the-configuration")
    expect(fixed.get_by_role("button", name="Remove")).to_have_count(0)
    fixed.get_by_role("button", name="Change").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("it is changed there")).to_be_visible()
    expect(sheet.get_by_role("button", name="Save")).to_be_disabled()
    assert_accessible(page)
