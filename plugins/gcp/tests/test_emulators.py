"""Cloud Storage and BigQuery as emulators of others answer, in environments of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.environments import kept_environment
from tests.families.servers import free_port, running
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_gcp.bigquery import datasets, loads, tables
from tiercel_gcp.bigquery.query import Query
from tiercel_gcp.gcs import buckets, transfers

# The first test of a machine installs them.
pytestmark = pytest.mark.timeout(600)
CACHE = Path(__file__).parents[3] / ".cache"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"
EMPTY = FILE.replace("a.csv", "empty.csv")
# It would fetch an extension that nothing here needs.
BIGQUERY = """
import sys
from bqemulator.storage.engine import DuckDBEngine
from bqemulator.cli import main
DuckDBEngine._load_spatial = lambda self, *given: None
sys.argv = ["bqemulator", *sys.argv[1:]]
main()
"""
Run = Callable[..., Ran]


def runner(service: str, port: int) -> Run:
    environment = {f"{service}_EMULATOR_HOST": f"127.0.0.1:{port}"}

    def run(task: Any, **properties: Json) -> Ran:
        stored = {FILE: b"id,name\n1,one\n2,two\n", EMPTY: b""}
        world = World(stored=stored, environment=environment)
        ran = run_task(task, {"projectId": "shop", **properties}, world)
        assert ran.error is None, ran.error
        return ran

    return run


@pytest.fixture(scope="module")
def storage() -> Iterator[int]:
    programs = kept_environment(CACHE / "gcs", ("gcp-storage-emulator==2026.7.19",)).parent
    with running(
        lambda port, _: [
            *(str(programs / "gcp-storage-emulator"), "start", "--host", "127.0.0.1"),
            *("--port", str(port), "--in-memory", "--quiet"),
        ]
    ) as port:
        yield port


@pytest.fixture(scope="module")
def bigquery() -> Iterator[int]:
    wanted = ("bqemulator==1.4.0", "numpy", "pyarrow")
    python = str(kept_environment(CACHE / "bigquery", wanted))
    with running(
        lambda port, _: [
            *(python, "-c", BIGQUERY, "start", "--rest-port", str(port)),
            *("--grpc-port", str(free_port()), "--project", "shop"),
        ]
    ) as port:
        yield port


def test_objects(storage: int) -> None:
    run = runner("STORAGE", storage)
    assert run(buckets.CreateBucket, name="shop-b").outputs["created"] is True
    run(transfers.Upload, **{"from": FILE, "to": "gs://shop-b/in/a b.csv"})
    asked: dict[str, Json] = {"from": "gs://shop-b/in/a b.csv", "validateChecksum": True}
    ran = run(transfers.Download, **asked)
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b"id,name\n1,one\n2,two\n"
    run(transfers.Upload, **{"from": EMPTY, "to": "gs://shop-b/none.csv"})
    ran = run(transfers.Download, **{"from": "gs://shop-b/none.csv"})
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b""
    run(transfers.Copy, **{"from": "gs://shop-b/in/a b.csv", "to": "gs://shop-b/in/c.csv"})
    listed = run(transfers.List, **{"from": "gs://shop-b/in/"}).outputs["blobs"]
    assert [each["name"] for each in listed] == ["in/a b.csv", "in/c.csv"]
    assert run(transfers.Delete, uri="gs://shop-b/in/c.csv").outputs["deleted"] is True
    assert run(transfers.Delete, uri="gs://shop-b/in/c.csv").outputs["deleted"] is False


def test_a_poll_of_objects(storage: int) -> None:
    run = runner("STORAGE", storage)
    run(buckets.CreateBucket, name="shop-polled")
    run(transfers.Upload, **{"from": FILE, "to": "gs://shop-polled/in/a.csv"})
    host = {"STORAGE_EMULATOR_HOST": f"127.0.0.1:{storage}"}
    context = FakeContext(World(stored={FILE: b"x"}, environment=host))
    known = {"projectId": "shop", "from": "gs://shop-polled/in/", "stateKey": "seen"}
    trigger = transfers.Trigger.model_validate(known)
    first = poll(trigger, context)
    assert first is not None
    assert [each.change_type for each in first.blobs] == ["CREATE"]
    assert poll(trigger, context) is None


def test_tables_and_queries(bigquery: int) -> None:
    run = runner("BIGQUERY", bigquery)
    run(datasets.CreateDataset, name="sales")
    fields: Json = [{"name": "id", "type": "INT64"}, {"name": "name", "type": "STRING"}]
    orders: dict[str, Json] = {"dataset": "sales", "table": "orders"}
    run(tables.CreateTable, **orders, tableDefinition={"schema": {"fields": fields}})
    run(
        loads.Load,
        **{"from": FILE, "destinationTable": "sales.orders", "format": "CSV"},
        csvOptions={"skipLeadingRows": 1},
    )
    run(tables.TableMetadata, **orders)
    sql = "SELECT id, name, NUMERIC '2.50' AS total FROM sales.orders WHERE id > 1"
    (row,) = run(Query, sql=sql, fetchType="FETCH").outputs["rows"]
    assert (row["id"], row["name"], row["total"]) == (2, "two", Decimal("2.50"))
    run(tables.DeleteTable, **orders)


def test_what_bigquery_refuses_is_told_in_its_words(bigquery: int) -> None:
    environment = {"BIGQUERY_EMULATOR_HOST": f"127.0.0.1:{bigquery}"}
    runner("BIGQUERY", bigquery)(datasets.CreateDataset, name="asked")
    for sql, words in (("SELEC 1", "SELEC"), ("SELECT 1 FROM asked.nowhere", "nowhere")):
        ran = run_task(Query, {"projectId": "shop", "sql": sql}, World(environment=environment))
        assert words in str(ran.error)
