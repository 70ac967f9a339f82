"""The files of a namespace on its page: opened, edited, seen as rows, compared, dropped in."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import insert
from tests.ui.test_editor_files import content_of, item, names_in, put, tabs

HOSTILE = "<img src=x onerror=window.hurt=1>"
READS = """id: {id}
namespace: {namespace}
tasks:
  - id: read
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ read('sql/load.sql') }}}}"
"""
DROP = """([name, content]) => {
  const data = new DataTransfer()
  data.items.add(new File([content], name))
  return data
}"""


def test_a_file_is_edited_compared_and_taken_back(page: Page, server: Server) -> None:
    namespace = "nsfiles.edited"
    put(server, namespace, "sql/load.sql", b"select 1\n")
    put(server, namespace, "sql/load.sql", b"select 2\n")
    seed.flow(server, READS, "reads", namespace)
    page.goto(f"namespaces/edit/{namespace}/files?path=sql/load.sql")
    editor = page.locator(".monaco-editor[data-uri*='load.sql']")
    expect(editor).to_contain_text("select 2")
    expect(page.get_by_role("button", name="1 flow uses sql/load.sql")).to_be_visible()
    assert_accessible(page)
    editor.click()
    page.keyboard.press("ControlOrMeta+Home")
    insert(page, "-- mine\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("sql/load.sql saved")).to_be_visible()
    assert content_of(server, namespace, "sql/load.sql") == b"-- mine\nselect 2\n"
    page.get_by_role("button", name="Revisions").click()
    sheet = page.get_by_role("dialog", name="Revisions of sql/load.sql")
    expect(sheet.locator(".monaco-diff-editor")).to_contain_text("mine")
    sheet.get_by_role("combobox", name="Revision").select_option("1")
    expect(sheet.locator(".monaco-diff-editor .editor.original")).to_contain_text("select 1")
    sheet.get_by_role("button", name="Take the older content").click()
    expect(editor).to_contain_text("select 1")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("sql/load.sql saved").last).to_be_visible()
    expect(tabs(page).get_by_role("img", name="not saved")).not_to_be_attached()
    assert content_of(server, namespace, "sql/load.sql") == b"select 1\n"


def test_a_parquet_file_is_shown_as_rows(page: Page, server: Server, tmp_path: Path) -> None:
    namespace = "nsfiles.parquet"
    file = tmp_path / "rows.parquet"
    with duckdb.connect(":memory:") as connection:
        rows = f"SELECT i AS number, '{HOSTILE}' AS text FROM range(120) AS t(i)"
        connection.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
    put(server, namespace, "rows.parquet", file.read_bytes())
    put(server, namespace, "broken.parquet", b"PAR1\0\xff nothing more")
    page.goto(f"namespaces/edit/{namespace}/files?path=rows.parquet")
    shown = page.locator("main table")
    expect(shown.get_by_role("row")).to_have_count(101)
    expect(shown).to_contain_text(HOSTILE)
    expect(page.get_by_text("100")).not_to_have_count(0)
    assert page.evaluate("() => window.hurt") is None
    assert_accessible(page)
    page.get_by_label("Rows", exact=True).select_option("500")
    expect(shown.get_by_role("row")).to_have_count(121)


def test_tables_are_shown_as_rows(page: Page, server: Server) -> None:
    namespace = "nsfiles.rows"
    put(server, namespace, "a.csv", f'id;"name"\n1;"{HOSTILE}"\n'.encode())
    put(server, namespace, "b.jsonl", b'{"id": 1}\n{"id": 2, "more": [3]}\n')
    put(server, namespace, "c.json", b'[{"id": 7}]')
    put(server, namespace, "d.json", b"{a: 1")
    page.goto(f"namespaces/edit/{namespace}/files")
    tree = page.get_by_role("tree", name=f"Files of {namespace}")
    for name, shown in (("a.csv", HOSTILE), ("b.jsonl", "[3]"), ("c.json", "7")):
        item(tree, name).click()
        # Until it is open, the button is that of the file before.
        expect(page.locator(".about code")).to_have_text(name)
        page.get_by_role("button", name="Preview", exact=True).locator("visible=true").click()
        expect(page.get_by_role("table", name=f"Rows of {name}")).to_contain_text(shown)
    assert page.evaluate("() => window.hurt") is None
    assert_accessible(page)
    item(tree, "d.json").click()
    expect(page.locator(".about code")).to_have_text("d.json")
    page.get_by_role("button", name="Preview", exact=True).locator("visible=true").click()
    expect(page.get_by_text("This cannot be shown as rows")).to_be_visible()


def test_files_are_dropped_into_the_tree(page: Page, server: Server) -> None:
    namespace = "nsfiles.dropped"
    page.goto(f"namespaces/edit/{namespace}/files")
    nothing = page.get_by_text("No files. Drop some here")
    expect(nothing).to_be_visible()
    data = page.evaluate_handle(DROP, ["one.txt", "one"])
    nothing.dispatch_event("drop", {"dataTransfer": data})
    tree = page.get_by_role("tree", name=f"Files of {namespace}")
    expect(item(tree, "one.txt")).to_be_visible()
    assert content_of(server, namespace, "one.txt") == b"one"
    page.get_by_role("button", name="Actions for files").click()
    page.get_by_role("menuitem", name="New folder").click()
    page.get_by_label("Path in the namespace").fill("inner")
    page.keyboard.press("Enter")
    folder = item(tree, "inner")
    expect(folder).to_be_visible()
    data = page.evaluate_handle(DROP, ["two.txt", "two"])
    folder.dispatch_event("drop", {"dataTransfer": data})
    expect(item(tree, "two.txt")).to_be_visible()
    assert names_in(server, namespace, "inner") == ["two.txt"]


def test_leaving_with_changes_is_asked_first(page: Page, server: Server) -> None:
    namespace = "nsfiles.left"
    put(server, namespace, "a.txt", b"a")
    page.goto(f"namespaces/edit/{namespace}/files?path=a.txt")
    editor = page.locator(".monaco-editor[data-uri*='a.txt']")
    expect(editor).to_contain_text("a")
    editor.click()
    insert(page, "more")
    expect(tabs(page).get_by_role("img", name="not saved")).to_be_visible()
    page.get_by_role("link", name="Key-value").last.click()
    question = page.get_by_role("dialog", name="Leave without saving?")
    question.get_by_role("button", name="Stay").click()
    expect(page).to_have_url(re.compile("/files"))
