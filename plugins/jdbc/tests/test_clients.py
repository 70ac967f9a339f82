"""Databases that can't be started here: what their clients are given, by stand-ins of them.

A stand-in answers as PEP 249 says and remembers; that servers take it is not shown by these.
"""

from __future__ import annotations

import sqlite3
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tiercel.plugin import Json
from tiercel.testing import World, run_task
from tiercel_jdbc.types.servers import TYPES

CANARY = "canary-5e1f"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


class Client(ModuleType):
    """A client library whose connections are databases in memory."""

    def __init__(self, name: str, given: list[dict[str, Any]]) -> None:
        super().__init__(name)
        self.Error = sqlite3.Error
        self.given = given
        self.errors = self.dbapi = self.exceptions = self.auth = self.authentication = self
        self.defaults = SimpleNamespace()
        self.OperationalError = self.RequestException = self.HTTPError = sqlite3.OperationalError

    def BasicAuthentication(self, name: str, password: str) -> tuple[str, str]:
        return (name, password)

    def connect(self, *words: str, **options: Any) -> Any:
        self.given.append({**options, **({"text": words[0]} if words else {})})
        if "127.0.0.2" in repr((words, options)):
            raise sqlite3.OperationalError(f"no entry for {CANARY}")
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE TABLE t (a INTEGER, b TEXT)")
        return Connection(connection)


class Connection:
    """Takes any style of places."""

    def __init__(self, inner: sqlite3.Connection) -> None:
        self._inner = inner
        self.commit, self.rollback, self.close = inner.commit, inner.rollback, inner.close

    def cursor(self, *_: object) -> Any:
        return Cursor(self._inner.cursor())


class Cursor:
    """Reads places as SQLite has them."""

    sfqid = None

    def __init__(self, inner: sqlite3.Cursor) -> None:
        self._inner = inner
        self.fetchmany, self.fetchall, self.close = inner.fetchmany, inner.fetchall, inner.close

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def execute(self, sql: str, values: Any = ()) -> None:
        self._inner.execute(plain(sql), tuple(values))

    def executemany(self, sql: str, rows: Any) -> None:
        self._inner.executemany(plain(sql), [tuple(row) for row in rows])


def plain(sql: str) -> str:
    for written in ("%s", ":1", ":2"):
        sql = sql.replace(written, "?")
    return sql.replace("`", '"')


MODULES = (
    *("pymssql", "oracledb", "snowflake", "snowflake.connector", "redshift_connector"),
    *("vertica_python", "ibm_db_dbi", "hdbcli", "hdbcli.dbapi", "clickhouse_connect"),
    *("clickhouse_connect.dbapi", "clickhouse_connect.driver", "trino", "pydruid", "pydruid.db"),
    *("clickhouse_connect.driver.exceptions", "pydruid.db.exceptions", "pinotdb", "requests"),
    *("pinotdb.exceptions", "adbc_driver_flightsql", "adbc_driver_flightsql.dbapi", "httpx"),
    *("adbc_driver_manager", "pyodbc"),
)
CASES: list[tuple[Any, str, dict[str, Json]]] = [
    (
        "sqlserver",
        "jdbc:sqlserver://127.0.0.1:1444;databaseName=shop",
        {"server": "127.0.0.1", "port": "1444", "database": "shop", "encryption": "off"},
    ),
    ("sybase", "jdbc:sybase:Tds:127.0.0.1:5001/shop", {"port": "5001", "tds_version": "5.0"}),
    (
        "oracle",
        "jdbc:oracle:thin:@127.0.0.1:1521:ORCL",
        {"host": "127.0.0.1", "port": 1521, "sid": "ORCL"},
    ),
    (
        "oracle",
        "jdbc:oracle:thin:@//127.0.0.1:1521/shop",
        {"service_name": "shop"},
    ),
    (
        "snowflake",
        "jdbc:snowflake://127.0.0.1:8443/?db=shop&warehouse=small",
        {"host": "127.0.0.1", "port": 8443, "database": "shop", "warehouse": "small"},
    ),
    ("redshift", "jdbc:redshift://127.0.0.1/shop", {"port": 5439, "database": "shop", "ssl": True}),
    ("vertica", "jdbc:vertica://127.0.0.1/shop", {"port": 5433, "tlsmode": "prefer"}),
    ("hana", "jdbc:sap://127.0.0.1:30015/?databaseName=shop", {"databaseName": "shop"}),
    (
        "clickhouse",
        "jdbc:clickhouse://127.0.0.1/shop?ssl=true",
        {"port": 8443, "secure": True, "database": "shop"},
    ),
    (
        "trino",
        "jdbc:trino://127.0.0.1/hive/shop",
        {"catalog": "hive", "schema": "shop", "http_scheme": "https", "auth": ("ann", CANARY)},
    ),
    (
        "druid",
        "jdbc:avatica:remote:url=http://127.0.0.1:8888/druid/v2/sql/avatica/",
        {"port": 8888, "path": "/druid/v2/sql/", "scheme": "http"},
    ),
    ("pinot", "jdbc:pinot://127.0.0.1:9000", {"port": 9000, "path": "/query/sql"}),
    (
        "db2",
        "jdbc:db2://127.0.0.1:50001/shop",
        {
            "text": "DATABASE=shop;HOSTNAME=127.0.0.1;PORT=50001;PROTOCOL=TCPIP;UID=ann;"
            f"PWD={CANARY};CONNECTTIMEOUT=30;"
        },
    ),
    (
        "dremio",
        "jdbc:dremio:direct=127.0.0.1:31010",
        {"text": "grpc://127.0.0.1:32010", "db_kwargs": {"username": "ann", "password": CANARY}},
    ),
    (
        "arrowflight",
        "jdbc:arrow-flight-sql://127.0.0.1:32010/?useEncryption=true",
        {"text": "grpc+tls://127.0.0.1:32010"},
    ),
    (
        "as400",
        "jdbc:as400://127.0.0.1/shop",
        {
            "text": "DRIVER={IBM i Access ODBC Driver};SYSTEM={127.0.0.1};DBQ={shop};UID={ann};"
            f"PWD={{{CANARY}}}"
        },
    ),
    (
        "actianvector",
        "jdbc:ingres://127.0.0.1:21064/shop",
        {
            "text": "DRIVER={Ingres};SERVER={127.0.0.1};PORT={21064};DATABASE={shop};UID={ann};"
            f"PWD={{{CANARY}}}"
        },
    ),
]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in MODULES:
        module = Client(name, found)
        monkeypatch.setitem(sys.modules, name, module)
    return found


@pytest.mark.parametrize(("place", "url", "expected"), CASES)
def test_the_client_is_given_what_the_address_says(
    given: list[dict[str, Any]], place: str, url: str, expected: dict[str, Json]
) -> None:
    login = {"url": url, "username": "ann", "password": CANARY}
    sql = "SELECT :a AS a, '50%' AS b"
    asked = {**login, "sql": sql, "parameters": {"a": "{{ 1 + 1 }}"}, "fetchType": "FETCH"}
    ran = run_task(TYPES[f"{place}.Query"], asked)
    assert ran.error is None, ran.error
    assert [int(row["a"]) for row in ran.outputs["rows"]] == [2]
    assert {name: given[0].get(name) for name in expected} == expected


@pytest.mark.parametrize("place", ["sqlserver", "oracle", "vertica", "actianvector"])
def test_rows_of_files(given: list[dict[str, Any]], place: str) -> None:
    login = {"url": "jdbc:oracle:thin:@//127.0.0.1:1521/shop", "username": "ann"}
    asked = {**login, "password": CANARY, "from": FILE, "table": "t"}
    world = World(stored={FILE: b'{"a":1,"b":"x"}\n[2,"y"]\n'})
    ran = run_task(TYPES[f"{place}.Batch"], asked, world)
    assert (ran.error, ran.outputs) == (None, {"rowCount": 2, "updatedCount": 2})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a":1}\n\n3\n', "Line 3 of the file: a row must be a map or a list, not int"),
        (b'{"a":1}\n{a:\n', "Line 2 of the file is not Ion: "),
    ],
)
def test_a_row_that_is_none_is_told_with_its_line(
    given: list[dict[str, Any]], content: bytes, words: str
) -> None:
    asked = {"url": "jdbc:oracle:thin:@//127.0.0.1:1521/shop", "username": "ann"}
    world = World(stored={FILE: content})
    ran = run_task(TYPES["oracle.Batch"], {**asked, "from": FILE, "table": "t"}, world)
    assert str(ran.error).startswith(words)


@pytest.mark.parametrize(
    ("place", "title", "url"),
    [
        ("clickhouse", "ClickHouse", "jdbc:clickhouse://{host}/shop"),
        ("db2", "Db2", "jdbc:db2://{host}:50000/shop"),
        ("oracle", "Oracle", "jdbc:oracle:thin:@{host}:1521:ORCL"),
        ("redshift", "Redshift", "jdbc:redshift://{host}:5439/shop"),
        ("sqlserver", "SQL Server", "jdbc:sqlserver://{host};databaseName=shop"),
        ("trino", "Trino", "jdbc:trino://{host}:8080/hive"),
        ("vertica", "Vertica", "jdbc:vertica://{host}/shop"),
    ],
)
def test_wrong_logins_and_statements_are_told_without_a_credential(
    given: list[dict[str, Any]], place: str, title: str, url: str
) -> None:
    login = {"username": "ann", "password": CANARY}
    task = TYPES[f"{place}.Query"]
    refused = {**login, "url": url.format(host="127.0.0.2"), "sql": "SELECT 1"}
    error = str(run_task(task, refused).error)
    assert error.startswith(f"{title} at 127.0.0.2")
    assert error.endswith(": connecting failed: no entry for ****")
    wrong = {**login, "url": url.format(host="127.0.0.1"), "sql": f"SELECT '{CANARY}' FROM nowhere"}
    error = str(run_task(task, wrong).error)
    assert error.startswith(f"{title} at 127.0.0.1")
    assert error.endswith(": the statement failed: no such table: nowhere")
    assert CANARY not in error


def test_a_missing_client_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oracledb", None)
    asked = {"url": "jdbc:oracle:thin:@//127.0.0.1:1521/shop", "sql": "SELECT 1"}
    assert "pip install 'tiercel-jdbc[oracle]'" in str(run_task(TYPES["oracle.Query"], asked).error)


def test_a_private_key_is_read_with_its_password() -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    from tiercel.plugin import PluginError
    from tiercel_jdbc.databases.snowflake import key_bytes

    pem = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")
    )
    assert key_bytes(pem.decode(), "word").startswith(b"0")
    bare = "".join(pem.decode().splitlines()[1:-1])
    assert key_bytes(bare, "word") == key_bytes(pem.decode(), "word")
    with pytest.raises(PluginError, match="can't be read with `privateKeyPassword`"):
        key_bytes(pem.decode(), "wrong")
