"""Jobs, datasets and tables of BigQuery, with a stand-in that says what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.plugin import Interrupted, Json, PluginError
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_gcp.bigquery import datasets, loads, tables, transfers
from tiercel_gcp.bigquery.query import Query, Trigger
from tiercel_gcp.limits import LATE_LOOKS_MAX

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"
FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "INTEGER"},
    {"name": "total", "type": "NUMERIC"},
    {"name": "at", "type": "TIMESTAMP"},
    {"name": "raw", "type": "BYTES"},
    {"name": "tags", "type": "STRING", "mode": "REPEATED"},
    {"name": "more", "type": "RECORD", "fields": [{"name": "ok", "type": "BOOLEAN"}]},
]
CELLS: list[Any] = ["1", "2.50", "1717149600000000", "YWI=", [{"v": "x"}], {"f": [{"v": "true"}]}]
ROW = {
    "id": 1,
    "total": Decimal("2.50"),
    "at": "2024-05-31T10:00:00Z",
    "raw": b"ab",
    "tags": ["x"],
    "more": {"ok": True},
}
TABLE = {"projectId": "shop", "datasetId": "sales", "tableId": "orders"}


def refused(status: int, reason: str) -> Answered:
    error = {"error": {"code": status, "message": f"{reason}!", "errors": [{"reason": reason}]}}
    return Answered(json.dumps(error).encode(), status)


class Service:
    """Jobs that end as `errors` say, and what else it was asked."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.errors: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self.is_endless = False
        # How often a job to cancel is not there yet.
        self.late_looks = 0
        self.datasets: dict[str, Any] = {}
        self.sent: list[Asked] = []
        self.url = ""

    def answer(self, asked: Asked) -> Any:  # noqa: C901  A case for each kind of request.
        path = urlsplit(asked.path).path
        self.sent.append(asked)
        if path.startswith("/upload"):
            return self.upload(asked)
        words = path.removeprefix("/bigquery/v2/projects/shop/").split("/")
        match (asked.method, words):
            case ("POST", ["jobs"]):
                return self.start(asked.json())
            case ("POST", ["jobs", _, "cancel"]) if self.late_looks:
                self.late_looks -= 1
                return refused(404, "notFound")
            case ("POST", ["jobs", number, "cancel"]):
                self.cancelled.append(number)
                return {}
            case ("GET", ["jobs", number]):
                return self.jobs[number]
            case ("GET", ["queries", _]):
                return self.rows(asked.path)
            case ("POST", ["datasets"]):
                name = asked.json()["datasetReference"]["datasetId"]
                if name in self.datasets:
                    return refused(409, "duplicate")
                return self.datasets.setdefault(name, asked.json())
            case ("PATCH" | "GET", ["datasets", name]):
                self.datasets[name] |= asked.json() or {}
                return self.datasets[name]
            case ("DELETE", _):
                return None
            case ("POST", [*_, "insertAll"]):
                return {}
            case ("POST" | "PATCH", ["datasets", *_]):
                return {**asked.json(), "type": "TABLE", "creationTime": "1717149600000"}
        return refused(404, "notFound")

    def upload(self, asked: Asked) -> Any:
        if asked.method == "POST":
            self.begun = asked.json()
            return Answered(headers={"Location": f"{self.url}/upload/1"})
        return self.start({"jobReference": {"projectId": "shop", "jobId": "u"}, **self.begun})

    def start(self, asked: dict[str, Any]) -> Any:
        number = asked["jobReference"]["jobId"]
        if number in self.jobs:
            return refused(409, "duplicate")
        status: dict[str, Any] = {"state": "RUNNING" if self.is_endless else "DONE"}
        if self.errors:
            status["errorResult"] = self.errors.pop(0)
        load = {"outputRows": "3", "inputFiles": "1"}
        statistics = {"startTime": "1000", "endTime": "3000", "query": {"cacheHit": False}}
        job = {**asked, "status": status, "statistics": {**statistics, "load": load}}
        self.jobs[number] = job
        return {**job, "status": {"state": "RUNNING"}}

    def rows(self, path: str) -> Any:
        """Two pages of a row each; of parts of a table, where those are asked for."""
        if "_parts_" in path:
            fields = [{"name": "partition_id", "type": "STRING"}]
            days = ("__NULL__", "20231231", "20240101", "20240102")
            found = [{"f": [{"v": each}]} for each in days]
            return {"schema": {"fields": fields}, "rows": found}
        row = {"f": [{"v": each} for each in CELLS]}
        more = {} if "pageToken" in path else {"pageToken": "2"}
        return {"schema": {"fields": FIELDS}, "rows": [row], **more}


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    with standing_in(found.answer) as place:
        found.url = place.url
        yield found


def world(service: Service, content: bytes = b"1,2\n") -> World:
    hosts = {"BIGQUERY_EMULATOR_HOST": service.url}
    return World(stored={FILE: content}, environment=hosts)


def run(service: Service, task: Any, **properties: Json) -> Ran:
    ran = run_task(task, {"projectId": "shop", **properties}, world(service))
    assert ran.error is None, ran.error
    return ran


def configuration(service: Service) -> dict[str, Any]:
    """That of the newest job."""
    found: dict[str, Any] = list(service.jobs.values())[-1]["configuration"]
    return found


def test_a_query_gives_rows(service: Service) -> None:
    ran = run(service, Query, sql="SELECT 1", fetchType="STORE", labels={"a": "b"})
    content = ran.context.blobs.stored[ran.outputs["uri"]]
    assert [exact_row_of_text(line) for line in content.splitlines()] == [ROW, ROW]
    assert (ran.outputs["size"], ran.outputs["jobId"][-2:]) == (2, "_0")
    assert configuration(service)["labels"] == {"a": "b"}
    assert {"duration", "cache.hit", "total.rows"} <= {each.name for each in ran.metrics}


def test_a_query_writes_a_table(service: Service) -> None:
    asked = {"destinationTable": "sales.orders", "writeDisposition": "WRITE_TRUNCATE"}
    more = {"timePartitioningField": "day", "clusteringFields": ["city"]}
    ran = run(service, Query, sql="SELECT 1", **asked, **more)
    assert ran.outputs["destinationTable"] == {
        "project": "shop",
        "dataset": "sales",
        "table": "orders",
    }
    query = configuration(service)["query"]
    assert query["destinationTable"] == TABLE
    assert query["timePartitioning"] == {"field": "day", "type": "DAY"}


def test_a_second_attempt_finds_the_job_of_the_first(service: Service) -> None:
    run(service, Query, sql="SELECT 1")
    run(service, Query, sql="SELECT 1")
    assert len(service.jobs) == 1
    next(iter(service.jobs.values()))["status"]["errorResult"] = {"message": "before"}
    assert run(service, Query, sql="SELECT 1").outputs["jobId"].endswith("_1")


def test_jobs_that_fail_for_a_moment_are_tried_again(service: Service) -> None:
    service.errors = [{"reason": "backendError", "message": "busy"}]
    ran = run(service, Query, sql="SELECT 1")
    assert len(service.jobs) == 2
    assert any("failed for a moment: busy" in line for line in ran.logs)
    service.errors = [{"reason": "invalidQuery", "message": "no such column"}]
    asked = {"projectId": "shop", "sql": "SELECT 2"}
    service.jobs.clear()
    failed = run_task(Query, asked, world(service))
    assert "failed: no such column" in str(failed.error)
    service.errors = [{"reason": "backendError", "message": "busy"}] * 3
    service.jobs.clear()
    once = {**asked, "retryAuto": {"type": "constant", "maxAttempts": 1, "interval": "PT1S"}}
    assert "failed: busy" in str(run_task(Query, once, world(service)).error)


def test_a_kill_cancels_the_job(service: Service) -> None:
    service.is_endless = True
    properties = {"projectId": "shop", "sql": "SELECT 1"}
    context = FakeContext(world(service), properties)
    context.stop()
    with pytest.raises(Interrupted):
        Query.model_validate(properties).run(context)
    assert len(service.cancelled) == 1


def test_a_job_goes_on_when_only_its_worker_stops(service: Service) -> None:
    service.is_endless = True
    properties = {"projectId": "shop", "sql": "SELECT 1"}
    context = FakeContext(world(service), properties)
    context.take_worker_away()
    task = Query.model_validate(properties)
    with pytest.raises(Interrupted):
        task.run(context)
    assert service.cancelled == []
    task.cancel(FakeContext(world(service), properties), context.remembered or {})
    assert len(service.cancelled) == 1


class LostContext(FakeContext):
    """Its worker dies before a second handle is stored."""

    def remember(self, handle: Mapping[str, Any]) -> None:
        if self.remembered is not None:
            raise Interrupted
        super().remember(handle)


@pytest.mark.parametrize(("looks", "cancelled"), [(0, 1), (3, 1), (LATE_LOOKS_MAX, 0)])
def test_a_job_whose_name_alone_is_known_is_cancelled_by_a_kill(
    service: Service, looks: int, cancelled: int
) -> None:
    properties = {"projectId": "shop", "sql": "SELECT 1"}
    context = LostContext(world(service), properties)
    task = Query.model_validate(properties)
    with pytest.raises(Interrupted):
        task.run(context)
    assert len(service.jobs) == 1
    service.late_looks = looks
    task.cancel(FakeContext(world(service), properties), context.remembered or {})
    assert service.cancelled == list(service.jobs)[:cancelled]
    service.late_looks = 1
    with pytest.raises(PluginError, match="notFound"):
        task.cancel(FakeContext(world(service), properties), {"job": "/projects/shop/jobs/j"})


def test_a_poll_gives_what_it_finds(service: Service) -> None:
    asked = {"projectId": "shop", "sql": "SELECT 1", "fetchType": "FETCH"}
    found = Trigger.model_validate(asked).poll(FakeContext(world(service)))
    assert found is not None
    assert found.size == 2


def test_files_are_loaded(service: Service) -> None:
    to = {"destinationTable": "shop.sales.orders", "format": "CSV"}
    options = {"csvOptions": {"skipLeadingRows": 1}, "autodetect": True}
    ran = run(service, loads.Load, **{"from": FILE}, **to, **options)
    assert ran.outputs == {"jobId": "u", "destinationTable": "shop.sales.orders", "rows": 3}
    assert service.sent[1].content == b"1,2\n"
    assert service.begun["configuration"]["load"]["skipLeadingRows"] == 1
    files = {"from": ["gs://b/*.json"], **to, "format": "JSON"}
    assert run(service, loads.LoadFromGcs, **files).outputs["rows"] == 3
    load = configuration(service)["load"]
    assert (load["sourceUris"], load["sourceFormat"]) == (
        ["gs://b/*.json"],
        "NEWLINE_DELIMITED_JSON",
    )


def test_tables_are_copied_and_extracted(service: Service) -> None:
    run(service, loads.Copy, sourceTables=["sales.orders"], destinationTable="archive.orders")
    assert configuration(service)["copy"]["sourceTables"] == [TABLE]
    service.jobs.clear()
    run(service, loads.ExtractToGcs, sourceTable="sales.orders", destinationUris=["gs://b/x"])
    assert configuration(service)["extract"]["destinationUris"] == ["gs://b/x"]


def test_rows_are_streamed(service: Service) -> None:
    asked = {"projectId": "shop", "from": FILE, "destinationTable": "sales.orders"}
    ran = run_task(loads.StorageWrite, {**asked, "bufferSize": 2}, world(service, b'{"a":1}\n' * 3))
    assert ran.outputs == {"rows": 3, "rowsCount": 3}
    assert [len(each.json()["rows"]) for each in service.sent] == [2, 1]


def test_datasets(service: Service) -> None:
    access = [{"entity": {"type": "USER", "value": "ann@example.com"}, "role": "READER"}]
    made = run(service, datasets.CreateDataset, name="sales", location="EU", acl=access)
    assert made.outputs == {"dataset": "sales", "project": "shop", "location": "EU"}
    entry = {"role": "READER", "userByEmail": "ann@example.com"}
    assert service.datasets["sales"]["access"] == [entry]
    assert run(service, datasets.CreateDataset, name="sales", ifExists="SKIP").outputs
    changed = run(service, datasets.UpdateDataset, name="sales", description="d")
    assert changed.outputs["description"] == "d"
    run(service, datasets.DeleteDataset, name="sales", deleteContents=True)
    failed = run_task(
        datasets.CreateDataset, {"projectId": "shop", "name": "sales"}, world(service)
    )
    host = service.url.removeprefix("http://")
    assert str(failed.error) == (
        f"Google Cloud bigquery at {host}: POST /bigquery/v2/projects/shop/datasets failed: "
        "409 duplicate: duplicate!"
    )


def test_tables_are_made_and_looked_at(service: Service) -> None:
    field = {"name": "{{ flow.id }}", "type": "INT64"}
    parts = {"type": "DAY", "field": "day", "expiration": "P1D"}
    definition = {
        "type": "TABLE",
        "schema": {"fields": [field]},
        "standardTableDefinition": {"timePartitioning": parts},
    }
    place = {"dataset": "sales", "table": "orders"}
    made = run(service, tables.CreateTable, **place, tableDefinition=definition)
    assert service.sent[0].json()["timePartitioning"]["expirationMs"] == "86400000"
    found = made.outputs["definition"]
    assert found["schema"]["fields"][0]["name"] == "a-flow"
    assert made.outputs["creationTime"] == "2024-05-31T10:00:00Z"
    run(service, tables.UpdateTable, **place, description="d")
    assert run(service, tables.DeleteTable, **place).outputs["table"] == "orders"
    assert run(service, tables.TableMetadata, **place, ifNotExists="SKIP").outputs == {}


def test_parts_of_tables(service: Service) -> None:
    asked = {"dataset": "sales", "table": "orders", "partitionType": "DAY"}
    days = {"from": "2024-01-01", "to": "2024-12-31"}
    copied = run(service, tables.CopyPartitions, **asked, **days, destinationTable="a.orders")
    assert copied.outputs["partitions"] == ["20240101", "20240102"]
    source = configuration(service)["copy"]["sourceTable"]["tableId"]
    assert source == "orders$20240102"
    gone = run(service, tables.DeletePartitions, **asked, **days)
    assert gone.outputs["partitions"] == ["20240101", "20240102"]
    wrong = run_task(
        tables.DeletePartitions,
        {"projectId": "shop", **asked, "from": "soon", "to": "later"},
        world(service),
    )
    assert "`from` must be a date in ISO 8601" in str(wrong.error)


def test_a_transfer_is_run() -> None:
    name = "projects/p/locations/eu/transferConfigs/1"
    states = iter(["RUNNING", "SUCCEEDED"])

    def answer(asked: Asked) -> Json:
        if asked.path.endswith(":startManualRuns"):
            return {"runs": [{"name": f"{name}/runs/2"}]}
        if asked.path.endswith("/runs/2"):
            return {"name": f"{name}/runs/2", "state": next(states), "destinationDatasetId": "d"}
        return {"transferRuns": []}

    with standing_in(answer) as place:
        ran = run_task(
            transfers.RunTransferConfig,
            {"projectId": "p", "transferConfigName": name},
            World(environment={"BIGQUERYDATATRANSFER_EMULATOR_HOST": place.url}),
        )
    assert ran.outputs == {
        "runName": f"{name}/runs/2",
        "state": "SUCCEEDED",
        "projectId": "p",
        "location": "eu",
        "destinationDatasetId": "d",
        "reattached": False,
    }


def test_mistakes_are_named(service: Service) -> None:
    def error(task: Any, **properties: Json) -> str:
        return str(run_task(task, {"projectId": "shop", **properties}, world(service)).error)

    assert "`sql` must be provided" in error(Query)
    assert "must be dataset.table" in error(Query, sql="SELECT 1", destinationTable="orders")
    assert "`from` must be provided" in error(loads.Load)
