"""SQLite and DuckDB: databases that are files of the attempt."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest

from tiercel.plugin import Interrupted
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, World, run_task
from tiercel_jdbc.types import duckdb, sqlite

MAKE = "CREATE TABLE t (id INTEGER, name TEXT, at DATETIME, raw BLOB);"
FILL = "INSERT INTO t VALUES (1, 'one', '2024-01-02 03:04:05', x'6162'), (2, NULL, 'no date', NULL)"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def stored(sql: str, **more: object) -> tuple[list[object], dict[str, object]]:
    properties = {"sql": sql, "fetchType": "STORE", "timeZoneId": "UTC", **more}
    ran = run_task(sqlite.Queries, properties)
    assert ran.error is None, ran.error
    (found,) = ran.outputs["outputs"]
    lines = ran.context.blobs.stored[found["uri"]].splitlines()
    return [exact_row_of_text(line) for line in lines], found


def test_rows_are_stored_with_dates_and_bytes() -> None:
    rows, found = stored(f"{MAKE}{FILL};SELECT * FROM t ORDER BY id")
    assert rows == [
        {"id": 1, "name": "one", "at": "2024-01-02T03:04:05Z", "raw": b"ab"},
        {"id": 2, "name": None, "at": "no date", "raw": None},
    ]
    assert found["size"] == 2


@pytest.mark.parametrize(
    ("asked", "outputs"),
    [
        ({"fetchType": "FETCH"}, {"rows": [{"a": 1}, {"a": 2}], "size": 2}),
        ({"fetchType": "FETCH_ONE"}, {"row": {"a": 1}, "size": 1}),
        ({"fetchType": "NONE"}, {}),
        ({"fetchOne": True, "fetchType": "FETCH"}, {"row": {"a": 1}, "size": 1}),
        ({"fetch": True, "store": True}, {"rows": [{"a": 1}, {"a": 2}], "size": 2}),
    ],
)
def test_what_becomes_of_rows(asked: dict[str, object], outputs: dict[str, object]) -> None:
    ran = run_task(sqlite.Query, {"sql": "SELECT 1 AS a UNION SELECT 2", **asked})
    assert (ran.error, ran.outputs) == (None, outputs)


def test_parameters_are_bound_and_rendered() -> None:
    sql = "SELECT :word AS word, :number + 1 AS number"
    parameters = {"word": "{{ inputs.word }}", "number": 41}
    ran = run_task(
        sqlite.Query,
        {"sql": sql, "parameters": parameters, "fetchType": "FETCH_ONE"},
        World(variables={"inputs": {"word": "it's :number"}}),
    )
    assert ran.outputs["row"] == {"word": "it's :number", "number": 42}
    assert [(each.name, each.value) for each in ran.metrics] == [("fetch.size", 1)]


def test_several_statements_are_for_queries() -> None:
    error = run_task(sqlite.Query, {"sql": "SELECT 1; SELECT 2"}).error
    assert "Use the Queries task" in str(error)


def test_a_transaction_is_undone_as_a_whole(tmp_path: Path) -> None:
    url = f"jdbc:sqlite:{tmp_path}/x.db"
    assert run_task(sqlite.Query, {"url": url, "sql": "CREATE TABLE t (a INTEGER)"}).error is None
    sql = "INSERT INTO t VALUES (1); INSERT INTO nowhere VALUES (2)"
    error = run_task(sqlite.Queries, {"url": url, "sql": sql}).error
    assert f"SQLite at {tmp_path}/x.db: the statement failed: " in str(error)
    assert "no such table: nowhere" in str(error)
    assert run_task(sqlite.Queries, {"url": url, "sql": sql, "transaction": False}).error
    counted = run_task(
        sqlite.Query, {"url": url, "sql": "SELECT count(*) AS n FROM t", "fetchType": "FETCH_ONE"}
    )
    assert counted.outputs["row"] == {"n": 1}


def test_a_statement_that_follows_is_of_the_same_transaction(tmp_path: Path) -> None:
    url = f"jdbc:sqlite:{tmp_path}/x.db"
    made = "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2)"
    assert run_task(sqlite.Queries, {"url": url, "sql": made}).error is None
    poll = {"url": url, "sql": "SELECT a FROM t", "afterSQL": "DELETE FROM t"}
    first = sqlite.Trigger.model_validate(poll)
    context = FakeContext()
    found = first.poll(context)
    assert found is not None
    assert found.rows == [{"a": 1}, {"a": 2}]
    assert first.poll(context) is None


def test_a_database_comes_from_the_storage_and_goes_there(tmp_path: Path) -> None:
    kept = run_task(sqlite.Queries, {"sql": f"{MAKE}{FILL}", "outputDbFile": True})
    uri = kept.outputs["databaseUri"]
    content = kept.context.blobs.stored[uri]
    ran = run_task(
        sqlite.Query,
        {"sqliteFile": uri, "sql": "SELECT max(id) AS id FROM t", "fetchType": "FETCH_ONE"},
        World(stored={uri: content}),
    )
    assert ran.outputs["row"] == {"id": 2}


@pytest.mark.parametrize("query", [sqlite.Query, duckdb.Query])
def test_a_kill_interrupts_the_statement(query: type[sqlite.Query] | type[duckdb.Query]) -> None:
    properties = {"sql": ENDLESS, "fetchType": "FETCH"}
    context = FakeContext(properties=properties)
    task = query.model_validate(properties)
    timer = threading.Timer(0.3, context.stop)
    timer.start()
    with pytest.raises(Interrupted):
        task.run(context)
    timer.join()


def test_duckdb_reads_and_writes_files_of_the_attempt() -> None:
    ran = run_task(
        duckdb.Queries,
        {
            "inputFiles": {"orders.csv": "id,total\n1,2.50\n2,3.25\n"},
            "outputFiles": ["out.csv"],
            "sql": (
                "CREATE TABLE o AS SELECT id, total::DECIMAL(9,2) AS total FROM 'orders.csv';"
                "COPY o TO '{{ outputFiles['out.csv'] }}';"
                "SELECT sum(total) AS total, now() IS NOT NULL AS has FROM "
                "read_csv('{{ workingDir }}/orders.csv')"
            ),
            "fetchType": "FETCH",
        },
    )
    assert ran.error is None, ran.error
    assert ran.outputs["outputs"] == [{"rows": [{"total": 5.75, "has": True}], "size": 1}]
    uri = ran.outputs["outputFiles"]["out.csv"]
    assert ran.context.blobs.stored[uri] == b"id,total\n1,2.50\n2,3.25\n"


def test_duckdb_keeps_its_file() -> None:
    made = run_task(duckdb.Query, {"sql": "CREATE TABLE t AS SELECT 7 AS a", "outputDbFile": True})
    uri = made.outputs["databaseUri"]
    ran = run_task(
        duckdb.Query,
        {"databaseUri": uri, "sql": "FROM t", "fetchType": "FETCH_ONE"},
        World(stored={uri: made.context.blobs.stored[uri]}),
    )
    assert ran.outputs["row"] == {"a": 7}


def test_duckdb_values() -> None:
    sql = (
        "SELECT 1.50::DECIMAL(9,2) AS d, {'a': 1} AS s, [1, 2] AS l, INTERVAL 90 SECOND AS i, "
        "170141183460469231731687303715884105727::HUGEINT AS h, 'x'::BLOB AS b"
    )
    ran = run_task(duckdb.Query, {"sql": sql, "fetchType": "FETCH_ONE", "timeZoneId": "UTC"})
    assert ran.outputs["row"] == {
        "d": Decimal("1.50"),
        "s": {"a": 1},
        "l": [1, 2],
        "i": "PT1M30S",
        "h": "170141183460469231731687303715884105727",
        "b": b"x",
    }


def test_mistakes_are_told() -> None:
    assert "no statement" in str(run_task(sqlite.Query, {"sql": " "}).error)
    wrong = run_task(sqlite.Query, {"sql": "SELECT 1", "timeZoneId": "Mars/Base"}).error
    assert "`timeZoneId` must be a zone such as Europe/Paris" in str(wrong)
    wrong = run_task(duckdb.Query, {"sql": "SELECT * FROM nowhere"}).error
    assert "DuckDB at memory: the statement failed: Catalog Error" in str(wrong)
