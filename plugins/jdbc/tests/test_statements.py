"""Statements are split and bound; a sign in quotes, comments or a routine means nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tiercel.plugin import PluginError
from tiercel_jdbc.addresses import Address, address_of
from tiercel_jdbc.statements import bind, gives_rows, insert_of, placed, split
from tiercel_jdbc.values import duration_text, row_value

ROUTINE = "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE y SET a = 1; SELECT 1; END"


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("", []),
        (" ; -- only; a comment\n;", []),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';', \"a;b\", `c;d`; SELECT 2", ["SELECT ';', \"a;b\", `c;d`", "SELECT 2"]),
        ("SELECT 1 /* ; */ -- ;\n; SELECT 2", ["SELECT 1 /* ; */ -- ;", "SELECT 2"]),
        ("DO $$ BEGIN; END $$; SELECT 1", ["DO $$ BEGIN; END $$", "SELECT 1"]),
        ("SELECT $a$ ; $b$ ; $a$; SELECT 1", ["SELECT $a$ ; $b$ ; $a$", "SELECT 1"]),
        (f"{ROUTINE}; SELECT 3", [ROUTINE, "SELECT 3"]),
        (
            "BEGIN; UPDATE x SET a = 1; END; COMMIT",
            ["BEGIN", "UPDATE x SET a = 1", "END", "COMMIT"],
        ),
        (
            "BEGIN IF a THEN b; END IF; END; SELECT 1",
            ["BEGIN IF a THEN b; END IF; END", "SELECT 1"],
        ),
    ],
)
def test_statements_are_split(sql: str, statements: list[str]) -> None:
    assert split(sql) == statements


def test_names_become_places_in_order() -> None:
    sql = "SELECT :b, ':a', x::text, 5 % 2 -- :a\nFROM t WHERE y = :a AND z = :b"
    expected = "SELECT {0}, ':a', x::text, 5 {1} 2 -- :a\nFROM t WHERE y = {0} AND z = {0}"
    assert bind(sql, {"a": 1, "b": 2}, "?") == (expected.format("?", "%"), [2, 1, 2])
    assert bind(sql, {"a": 1, "b": 2}, "%s") == (expected.format("%s", "%%"), [2, 1, 2])
    assert bind(sql, {}, "%s") == (sql, None)
    assert bind("SELECT 5 % 2", {"a": 1}, "%s") == ("SELECT 5 % 2", None)
    assert bind("SELECT :x", {"x": None}, ":1") == ("SELECT :1", [None])


def test_a_name_without_a_value_is_refused() -> None:
    with pytest.raises(PluginError, match=r"names :c; `parameters` has a, b"):
        bind("SELECT :c", {"b": 1, "a": 2}, "?")


def test_statements_for_rows_of_files() -> None:
    assert placed("INSERT INTO t VALUES (?, '?', ?)", ":1") == "INSERT INTO t VALUES (:1, '?', :2)"
    assert insert_of("t", ["a", 'b"c'], '"', "%s") == 'INSERT INTO t ("a", "b""c") VALUES (%s, %s)'


def test_statements_that_give_rows() -> None:
    assert gives_rows("-- a comment\n select 1")
    assert gives_rows("INSERT INTO t VALUES (1)\nRETURNING id")
    assert not gives_rows("UPDATE t SET a = 'SELECT'")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "jdbc:postgresql://h:5432/db?user=a&password=b%40",
            Address("postgresql", "h", 5432, "db", {"user": "a", "password": "b@"}),
        ),
        ("jdbc:postgresql://[::1]/db", Address("postgresql", "::1", None, "db")),
        ("jdbc:sqlite:", Address("sqlite")),
        ("jdbc:sqlite:/data/x.db", Address("sqlite", path="/data/x.db")),
        (
            "jdbc:sqlserver://h:1433;databaseName=x;encrypt=true",
            Address("sqlserver", "h", 1433, "", {"databasename": "x", "encrypt": "true"}),
        ),
        ("jdbc:oracle:thin:@//h:1521/svc", Address("oracle:thin", "h", 1521, "svc")),
        ("jdbc:oracle:thin:@h:1521:SID", Address("oracle", "h", 1521, ":SID")),
        ("jdbc:sybase:Tds:h:5000/x", Address("sybase", "h", 5000, "x")),
        ("jdbc:ch:https://h:8443/d", Address("ch:https", "h", 8443, "d")),
        ("jdbc:duckdb:md:x", Address("duckdb", path="md:x")),
        (
            "jdbc:avatica:remote:url=http://h:8888/druid/v2/sql/avatica/",
            Address("avatica:remote:url=http", "h", 8888, "druid/v2/sql/avatica/"),
        ),
        ("jdbc:dremio:direct=h:31010", Address("dremio", "h", 31010)),
    ],
)
def test_addresses(url: str, address: Address) -> None:
    assert address_of(url) == address


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(PluginError, match="must begin with jdbc:") as raised:
        address_of("postgresql://ann:canary@host/db")
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize(
    "rest",
    ["host:abc/db", "host:0/db", "host:65536/db", "ann:ca/nary@host/db", "ann:p@nary@host/db"],
)
def test_a_port_that_is_none_is_refused_and_not_left_out(rest: str) -> None:
    with pytest.raises(PluginError, match="must have a port from 1 to 65535") as raised:
        address_of(f"jdbc:postgresql://{rest}")
    assert "nary" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, True),
        (1 << 63, "9223372036854775808"),
        (Decimal("1.50"), Decimal("1.50")),
        (Decimal("NaN"), "NaN"),
        (datetime(2024, 1, 2, 3, 4, 5), "2024-01-02T03:04:05Z"),  # noqa: DTZ001
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "2024-01-02T03:04:05Z"),
        (date(2024, 1, 2), "2024-01-02"),
        (time(3, 4), "03:04:00"),
        (timedelta(days=1, hours=2, milliseconds=1500), "P1DT2H1.5S"),
        (timedelta(seconds=-90), "-PT1M30S"),
        (timedelta(), "PT0S"),
        (memoryview(b"x"), b"x"),
        ({"a": [Decimal(1), (date(2024, 1, 2),)]}, {"a": [Decimal(1), ["2024-01-02"]]}),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_values_of_rows(value: object, shown: object) -> None:
    assert row_value(value, UTC) == shown


def test_a_duration_has_no_exponent() -> None:
    assert duration_text(timedelta(seconds=50)) == "PT50S"
