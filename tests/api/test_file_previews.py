"""The first rows of files of namespaces and executions, Parquet among them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.api.client import Api
from tests.api.refusals import Row, check_problem
from tiercel.model.json_types import Json
from tiercel.service.files import previews

SPACE = "/namespaces/company.team/files"
HOSTILE = "<img src=x onerror=alert(1)>"
WRITER = """id: writer
namespace: company.team
tasks:
  - id: copy
    type: io.kestra.plugin.core.storage.Write
    content: "{{ read('rows.csv') }}"
    extension: .csv
"""


@pytest.fixture
def parquet(tmp_path: Path) -> bytes:
    """Three rows with a value of each kind that JSON has no form of its own for."""
    file = tmp_path / "rows.parquet"
    columns = (
        f"i AS number, '{HOSTILE}' AS text, DATE '2026-01-31' AS day, 1.50::DECIMAL(9, 2) AS price,"
        " TIMESTAMPTZ '2026-01-31 12:00:00+00' AS moment, 'ab'::BLOB AS raw,"
        " [1, NULL] AS list, {'a': 'b'} AS record, NULL AS nothing"
    )
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"COPY (SELECT {columns} FROM range(3) AS t(i)) TO '{file}' (FORMAT parquet)"
        )
    return file.read_bytes()


async def put(api: Api, path: str, content: bytes) -> None:
    files = {"fileContent": ("x", content), "path": (None, path)}
    assert (await api.post(SPACE, files=files)).status_code == 200


async def previewed(api: Api, path: str, **query: Json) -> dict[str, Json]:
    answer = await api.get(f"{SPACE}/preview", params={"path": path, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Json] = answer.json()
    return found


async def test_rows_of_a_parquet_file(api: Api, parquet: bytes) -> None:
    await put(api, "/data/rows.parquet", parquet)
    found = await previewed(api, "data/rows.parquet", maxRows=2)
    assert (found["extension"], found["type"], found["truncated"]) == ("parquet", "LIST", True)
    first, second = found["content"]
    assert (first["number"], second["number"]) == (0, 1)
    moment = datetime.fromisoformat(first.pop("moment"))
    assert moment == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert first == {
        "number": 0,
        "text": HOSTILE,
        "day": "2026-01-31",
        "price": "1.50",
        "raw": "YWI=",
        "list": [1, None],
        "record": {"a": "b"},
        "nothing": None,
    }
    whole = await previewed(api, "data/rows.parquet")
    assert (len(whole["content"]), whole["truncated"]) == (3, False)


async def test_what_is_no_parquet_is_refused(api: Api, parquet: bytes) -> None:
    await put(api, "/broken.parquet", parquet[:-40])
    row = Row("GET", f"{SPACE}/preview", 422, "The file can't be read as Parquet: ")
    refused = await api.get(row.path, params={"path": "/broken.parquet"})
    check_problem(refused, row)
    assert "/tmp" not in refused.text


async def test_parquet_needs_its_reader_and_is_bounded(
    api: Api, parquet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(api, "/rows.parquet", parquet)
    path = {"path": "/rows.parquet"}
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "duckdb", None)
        row = Row("GET", f"{SPACE}/preview", 422, "pip install 'tiercel[jdbc]'")
        check_problem(await api.get(row.path, params=path), row)
    monkeypatch.setattr(previews, "PREVIEW_PARQUET_BYTES_MAX", 10)
    row = Row("GET", f"{SPACE}/preview", 422, "is not shown: at most 10 are")
    check_problem(await api.get(row.path, params=path), row)


async def test_a_file_of_a_namespace_is_shown_as_one_of_an_execution(api: Api) -> None:
    await put(api, "/rows.csv", b"a,b\n1,2\n3,4\n")
    await api.create(WRITER)
    execution = await api.run("writer")
    uri = execution["taskRunList"][0]["outputs"]["uri"]
    of_execution = await api.get(
        f"/executions/{execution['id']}/file/preview", params={"path": uri, "maxRows": 2}
    )
    of_namespace = await previewed(api, "/rows.csv", maxRows=2)
    assert of_namespace == of_execution.json()
    assert (of_namespace["type"], of_namespace["content"]) == ("TEXT", "a,b\n1,2\n")


async def test_what_can_not_be_shown_says_why(api: Api) -> None:
    await put(api, "/folder/a.txt", b"text")
    for query, status, text in (
        ("path=/none.txt", 404, "File not found: /none.txt"),
        ("path=/folder", 404, "File not found: /folder"),
        ("path=../../x", 422, "path"),
        ("path=/folder/a.txt&encoding=NOPE", 422, "Unable to preview using encoding 'NOPE'"),
        ("path=/folder/a.txt&maxRows=0", 422, "must be greater than or equal to 1"),
        ("", 400, "path"),
    ):
        row = Row("GET", f"{SPACE}/preview", status, text)
        check_problem(await api.get(f"{row.path}?{query}"), row)
