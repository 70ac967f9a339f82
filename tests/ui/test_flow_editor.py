"""The flow editor: its panels, completion and keys, and what it asks before it saves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import insert, put_caret

# On a machine that does other work as well.
pytestmark = pytest.mark.timeout(240)
NAMESPACE = "ui.editor"
SOURCE = """id: {id}
namespace: {namespace}
inputs:
  - id: day
    type: STRING
    defaults: monday
tasks:
  - id: ask
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ inputs.day }}}}"
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ outputs.ask.value | upper }}}}"
"""
CHILD = """id: {id}
namespace: {namespace}
inputs:
  - id: amount
    type: INT
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello
"""


def open_editor(page: Page, server: Server, flow_id: str, source: str = SOURCE) -> Locator:
    """The editor of a new flow, ready for keys."""
    seed.flow(server, source, flow_id, NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/{flow_id}/edit")
    editor = page.locator(".monaco-editor").first
    expect(editor).to_contain_text(flow_id)
    return editor


def proposals(page: Page) -> Locator:
    return page.locator(".suggest-widget.visible")


def color_of_texts(page: Page) -> str:
    return str(page.evaluate("() => getComputedStyle(document.body).color"))


def panel(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def source_of(server: Server, flow_id: str) -> str:
    found = seed.ask(server, "GET", f"/flows/{NAMESPACE}/{flow_id}?source=true")
    return str(found["source"])


def test_graph_and_docs_follow_the_text(page: Page, server: Server) -> None:
    open_editor(page, server, "follows")
    graph = panel(page, "Graph")
    expect(graph.get_by_role("button", name="greet Log")).to_be_visible()
    expect(graph.locator(".vue-flow__edge").first).to_be_attached()
    put_caret(page, "type: io.kestra.plugin.core.log.Log")
    expect(panel(page, "Docs")).to_contain_text("Write to the log of the execution.")
    # A node that is chosen moves the caret.
    graph.get_by_role("button", name="ask Return").click()
    expect(panel(page, "Docs")).to_contain_text("io.kestra.plugin.core.debug.Return")
    expect(page.get_by_text("Line 8, column 1", exact=True)).to_be_visible()
    # While the text cannot be read, the graph stays.
    put_caret(page, "id: greet")
    insert(page, ": {")
    expect(graph).to_contain_text("of the last text that could be read")
    expect(graph.get_by_role("button", name="greet Log")).to_be_visible()
    page.keyboard.press("ControlOrMeta+z")
    expect(graph).to_contain_text("follows the text")
    assert_accessible(page)


def test_an_expression_shows_its_value_in_an_execution(page: Page, server: Server) -> None:
    seed.flow(server, SOURCE, "values", NAMESPACE)
    run = seed.execution(server, "values", NAMESPACE)
    open_editor(page, server, "values")
    page.get_by_role("button", name="Expression", exact=True).click()
    value = panel(page, "Expression")
    expect(value).to_contain_text("Put the caret between the braces")
    put_caret(page, "outputs.ask.value")
    expect(value.locator(".out")).to_have_text("MONDAY")
    expect(page.locator(".code-note")).to_contain_text("MONDAY")
    insert(page, " | nothing")
    expect(value).to_contain_text("Filter [nothing] does not exist.")
    value.get_by_role("button", name="Go there").click()
    expect(page.get_by_text(re.compile(r"^Line 13, column \d+$"))).to_be_visible()
    value.get_by_label("Values from").select_option(run["id"])
    expect(value).to_contain_text("Filter [nothing] does not exist.")
    assert_accessible(page)


def test_a_secret_is_not_shown_in_a_value(page: Page, server: Server) -> None:
    seed.flow(server, SOURCE, "masked", NAMESPACE)
    seed.execution(server, "masked", NAMESPACE)
    open_editor(page, server, "masked")
    page.get_by_role("button", name="Expression", exact=True).click()
    put_caret(page, "outputs.ask.value")
    page.keyboard.press("Shift+Home")
    insert(page, "    message: \"{{ secret('UNKNOWN')")
    expect(panel(page, "Expression")).to_contain_text("Cannot find secret for key 'UNKNOWN'")


def test_completion_knows_more_than_the_schema(page: Page, server: Server) -> None:
    seed.flow(server, CHILD, "child_of_editor", NAMESPACE)
    body, kind = b'"1"', "application/json"
    seed.ask(server, "PUT", f"/namespaces/{NAMESPACE}/kv/RATES_URL", body, Content_Type=kind)
    open_editor(page, server, "completes")
    put_caret(page, "outputs.ask.value")
    insert(page, " ~ outputs.ask.")
    page.keyboard.press("ControlOrMeta+Space")
    expect(proposals(page)).to_contain_text("value")
    page.keyboard.press("Escape")
    insert(page, "value ~ kv('")
    page.keyboard.press("ControlOrMeta+Space")
    expect(proposals(page)).to_contain_text("RATES_URL")
    page.keyboard.press("Escape")
    insert(page, "x') | da")
    page.keyboard.press("ControlOrMeta+Space")
    expect(proposals(page)).to_contain_text("dateAdd")
    # The one that is chosen can be read: it has the colour of texts.
    chosen = proposals(page).locator(".monaco-list-row.focused .label-name")
    expect(chosen).to_have_css("color", color_of_texts(page))
    page.keyboard.press("Escape")
    put_caret(page, "type: io.kestra.plugin.core.log.Log")
    insert(
        page,
        "\n  - id: start\n    type: io.kestra.plugin.core.flow.Subflow\n"
        f"    namespace: {NAMESPACE}\n    flowId: child_of",
    )
    page.keyboard.press("ControlOrMeta+Space")
    expect(proposals(page)).to_contain_text("child_of_editor")
    page.keyboard.press("Enter")
    insert(page, "\n    inputs:\n      am")
    page.keyboard.press("ControlOrMeta+Space")
    expect(proposals(page)).to_contain_text("amount")


def test_a_trigger_is_added_as_an_edit_that_can_be_undone(page: Page, server: Server) -> None:
    editor = open_editor(page, server, "added")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Add a schedule").click()
    expect(editor).to_contain_text("io.kestra.plugin.core.trigger.Schedule")
    expect(
        panel(page, "Graph").get_by_role("button", name="schedule At 09:00, every day")
    ).to_be_attached()
    page.keyboard.press("ControlOrMeta+z")
    expect(editor).not_to_contain_text("io.kestra.plugin.core.trigger.Schedule")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Add an error handler").click()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    assert "errors:\n  - id: on_error\n" in source_of(server, "added")


def test_the_text_is_formatted_when_it_is_asked_for(page: Page, server: Server) -> None:
    open_editor(page, server, "formatted", SOURCE.replace("message: ", "message:     "))
    put_caret(page, "id: greet")
    page.keyboard.press("ControlOrMeta+Shift+I")
    expect(page.get_by_role("button", name="Diff", exact=True)).to_be_enabled()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    assert source_of(server, "formatted") == SOURCE.format(id="formatted", namespace=NAMESPACE)


def test_execute_asks_to_save_what_was_changed(page: Page, server: Server) -> None:
    open_editor(page, server, "asks")
    put_caret(page, "outputs.ask.value | upper")
    insert(page, " | lower")
    page.keyboard.press("ControlOrMeta+e")
    question = page.get_by_role("dialog", name="Save before executing?")
    question.get_by_role("button", name="Save rev 2 and execute").click()
    dialog = page.get_by_role("dialog", name=re.compile("asks"))
    dialog.get_by_role("button", name="Execute", exact=True).click()
    page.wait_for_url(re.compile(rf"/executions/{NAMESPACE}/asks/"))
    assert "upper | lower" in source_of(server, "asks")


def test_another_id_is_saved_as_a_new_flow(page: Page, server: Server) -> None:
    open_editor(page, server, "before_it")
    put_caret(page, "id: before_it")
    insert(page, "_copy")
    page.keyboard.press("ControlOrMeta+s")
    question = page.get_by_role("dialog", name="Another id or namespace")
    question.get_by_role("button", name="Save as new flow").click()
    page.wait_for_url(re.compile(r"/before_it_copy/edit"))
    assert "id: before_it_copy\n" in source_of(server, "before_it_copy")
    assert seed.ask(server, "GET", f"/flows/{NAMESPACE}/before_it")["revision"] == 1


def test_f12_goes_to_the_flow_that_is_named(page: Page, server: Server) -> None:
    seed.flow(server, CHILD, "target_of_f12", NAMESPACE)
    source = SOURCE + (
        "  - id: start\n    type: io.kestra.plugin.core.flow.Subflow\n"
        "    namespace: {namespace}\n    flowId: target_of_f12\n"
    )
    open_editor(page, server, "leads", source)
    put_caret(page, "flowId: target_of_f12")
    page.keyboard.press("F12")
    page.wait_for_url(re.compile(r"/target_of_f12/edit"))


def test_narrow_pages_show_one_panel_at_a_time(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    editor = open_editor(page, server, "narrow")
    page.get_by_role("button", name="Graph", exact=True).click()
    expect(panel(page, "Graph").get_by_role("button", name="greet Log")).to_be_visible()
    expect(editor).not_to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Code", exact=True).click()
    expect(editor).to_be_visible()
    expect(panel(page, "Graph")).not_to_be_attached()
    assert_accessible(page)


def test_panels_stay_as_they_were_chosen(page: Page, server: Server) -> None:
    open_editor(page, server, "chosen")
    docs = page.get_by_role("button", name="Docs", exact=True)
    expect(panel(page, "Docs")).to_be_visible()
    docs.click()
    expect(panel(page, "Docs")).not_to_be_attached()
    page.reload()
    expect(panel(page, "Graph")).to_be_visible()
    expect(panel(page, "Docs")).not_to_be_attached()


def test_enter_goes_below_the_first_key_and_types_are_found_by_any_part(page: Page) -> None:
    # The types come with the schema.
    with page.expect_response(lambda response: "/plugins/schemas/flow" in response.url):
        page.goto("flows/new")
    editor = page.locator(".monaco-editor").first
    # The rules of the language are there by then, and hold while a slow page still reads the text.
    expect(page.get_by_text("No problems")).to_be_visible()
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setCPUThrottlingRate", {"rate": 12})
    editor.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("  - id: second")
    page.keyboard.press("Enter")
    browser.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.keyboard.type("type: python.Script")
    # It is there although it needs a script, which is not written yet; older names are not.
    expect(proposals(page)).to_contain_text("io.kestra.plugin.scripts.python.Script")
    expect(proposals(page)).not_to_contain_text("io.kestra.core.tasks")
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("type: io.kestra.plugin.scripts.python.Script")
    page.keyboard.press("Enter")
    page.keyboard.type("script: |")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.type("print(1)")
    expect(editor).to_contain_text("print(1)")
    expect(page.get_by_text("No problems")).to_be_visible()
