"""Every endpoint of the table is answered, with and without the tenant in its path."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.endpoint_table import SHARED, Endpoint, endpoints, is_answered, totals
from tiercel.bootstrap import Application


def test_the_table_is_whole() -> None:
    rows = endpoints()
    seed = [row for row in rows if row.in_seed == "yes" and row.place == "api"]
    # What has come since is in it too.
    assert (len(rows) >= 274, len(seed)) == (True, 142)


async def test_every_open_source_endpoint_has_a_route(application: Application) -> None:
    missing = [
        f"{row.method} {row.path}"
        for row in endpoints()
        if row.is_open_source and not is_answered(row, application.app.routes)
    ]
    assert missing == []
    assert totals(endpoints(), application.app.routes)[0] == "seed: 142 of 142"


async def test_forms_that_share_a_route(api: Api) -> None:
    for path in SHARED:
        response = await api.get(path.replace("{id}", "hello-world"))
        assert response.status_code == 200, response.text


@pytest.mark.parametrize("prefix", ["", "/main"])
async def test_no_endpoint_is_unknown_or_of_another_method(api: Api, prefix: str) -> None:
    wrong = []
    for row in endpoints():
        if row.is_open_source and row.place == "api" and "follow" not in row.path:
            status = await _status(api, row, prefix)
            if status == 405 or status >= 500:
                wrong.append(f"{status} {row.method} {prefix}{row.path}")
    assert wrong == []


async def _status(api: Api, row: Endpoint, prefix: str) -> int:
    words = row.path.replace("/{tenant}", "").split("/")
    path = "/".join("sample" if word.startswith("{") else word for word in words)
    response = await api.call(row.method, prefix + path)
    return response.status_code
