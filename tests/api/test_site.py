"""The documentation site below `/docs`: only where it was built, and without a sign-in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as site:
        site.writestr("index.html", "<h1>Home</h1>")
        site.mkdir("tutorial")
        site.writestr("tutorial/index.html", "<h1>Tutorial</h1>")
        site.writestr("search.js", "1")
    return tmp_path


@pytest.fixture
def overrides(folder: Path) -> dict[str, Json]:
    return {"ui": {"dir": str(folder / "pages")}}


async def test_pages_are_found_by_their_folders(api: Api) -> None:
    home = await api.http.get("/docs/index.html")
    assert (home.status_code, home.text) == (200, "<h1>Home</h1>")
    assert "default-src 'self'" in home.headers["content-security-policy"]
    assert (await api.http.get("/docs/tutorial/")).text == "<h1>Tutorial</h1>"
    assert (await api.http.get("/docs/search.js")).headers["content-type"].startswith("text/java")
    bare = await api.http.get("/docs/tutorial", follow_redirects=False)
    assert (bare.status_code, bare.headers["location"][-15:]) == (307, "/docs/tutorial/")


async def test_the_start_leads_to_the_site(api: Api, folder: Path) -> None:
    found = await api.http.get("/docs", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (307, "/docs/index.html")
    (folder / "site.zip").unlink()
    without = await api.http.get("/docs", follow_redirects=False)
    assert (without.status_code, "openapi.json" in without.text) == (200, True)


async def test_what_is_not_there_is_not_found(api: Api) -> None:
    for path in ("/docs/nothing", "/docs/../pages/", "/docs/%2e%2e/pages/index.html"):
        assert (await api.http.get(path)).status_code == 404, path
    assert (await api.http.post("/docs/tutorial/")).status_code in (404, 405)
