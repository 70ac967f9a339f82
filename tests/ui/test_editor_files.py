"""Files of the namespace in the flow editor: made, edited, moved, uploaded, exported, deleted."""

from __future__ import annotations

import base64
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import insert, put_caret

# On a machine that does other work as well.
pytestmark = pytest.mark.timeout(240)
SOURCE = """id: {id}
namespace: {namespace}
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ read('sql/load.sql') }}}}"
"""
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def put(server: Server, namespace: str, path: str, content: bytes) -> None:
    """Store a file."""
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="fileContent"; filename="f"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--edge--\r\n"
    )
    kind = "multipart/form-data; boundary=edge"
    seed.ask(server, "POST", f"/namespaces/{namespace}/files?path=/{path}", body, Content_Type=kind)


def content_of(server: Server, namespace: str, path: str) -> bytes:
    address = f"{server.base}/api/v1/namespaces/{namespace}/files?path=/{path}"
    with urllib.request.urlopen(address, timeout=10) as response:
        found: bytes = response.read()
    return found


def names_in(server: Server, namespace: str, folder: str = "") -> list[str]:
    found = seed.ask(server, "GET", f"/namespaces/{namespace}/files/directory?path=/{folder}")
    return sorted(one["fileName"] for one in found)


def open_editor(page: Page, server: Server, namespace: str) -> Locator:
    """The tree of a namespace with a few files."""
    put(server, namespace, "sql/load.sql", b"select 1\n")
    put(server, namespace, "README.md", b"# Orders\n\n<script>alert(1)</script>\n")
    put(server, namespace, "logo.png", PIXEL)
    seed.flow(server, SOURCE, "files", namespace)
    page.goto(f"flows/edit/{namespace}/files/edit")
    expect(page.locator(".monaco-editor").first).to_contain_text("greet")
    tree = page.get_by_role("tree", name=f"Files of {namespace}")
    expect(item(tree, "README.md")).to_be_visible()
    return tree


def item(tree: Locator, name: str) -> Locator:
    return tree.get_by_role("treeitem", name=name, exact=True)


def act(page: Page, name: str) -> None:
    page.get_by_role("button", name="Actions for files").click()
    page.get_by_role("menuitem", name=name).click()


def tabs(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Open files")


def test_a_file_is_edited_in_a_tab(page: Page, server: Server) -> None:
    tree = open_editor(page, server, "ui.files.edited")
    item(tree, "sql").click()
    item(tree, "load.sql").click()
    editor = page.locator(".monaco-editor[data-uri*='load.sql']")
    expect(editor).to_contain_text("select 1")
    editor.click()
    page.keyboard.press("ControlOrMeta+Home")
    insert(page, "-- mine\n")
    expect(tabs(page).get_by_role("img", name="not saved")).to_be_visible()
    assert_accessible(page)
    # It is asked before what was typed is lost.
    tabs(page).get_by_role("button", name="Close load.sql").click()
    question = page.get_by_role("dialog", name="Discard what was typed?")
    question.get_by_role("button", name="Cancel").click()
    editor.click()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("sql/load.sql saved")).to_be_visible()
    expect(tabs(page).get_by_role("img", name="not saved")).not_to_be_attached()
    assert content_of(server, "ui.files.edited", "sql/load.sql") == b"-- mine\nselect 1\n"
    tabs(page).get_by_role("button", name="Close load.sql").click()
    expect(tabs(page)).not_to_be_attached()


def test_a_new_file_is_typed_at_once_and_stored_with_its_flow(page: Page, server: Server) -> None:
    namespace = "ui.files.beside"
    page.goto(f"flows/new?namespace={namespace}")
    expect(page.locator(".monaco-editor").first).to_contain_text("say_hello")
    act(page, "New file")
    # Without a click: the first field of a dialog has the focus, then the file that was made.
    expect(page.get_by_label("Path in the namespace")).to_be_focused()
    page.keyboard.type("cities.csv")
    page.keyboard.press("Enter")
    expect(page.locator(".monaco-editor[data-uri*='cities.csv'] textarea")).to_be_focused()
    insert(page, "city\nOslo\n")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page).to_have_url(re.compile(f"flows/edit/{namespace}/hello/edit"))
    assert content_of(server, namespace, "cities.csv") == b"city\nOslo\n"


def test_f12_opens_the_file_that_is_read(page: Page, server: Server) -> None:
    open_editor(page, server, "ui.files.followed")
    put_caret(page, "read('sql/load")
    page.keyboard.press("F12")
    expect(page.locator(".monaco-editor[data-uri*='load.sql']")).to_contain_text("select 1")


def test_pictures_and_markdown_are_shown(page: Page, server: Server) -> None:
    tree = open_editor(page, server, "ui.files.shown")
    item(tree, "logo.png").click()
    expect(page.get_by_role("img", name="Picture logo.png")).to_be_visible()
    item(tree, "README.md").click()
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()
    # What looks like HTML is text.
    expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    assert_accessible(page)


def test_files_are_made_renamed_moved_and_deleted(page: Page, server: Server) -> None:
    namespace = "ui.files.moved"
    tree = open_editor(page, server, namespace)
    act(page, "New folder")
    page.get_by_label("Path in the namespace").fill("scripts")
    page.keyboard.press("Enter")
    expect(item(tree, "scripts")).to_be_visible()
    act(page, "New file")
    path = page.get_by_label("Path in the namespace")
    path.fill("../escape.py")
    expect(page.get_by_role("dialog")).to_contain_text("without . and ..")
    path.fill("scripts/main.py")
    page.keyboard.press("Enter")
    expect(tabs(page)).to_contain_text("main.py")
    expect(item(tree, "main.py")).to_be_visible()
    assert names_in(server, namespace, "scripts") == ["main.py"]
    item(tree, "main.py").focus()
    page.keyboard.press("F2")
    path.fill("scripts/run.py")
    page.keyboard.press("Enter")
    expect(item(tree, "run.py")).to_be_visible()
    expect(tabs(page)).to_contain_text("run.py")
    item(tree, "run.py").drag_to(item(tree, "sql"))
    expect(tree.get_by_role("treeitem", name="load.sql")).to_be_visible()
    assert names_in(server, namespace, "sql") == ["load.sql", "run.py"]
    item(tree, "logo.png").click(modifiers=["Control"])
    item(tree, "README.md").click(modifiers=["Control"])
    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog", name="Delete 2 entries")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("2 entries deleted")).to_be_visible()
    assert names_in(server, namespace) == ["scripts", "sql"]


def test_files_are_uploaded_filtered_and_exported(
    page: Page, server: Server, tmp_path: Path
) -> None:
    namespace = "ui.files.carried"
    tree = open_editor(page, server, namespace)
    (tmp_path / "pack" / "deep").mkdir(parents=True)
    (tmp_path / "pack" / "deep" / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "one.txt").write_text("one", encoding="utf-8")
    page.locator("[data-upload=files]").set_input_files(tmp_path / "one.txt")
    expect(item(tree, "one.txt")).to_be_visible()
    page.locator("[data-upload=folder]").set_input_files(tmp_path / "pack")
    expect(item(tree, "a.txt")).to_be_visible()
    assert content_of(server, namespace, "pack/deep/a.txt") == b"a"
    page.get_by_role("searchbox", name="Filter files").fill("load")
    expect(tree.get_by_role("treeitem")).to_have_count(1)
    expect(item(tree, "sql/load.sql")).to_be_visible()
    page.get_by_role("searchbox", name="Filter files").fill("")
    expect(item(tree, "one.txt")).to_be_visible()
    with page.expect_download() as download:
        act(page, "Export all as zip")
    assert re.fullmatch(r"ui\.files\.carried\.zip", download.value.suggested_filename)
