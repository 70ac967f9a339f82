"""MariaDB, which stands for MySQL too: a real server where the machine has one."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.families.mariadb import add_user, connected, running_mariadb
from tiercel.plugin import Interrupted, Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, World, run_task
from tiercel_jdbc.types.servers import TYPES

CANARY = "canary-77aa"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of its own on a free port."""
    with running_mariadb() as number:
        add_user(number, "ann", CANARY)
        with connected(number) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE shop")
        yield number


@pytest.fixture
def login(port: int) -> dict[str, Json]:
    return {
        "url": f"jdbc:mariadb://127.0.0.1:{port}/shop",
        "username": "ann",
        "password": CANARY,
        "timeZoneId": "UTC",
    }


@pytest.fixture
def table() -> str:
    return f"t_{secrets.token_hex(4)}"


def test_values_keep_their_kind(login: dict[str, Json]) -> None:
    sql = (
        "SELECT CAST(1.50 AS DECIMAL(9,2)) AS d, TIMESTAMP '2024-01-02 03:04:05' AS n,"
        " TIME '03:04:05' AS t, x'6162' AS b, '50%' AS p, NULL AS x"
    )
    ran = run_task(TYPES["mariadb.Query"], {**login, "sql": sql, "fetchType": "STORE"})
    assert ran.error is None, ran.error
    (line,) = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    row = exact_row_of_text(line)
    assert str(row.pop("d")) == "1.50"
    assert row == {
        "n": "2024-01-02T03:04:05Z",
        "t": "03:04:05",
        "b": b"ab",
        "p": "50%",
        "x": None,
    }


def test_batches_files_and_parameters(login: dict[str, Json], table: str) -> None:
    made = {**login, "sql": f"CREATE TABLE {table} (id INT, name TEXT)"}
    assert run_task(TYPES["mysql.Query"], made).error is None
    world = World(stored={FILE: b'{"id":1,"name":"50%"}\n{"id":2,"name":null}\n'})
    url = str(login["url"]).replace("mariadb", "mysql")
    ran = run_task(TYPES["mysql.Batch"], {**login, "url": url, "from": FILE, "table": table}, world)
    assert (ran.error, ran.outputs) == (None, {"rowCount": 2, "updatedCount": 2})
    load = (
        f"LOAD DATA LOCAL INFILE '{{{{ inputFile }}}}' INTO TABLE {table} "
        "FIELDS TERMINATED BY ','; SELECT id FROM {0} WHERE name = :name OR id = 3 ORDER BY id"
    ).replace("{0}", table)
    ran = run_task(
        TYPES["mariadb.Queries"],
        {
            **login,
            "sql": load,
            "inputFile": FILE,
            "parameters": {"name": "50%"},
            "fetchType": "FETCH",
        },
        World(stored={FILE: b"3,three\n"}),
    )
    assert ran.error is None, ran.error
    assert ran.outputs["outputs"] == [{"rows": [{"id": 1}, {"id": 3}], "size": 2}]


def test_a_transaction_is_undone(login: dict[str, Json], table: str) -> None:
    sql = f"CREATE TABLE {table} (id INT)"
    assert run_task(TYPES["mariadb.Query"], {**login, "sql": sql}).error is None
    failing = f"INSERT INTO {table} VALUES (1); INSERT INTO nowhere VALUES (1)"
    error = run_task(TYPES["mariadb.Queries"], {**login, "sql": failing}).error
    assert "nowhere" in str(error)
    counted = {**login, "sql": f"SELECT count(*) AS n FROM {table}", "fetchType": "FETCH_ONE"}
    assert run_task(TYPES["mariadb.Query"], counted).outputs["row"] == {"n": 0}


def test_a_kill_ends_the_query_on_the_server(login: dict[str, Json], port: int) -> None:
    context = FakeContext()
    mark = secrets.token_hex(6)
    task = TYPES["mariadb.Query"].model_validate(
        {**login, "sql": f"SELECT SLEEP(600) AS s_{mark}", "fetchType": "FETCH"}
    )
    running = (
        "SELECT count(*) FROM information_schema.processlist"
        f" WHERE info LIKE '%SLEEP%{mark}%' AND id <> connection_id()"
    )
    with connected(port) as connection, connection.cursor() as cursor:

        def stop() -> None:
            while cursor.execute(running) and cursor.fetchone() != (1,):
                pass
            context.stop()

        thread = threading.Thread(target=stop)
        thread.start()
        try:
            ran = task.run(context)
        except Interrupted:
            ran = None
        thread.join()
        # SLEEP itself gives 1 when it is interrupted, instead of failing.
        assert ran is None or ran.rows == [{f"s_{mark}": 1}]
        cursor.execute(running)
        assert cursor.fetchone() == (0,)


def test_a_wrong_password_is_told_without_it(login: dict[str, Json]) -> None:
    wrong = {**login, "password": f"{CANARY}-wrong", "sql": "SELECT 1"}
    error = str(run_task(TYPES["mariadb.Query"], wrong).error)
    assert "MariaDB at 127.0.0.1:" in error
    assert "connecting failed: " in error
    assert "Access denied for user 'ann'" in error
    assert CANARY not in error


def test_a_port_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel_jdbc.databases.mysql.CONNECT_SECONDS_MAX", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"jdbc:mysql://127.0.0.1:{silent.getsockname()[1]}/shop"
        ran = run_task(TYPES["mysql.Query"], {"url": url, "username": "ann", "sql": "SELECT 1"})
    assert "connecting failed: 2013: " in str(ran.error)


def test_a_statement_may_take_longer_than_a_connection(
    login: dict[str, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel_jdbc.databases.mysql.CONNECT_SECONDS_MAX", 1)
    slow = {**login, "sql": "SELECT SLEEP(2) AS s", "fetchType": "FETCH_ONE"}
    assert run_task(TYPES["mariadb.Query"], slow).error is None
