"""Spanner, Bigtable, RCS, Dataform, training jobs, clusters: a stand-in says what it was asked."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any

from tests.families.stand_in import Answer, Answered, Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_gcp import bigtable, functions, rcs, runs, spanner

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.png"
NAMES = ("SPANNER", "BIGTABLE", "BIGTABLEADMIN", "RCSBUSINESSMESSAGING", "DATAFORM", "AIPLATFORM")
DATABASE: dict[str, Json] = {"instanceId": "i", "databaseId": "d"}
PLACE = "/v1/projects/shop/instances/i/databases/d"
TABLE: dict[str, Json] = {"instanceId": "i", "tableId": "t"}


def hosts(url: str) -> dict[str, str]:
    return {f"{name}_EMULATOR_HOST": url for name in (*NAMES, "CONTAINER")}


def run(answer: Answer, task: Any, **properties: Json) -> tuple[Ran, list[Asked]]:
    with standing_in(answer) as place:
        world = World(stored={FILE: b"ab"}, environment=hosts(place.url))
        return run_task(task, {"projectId": "shop", **properties}, world), place.asked


def polled(answer: Answer, trigger: Any, **properties: Json) -> list[Any]:
    """What two looks of a trigger give."""
    with standing_in(answer) as place:
        context = FakeContext(World(environment=hosts(place.url)))
        made = trigger.model_validate({"projectId": "shop", **properties})
        return [list(made.poll(context)) for _ in range(2)]


def field(name: str, code: str) -> Json:
    return {"name": name, "type": {"code": code}}


def database(**answers: Any) -> Answer:
    def answer(asked: Asked) -> Any:
        verb = asked.path.rpartition(":")[2]
        if asked.path.endswith("/sessions"):
            return {"name": PLACE.removeprefix("/v1/") + "/sessions/s"}
        return answers.get(verb, {})

    return answer


def test_rows_of_spanner_come_in_parts() -> None:
    fields = [field("id", "INT64"), field("total", "NUMERIC"), field("note", "STRING")]
    parts: Json = [
        {
            "metadata": {"rowType": {"fields": fields}},
            "values": ["1", "2.50", "ab"],
            "chunkedValue": True,
        },
        {"values": ["cd", "2", None, "x"]},
    ]
    given = {**DATABASE, "sql": "SELECT 1", "parameters": {"n": 1, "s": "x"}, "fetchType": "FETCH"}
    ran, asked = run(database(executeStreamingSql=parts), spanner.Query, **given)
    assert ran.error is None
    assert ran.outputs["rows"] == [
        {"id": 1, "total": Decimal("2.50"), "note": "abcd"},
        {"id": 2, "total": None, "note": "x"},
    ]
    assert asked[1].json() == {
        "sql": "SELECT 1",
        "params": {"n": "1", "s": "x"},
        "paramTypes": {"n": {"code": "INT64"}},
    }
    assert (asked[-1].method, asked[-1].path) == ("DELETE", f"{PLACE}/sessions/s")


def test_statements_of_spanner_are_committed() -> None:
    found = {"metadata": {"transaction": {"id": "t"}}, "stats": {"rowCountExact": "3"}}
    ran, asked = run(database(executeSql=found), spanner.Execute, **DATABASE, sql="DELETE")
    assert ran.outputs == {"affectedRows": 3}
    assert asked[2].json() == {"transactionId": "t"}
    batch: Json = {"resultSets": [found, found]}
    ran, _ = run(
        database(executeBatchDml=batch), spanner.BatchDml, **DATABASE, statements=["a", "b"]
    )
    assert ran.outputs == {"affectedRows": [3, 3], "totalAffectedRows": 6}
    wrong: Json = {"resultSets": [found], "status": {"code": 3, "message": "no table"}}
    ran, _ = run(
        database(executeBatchDml=wrong), spanner.BatchDml, **DATABASE, statements=["a", "b"]
    )
    assert str(ran.error) == "Google Cloud spanner: statement 2: no table"


def test_databases_of_spanner() -> None:
    def answer(asked: Asked) -> Any:
        return {"name": "operations/1", "done": "operations" in asked.path}

    ran, asked = run(answer, spanner.CreateDatabase, **DATABASE, extraDdl=["CREATE TABLE a"])
    assert ran.outputs == {"database": PLACE.removeprefix("/v1/")}
    assert asked[0].json()["createStatement"] == "CREATE DATABASE `d`"
    ran, asked = run(answer, spanner.Execute, **DATABASE, sql="DROP TABLE a", isDdl=True)
    assert (ran.outputs, asked[0].method) == ({"affectedRows": 0}, "PATCH")
    with standing_in(answer) as place:
        again = World(environment=hosts(place.url), remembered={"id": "operations/1"})
        given = {"projectId": "shop", **DATABASE, "sql": "DROP TABLE a", "isDdl": True}
        assert run_task(spanner.Execute, given, again).outputs == {"affectedRows": 0}
        assert [each.method for each in place.asked] == ["GET"]
        context = FakeContext(World(environment=hosts(place.url)))
        spanner.Execute.model_validate(given).cancel(context, {"id": "o/1"})
        assert place.asked[-1].path.endswith("/o/1:cancel")
    ran, asked = run(lambda _: {}, spanner.DeleteDatabase, **DATABASE)
    assert (ran.error, asked[0].method) == (None, "DELETE")


def test_changes_of_spanner_start_executions_once() -> None:
    record: Json = {
        "code": "STRUCT",
        "structType": {
            "fields": [
                {
                    "name": "data_change_record",
                    "type": {"code": "ARRAY", "arrayElementType": _mods()},
                },
            ]
        },
    }
    kind: Json = {"code": "ARRAY", "arrayElementType": record}
    first: Json = [
        {
            "metadata": {"rowType": {"fields": [{"name": "ChangeRecord", "type": kind}]}},
            "values": [[[[[[["a"], ["b"]]]]]]],
        }
    ]
    answers = iter([first, []])

    def answer(asked: Asked) -> Any:
        if asked.path.endswith("/sessions"):
            return {"name": PLACE.removeprefix("/v1/") + "/sessions/s"}
        return next(answers) if asked.path.endswith("Sql") else {}

    one, two = polled(answer, spanner.Trigger, **DATABASE, changeStreamName="s")
    assert (one[0].change_count, one[0].row_count, two) == (1, 2, [])


def _mods() -> Json:
    mod = {"code": "STRUCT", "structType": {"fields": [field("keys", "STRING")]}}
    fields = [{"name": "mods", "type": {"code": "ARRAY", "arrayElementType": mod}}]
    return {"code": "STRUCT", "structType": {"fields": fields}}


def coded(text: str) -> str:
    return b64encode(text.encode()).decode()


CHUNKS: Json = [
    {
        "chunks": [
            {
                "rowKey": coded("a"),
                "familyName": "f",
                "qualifier": coded("x"),
                "value": coded("on"),
                "valueSize": 3,
            },
            {"value": coded("e")},
            {"qualifier": coded("y"), "value": coded("two"), "commitRow": True},
        ]
    }
]


def test_rows_of_bigtable() -> None:
    ran, asked = run(
        lambda _: CHUNKS, bigtable.ReadTable, **TABLE, rowKeyPrefix="a", fetchType="FETCH", limit=5
    )
    assert ran.outputs["rows"] == [{"rowKey": "a", "cells": {"f:x": "one", "f:y": "two"}}]
    assert asked[0].path == "/v2/projects/shop/instances/i/tables/t:readRows"
    assert asked[0].json() == {
        "rows": {"rowRanges": [{"startKeyClosed": coded("a"), "endKeyOpen": coded("b")}]},
        "filter": {"cellsPerColumnLimitFilter": 1},
        "rowsLimit": "5",
    }
    row = {"rowKey": "a", "cells": {"x": "{{ flow.id }}"}, "deleteCells": ["y"]}
    well: Json = [{"entries": [{"index": "0", "status": {"code": 0}}]}]
    ran, asked = run(lambda _: well, bigtable.WriteRows, **TABLE, columnFamily="f", rows=[row])
    assert ran.outputs == {"rowCount": 1}
    (entry,) = asked[0].json()["entries"]
    assert entry["mutations"][1]["setCell"]["value"] == coded("a-flow")
    bad: Json = [{"entries": [{"index": "0", "status": {"code": 5, "message": "no family"}}]}]
    ran, _ = run(lambda _: bad, bigtable.WriteRows, **TABLE, columnFamily="f", rows=[row])
    assert str(ran.error) == "Google Cloud bigtable: row 1: no family"


def test_rows_of_bigtable_are_deleted_by_a_range() -> None:
    def answer(asked: Asked) -> Any:
        return CHUNKS if asked.path.endswith("readRows") else [{}]

    ran, asked = run(answer, bigtable.DeleteRows, **TABLE, rowKeyPrefix="a")
    assert ran.outputs == {"rowCount": 1}
    assert asked[1].json()["entries"][0]["rowKey"] == coded("a")
    ran, _ = run(answer, bigtable.DeleteRows, **TABLE)
    assert "must be provided" in str(ran.error)


def test_tables_and_new_rows_of_bigtable() -> None:
    ran, asked = run(lambda _: {}, bigtable.CreateTable, **TABLE, columnFamilies=["f", "g"])
    assert ran.outputs == {"tableId": "t", "columnFamilyCount": 2}
    assert asked[0].json()["table"] == {"columnFamilies": {"f": {}, "g": {}}}
    ran, asked = run(lambda _: {}, bigtable.DeleteTable, **TABLE)
    assert (ran.error, asked[0].method) == (None, "DELETE")
    answers = iter([CHUNKS, []])
    one, two = polled(lambda _: next(answers), bigtable.Trigger, **TABLE)
    assert (one[0].row_count, two) == (1, [])


def test_messages_of_rcs() -> None:
    phone = {"agentId": "a", "msisdn": "+39"}
    sent = {"sendTime": "2030-01-01T00:00:00Z", "name": "files/1"}
    ran, asked = run(lambda _: sent, rcs.SendMessage, **phone, text="Hi")
    assert ran.outputs["sendTime"] == "2030-01-01T00:00:00Z"
    assert asked[0].json() == {"contentMessage": {"text": "Hi"}}
    assert "agentId=a" in asked[0].path
    ran, asked = run(lambda _: sent, rcs.SendFile, **phone, file=FILE)
    assert asked[1].json() == {"contentMessage": {"uploadedRbmFile": {"fileName": "files/1"}}}
    buttons = [
        {"type": "OPEN_URL", "text": "Look", "url": "https://a.example.com/{{ flow.id }}"},
        {"type": "REPLY", "text": "Yes"},
    ]
    ran, asked = run(lambda _: sent, rcs.SendRichCard, **phone, title="A", suggestions=buttons)
    content = asked[0].json()["contentMessage"]["richCard"]["standaloneCard"]["cardContent"]
    url = content["suggestions"][0]["action"]["openUrlAction"]["url"]
    assert url == "https://a.example.com/a-flow"
    assert content["suggestions"][1]["reply"]["text"] == "Yes"
    cards = [{"title": "A", "imageUrl": "https://a.example.com/1.png"}, {"title": "B"}]
    ran, asked = run(lambda _: sent, rcs.SendCarousel, **phone, cards=cards)
    shown = asked[0].json()["contentMessage"]["richCard"]["carouselCard"]["cardContents"]
    assert shown[0]["media"]["contentInfo"]["fileUrl"] == "https://a.example.com/1.png"


def test_runs_are_waited_for() -> None:
    states = iter(["RUNNING", "SUCCEEDED"])

    def workflow(asked: Asked) -> Any:
        return {"name": "w/1"} if asked.method == "POST" else {"state": next(states)}

    given = {"location": "r", "repositoryId": "a", "workflowConfigId": "c"}
    ran, asked = run(workflow, runs.InvokeWorkflow, **given)
    assert ran.outputs == {
        "workflowInvocationName": "w/1",
        "workflowInvocationState": "SUCCEEDED",
    }
    assert asked[0].json()["workflowConfig"].endswith("repositories/a/workflowConfigs/c")

    def job(asked: Asked) -> Any:
        state = {"state": "JOB_STATE_SUCCEEDED", "endTime": "2030-01-01T00:00:00Z"}
        return Answered(b"{}") if asked.method == "DELETE" else {"name": "j/1", **state}

    spec: Json = {"workerPoolSpecs": [{"containerSpec": {"imageUri": "{{ flow.id }}"}}]}
    ran, asked = run(job, runs.CustomJob, region="r", displayName="n", spec=spec)
    assert ran.outputs["endDate"] == "2030-01-01T00:00:00Z"
    pool = asked[0].json()["jobSpec"]["workerPoolSpecs"][0]
    assert pool == {"containerSpec": {"imageUri": "a-flow"}}
    assert [each.method for each in asked] == ["POST", "GET", "DELETE"]

    def failing(asked: Asked) -> Any:
        return {"name": "j/1", "state": "JOB_STATE_FAILED", "error": {"message": "no memory"}}

    ran, _ = run(failing, runs.CustomJob, region="r", displayName="n", spec=spec)
    assert str(ran.error) == "j/1 is JOB_STATE_FAILED: no memory"


def test_facts_of_a_cluster() -> None:
    cluster: Json = {
        "name": "main",
        "endpoint": "10.0.0.1",
        "nodePools": [{"name": "p", "status": "RUNNING"}],
        "masterAuth": {"clusterCaCertificate": "pem"},
    }
    ran, asked = run(
        lambda _: cluster, functions.ClusterMetadata, clusterId="main", clusterZone="z"
    )
    assert asked[0].path == "/v1/projects/shop/locations/z/clusters/main"
    assert ran.outputs["masterAuth"]["clusterCertificate"] == "pem"
    assert (ran.outputs["project"], ran.outputs["nodePoolsCount"]) == ("shop", 1)
    ran, _ = run(lambda _: {"clusters": [cluster]}, functions.ClusterMetadata, clusterId="other")
    assert str(ran.error) == "GKE: 0 clusters have the name other"
