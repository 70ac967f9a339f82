"""PostgreSQL: a real server, on a socket."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.postgres.server import PackagedServer
from tiercel.plugin import Interrupted, Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.plugin.services import fetching
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_jdbc.databases import postgresql as database
from tiercel_jdbc.types import postgresql_copy
from tiercel_jdbc.types.servers import TYPES

CANARY = "canary-8d1f"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


class Place:
    """A schema of its own on the server."""

    def __init__(self, server: PackagedServer) -> None:
        parts = urlsplit(server.url)
        self.folder = parse_qs(parts.query)["host"][0]
        self.schema = f"jdbc_{secrets.token_hex(6)}"
        self.user = parts.username or "postgres"
        self.connection = psycopg.connect(server.url, autocommit=True)
        self.connection.execute(f"CREATE SCHEMA {self.schema}")
        self.connection.execute(f"SET search_path = {self.schema}")

    @property
    def login(self) -> dict[str, Json]:
        """The properties of a task."""
        url = f"jdbc:postgresql:///postgres?host={self.folder}&currentSchema={self.schema}"
        return {"url": url, "username": self.user, "password": CANARY, "timeZoneId": "Asia/Tokyo"}

    def ran(self, task: type[Any], sql: str, **more: Json) -> Ran:
        """A task that was run."""
        return run_task(task, {**self.login, "sql": sql, **more})

    def values(self, sql: str) -> list[tuple[Json, ...]]:
        """Rows by another connection."""
        cursor = self.connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def place(postgres_server: PackagedServer) -> Iterator[Place]:
    found = Place(postgres_server)
    yield found
    found.connection.execute(f"DROP SCHEMA {found.schema} CASCADE")
    found.connection.close()


def test_values_keep_their_kind(place: Place) -> None:
    sql = """SELECT 12345678901234567890.123456789 AS d, '2024-01-02 03:04:05+00'::timestamptz AS z,
      '2024-01-02 03:04:05'::timestamp AS n, '\\x6162'::bytea AS b, '{"a": [1.5]}'::jsonb AS j,
      ARRAY[1, 2] AS l, '90 min'::interval AS i, NULL AS x, '10.0.0.1'::inet AS a,
      gen_random_uuid() IS NOT NULL AS u, 'NaN'::numeric AS nan"""
    ran = place.ran(TYPES["postgresql.Query"], sql, fetchType="STORE")
    assert ran.error is None, ran.error
    (line,) = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    assert exact_row_of_text(line) == {
        "d": Decimal("12345678901234567890.123456789"),
        "z": "2024-01-02T12:04:05+09:00",
        "n": "2024-01-02T03:04:05+09:00",
        "b": b"ab",
        "j": {"a": [Decimal("1.5")]},
        "l": [1, 2],
        "i": "PT1H30M",
        "x": None,
        "a": "10.0.0.1",
        "u": True,
        "nan": "NaN",
    }


def test_statements_with_and_without_rows(place: Place) -> None:
    sql = """CREATE TABLE t (id int, at date);
      INSERT INTO t VALUES (1, :day), (2, NULL);
      UPDATE t SET at = NULL WHERE id = 1 RETURNING id;
      SELECT * FROM t WHERE id > 99;
      SELECT count(*) AS n FROM t"""
    properties = {**place.login, "sql": sql, "parameters": {"day": "2024-01-02"}}
    ran = run_task(TYPES["postgresql.Queries"], {**properties, "fetchType": "FETCH"})
    assert ran.outputs == {
        "outputs": [
            {"rows": [{"id": 1}], "size": 1},
            {"rows": [], "size": 0},
            {"rows": [{"n": 2}], "size": 1},
        ]
    }


def test_a_transaction_is_undone_and_a_first_row_breaks_none(place: Place) -> None:
    place.values("CREATE TABLE t (a int)")
    first = "SELECT * FROM generate_series(1, 50000)"
    fine = {**place.login, "sql": f"INSERT INTO t VALUES (1); {first}; INSERT INTO t VALUES (2)"}
    ran = run_task(TYPES["postgresql.Queries"], {**fine, "fetchType": "FETCH_ONE", "fetchSize": 10})
    assert ran.outputs["outputs"] == [{"row": {"generate_series": 1}, "size": 1}]
    failing = {**place.login, "sql": "INSERT INTO t VALUES (3); SELECT 1 / 0"}
    error = run_task(TYPES["postgresql.Queries"], failing).error
    assert str(error).endswith("the statement failed: division by zero")
    assert place.values("SELECT a FROM t ORDER BY a") == [(1,), (2,)]


def test_rows_of_a_file_are_written_in_batches(place: Place) -> None:
    place.values("CREATE TABLE t (id int, price numeric, at timestamptz, raw bytea)")
    lines = [
        f'{{"id":{n},"price":{n}.10,"at":"2024-01-02T03:04:05+09:00","raw":{{{{YWI=}}}}}}'
        for n in range(2500)
    ]
    world = World(stored={FILE: "\n".join(lines).encode()})
    ran = run_task(TYPES["postgresql.Batch"], {**place.login, "from": FILE, "table": "t"}, world)
    assert (ran.error, ran.outputs) == (None, {"rowCount": 2500, "updatedCount": 2500})
    assert {each.name: each.value for each in ran.metrics} == {
        "records": 2500,
        "updated": 2500,
        "query": 3,
    }
    (row,) = place.values(
        "SELECT price::text, at = '2024-01-01 18:04:05Z', raw FROM t WHERE id = 7"
    )
    assert row == ("7.10", True, b"ab")
    again = {**place.login, "from": FILE, "sql": "UPDATE t SET price = ? WHERE id = ?"}
    ran = run_task(
        TYPES["postgresql.Batch"], {**again, "columns": ["price", "id"], "chunk": 700}, world
    )
    assert ran.outputs["updatedCount"] == 2500


def test_a_batch_that_fails_keeps_those_before_it(place: Place) -> None:
    place.values("CREATE TABLE t (id int PRIMARY KEY)")
    world = World(stored={FILE: b'{"id":1}\n{"id":2}\n{"id":2}\n'})
    properties = {**place.login, "from": FILE, "table": "t", "chunk": 2, "maxRetries": 2}
    ran = run_task(TYPES["postgresql.Batch"], {**properties, "retryScope": "ALL"}, world)
    assert "duplicate key value" in str(ran.error)
    assert str(ran.error).endswith(" (line 3 of the file)")
    assert len(ran.context.slept) == 2
    whole = run_task(TYPES["postgresql.Batch"], {**properties, "chunk": 1000}, world)
    assert str(whole.error).endswith(" (lines 1 to 3 of the file)")
    assert place.values("SELECT count(*) FROM t") == [(2,)]


def test_a_file_is_copied_in_and_out(place: Place) -> None:
    place.values("CREATE TABLE t (id int, name text)")
    login = {name: each for name, each in place.login.items() if name != "timeZoneId"}
    options = {"format": "CSV", "header": True, "delimiter": ";", "nullString": "-"}
    world = World(stored={FILE: b"id;name\n1;one\n2;-\n"})
    copied = {**login, **options, "from": FILE, "table": "t", "columns": ["id", "name"]}
    ran = run_task(postgresql_copy.CopyIn, copied, world)
    assert (ran.error, ran.outputs) == (None, {"rowCount": 2})
    out = {**login, **options, "sql": "SELECT * FROM t ORDER BY id;", "forceQuote": ["name"]}
    ran = run_task(postgresql_copy.CopyOut, out)
    assert ran.outputs["rowCount"] == 2
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b'id;name\n1;"one"\n2;-\n'
    assert "`table` must be given" in str(run_task(postgresql_copy.CopyOut, login).error)


def test_a_trigger_starts_for_rows_only(place: Place) -> None:
    place.values("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    poll = {**place.login, "sql": "SELECT a FROM t", "afterSQL": "DELETE FROM t"}
    trigger = TYPES["postgresql.Trigger"].model_validate(poll)
    found = trigger.poll(FakeContext())
    assert found is not None
    assert (found.rows, found.size) == ([{"a": 1}], 1)
    assert trigger.poll(FakeContext()) is None


def test_a_kill_cancels_the_query_on_the_server(place: Place) -> None:
    context = FakeContext()
    mark = f"killed {secrets.token_hex(4)}"
    task = TYPES["postgresql.Query"].model_validate(
        {**place.login, "sql": f'SELECT pg_sleep(600) AS "{mark}"', "fetchType": "FETCH"}
    )
    running = (
        f"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%{mark}%'"
        " AND state = 'active' AND pid <> pg_backend_pid()"
    )

    def stop() -> None:
        while place.values(running) != [(1,)]:
            pass
        context.stop()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(Interrupted):
        task.run(context)
    thread.join()
    assert place.values(running) == [(0,)]


@pytest.fixture
def user(place: Place) -> Iterator[str]:
    """One that must say a password, unlike all others of the server."""
    name = f"user_{secrets.token_hex(6)}"
    place.connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'right'")
    ((rules,),) = place.values("SHOW hba_file")
    known = Path(str(rules)).read_text()
    Path(str(rules)).write_text(f"local all {name} scram-sha-256\n{known}")
    place.connection.execute("SELECT pg_reload_conf()")
    yield name
    Path(str(rules)).write_text(known)
    place.connection.execute("SELECT pg_reload_conf()")
    place.connection.execute(f"DROP ROLE {name}")


def test_a_wrong_password_is_told_without_it(place: Place, user: str) -> None:
    ran = run_task(TYPES["postgresql.Query"], {**place.login, "username": user, "sql": "SELECT 1"})
    error = str(ran.error)
    assert error.startswith("PostgreSQL at ")
    assert ": connecting failed: " in error
    assert f'password authentication failed for user "{user}"' in error
    assert CANARY not in error


def test_errors_name_host_and_operation_and_never_a_credential(place: Place) -> None:
    wrong = {**place.login, "url": f"jdbc:postgresql://127.0.0.1:1/x?password={CANARY}"}
    error = str(run_task(TYPES["postgresql.Query"], {**wrong, "sql": "SELECT 1"}).error)
    assert error.startswith("PostgreSQL at 127.0.0.1:1: connecting failed: ")
    assert CANARY not in error
    repeated = place.ran(TYPES["postgresql.Query"], f"SELECT '{CANARY}'::int")
    assert "****" in str(repeated.error)
    assert CANARY not in str(repeated.error)
    unknown = {**place.login, "url": "jdbc:postgresql://nowhere.invalid/x", "sql": "SELECT 1"}
    assert "the host has no address" in str(run_task(TYPES["postgresql.Query"], unknown).error)


def test_more_rows_than_memory_should_hold(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FETCH_ROWS_MAX", 5)
    ran = place.ran(TYPES["postgresql.Query"], "SELECT generate_series(1, 6)", fetchType="FETCH")
    assert "`fetchType: STORE` writes them to a file" in str(ran.error)


def test_certificates_become_files_that_only_the_server_reads(place: Place) -> None:
    context = FakeContext()
    task = TYPES["postgresql.Query"].model_validate(
        {
            **place.login,
            "sql": "SELECT 1",
            "sslMode": "VERIFY_CA",
            "sslRootCert": "PEM",
            "sslKeyPassword": "p",
        }
    )
    options = database.connection_options(task.login(context))
    assert (options["sslmode"], options["sslpassword"]) == ("verify-ca", "p")
    file = context.files.path / ".sslrootcert.pem"
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("PEM\n", 0o600)
