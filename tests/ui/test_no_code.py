"""The form and the graph of the flow editor change the text: one edit a step, comments stay."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import insert, put_caret

# On a machine that does other work as well.
pytestmark = pytest.mark.timeout(240)
NAMESPACE = "ui.nocode"
# The code editor has megabytes to be read.
LOAD_MS_MAX = 120_000
SOURCE = """id: {id}
namespace: {namespace}
tasks: # what is done
  # Say hello first.
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello # in English
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - id: left
        type: io.kestra.plugin.core.log.Log
        message: one side
"""


def open_form(page: Page, server: Server, flow_id: str) -> tuple[Locator, Locator]:
    """The editor of a new flow with its form: the code, and the form."""
    seed.flow(server, SOURCE, flow_id, NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/{flow_id}/edit")
    code = page.locator(".monaco-editor").first
    expect(code).to_contain_text(flow_id, timeout=LOAD_MS_MAX)
    page.get_by_role("button", name="Docs", exact=True).click()
    page.get_by_role("button", name="No-code", exact=True).click()
    form = page.get_by_role("region", name="No-code", exact=True)
    expect(form.get_by_role("navigation", name="Where this is")).to_contain_text(flow_id)
    return code, form


def field(form: Locator, name: str) -> Locator:
    return form.get_by_role("group", name=name, exact=True)


def save(page: Page, server: Server, flow_id: str) -> str:
    """What the server has when it is saved."""
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    found = seed.ask(server, "GET", f"/flows/{NAMESPACE}/{flow_id}?source=true")
    return str(found["source"])


def act(page: Page, place: Locator, part: str, name: str) -> None:
    place.get_by_role("button", name=f"Actions for {part}", exact=True).first.click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def choose_type(page: Page, words: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill(words)
    dialog.get_by_role("searchbox").press("Enter")
    expect(dialog).not_to_be_attached()


def test_a_field_is_an_edit_of_the_text_that_can_be_undone(page: Page, server: Server) -> None:
    code, form = open_form(page, server, "fields")
    put_caret(page, "message: Hello")
    message = field(form, "message").get_by_role("textbox")
    expect(message).to_have_value("Hello")
    message.fill("Good day")
    message.blur()
    expect(code).to_contain_text("message: Good day # in English")
    level = field(form, "level").get_by_role("combobox")
    level.focus()
    level.select_option("WARN")
    expect(code).to_contain_text("level: WARN")
    assert_accessible(page)
    # One step each, wherever the focus is in the form.
    page.keyboard.press("ControlOrMeta+z")
    expect(code).not_to_contain_text("level: WARN")
    form.get_by_role("button", name="Undo the last edit").click()
    expect(message).to_have_value("Hello")
    # The other way round: what is typed in the text is in the form.
    put_caret(page, "message: Hello")
    insert(page, " world")
    expect(message).to_have_value("Hello world")
    source = save(page, server, "fields")
    assert source == SOURCE.format(id="fields", namespace=NAMESPACE).replace(
        "Hello #", "Hello world #"
    )


def test_each_field_takes_an_expression(page: Page, server: Server) -> None:
    code, form = open_form(page, server, "raw")
    put_caret(page, "id: greet")
    disabled = field(form, "disabled")
    expect(disabled.get_by_role("button", name="not set")).to_have_attribute("aria-pressed", "true")
    disabled.get_by_role("button", name="True", exact=True).click()
    expect(code).to_contain_text("disabled: true")
    disabled.get_by_role("button", name="Write disabled as text").click()
    text = disabled.get_by_role("textbox")
    text.fill("{{ inputs.off }}")
    text.blur()
    expect(code).to_contain_text('disabled: "{{ inputs.off }}"')
    # What has no field of its own is YAML, and stays apart until it can be read.
    retry = field(form, "retry").get_by_role("textbox")
    retry.fill("type: constant\ninterval: [")
    retry.blur()
    expect(form.get_by_role("alert")).to_contain_text("no YAML")
    retry.fill("type: constant\n# slowly\ninterval: PT5S")
    retry.blur()
    expect(code).to_contain_text("# slowly")
    expect(form.get_by_role("alert")).not_to_be_attached()


def test_tasks_are_added_moved_and_deleted_in_the_form(page: Page, server: Server) -> None:
    code, form = open_form(page, server, "tasks")
    act(page, form, "greet", "Add after greet")
    choose_type(page, "debug return")
    expect(field(form, "id").get_by_role("textbox")).to_have_value("return")
    form.get_by_role("button", name="tasks", exact=True).click()
    tasks = form.get_by_role("region", name="tasks", exact=True).get_by_role("listitem")
    expect(tasks).to_contain_text(["greet", "return", "both"])
    act(page, form, "greet", "Move down")
    form.get_by_role("button", name="tasks", exact=True).click()
    expect(tasks).to_contain_text(["return", "greet", "both"])
    act(page, form, "return", "Delete return")
    expect(tasks).to_contain_text(["greet", "both"])
    tasks.nth(1).get_by_role("button").first.click()
    form.get_by_role("button", name="Add to errors").click()
    choose_type(page, "log.Log")
    message = field(form, "message").get_by_role("textbox")
    message.fill("It failed")
    message.blur()
    expect(code).to_contain_text("errors:")
    # The last task of a list that must have one stays.
    put_caret(page, "message: one side")
    form.get_by_role("button", name="Actions for left").first.click()
    delete = page.get_by_role("menuitem", name="Delete left")
    expect(delete).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")
    expect(delete).not_to_be_attached()
    assert_accessible(page)
    assert save(page, server, "tasks") == (
        SOURCE.format(id="tasks", namespace=NAMESPACE)
        + "    errors:\n      - id: log\n        type: io.kestra.plugin.core.log.Log\n"
        + "        message: It failed\n"
    )


def test_a_task_moves_into_the_one_before_and_out_again(page: Page, server: Server) -> None:
    code, form = open_form(page, server, "levels")
    way = form.get_by_role("navigation", name="Where this is")
    act(page, form, "greet", "Move down")
    expect(way.get_by_role("button")).to_contain_text(["levels", "greet"])
    act(page, form, "greet", "Move into both")
    expect(way.get_by_role("button")).to_contain_text(["levels", "both", "greet"])
    expect(code).to_contain_text("# Say hello first.")
    act(page, form, "greet", "Move out of both")
    expect(way).not_to_contain_text("both")
    act(page, form, "greet", "Move up")
    expect(page.get_by_role("button", name="Diff", exact=True)).to_be_disabled()


def test_tasks_are_added_and_swapped_in_the_graph(page: Page, server: Server) -> None:
    code, form = open_form(page, server, "graph")
    graph = page.get_by_role("region", name="Graph", exact=True)
    graph.get_by_role("button", name="both Parallel").click()
    act(page, graph, "both", "Add to tasks")
    choose_type(page, "debug return")
    expect(graph.get_by_role("button", name="return Return")).to_be_visible()
    expect(field(form, "id").get_by_role("textbox")).to_have_value("return")
    graph.get_by_role("button", name="return Return").drag_to(
        graph.get_by_role("button", name="greet Log")
    )
    graph.get_by_role("button", name="left Log").click()
    act(page, graph, "left", "Edit in the form")
    expect(field(form, "message").get_by_role("textbox")).to_have_value("one side")
    assert_accessible(page)
    source = save(page, server, "graph")
    assert source.index("id: return") < source.index("id: left") < source.index("id: greet")
    assert "      # Say hello first.\n      - id: greet\n" in source
    assert "message: Hello # in English" in source
    # Back at the buttons of the graph the keys undo as they do in the text.
    graph.get_by_role("button", name="left Log").focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(code).to_contain_text("Say hello first.")
    form.get_by_role("button", name="Undo the last edit").click()
    expect(graph.get_by_role("button", name="return Return")).not_to_be_attached()


def test_a_text_that_is_no_yaml_has_no_form(page: Page, server: Server) -> None:
    _, form = open_form(page, server, "broken")
    put_caret(page, "id: greet")
    insert(page, ": {")
    expect(form.get_by_role("status")).to_contain_text("no YAML now")
    page.keyboard.press("ControlOrMeta+z")
    expect(field(form, "id").get_by_role("textbox")).to_have_value("greet")
    # Where one panel fits at a time the form is one of them.
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="No-code", exact=True).click()
    expect(field(form, "id").get_by_role("textbox")).to_be_visible()
    assert_accessible(page)
