"""The documentation over the API."""

from __future__ import annotations

from tests.api.client import Api
from tiercel.service.documentation.pages import PAGES


async def test_pages_with_their_headings(api: Api) -> None:
    found = (await api.get("/documentation")).json()
    assert [page["path"] for page in found["pages"]] == list(PAGES)
    assert found["hits"] == []
    expressions = found["pages"][0]
    assert expressions["title"] == "Filters, functions and tests"
    assert {"level": 3, "title": "abbreviate", "anchor": "abbreviate"} in expressions["headings"]


async def test_a_page(api: Api) -> None:
    found = (await api.get("/documentation/states")).json()
    assert (found["path"], found["title"]) == ("states", "States")
    assert found["markdown"].startswith("# States")
    assert found["headings"][0] == {"level": 1, "title": "States", "anchor": "states"}
    missing = await api.get("/documentation/nothing")
    assert missing.status_code == 404
    assert "nothing" in missing.json()["message"]


async def test_sections_are_found_by_their_words(api: Api) -> None:
    hits = (await api.get("/documentation?q=ABBREVIATE length")).json()["hits"]
    assert hits[0]["path"] == "expressions"
    assert hits[0]["anchor"] == "abbreviate"
    assert "length" in hits[0]["excerpt"]
    assert (await api.get("/documentation?q=xyzzyx")).json()["hits"] == []
