"""The state of the server, its settings, and the support bundle, as pages show them."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server, running
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

CANARY = base64.b64encode(b"canary-3d81f0".ljust(32)).decode()
HOSTILE = "<img src=x onerror=window.hurt=1>"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a secret and with a hostile text in its settings."""
    environ = {
        "KESTRA_ENVIRONMENT_NAME": HOSTILE,
        "KESTRA_ENCRYPTION_SECRET_KEY": CANARY,
        "TIERCEL_RETENTION_DEFAULT": "30d",
    }
    with running(tmp_path_factory.mktemp("set-up"), environ=environ) as started:
        yield started


@pytest.fixture
def opened(open_page: Callable[..., tuple[Page, Watch]], set_up: Server) -> Page:
    page, _ = open_page(set_up)
    page.goto("admin/system")
    expect(page.get_by_role("heading", name="System", exact=True)).to_be_visible()
    return page


def test_the_state_of_a_server(opened: Page, set_up: Server) -> None:
    runs = Runs(set_up.base)
    runs.flow("counted", "  - {id: a, type: io.kestra.plugin.core.log.Log, message: Hello}")
    opened.reload()
    components = opened.get_by_role("region", name="Components")
    expect(components).to_contain_text("Database")
    expect(components).to_contain_text("Up")
    expect(components).to_contain_text("free")
    queues = opened.get_by_role("table", name="Queues")
    expect(queues.get_by_role("row").filter(has_text="Jobs for workers")).to_be_visible()
    tables = opened.get_by_role("table", name="Tables")
    expect(tables.get_by_role("row").filter(has_text="executions").first).to_be_visible()
    expect(opened.get_by_text("SQLite 3")).to_be_visible()
    expect(opened.get_by_role("region", name="Storage")).to_contain_text(
        "Ended executions are kept"
    )
    expect(opened.get_by_role("region", name="Holds")).to_contain_text("Flows1")
    assert_accessible(opened)


def test_settings_are_found_and_secrets_hidden(opened: Page) -> None:
    table = opened.get_by_role("table", name="Settings in effect")
    name = table.get_by_role("row").filter(has_text="tiercel.environment.name")
    expect(name).to_contain_text(HOSTILE)
    expect(name).to_contain_text("KESTRA_ENVIRONMENT_NAME")
    assert opened.evaluate("() => window.hurt") is None
    secret = table.get_by_role("row").filter(has_text="tiercel.encryption.secret-key")
    expect(secret).to_contain_text("Hidden")
    assert CANARY not in opened.content()
    expect(table.get_by_role("row").filter(has_text="tiercel.templates.enabled")).to_have_count(0)
    opened.get_by_label("Only those that are set").uncheck()
    opened.get_by_role("searchbox", name="Search settings").fill("templates")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text("default")
    opened.get_by_role("searchbox", name="Search settings").fill("nothing like it")
    expect(opened.get_by_text("No setting fits")).to_be_visible()


def test_a_support_bundle_is_saved(opened: Page, tmp_path: Path) -> None:
    with opened.expect_download() as saved:
        opened.get_by_role("link", name="Support bundle").click()
    assert saved.value.suggested_filename == "tiercel-support.zip"
    place = tmp_path / "bundle.zip"
    saved.value.save_as(place)
    with zipfile.ZipFile(io.BytesIO(place.read_bytes())) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert len(texts) > 4
    assert not [text for text in texts if CANARY in text]


def test_the_navigation_leads_there(
    open_page: Callable[..., tuple[Page, Watch]], set_up: Server
) -> None:
    page, _ = open_page(set_up)
    page.goto("flows")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="System").click()
    expect(page).to_have_url(f"{set_up.base}/ui/admin/system")
