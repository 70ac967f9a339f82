"""Items of Cosmos DB, against a stand-in of ours for its interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.families.stand_in import Answered, Asked, StandIn, standing_in
from tiercel.plugin import Json
from tiercel.testing import Ran, World, run_task
from tiercel_azure.storage import cosmosdb

KEY = "Y2FuYXJ5Y2FuYXJ5"
ITEMS = "/dbs/shop/colls/orders"
RANGE = {"id": "0", "minInclusive": "", "maxExclusive": "FF"}
HEADERS = {
    "Content-Type": "application/json",
    "x-ms-request-charge": "5.5",
    "x-ms-activity-id": "an-activity",
    "etag": "an-etag",
    "x-ms-session-token": "0:1",
}


class Store:
    """One container whose partition key is the customer."""

    def __init__(self) -> None:
        self.items: dict[str, Json] = {}
        self.url = ""

    def answer(self, asked: Asked) -> Answered:
        path = asked.path.rstrip("/")
        if path == "":
            place = [{"name": "here", "databaseAccountEndpoint": self.url}]
            found: Json = {"writableLocations": place, "readableLocations": place}
            return _json({**found, "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"}})
        if path == ITEMS:
            key = {"paths": ["/customer"], "kind": "Hash", "version": 2}
            return _json({"id": "orders", "_rid": "a", "_self": "a", "partitionKey": key})
        if path.endswith("/pkranges"):
            return _json({"PartitionKeyRanges": [RANGE]})
        if asked.method == "DELETE":
            gone = self.items.pop(path.rpartition("/")[2], None)
            return Answered(status=204, headers=HEADERS) if gone else _refused(404, "NotFound")
        assert path == f"{ITEMS}/docs"
        if asked.headers.get("x-ms-cosmos-is-batch-request"):
            return self._batch(asked)
        if asked.headers.get("x-ms-documentdb-isquery", "").lower() == "true":
            rows = [each for each in self.items.values() if self._is_of(asked, each)]
            return _json({"Documents": rows, "_count": len(rows)})
        return self._made(asked.json())

    def _is_of(self, asked: Asked, item: Any) -> bool:
        key = asked.headers.get("x-ms-documentdb-partitionkey")
        return key is None or msgspec.json.decode(key) == [item["customer"]]

    def _made(self, item: Any) -> Answered:
        if item["id"] in self.items:
            return _refused(409, "Conflict")
        self.items[item["id"]] = item
        return _json({**item, "_etag": "an-etag"}, 201)

    def _batch(self, asked: Asked) -> Answered:
        results = []
        for each in asked.json():
            self.items[each["resourceBody"]["id"]] = each["resourceBody"]
            results.append({"statusCode": 201, "resourceBody": each["resourceBody"]})
        return _json(results)


def _json(found: Json, status: int = 200) -> Answered:
    return Answered(msgspec.json.encode(found), status, HEADERS)


def _refused(status: int, code: str) -> Answered:
    return _json({"code": code, "message": f"It is refused: {KEY}"}, status)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def place(store: Store) -> Iterator[StandIn]:
    with standing_in(store.answer) as place:
        store.url = place.url
        yield place


def login(place: StandIn, **more: Json) -> dict[str, Json]:
    text = f"AccountEndpoint={place.url}/;AccountKey={KEY};"
    given = {"tenantId": "t", "connectionString": text}
    return {**given, "databaseId": "shop", "containerId": "orders", **more}


def run(place: StandIn, task: Any, **asked: Json) -> Ran:
    ran = run_task(task, login(place, **asked), World(environment={}))
    assert ran.error is None, ran.error
    return ran


def test_items_are_made_and_deleted(store: Store, place: StandIn) -> None:
    item: Json = {"id": "1", "customer": "ann", "total": 5}
    found = run(place, cosmosdb.CreateItem, item=item).outputs
    assert (found["item"]["total"], found["statusCode"], found["eTag"]) == (5, 201, "an-etag")
    assert (found["requestCharge"], found["activityId"]) == (5.5, "an-activity")
    error = str(run_task(cosmosdb.CreateItem, login(place, item=item)).error)
    assert error.startswith("Azure Cosmos DB at 127.0.0.1: creating an item failed: 409 ")
    assert KEY not in error
    run(place, cosmosdb.Delete, item={"id": "1", "customer": "ann"})
    (gone,) = [each for each in place.asked if each.method == "DELETE"]
    assert gone.headers["x-ms-documentdb-partitionkey"] == '["ann"]'
    assert store.items == {}
    error = str(run_task(cosmosdb.Delete, login(place, item={"customer": "ann"})).error)
    assert error == "`item` must have an `id`"


def test_items_are_made_together(store: Store, place: StandIn) -> None:
    items: Json = [{"id": each, "customer": "ann"} for each in "12"]
    found = run(place, cosmosdb.Batch, items=items, partitionKeyValue="ann").outputs
    assert [each["statusCode"] for each in found["results"]] == [201, 201]
    assert (sorted(store.items), found["successStatusCode"]) == (["1", "2"], True)


def test_queries(store: Store, place: StandIn) -> None:
    store.items = {each: {"id": each, "customer": who} for each, who in (("1", "ann"), ("2", "bo"))}
    one: Json = {"query": "SELECT * FROM c", "partitionKey": {"customer": "ann"}}
    ran = run(place, cosmosdb.Query, **one)
    assert [each["id"] for each in ran.outputs["queryResults"]] == ["1"]
    assert [(each.name, each.value) for each in ran.metrics] == [("records.count", 1)]
    definition: Json = {"kind": "HASH", "paths": ["/customer"], "version": "V2"}
    several: Json = {
        "all": {"query": "SELECT * FROM c"},
        "one": {**one, "partitionKeyDefinition": definition},
    }
    found = run(place, cosmosdb.Queries, queries=several).outputs["results"]
    assert {name: len(rows) for name, rows in found.items()} == {"all": 2, "one": 1}
