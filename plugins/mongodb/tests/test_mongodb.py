"""Documents of MongoDB, with a stand-in in this process: no registry brings a server."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import mongomock
import pytest
from mongomock.collection import BulkOperationBuilder
from pymongo.errors import OperationFailure

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_mongodb import documentdb, reading, writing

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"
PLACE: dict[str, Json] = {
    "connection": {"uri": "mongodb://ann:canary-8@127.0.0.1:27017"},
    "database": "shop",
}
# What is in a connection is rendered, and filters of the trigger as those of the task.
LEFT_OUT = [
    *(
        f"{each}.connection: dynamic no not yes"
        for each in ("Aggregate", "Bulk", "Delete", "Find", "InsertOne", "Load", "Trigger")
    ),
    *(f"Trigger.{each}: dynamic no not yes" for each in ("filter", "projection", "sort")),
    "Update.connection: dynamic no not yes",
]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    """A collection of its own, at a server that forgets it with the test."""
    store = mongomock.store.ServerStore()

    def client(*given: Any, **options: Any) -> mongomock.MongoClient:
        assert options["serverSelectionTimeoutMS"] > 0
        return mongomock.MongoClient(_store=store, tz_aware=options["tz_aware"])

    monkeypatch.setattr("pymongo.MongoClient", client)
    # It is older than the client, which says of each change how it is sorted.
    for name in ("add_update", "add_replace"):
        known = getattr(BulkOperationBuilder, name)
        unsorted = lambda self, *given, known=known, sort=None, **more: known(self, *given, **more)  # noqa: E731
        monkeypatch.setattr(BulkOperationBuilder, name, unsorted)
    return {**PLACE, "collection": f"c-{secrets.token_hex(4)}"}


def run(task: Any, at: dict[str, Json], world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(task, {**at, **properties}, world)
    assert ran.error is None, ran.error
    return ran


def test_types_are_those_of_the_reference() -> None:
    assert deviations("mongodb", Path(__file__).with_name("types.json")) == LEFT_OUT
    assert mistakes("mongodb") == []


def test_documents_come_and_go(at: dict[str, Json]) -> None:
    text = '{"state": "open", "at": {"$date": "2030-01-02T03:04:05Z"}}'
    made = run(writing.InsertOne, at, document=text)
    chosen = {"_id": {"$oid": made.outputs["insertedId"]}}
    (row,) = run(reading.Find, at, filter=chosen).outputs["rows"]
    assert (row["_id"], row["state"]) == (made.outputs["insertedId"], "open")
    assert row["at"].isoformat() == "2030-01-02T03:04:05+00:00"
    paid = run(writing.Update, at, filter=chosen, document={"$set": {"state": "paid"}})
    assert paid.outputs == {"matchedCount": 1, "modifiedCount": 1, "wasAcknowledged": True}
    run(writing.Update, at, filter=chosen, document={"n": 1}, operation="REPLACE_ONE")
    shown = run(reading.Find, at, projection={"_id": 0}, sort={"n": -1}, limit=5, skip=0)
    assert shown.outputs == {"rows": [{"n": 1}], "size": 1}
    deleted = run(writing.Delete, at, operation="DELETE_MANY")
    assert deleted.outputs == {"deletedCount": 1, "wasAcknowledged": True}


def test_files_are_loaded_and_aggregated(at: dict[str, Json]) -> None:
    rows = b"".join(b'{"id":%d,"n":%d}\n' % (number, number % 2) for number in range(25))
    loaded = run(
        writing.Load, at, World(stored={FILE: rows}), **{"from": FILE, "idKey": "id", "chunk": 10}
    )
    assert (loaded.outputs["size"], loaded.outputs["insertedCount"]) == (25, 25)
    stages = [{"$match": {"n": 1}}, {"$group": {"_id": "$n", "sum": {"$sum": "$_id"}}}]
    found = run(reading.Aggregate, at, pipeline=stages)
    assert found.outputs == {"rows": [{"_id": 1, "sum": 144}], "size": 1}
    stored = run(reading.Find, at, store=True)
    lines = stored.context.blobs.stored[stored.outputs["uri"]].splitlines()
    assert (len(lines), json.loads(lines[0])) == (25, {"_id": 0, "n": 0})


def test_a_file_of_operations_is_run(at: dict[str, Json]) -> None:
    operations: list[Json] = [
        {"insertOne": {"document": {"_id": 1, "n": 1}}},
        {"updateOne": {"filter": {"_id": 2}, "update": {"$set": {"n": 2}}, "upsert": True}},
        {"updateMany": {"filter": {"n": 1}, "update": {"$set": {"n": 3}}}},
        {"replaceOne": {"filter": {"_id": 2}, "replacement": {"n": 4}}},
        {"deleteOne": {"filter": {"_id": 1}}},
    ]
    lines = "\n".join(json.dumps(each) for each in operations).encode()
    ran = run(writing.Bulk, at, World(stored={FILE: lines}), **{"from": FILE})
    assert (ran.outputs["size"], ran.outputs["deletedCount"]) == (5, 1)
    assert run(reading.Find, at).outputs["rows"] == [{"_id": 2, "n": 4}]


def test_a_poll_finds_documents(at: dict[str, Json]) -> None:
    trigger = reading.Trigger.model_validate({**at, "filter": {"state": "new"}})
    assert poll(trigger, FakeContext()) is None
    run(writing.InsertOne, at, document={"state": "new"})
    assert poll(trigger, FakeContext()).size == 1
    with pytest.raises(Exception, match="`connection` must be given"):
        reading.Trigger.model_validate({}).poll(FakeContext())


def test_mistakes_are_named_without_the_password(at: dict[str, Json]) -> None:
    world = World(stored={FILE: b'{"a":1}\n'})
    for task, given, said in (
        (writing.InsertOne, {"document": "{"}, "`document` is no JSON"),
        (writing.InsertOne, {"document": [1]}, "`document` must be a map"),
        (writing.Load, {"from": FILE, "idKey": "id"}, "Row 1 has no `id`"),
        (writing.Bulk, {"from": FILE}, "Row 1 must be an operation: one of insertOne"),
        (reading.Find, {"filter": {"_id": {"$oid": "x"}}}, "`filter` is no document"),
        (reading.Find, {"connection": {"uri": "canary-8"}}, "such as mongodb://host:27017"),
        (reading.Find, {"connection": {"uri": "mongodb://ann:p@canary@h/"}}, "must be encoded"),
        (reading.Find, {"connection": {"uri": "mongodb://ann:canary/8@h/"}}, "must be encoded"),
        (reading.Find, {"filter": {"$no": 1}}, "MongoDB at 127.0.0.1:27017: find failed: "),
    ):
        error = str(run_task(task, {**at, **given}, world).error)
        assert said in error
        assert "canary" not in error
    run(writing.InsertOne, at, document={"_id": 1})
    error = str(run_task(writing.InsertOne, {**at, "document": {"_id": 1}}).error)
    assert "insert failed: E11000 Duplicate Key Error" in error


def test_a_wrong_password_is_told_without_it(
    at: dict[str, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: Any, **options: Any) -> None:
        raise OperationFailure("Authentication failed for ann with canary-8", 18)

    monkeypatch.setattr("pymongo.MongoClient", refuse)
    error = str(run_task(reading.Find, at).error)
    assert error.startswith("MongoDB at 127.0.0.1:27017: find failed: Authentication failed")
    assert "canary" not in error


def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel_mongodb.connection._SELECT_MS", 100)
    place = {**PLACE, "connection": {"uri": "mongodb://ann:canary-8@127.0.0.1:1"}}
    error = str(run_task(reading.Find, {**place, "collection": "c"}).error)
    start = "MongoDB at 127.0.0.1:1: find failed: no server was found: 127.0.0.1:1: "
    assert error.startswith(start)
    assert error.endswith("Connection refused")


ANSWERS: dict[str, Json] = {
    "insertOne": {"insertedId": {"$oid": "a"}},
    "insertMany": {"insertedIds": ["a", "b"]},
    "find": {"documents": [{"a": 1}, {"a": 2}]},
    "aggregate": {"documents": [{"sum": 3}]},
    "updateOne": {"matchedCount": 1, "modifiedCount": 1, "upsertedId": "c"},
    "updateMany": {"matchedCount": 2, "modifiedCount": 2},
    "deleteOne": {"deletedCount": 1},
    "deleteMany": {"deletedCount": 2},
}


def test_documentdb_is_asked_by_http() -> None:
    with standing_in(lambda asked: ANSWERS[asked.path.rpartition("/")[2]]) as service:
        place: dict[str, Json] = {
            "host": service.url,
            "username": "ann",
            "password": "canary-8",
            "database": "shop",
            "collection": "orders",
        }
        assert run(documentdb.Insert, place, document={"a": 1}).outputs["insertedId"] == "a"
        several = run(documentdb.Insert, place, documents=[{"a": 1}, {"a": 2}])
        assert several.outputs == {"insertedIds": ["a", "b"], "insertedCount": 2}
        found = run(documentdb.Read, place, filter={"a": 1}, limit=2)
        assert found.outputs == {"rows": [{"a": 1}, {"a": 2}], "size": 2}
        one = run(documentdb.Read, place, aggregationPipeline=[], fetchType="FETCH_ONE")
        assert one.outputs["row"] == {"sum": 3}
        changed = run(documentdb.Update, place, filter={}, update={"$set": {}})
        assert changed.outputs["upsertedId"] == "c"
        changed = run(documentdb.Update, place, update={"$set": {}}, updateMany=True)
        assert changed.outputs == {"matchedCount": 2, "modifiedCount": 2}
        assert run(documentdb.Delete, place).outputs == {"deletedCount": 1}
        assert run(documentdb.Delete, place, deleteMany=True).outputs == {"deletedCount": 2}
        asked: Asked = service.asked[2]
        assert asked.json() == {
            "database": "shop",
            "collection": "orders",
            "filter": {"a": 1},
            "limit": 2,
        }
        assert "Either `document` or" in str(run_task(documentdb.Insert, place).error)
    with standing_in(lambda _: Answered(b"no canary-8 here", status=401)) as service:
        error = str(run_task(documentdb.Delete, {**place, "host": service.url}).error)
        assert "delete" in error
        assert "401 no **** here" in error
