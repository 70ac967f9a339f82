"""The package in `examples/`: listed, documented, completed, run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.schemas.docs import markdown_page
from tiercel.plugin.schemas.document_schema import document_schema
from tiercel.plugin.schemas.listing import group_json, plugin_groups
from tiercel.testing import run_task

EXAMPLE = Path(__file__).parents[3] / "examples" / "acme_tiercel"
WAIT = "com.acme.tiercel.Wait"


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A catalog in an environment where the package is installed."""
    info = tmp_path / "acme_tiercel-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-tiercel\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[tiercel.plugins]\nacme = acme_tiercel\n")
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "acme_tiercel", raising=False)
    return Catalog.of_builtins()


def test_it_is_listed_documented_and_completed(catalog: Catalog) -> None:
    groups = [group_json(catalog, group) for group in plugin_groups(catalog)]
    (group,) = [each for each in groups if [one["cls"] for one in each["tasks"]] == [WAIT]]
    assert [each["cls"] for each in group["tasks"]] == [WAIT]
    assert group["version"] == "0.1.0"
    page = markdown_page(catalog, WAIT)
    assert page is not None
    assert "How long to wait." in page
    schema = document_schema(catalog, "flow")
    assert schema is not None
    assert schema["definitions"][WAIT]["required"] == ["type", "duration", "id"]


def test_it_checks_and_runs(catalog: Catalog) -> None:
    found = catalog.find(WAIT)
    assert found is not None
    assert [each.message for each in catalog.check(found, {}, "")] == ["must not be null"]
    task = catalog.class_of(WAIT)
    assert task is not None
    ran = run_task(task, {"duration": "PT2S", "message": "{{ flow.id }}"})  # type: ignore[arg-type]
    assert ran.outputs == {"seconds": 2.0}
    assert ran.logs == ["a-flow"]


def test_its_own_tests_pass() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "tests"],
        cwd=EXAMPLE,
        env={"PYTHONPATH": ".", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
