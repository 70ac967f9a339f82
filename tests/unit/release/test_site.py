"""The documentation site as one file."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from release import links, pages, site


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "html"
    monkeypatch.setattr(site, "BUILT", folder)
    monkeypatch.setattr(site, "SITE", tmp_path / "webui" / "site.zip")
    monkeypatch.setattr(links, "SITE", folder)
    monkeypatch.setattr(pages, "main", lambda: None)
    return folder


def program(folder: Path, page: str) -> str:
    """A stand-in for what builds the pages, which takes minutes."""
    path = folder / "mkdocs"
    path.write_text(
        f"#!/bin/sh\nmkdir -p '{folder}/html/assets'\necho '{page}' > '{folder}/html/index.html'\n"
        f"echo '<a href=\"/\">' > '{folder}/html/404.html'\n: > '{folder}/html/assets/a.js.map'\n"
        f": > '{folder}/html/assets/a.js'\n"
    )
    path.chmod(0o755)
    return str(path)


def test_what_a_browser_asks_for_is_packed(built: Path, tmp_path: Path) -> None:
    assert site.main([program(tmp_path, '<a href="assets/a.js">')]) == 0
    assert zipfile.ZipFile(site.SITE).namelist() == ["assets/a.js", "index.html"]


def test_nothing_is_packed_with_a_dead_link(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.main([program(tmp_path, '<a href="gone/">')]) == 1
    assert "index.html: gone/ has no file" in capsys.readouterr().out
    assert not site.SITE.exists()


def test_a_build_that_fails_is_told(built: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        site.main(["false"])
    assert site.main([]) == 2
