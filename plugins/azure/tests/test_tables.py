"""Entities of tables, against the emulator."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
import pytest
from azure.core.credentials import AzureNamedKeyCredential
from azure.data.tables import TableServiceClient

from plugins.azure.tests.conftest import ACCOUNT, FILE, KEY, Account
from tiercel.plugin import Json
from tiercel.testing import Ran, World, run_task
from tiercel_azure.storage import tables


@pytest.fixture
def table(account: Account) -> str:
    name = f"t{secrets.token_hex(6)}"
    key = AzureNamedKeyCredential(ACCOUNT, KEY)
    TableServiceClient(str(account.tables["endpoint"]), credential=key).create_table(name)
    return name


def run(account: Account, task: Any, table: str, stored: bytes = b"", **asked: Json) -> Ran:
    properties = {**account.tables, "table": table, **asked}
    ran = run_task(task, properties, World(stored={FILE: stored}))
    assert ran.error is None, ran.error
    return ran


def test_entities_are_written_and_read(account: Account, table: str) -> None:
    rows = [
        {"partitionKey": "p", "rowKey": str(each), "properties": {"n": each, "big": 2**40}}
        for each in range(205)
    ]
    stored = b"\n".join(msgspec.json.encode(each) for each in rows)
    ran = run(account, tables.Bulk, table, stored, **{"from": FILE})
    assert ran.outputs == {"count": 205}
    row = run(account, tables.Get, table, partitionKey="p", rowKey="7").outputs["row"]
    assert (row["properties"], row["rowKey"]) == ({"n": 7, "big": 2**40}, "7")
    assert row["timestamp"].endswith("Z")
    ran = run(account, tables.List, table, maxFiles=1000)
    assert ran.outputs["count"] == 205
    assert [each.value for each in ran.metrics] == [205]
    ran = run(account, tables.List, table, filter="n lt 30", select=["RowKey", "PartitionKey"])
    lines = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    assert (len(lines), msgspec.json.decode(lines[0])["partitionKey"]) == (25, "p")


def test_each_says_how_it_is_written(account: Account, table: str) -> None:
    one = {"partitionKey": "p", "rowKey": "r", "properties": {"a": "1", "b": {"c": 1}}}
    run(account, tables.Bulk, table, **{"from": one, "defaultType": "CREATE"})
    more = {**one, "properties": {"d": True}, "type": "UPDATE_MERGE"}
    run(account, tables.Bulk, table, **{"from": [more]})
    row = run(account, tables.Get, table, partitionKey="p", rowKey="r").outputs["row"]
    assert row["properties"] == {"a": "1", "b": '{"c":1}', "d": True}
    run(account, tables.Delete, table, partitionKey="p", rowKey="r")
    assert run(account, tables.List, table).outputs["count"] == 0


def test_mistakes_are_named(account: Account, table: str) -> None:
    given = {**account.tables, "table": table}
    error = str(run_task(tables.Get, {**given, "partitionKey": "p", "rowKey": "r"}).error)
    assert error.startswith("Azure Table Storage at 127.0.0.1: reading failed: 404 ResourceNotFou")
    error = str(run_task(tables.Bulk, {**given, "from": [{"rowKey": "r"}]}).error)
    assert error.startswith("Row 1: `partitionKey`")
    wrong = {"from": {"partitionKey": "p", "rowKey": "r"}, "defaultType": "MERGE"}
    assert "must be such as UPSERT_REPLACE" in str(run_task(tables.Bulk, {**given, **wrong}).error)
