"""CSV downloads."""

from __future__ import annotations

import csv
import io

import pytest

from tests.api.client import HELLO, Api


async def rows(api: Api, path: str) -> list[dict[str, str]]:
    response = await api.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.text)))


async def test_flows_and_executions_as_csv(api: Api) -> None:
    await api.create(HELLO.replace("labels:", "description: =1+1\nlabels:"))
    execution = await api.run("hello", who='Ann, "quoted"')
    flows = await rows(api, "/flows/export/by-query/csv?namespace=company")
    assert (flows[0]["id"], flows[0]["revision"]) == ("hello", "1")
    assert flows[0]["description"] == "'=1+1"
    executions = await rows(api, "/executions/export/by-query/csv?state=SUCCESS")
    assert executions[0]["id"] == execution["id"]
    assert executions[0]["state.current"] == "SUCCESS"
    assert "quoted" in executions[0]["inputs"]
    assert await rows(api, "/executions/export/by-query/csv?state=FAILED") == []
    assert await rows(api, "/triggers/export/by-query/csv") == []
    assert (await api.get("/executions/export/by-query/csv?state=NOPE")).status_code == 422


@pytest.mark.parametrize("name", ["flows", "executions", "triggers"])
async def test_filters_that_cannot_be_met_are_refused_before_the_first_row(
    api: Api, name: str
) -> None:
    many = " ".join(f"w{number}" for number in range(1_000))
    response = await api.get(f"/{name}/export/by-query/csv", params={"q": many})
    assert response.status_code == 422
    assert "words" in response.json()["message"]
