"""What `tiercel plugin new` writes works as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tiercel.cli.plugins.template import write_package


@pytest.mark.parametrize("name", ["acme-tiercel", "Our.Tasks"])
def test_the_tests_of_a_new_package_pass(tmp_path: Path, name: str) -> None:
    target = tmp_path / "new"
    write_package(target, name)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=target,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_a_new_package_has_a_flow_that_names_its_task(tmp_path: Path) -> None:
    write_package(tmp_path / "new", "acme-tiercel")
    flow = (tmp_path / "new" / "flow.yaml").read_text(encoding="utf-8")
    assert "type: com.example.acme_tiercel.Greet" in flow
