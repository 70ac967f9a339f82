"""The API document as YAML: it takes a second to make, and needs no sign-in."""

from __future__ import annotations

import threading

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json


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
