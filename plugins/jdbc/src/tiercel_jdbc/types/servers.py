"""Types that differ in their database only: a row each for Query, Queries, Trigger and Batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from tiercel.plugin import Plugin, plugin
from tiercel.plugin.variants import variant
from tiercel_jdbc.databases import http_services, standards, warehouses
from tiercel_jdbc.databases.database import Database
from tiercel_jdbc.databases.mysql import MariaDb, MySql
from tiercel_jdbc.databases.oracle import Oracle
from tiercel_jdbc.databases.postgresql import PostgreSql
from tiercel_jdbc.databases.snowflake import Snowflake
from tiercel_jdbc.databases.sqlserver import SqlServer, Sybase
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.types.input_file import InputFile
from tiercel_jdbc.types.kinds import KINDS
from tiercel_jdbc.types.snowflake_account import SnowflakeAccount
from tiercel_jdbc.types.tls import SqlServerTls, Tls

_PREFIX = "io.kestra.plugin.jdbc."
Bases = tuple[type[Plugin], ...]

_READS: Mapping[str, Bases] = {
    "Query": (parts.Query,),
    "Queries": (parts.Queries,),
    "Trigger": (parts.Trigger,),
}
# With a property of older flows, which says that statements are committed.
_OLDER: Mapping[str, Bases] = {**_READS, "Query": (parts.OlderQuery,)}
_ALL: Mapping[str, Bases] = {**_OLDER, "Batch": (parts.Batch,)}
_FILES: Mapping[str, Bases] = {
    **_READS,
    "Query": (InputFile, parts.Query),
    "Queries": (InputFile, parts.Queries),
}


def _with(properties: type[Plugin], kinds: Mapping[str, Bases]) -> Mapping[str, Bases]:
    """The kinds with further properties."""
    return {kind: (properties, *bases) for kind, bases in kinds.items()}


class Server(msgspec.Struct, frozen=True):
    """A database: its name in types, an address for examples, and the bases of its kinds."""

    name: str
    database: Database
    url: str
    kinds: Mapping[str, Bases]
    alias: str = ""


SERVERS = (
    Server("postgresql", PostgreSql(), "jdbc:postgresql://localhost:5432/shop", _with(Tls, _ALL)),
    Server(
        "mysql",
        MySql(),
        "jdbc:mysql://localhost:3306/shop",
        {**_FILES, "Query": (InputFile, parts.OlderQuery), "Batch": (parts.Batch,)},
    ),
    Server("mariadb", MariaDb(), "jdbc:mariadb://localhost:3306/shop", _FILES),
    Server(
        "sqlserver",
        SqlServer(),
        "jdbc:sqlserver://localhost:1433;databaseName=shop",
        _with(SqlServerTls, _ALL),
    ),
    Server("sybase", Sybase(), "jdbc:sybase:Tds:localhost:5000/shop", _OLDER),
    Server("oracle", Oracle(), "jdbc:oracle:thin:@//localhost:1521/shop", _ALL),
    Server(
        "snowflake",
        Snowflake(),
        "jdbc:snowflake://account.snowflakecomputing.com",
        _with(SnowflakeAccount, _OLDER),
    ),
    Server(
        "clickhouse",
        http_services.Clickhouse(),
        "jdbc:clickhouse://localhost:8123/shop",
        {**_OLDER, "BulkInsert": (parts.Batch,)},
    ),
    Server(
        "trino",
        http_services.Trino(),
        "jdbc:trino://localhost:8080/hive/shop",
        {"Query": (parts.OlderQuery,), "Trigger": (parts.Trigger,)},
    ),
    Server(
        "druid",
        http_services.Druid(),
        "jdbc:avatica:remote:url=http://localhost:8888/druid/v2/sql/avatica/",
        _READS,
    ),
    Server("pinot", http_services.Pinot(), "jdbc:pinot://localhost:9000", _READS),
    Server(
        "redshift", warehouses.Redshift(), "jdbc:redshift://cluster.example.com:5439/shop", _OLDER
    ),
    Server("vertica", warehouses.Vertica(), "jdbc:vertica://localhost:5433/shop", _ALL),
    Server("db2", warehouses.Db2(), "jdbc:db2://localhost:50000/shop", _OLDER),
    Server("hana", warehouses.Hana(), "jdbc:sap://localhost:39015/?databaseName=shop", _READS),
    Server(
        "arrowflight",
        standards.ArrowFlight(),
        "jdbc:arrow-flight-sql://localhost:32010/?useEncryption=false",
        _READS,
    ),
    Server("dremio", standards.Dremio(), "jdbc:dremio:direct=localhost:32010", _READS),
    Server("as400", standards.As400(), "jdbc:as400://localhost/shop", _OLDER),
    Server(
        "actianvector",
        standards.ActianVector(),
        "jdbc:ingres://localhost:21064/shop",
        _ALL,
        alias="vectorwise",
    ),
)


def _types() -> Iterator[tuple[str, type[Any]]]:
    """Each type by the end of its name."""
    for server in SERVERS:
        for name, bases in server.kinds.items():
            kind = KINDS[name]
            class_name = server.name.capitalize() + name
            made = variant(bases, __name__, class_name, {"database": server.database})
            plugin(
                f"{_PREFIX}{server.name}.{name}",
                title=kind.title.format(database=server.database.title),
                examples=[kind.example.format(url=server.url)],
                metrics=list(kind.metrics),
                aliases=[f"{_PREFIX}{server.alias}.{name}"] if server.alias else [],
            )(made)
            yield f"{server.name}.{name}", made


TYPES: Mapping[str, type[Any]] = MappingProxyType(dict(_types()))
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
