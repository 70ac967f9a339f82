"""ClickHouse: its engine in a process of its own, behind its HTTP interface."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environments import kept_environment
from tests.families.servers import running
from tiercel.plugin import Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, World, run_task
from tiercel_jdbc.types.servers import TYPES

# The first test of a machine installs it.
pytestmark = pytest.mark.timeout(600)
FOLDER = Path(__file__).parents[3] / ".cache" / "chdb"
WANTED = ("chdb-core==26.9.0",)
PROGRAM = Path(__file__).with_name("clickhouse_http.py")
CANARY = "canary-ch"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of its own on a free port, with the user `ann`."""
    python = str(kept_environment(FOLDER, WANTED))
    with running(
        lambda number, folder: [python, str(PROGRAM), str(number), str(folder / "data")]
    ) as number:
        yield number


@pytest.fixture
def login(port: int) -> dict[str, Json]:
    return {
        "url": f"jdbc:clickhouse://127.0.0.1:{port}/shop",
        "username": "ann",
        "password": CANARY,
        "timeZoneId": "UTC",
    }


@pytest.fixture
def table(login: dict[str, Json]) -> str:
    name = f"t_{secrets.token_hex(4)}"
    columns = "id UInt32, name Nullable(String), price Decimal(9, 2)"
    sql = f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY id"
    ran = run_task(TYPES["clickhouse.Query"], {**login, "sql": sql})
    assert ran.error is None, ran.error
    return name


def test_values_keep_their_kind(login: dict[str, Json]) -> None:
    sql = (
        "SELECT toDecimal64('1.50', 2) AS d, toDateTime('2024-01-02 03:04:05', 'UTC') AS n,"
        " toUInt64(9223372036854775807) AS u, '50%' AS p, NULL AS x"
    )
    ran = run_task(TYPES["clickhouse.Query"], {**login, "sql": sql, "fetchType": "STORE"})
    assert ran.error is None, ran.error
    (line,) = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    row = exact_row_of_text(line)
    assert str(row.pop("d")) == "1.50"
    assert str(row.pop("n")).startswith("2024-01-02T03:04:05")
    assert row == {"u": 2**63 - 1, "p": "50%", "x": None}


def test_rows_of_a_file_are_inserted(login: dict[str, Json], table: str) -> None:
    rows = b'{"id":1,"name":"50%","price":1.5}\n{"id":2,"name":null,"price":2.25}\n'
    asked: dict[str, Json] = {
        **login,
        "from": FILE,
        "sql": f"INSERT INTO {table} (id, name, price) VALUES (?, ?, ?)",
    }
    ran = run_task(TYPES["clickhouse.BulkInsert"], asked, World(stored={FILE: rows}))
    assert ran.error is None, ran.error
    sql = f"SELECT id, name FROM {table} WHERE id > :least ORDER BY id"
    found = run_task(
        TYPES["clickhouse.Query"],
        {**login, "sql": sql, "parameters": {"least": 0}, "fetchType": "FETCH"},
    )
    assert found.error is None, found.error
    assert found.outputs["rows"] == [{"id": 1, "name": "50%"}, {"id": 2, "name": None}]


def test_a_trigger_sees_rows(login: dict[str, Json], table: str) -> None:
    known = {**login, "sql": f"SELECT id FROM {table}", "fetchType": "FETCH"}
    task = TYPES["clickhouse.Trigger"].model_validate(known)
    assert task.poll(FakeContext()) is None
    sql = f"INSERT INTO {table} VALUES (7, 'x', 1)"
    assert run_task(TYPES["clickhouse.Query"], {**login, "sql": sql}).error is None
    found = task.poll(FakeContext())
    assert found is not None
    assert found.rows == [{"id": 7}]


def test_errors_are_those_of_the_server_without_the_password(login: dict[str, Json]) -> None:
    wrong = run_task(TYPES["clickhouse.Query"], {**login, "sql": "SELEC 1"}).error
    assert f"ClickHouse at {str(login['url']).split('/')[2]}" in str(wrong)
    assert "Syntax error" in str(wrong)
    other = {**login, "password": "canary-wrong", "sql": "SELECT 1"}
    refused = run_task(TYPES["clickhouse.Query"], other).error
    assert "Authentication failed" in str(refused)
    assert "canary" not in str(refused)
