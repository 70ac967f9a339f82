"""Namespaces: their tree, the parts of one, and what is said of it."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import insert

HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
CALLS = """id: {id}
namespace: {namespace}
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: {namespace}
    flowId: called
"""

NAMES = """id: {id}
namespace: {namespace}
tasks:
  - id: name
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ vars.limit ?? 1 }}}}"
"""


def described(server: Server, namespace: str, description: str) -> None:
    body = json.dumps({"description": description}).encode()
    seed.ask(server, "PUT", f"/namespaces/{namespace}", body, Content_Type="application/json")


def item(page: Page, name: str) -> Locator:
    tree = page.get_by_role("tree", name="Namespaces")
    return tree.get_by_role("treeitem", name=re.compile(rf"^{name}\b.* \d+ flow"))


def test_the_tree_counts_flows_and_leads_to_a_namespace(page: Page, server: Server) -> None:
    seed.flow(server, seed.HELLO, "one", "tree.near")
    seed.flow(server, seed.HELLO, "two", "tree.near.far")
    described(server, "tree.near", HOSTILE)
    page.goto("namespaces")
    expect(page.get_by_role("heading", name="Namespaces")).to_be_visible()
    page.get_by_role("searchbox", name="Filter namespaces").fill("tree")
    expect(item(page, "near")).to_contain_text(HOSTILE)
    expect(item(page, "near").locator(".cnt")).to_have_text("2")
    expect(item(page, "far").locator(".cnt")).to_have_text("1")
    assert page.evaluate("() => window.hurt") is None
    assert_accessible(page)
    # Folded by keys, unfolded again, and opened.
    item(page, "near").focus()
    page.keyboard.press("ArrowLeft")
    expect(item(page, "far")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(item(page, "far")).to_be_visible()
    item(page, "far").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/namespaces/edit/tree\.near\.far$"))
    expect(page.get_by_role("heading", name="far", exact=True)).to_be_visible()


def test_what_the_system_does_is_shown_when_it_is_asked_for(page: Page) -> None:
    page.goto("namespaces")
    expect(page.get_by_role("heading", name="Namespaces")).to_be_visible()
    page.get_by_role("searchbox", name="Filter namespaces").fill("system")
    expect(page.get_by_text("No namespace has this in its name")).to_be_visible()
    page.get_by_label("Show the system namespace").check()
    expect(item(page, "system")).to_be_visible()


def test_a_namespace_is_made_described_and_forgotten(page: Page, server: Server) -> None:
    page.goto("namespaces")
    page.get_by_role("button", name="New namespace").first.click()
    dialog = page.get_by_role("dialog", name="New namespace")
    # Keys, secrets and files list none.
    expect(dialog).to_contain_text("listed as soon as a flow is in it")
    name = dialog.get_by_label("Name", exact=True)
    name.fill("Made.By Hand")
    create = dialog.get_by_role("button", name="Create the namespace")
    expect(create).to_be_disabled()
    assert_accessible(page)
    name.fill("made.by_hand")
    dialog.get_by_label("Description").fill("For *tests*.")
    create.click()
    expect(page.get_by_role("heading", name="by_hand")).to_be_visible()
    expect(page.locator("main em", has_text="tests")).to_be_visible()
    stored = seed.ask(server, "GET", "/namespaces/made.by_hand")
    assert stored["description"] == "For *tests*."
    page.get_by_role("link", name="Edit", exact=True).click()
    text = page.get_by_label("Description")
    expect(text).to_have_value("For *tests*.")
    text.fill("For others.")
    page.get_by_role("button", name="Save the description").click()
    expect(page.get_by_text("Description saved")).to_be_visible()
    assert seed.ask(server, "GET", "/namespaces/made.by_hand")["description"] == "For others."
    page.get_by_role("button", name="Delete the description…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Nothing is said of made.by_hand any more")).to_be_visible()
    assert "description" not in seed.ask(server, "GET", "/namespaces/made.by_hand")


def test_a_storage_quota_is_set_and_shown_with_what_is_used(page: Page, server: Server) -> None:
    seed.flow(server, seed.HELLO, "one", "bounded.near")
    described(server, "bounded", "Bounded.")
    page.goto("namespaces/edit/bounded/edit")
    quota = page.get_by_label("Storage quota")
    save = page.get_by_role("button", name="Save the quota")
    quota.fill("ten")
    expect(page.get_by_text("No size: write a number")).to_be_visible()
    expect(save).to_be_disabled()
    quota.fill("1.5 kb")
    save.click()
    expect(page.get_by_text("Storage quota saved")).to_be_visible()
    expect(quota).to_have_value("1.5 kB")
    assert_accessible(page)
    # The other things that are said of it stay, and it holds for those below.
    page.goto("namespaces/edit/bounded")
    expect(page.get_by_text("Bounded.")).to_be_visible()
    page.goto("namespaces/edit/bounded.near")
    expect(page.locator("dl", has_text="Storage used")).to_contain_text("of 1.5 kB in bounded")
    assert_accessible(page)
    page.goto("namespaces/edit/bounded/edit")
    quota.fill("")
    save.click()
    expect(page.get_by_text("Storage quota saved")).to_be_visible()
    page.goto("namespaces/edit/bounded")
    expect(page.get_by_text("Bounded.")).to_be_visible()
    expect(page.get_by_text("Storage used")).to_have_count(0)


def test_a_name_that_is_taken_is_refused_in_words(
    page: Page, watch: tuple[Page, object], server: Server
) -> None:
    seed.ask(
        server,
        "POST",
        "/namespaces",
        b'{"id": "taken.name"}',
        Content_Type="application/json",
    )
    watch[1].allow("status of 409")  # type: ignore[attr-defined]
    page.goto("namespaces")
    page.get_by_role("button", name="New namespace").first.click()
    dialog = page.get_by_role("dialog", name="New namespace")
    dialog.get_by_label("Name", exact=True).fill("taken.name")
    dialog.get_by_role("button", name="Create the namespace").click()
    expect(page.get_by_text("Namespace 'taken.name' already exists")).to_be_visible()


def test_the_parts_of_a_namespace_are_of_it_alone(page: Page, server: Server) -> None:
    namespace = "parts.inner"
    seed.flow(server, seed.HELLO, "called", namespace)
    seed.flow(server, CALLS, "caller", namespace)
    seed.flow(server, seed.HELLO, "stranger", "parts")
    seed.execution(server, "called", namespace)
    page.goto(f"namespaces/edit/{namespace}/flows")
    flows = page.get_by_role("table", name="Flows")
    expect(flows.get_by_role("link", name="caller", exact=True)).to_be_visible()
    expect(flows.get_by_role("link", name="stranger", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Executions", exact=True).last.click()
    executions = page.get_by_role("table", name="Executions")
    expect(executions.get_by_role("link", name=re.compile("called"))).to_be_visible()
    page.get_by_role("link", name="Dependencies").click()
    page.get_by_role("button", name="As a list").click()
    expect(page.get_by_text("starts as a subflow")).to_be_visible()
    assert_accessible(page)
    # The tree beside it leads to the other ones, and knows where one is.
    tree = page.get_by_role("tree", name="Namespaces")
    expect(tree.locator("[aria-selected=true]")).to_contain_text("inner")
    tree.get_by_role("link", name="parts", exact=True).click()
    expect(page).to_have_url(re.compile(r"/namespaces/edit/parts$"))
    page.get_by_role("link", name="New flow here").click()
    expect(page.locator(".monaco-editor").first).to_contain_text("namespace: parts")


def test_variables_and_plugin_defaults_are_written_as_yaml(page: Page, server: Server) -> None:
    above = json.dumps({"variables": {"region": "north"}}).encode()
    seed.ask(server, "PUT", "/namespaces/docs", above, Content_Type="application/json")
    described(server, "docs.inner", "Stays.")
    seed.flow(server, NAMES, "names", "docs.inner")
    page.goto("namespaces/edit/docs.inner/variables")
    expect(page.get_by_text("region: north")).to_be_visible()
    editor = page.locator(".monaco-editor").first
    save = page.get_by_role("button", name="Save", exact=True)
    editor.click()
    insert(page, "- none\n")
    expect(page.get_by_text("Variables are a map of names and values.")).to_be_visible()
    expect(save).to_be_disabled()
    page.keyboard.press("ControlOrMeta+a")
    insert(page, f"limit: 3\nodd: {json.dumps(HOSTILE)}\n")
    uses = page.get_by_role("table", name="Variables and the flows that name them")
    expect(uses.get_by_role("button", name="1 flow uses limit")).to_be_visible()
    assert_accessible(page)
    save.click()
    expect(page.get_by_text("Variables saved")).to_be_visible()
    stored = seed.ask(server, "GET", "/namespaces/docs.inner")
    assert stored["variables"] == {"limit": 3, "odd": HOSTILE}
    assert stored["description"] == "Stays."
    page.get_by_role("link", name="Plugin defaults").click()
    expect(page.get_by_text("Tasks take the defaults of their flow")).to_be_visible()
    editor.click()
    insert(page, "- values: {level: DEBUG}\n")
    expect(page.get_by_text("Entry 1 has no type.")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    insert(page, "- type: io.kestra.plugin.core.log.Log\n  values: {level: DEBUG}\n")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Plugin defaults saved")).to_be_visible()
    stored = seed.ask(server, "GET", "/namespaces/docs.inner")
    assert stored["pluginDefaults"][0]["values"] == {"level": "DEBUG"}
    assert stored["variables"]["limit"] == 3
