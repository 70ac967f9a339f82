"""The API document: it takes a while to make, as YAML a second, and needs no sign-in."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json
from tiercel.web.route import Route


async def test_it_is_made_once_and_in_a_thread(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def noting(document: Json) -> str:
        assert isinstance(document, dict)
        threads.append(threading.get_ident())
        return f"openapi: {document['openapi']}"

    monkeypatch.setattr("tiercel.web.routers.instance.docs._yaml_of", noting)
    for _ in range(2):
        assert (await api.http.get("/swagger/kestra.yml")).text == "openapi: 3.1.0"
    assert len(threads) == 1
    assert threads != [threading.get_ident()]


async def test_the_document_itself_is_made_once_and_in_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def noting(routes: Iterable[Route], prefix: str) -> dict[str, Json]:
        threads.append(threading.get_ident())
        return {"openapi": "3.1.0", "paths": {str(len(list(routes))): prefix}}

    monkeypatch.setattr("tiercel.web.openapi.document", noting)
    answers = [await api.http.get("/openapi.json") for _ in range(2)]
    assert answers[0].json()["openapi"] == "3.1.0"
    assert answers[0].content == answers[1].content
    assert answers[1].headers["content-type"] == "application/json"
    assert len(threads) == 1
    assert threads != [threading.get_ident()]
