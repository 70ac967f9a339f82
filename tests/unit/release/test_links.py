"""Which links of the built site are dead."""

from __future__ import annotations

from pathlib import Path

import pytest

from release import links
from release.links import dead_links, main

PAGES = {
    "index.html": '<a href="tour/">t</a> <a href="tour/#walk">w</a> <a href="https://a.example/">',
    "tour/index.html": '<h2 id="walk">W</h2> <a href="..#">up</a> <img src="../a%20b.png">',
    "a b.png": "",
}


def site_with(folder: Path, **changed: str) -> Path:
    for name, text in (PAGES | {f"{name}.html": text for name, text in changed.items()}).items():
        place = folder / "site" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder / "site"


def test_pages_that_lead_to_each_other_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(links, "SITE", site_with(tmp_path))
    assert main() == 0
    assert capsys.readouterr().out == "0 dead links\n"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("gone/", "has no file"),
        ("tour/gone.css", "has no file"),
        ("../outside.html", "has no file"),
        ("tour/#gone", "has no such place"),
        ("#gone", "has no such place"),
        ("/tour/", "is absolute: a server shows the site below /docs"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_page(
    target: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "outside.html").write_text("")
    site = site_with(tmp_path, other=f'<a href="{target}">x</a> <a href="{target}">again</a>')
    assert list(dead_links(site)) == [f"other.html: {target} {reason}"]


def test_a_dead_link_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(links, "SITE", site_with(tmp_path, other='<a href="gone/">x</a>'))
    assert main() == 1
    assert capsys.readouterr().out == "other.html: gone/ has no file\n1 dead links\n"
