"""What is done to flows beside their editor: copies, files, switches; read from the API after."""

from __future__ import annotations

import io
import re
import urllib.error
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

NAMESPACE = "pages.flowacts"
SAY = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi} # a comment\n"
CALL = f"""
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: {NAMESPACE}
    flowId: called
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def stored(runs: Runs, flow_id: str) -> dict[str, Any]:
    """A flow with its source."""
    found: dict[str, Any] = runs.call("GET", f"/flows/{NAMESPACE}/{flow_id}?source=true")
    return found


def is_gone(runs: Runs, flow_id: str) -> bool:
    try:
        stored(runs, flow_id)
    except urllib.error.HTTPError as error:
        return error.code == 404
    return False


def act(page: Page, name: str) -> None:
    """From the menu of the flow's page."""
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def listed(page: Page, *flow_ids: str) -> None:
    """The list with these flows alone."""
    pattern = "|".join(flow_ids)
    page.goto(f"flows?filters[namespace][EQUALS]={NAMESPACE}&filters[flowId][REGEX]=^({pattern})$")
    expect(page.get_by_role("table", name="Flows").locator("tbody tr")).to_have_count(len(flow_ids))


def test_a_flow_is_duplicated(page: Page, runs: Runs) -> None:
    runs.flow("twin", SAY, namespace=NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/twin")
    act(page, "Duplicate")
    page.wait_for_url(re.compile(r"/flows/new\?from="))
    expect(page.locator(".monaco-editor").first).to_contain_text("twin_copy")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url(re.compile(rf"/flows/edit/{re.escape(NAMESPACE)}/twin_copy/edit"))
    wanted = stored(runs, "twin")["source"].replace("id: twin", "id: twin_copy", 1)
    assert stored(runs, "twin_copy")["source"] == wanted


def test_the_source_is_saved_to_a_file(page: Page, runs: Runs) -> None:
    runs.flow("saved", SAY, namespace=NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/saved")
    with page.expect_download() as download:
        act(page, "Export YAML")
    assert download.value.suggested_filename == "saved.yaml"
    assert download.value.path().read_text(encoding="utf-8") == stored(runs, "saved")["source"]


def test_flows_leave_as_an_archive_and_come_back(
    watch: tuple[Page, Watch], runs: Runs, tmp_path: Path
) -> None:
    page, seen = watch
    names = ("packed_a", "packed_b")
    for name in names:
        runs.flow(name, SAY, namespace=NAMESPACE)
    sources = [stored(runs, name)["source"] for name in names]
    listed(page, *names)
    page.get_by_label("Select all rows of this page").check()
    with page.expect_download() as download:
        page.get_by_role("toolbar").get_by_role("button", name="Export").click()
    archive = tmp_path / "flows.zip"
    download.value.save_as(archive)
    with zipfile.ZipFile(archive) as packed:
        texts = [packed.read(name).decode() for name in packed.namelist()]
    assert sorted(texts) == sorted(sources)
    for name in names:
        runs.call("DELETE", f"/flows/{NAMESPACE}/{name}")
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: no namespace\n", encoding="utf-8")
    page.get_by_role("button", name="Import…").first.click()
    dialog = page.get_by_role("dialog", name="Import flows")
    dialog.get_by_label("Choose files").set_input_files([archive, bad])
    seen.allow("status of 4")
    dialog.get_by_role("button", name="Import 2 files").click()
    results = dialog.get_by_role("listitem")
    expect(results.filter(has_text="flows.zip").locator(".st.success")).to_be_visible()
    expect(results.filter(has_text="bad.yaml").locator(".st.failed")).to_be_visible()
    assert_accessible(page)
    assert [stored(runs, name)["source"] for name in names] == sources


def test_a_row_exports_disables_and_enables_its_flow(page: Page, runs: Runs) -> None:
    runs.flow("switched", SAY, namespace=NAMESPACE)
    listed(page, "switched")
    menu = page.get_by_role("button", name="Actions for switched")
    menu.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export", exact=True).click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as packed:
        assert len(packed.namelist()) == 1
    menu.click()
    page.get_by_role("menuitem", name="Disable", exact=True).click()
    expect(page.get_by_text("1 flow disabled")).to_be_visible()
    assert stored(runs, "switched")["disabled"] is True
    expect(page.get_by_role("table", name="Flows")).to_contain_text("Off")
    menu.click()
    page.get_by_role("menuitem", name="Enable", exact=True).click()
    expect(page.get_by_text("1 flow enabled")).to_be_visible()
    assert stored(runs, "switched")["disabled"] is False


def test_users_of_a_flow_are_told_before_it_is_deleted_and_restored(
    watch: tuple[Page, Watch], runs: Runs
) -> None:
    page, seen = watch
    runs.flow("called", SAY, namespace=NAMESPACE)
    runs.flow("caller", CALL, namespace=NAMESPACE)
    page.goto(f"flows/edit/{NAMESPACE}/called")
    act(page, "Delete…")
    dialog = page.get_by_role("dialog", name="Delete 1 flow")
    expect(dialog).to_contain_text("1 flow depends on it")
    expect(dialog.get_by_role("link", name="caller")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Delete 1 flow").click()
    page.wait_for_url(re.compile(r"/flows(\?|$)"))
    assert is_gone(runs, "called")
    seen.allow("status of 404")
    page.goto(f"flows/edit/{NAMESPACE}/called")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("stored with the source of revision")).to_be_visible()
    assert "say" in stored(runs, "called")["source"]
