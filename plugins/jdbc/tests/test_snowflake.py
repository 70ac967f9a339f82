"""Snowflake as fakesnow answers, a server over DuckDB in a process of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environments import kept_environment
from tests.families.servers import running
from tiercel.plugin import Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, run_task
from tiercel_jdbc.types.servers import TYPES

# The first test of a machine installs it.
pytestmark = pytest.mark.timeout(600)
FOLDER = Path(__file__).parents[3] / ".cache" / "fakesnow"
# It works with an older connector than that of the family, which is the client here.
WANTED = ("fakesnow[server]==0.12.1", "snowflake-connector-python==3.18.1")
PROGRAM = """
import sys, threading, fakesnow
with fakesnow.server(port=int(sys.argv[1])):
    threading.Event().wait()
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    python = str(kept_environment(FOLDER, WANTED))
    with running(lambda number, _: [python, "-c", PROGRAM, str(number)]) as number:
        yield number


@pytest.fixture
def login(port: int) -> dict[str, Json]:
    return {
        "url": f"jdbc:snowflake://127.0.0.1:{port}/?db=shop&schema=public&protocol=http",
        "username": "ann",
        "password": "canary-snow",
    }


@pytest.fixture
def table(login: dict[str, Json]) -> str:
    name = f"t_{secrets.token_hex(4)}"
    sql = f"CREATE TABLE {name} (id INT, name TEXT, price DECIMAL(9, 2))"
    ran = run_task(TYPES["snowflake.Query"], {**login, "sql": sql})
    assert ran.error is None, ran.error
    return name


def test_values_keep_their_kind(login: dict[str, Json]) -> None:
    sql = "SELECT 1.50::DECIMAL(9,2) AS d, '2024-01-02'::DATE AS t, '50%' AS p, NULL AS x"
    ran = run_task(TYPES["snowflake.Query"], {**login, "sql": sql, "fetchType": "STORE"})
    assert ran.error is None, ran.error
    (line,) = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    row = exact_row_of_text(line)
    assert str(row.pop("D")) == "1.50"
    assert row == {"T": "2024-01-02", "P": "50%", "X": None}


def test_several_statements_and_parameters(login: dict[str, Json], table: str) -> None:
    sql = (
        f"INSERT INTO {table} VALUES (1, '50%', 1.5), (2, NULL, 2.25);"
        f" SELECT id FROM {table} WHERE name = :name"
    )
    asked: dict[str, Json] = {**login, "sql": sql, "parameters": {"name": "50%"}}
    ran = run_task(TYPES["snowflake.Queries"], {**asked, "fetchType": "FETCH"})
    assert ran.error is None, ran.error
    assert ran.outputs["outputs"][-1]["rows"] == [{"ID": 1}]


def test_a_trigger_sees_rows(login: dict[str, Json], table: str) -> None:
    known = {**login, "sql": f"SELECT id FROM {table}", "fetchType": "FETCH"}
    task = TYPES["snowflake.Trigger"].model_validate(known)
    assert task.poll(FakeContext()) is None
    sql = f"INSERT INTO {table} VALUES (7, 'x', 1)"
    assert run_task(TYPES["snowflake.Query"], {**login, "sql": sql}).error is None
    found = task.poll(FakeContext())
    assert found is not None
    assert found.rows == [{"ID": 7}]


def test_errors_are_those_of_the_server(login: dict[str, Json], port: int) -> None:
    error = run_task(TYPES["snowflake.Query"], {**login, "sql": "SELEC 1"}).error
    assert str(error).startswith(f"Snowflake at 127.0.0.1:{port}: the statement failed: ")
    assert "Invalid expression" in str(error)
    assert "canary" not in str(error)
    missing = run_task(TYPES["snowflake.Query"], {**login, "sql": "SELECT * FROM nowhere"}).error
    assert "NOWHERE" in str(missing).upper()
