"""Own blueprints: written, also of a flow that is there, shown as text, changed, used, removed."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.ui.axe import assert_accessible
from tests.ui.test_hostile_content import HOSTILE
from tests.ui.watch import Watch

FLOW = "id: mine\nnamespace: pages\ntasks:\n  - id: a\n    type: {type}\n    message: hi\n"
LOG = "io.kestra.plugin.core.log.Log"


def write(page: Page, title: str, source: str) -> None:
    page.get_by_role("button", name="Write blueprint").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Title").fill(title)
    drawer.get_by_label("Description").fill(f"{HOSTILE} **bold**")
    drawer.get_by_label("Tags").fill("team, nightly")
    drawer.get_by_label("Source").fill(source)
    drawer.get_by_role("button", name="Save").click()
    expect(drawer).to_be_hidden()


def own(page: Page) -> Locator:
    """The list of own blueprints of flows."""
    page.goto("blueprints/flow/custom")
    expect(page.get_by_role("heading", name="Blueprints", exact=True)).to_be_visible()
    return page.locator(".cards > li")


def test_an_own_blueprint_is_written_changed_used_and_removed(page: Page) -> None:
    own(page)
    title = f"Mine {HOSTILE}"[:120]
    write(page, title, FLOW.format(type=LOG))
    expect(page).to_have_url(re.compile("/blueprints/flow/custom/"))
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.locator("article strong")).to_have_text("bold")
    graph = page.get_by_role("group", name=re.compile("Tasks of"))
    expect(graph.locator(".vue-flow__node").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Change").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Tags")).to_have_value("team, nightly")
    assert_accessible(page)
    drawer.get_by_label("Title").fill("Ours")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Ours")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="Use").click()
    expect(page).to_have_url(re.compile("flows/new.*blueprintSource=custom"))
    expect(page.locator("[data-editor]").first).to_contain_text("id: mine")
    cards = own(page)
    expect(cards.filter(has_text="Ours")).to_have_count(1)
    assert_accessible(page)
    page.goto(address)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete blueprint").click()
    expect(page).to_have_url(re.compile("/blueprints/flow/custom$"))
    expect(cards.filter(has_text="Ours")).to_have_count(0)
    assert page.evaluate("() => window.hurt") is None


TEMPLATE = """id: of_<< arg.who >>
namespace: pages
extend:
  templateArguments:
    - id: who
      type: STRING
      displayName: Whom to greet
    - id: times
      type: INT
      defaults: 2
tasks:
<% for number in range(1, arg.times) %>
  - id: hello_<< number >>
    type: {type}
    message: "{{{{ flow.id }}}} {hostile}"
<% endfor %>
"""


def test_a_blueprint_asks_for_its_arguments(page: Page, watch: tuple[Page, Watch]) -> None:
    own(page)
    # It has no graph before it is used, and the first answers are refused.
    watch[1].allow("status of 422")
    hostile = HOSTILE.replace("{", "").replace('"', "").replace("\n", "")
    write(page, "Asks", TEMPLATE.format(type=LOG, hostile=hostile))
    page.get_by_role("link", name="Use").click()
    whom = page.get_by_label("Whom to greet")
    expect(whom).to_be_visible()
    expect(page.get_by_label("times")).to_have_value("2")
    assert_accessible(page)
    page.get_by_role("button", name="Make the flow").click()
    expect(page.get_by_role("alert")).to_contain_text("who")
    whom.fill("ada")
    whom.press("Enter")
    code = page.locator("[data-editor]").first
    expect(code).to_contain_text("id: of_ada")
    expect(code).to_contain_text("id: hello_2")
    expect(code).to_contain_text("{{ flow.id }}")
    assert page.evaluate("() => window.hurt") is None


def test_half_of_a_flow_has_no_graph(page: Page, watch: tuple[Page, Watch]) -> None:
    own(page)
    watch[1].allow("status of 422")
    write(page, "Half", "id: half\n")
    expect(page.get_by_role("region", name="Source")).to_contain_text("id: half")
    expect(page.get_by_role("group", name=re.compile("Tasks of"))).to_have_count(0)


def test_a_dashboard_is_saved_as_a_blueprint_and_begins_another(page: Page) -> None:
    page.goto("dashboards")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Save as blueprint").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Title").fill("Board of ours")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer).to_be_hidden()
    page.goto("blueprints/dashboard/custom")
    page.get_by_role("link", name="Board of ours").click()
    page.get_by_role("link", name="Use").click()
    expect(page).to_have_url(re.compile("dashboards/new.*blueprintSource=custom"))
    expect(page.locator("[data-editor]").first).to_contain_text("charts")
