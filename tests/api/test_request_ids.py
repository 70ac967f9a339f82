"""The id that a refused request is found by."""

from __future__ import annotations

import logging

import pytest

from tests.api.client import Api
from tiercel.web.call import Call


async def test_a_refusal_has_an_id_of_its_own(api: Api) -> None:
    found = {(await api.get("/flows/a/nothing")).headers["x-request-id"] for _ in range(2)}
    assert len(found) == 2
    assert "x-request-id" not in (await api.get("/flows/search")).headers


@pytest.mark.parametrize(
    ("given", "is_kept"), [("proxy-7.a", True), ("a b", False), ("x" * 99, False)]
)
async def test_the_id_of_a_proxy_is_kept_if_it_is_plain(
    api: Api, given: str, is_kept: bool
) -> None:
    answer = await api.get("/flows/a/nothing", headers={"X-Request-Id": given})
    assert answer.status_code == 404
    assert (answer.headers["x-request-id"] == given) is is_kept


async def test_the_log_names_it(
    api: Api, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(call: Call, name: str) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(Call, "text", broken)
    with caplog.at_level(logging.ERROR, "tiercel.web"):
        answer = await api.get("/search?q=x")
    assert answer.status_code == 500
    (record,) = [one for one in caplog.records if one.message == "request failed"]
    assert record.__dict__["request"] == answer.headers["x-request-id"]
