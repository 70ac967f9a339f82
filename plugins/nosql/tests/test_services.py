"""Stores and search engines, by stand-ins of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.answering import SECRET, Service, Turns, assert_refused, stored_rows
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, World, poll
from tiercel_nosql import couchbase, engines, influxdb, neo4j, surrealdb, weaviate

COUCHBASE: dict[str, Json] = {
    "connectionString": "couchbases://cb.example.com",
    "username": "a",
    "password": SECRET,
    "query": "SELECT 1",
    "fetchType": "FETCH",
}
SURREAL: dict[str, Json] = {
    "host": "s.example.com",
    "username": "a",
    "password": SECRET,
    "namespace": "n",
    "database": "d",
    "query": "SELECT * FROM x",
    "fetchType": "FETCH",
}
INFLUX: dict[str, Json] = {
    "connection": {"url": "https://i.example.com", "token": SECRET},
    "org": "o",
    "bucket": "b",
}
WEAVIATE: dict[str, Json] = {"url": "https://w.example.com", "apiKey": SECRET}
GRAPH: dict[str, Json] = {"url": "neo4j+s://a.neo4j.io", "username": "a", "password": SECRET}
ALGOLIA: dict[str, Json] = {"applicationId": "A1", "apiKey": SECRET, "indexName": "birds"}
MEILI: dict[str, Json] = {"url": "https://m.example.com", "key": SECRET, "index": "birds"}
SENSE: dict[str, Json] = {
    "host": "t.example.com",
    "port": "443",
    "https": True,
    "apiKey": SECRET,
    "collection": "birds",
}
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"
ROWS = b'{"id":1,"hall":"a b","at":"2030-01-01T00:00:00Z"}\n{"id":2,"hot":true,"note":"x\\"y"}\n'


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (couchbase.CouchbaseQuery, COUCHBASE, "Couchbase at cb.example.com: the query"),
        (surrealdb.SurrealQuery, SURREAL, "SurrealDB at s.example.com: the query"),
        (influxdb.FluxQuery, {**INFLUX, "query": "q"}, "InfluxDB at i.example.com: POST /api/v2/"),
        (weaviate.WeaviateQuery, {**WEAVIATE, "query": "q"}, "Weaviate at w.example.com: POST /g"),
        (neo4j.GraphQuery, {**GRAPH, "query": "q"}, "Neo4j at a.neo4j.io: the statement"),
        (engines.AlgoliaSearch, ALGOLIA, "Algolia at a1.algolia.net: POST /1/indexes/birds/query"),
        (engines.MEILISEARCH["Search"], MEILI, "Meilisearch at m.example.com: POST /indexes/"),
        (
            engines.TYPESENSE["DocumentGet"],
            {**SENSE, "documentId": "1"},
            "Typesense at t.example.com: GET /collections/birds/documents/1",
        ),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    assert_refused(task, properties, place)


def test_couchbase_is_asked() -> None:
    service = Service({"POST /query/service": {"results": [{"a": 1}, 2], "status": "success"}})
    found = service.outputs(couchbase.CouchbaseQuery, {**COUCHBASE, "parameters": {"c": "Rome"}})
    assert found == {"rows": [{"a": 1}, {"value": 2}], "size": 2}
    assert service.sent[0].url == "https://cb.example.com:18093/query/service"
    assert service.sent[0].json == {"statement": "SELECT 1", "$c": "Rome"}
    trigger = couchbase.CouchbaseTrigger.model_validate({**COUCHBASE, "fetchType": "NONE"})
    assert poll(trigger, FakeContext(World(http=service))).size == 2
    nothing = Service({"POST /query/service": {"results": []}})
    assert poll(trigger, FakeContext(World(http=nothing))) is None
    ran = service.run(couchbase.CouchbaseQuery, {**COUCHBASE, "connectionString": "x"})
    assert str(ran.error) == "`connectionString` must be such as couchbase://host"


def test_surrealdb_gives_the_rows_of_all_statements() -> None:
    answers: Json = [{"status": "OK", "result": None}, {"status": "OK", "result": [{"a": 1}]}]
    service = Service({"POST /sql": answers})
    found = service.outputs(surrealdb.SurrealQuery, {**SURREAL, "parameters": {"c": "Rome"}})
    assert found == {"rows": [{"a": 1}], "size": 1}
    asked = service.sent[0]
    assert (asked.url, asked.params) == ("http://s.example.com:8000/sql", {"c": "Rome"})
    assert asked.headers["surreal-ns"] == "n"
    wrong = Service({"POST /sql": [{"status": "ERR", "result": f"no {SECRET}"}]})
    ran = wrong.run(surrealdb.SurrealQuery, SURREAL)
    assert str(ran.error) == "SurrealDB at s.example.com: the query failed: no ****"


def test_influxdb_reads() -> None:
    text = (
        "#datatype,string,long,dateTime:RFC3339,double,boolean\r\n"
        ",result,table,_time,_value,ok\r\n,,0,2030-01-01T00:00:00Z,1.5,true\r\n\r\n"
        "#datatype,string,long,string\r\n,result,table,hall\r\n,,1,kitchen\r\n"
    )
    service = Service(
        {
            "POST /api/v2/query": HttpAnswer(url="", status=200, content=text.encode()),
            "GET /query": {
                "results": [
                    {"series": [{"name": "t", "columns": ["time", "v"], "values": [["x", 1]]}]}
                ]
            },
        }
    )
    asked = {**INFLUX, "query": "from()", "fetchType": "FETCH"}
    found = service.outputs(influxdb.FluxQuery, asked)
    assert found["rows"] == [
        {"result": "", "table": 0, "_time": "2030-01-01T00:00:00Z", "_value": 1.5, "ok": True},
        {"result": "", "table": 1, "hall": "kitchen"},
    ]
    assert found["total"] == 2
    assert service.sent[0].headers["Authorization"] == f"Token {SECRET}"
    assert service.outputs(influxdb.InfluxQLQuery, asked)["rows"] == [
        {"name": "t", "time": "x", "v": 1}
    ]
    trigger = influxdb.FluxTrigger.model_validate(asked)
    assert poll(trigger, FakeContext(World(http=service))).size == 2
    missing = influxdb.FluxTrigger.model_validate({"query": "q"})
    with pytest.raises(Exception, match="must be provided"):
        poll(missing, FakeContext(World(http=service)))


def test_influxdb_writes() -> None:
    service = Service({"POST /api/v2/write": HttpAnswer(url="", status=204)})
    given = {**INFLUX, "from": FILE, "measurement": "my m", "tags": ["hall"], "timeField": "at"}
    written = service.outputs(influxdb.Load, given, stored={FILE: ROWS})
    assert written == {"recordCount": 2}
    assert str(service.sent[0].content).splitlines() == [
        "my\\ m,hall=a\\ b id=1i 1893456000000000000",
        'my\\ m id=2i,hot=true,note="x\\"y"',
    ]
    lines = {**INFLUX, "source": "a v=1\n\nb v=2", "precision": "S"}
    assert service.outputs(influxdb.Write, lines) == {"recordCount": 2}
    assert service.sent[-1].params == {"org": "o", "bucket": "b", "precision": "s"}


def test_weaviate() -> None:
    verbose = {"results": {"failed": 0, "objects": [{"id": "1", "status": "SUCCESS"}]}}
    service = Service(
        {
            "POST /v1/graphql": {"data": {"Get": {"Bird": [{"name": "a"}]}}},
            "POST /v1/batch/objects": lambda sent: [{"result": {}} for _ in sent.json["objects"]],
            "DELETE /v1/batch/objects": verbose,
            "DELETE /v1/objects/Bird/7": None,
            "POST /v1/schema": {"class": "Bird"},
        }
    )
    found = service.outputs(
        weaviate.WeaviateQuery, {**WEAVIATE, "query": "q", "fetchType": "FETCH"}
    )
    assert found["rows"] == [{"name": "a"}]
    given = {**WEAVIATE, "className": "Bird", "objects": [{"name": "{{ flow.id }}"}]}
    service.outputs(weaviate.BatchCreate, given)
    assert service.sent[-1].json == {
        "objects": [{"class": "Bird", "properties": {"name": "a-flow"}}]
    }
    service.outputs(weaviate.BatchCreate, {**given, "objects": FILE}, stored={FILE: ROWS})
    assert len(service.sent[-1].json["objects"]) == 2
    gone = service.outputs(weaviate.Delete, {**WEAVIATE, "className": "Bird", "objectId": "7"})
    assert (gone["ids"], gone["deletedCount"]) == (["7"], 1)
    gone = service.outputs(
        weaviate.Delete, {**WEAVIATE, "className": "Bird", "filter": {"path": ["a"]}}
    )
    assert (gone["ids"], gone["success"]) == (["1"], True)
    service.outputs(
        weaviate.SchemaCreate, {**WEAVIATE, "className": "Bird", "fields": {"name": ["text"]}}
    )
    assert service.sent[-1].json["properties"] == [{"name": "name", "dataType": ["text"]}]
    wrong = Service({"POST /v1/graphql": {"errors": [{"message": "bad"}]}})
    ran = wrong.run(weaviate.WeaviateQuery, {**WEAVIATE, "query": "q"})
    assert str(ran.error) == "Weaviate: the query failed: bad"


def test_neo4j() -> None:
    node = {"elementId": "4:1", "labels": ["Bird"], "properties": {"name": "a"}}
    place = "POST /db/neo4j/query/v2"
    data = {"fields": ["b", "n"], "values": [[node, 1]]}
    service = Service({place: {"data": data, "counters": {"nodesCreated": 2}}})
    found = service.outputs(neo4j.GraphQuery, {**GRAPH, "query": "q", "storeType": "FETCHONE"})
    assert found == {"row": {"b": {"name": "a"}, "n": 1}, "size": 1}
    assert service.sent[0].url == "https://a.neo4j.io/db/neo4j/query/v2"
    given = {**GRAPH, "url": "bolt://h", "query": "UNWIND $props AS row", "from": FILE, "chunk": 1}
    written = service.outputs(neo4j.Batch, given, stored={FILE: ROWS})
    assert written == {"rowCount": 2, "updatedCount": 4}
    assert service.sent[-1].url == "http://h:7474/db/neo4j/query/v2"
    assert service.sent[-1].json["parameters"]["props"][0]["id"] == 2
    ran = service.run(neo4j.GraphQuery, {"url": "x", "query": "q"})
    assert str(ran.error) == "`url` must be such as neo4j+s://host or http://host:7474"
    wrong = Service({place: {"errors": [{"message": f"bad {SECRET}"}]}})
    ran = wrong.run(neo4j.GraphQuery, {**GRAPH, "query": "q"})
    assert str(ran.error) == "Neo4j at a.neo4j.io: the statement failed: bad ****"


def test_algolia() -> None:
    service = Service(
        {
            "POST /1/indexes/birds/batch": {"taskID": 1, "objectIDs": ["7"]},
            "POST /1/indexes/birds/query": {"hits": [{"a": 1}], "nbHits": 9},
        }
    )
    objects: Json = [{"objectID": "7"}, {"name": "b"}]
    made = service.outputs(engines.AlgoliaIndex, {**ALGOLIA, "objects": objects})
    assert made == {"result": {"taskID": 1, "objectIDs": ["7"]}}
    actions = [each["action"] for each in service.sent[0].json["requests"]]
    assert actions == ["updateObject", "addObject"]
    found = service.outputs(engines.AlgoliaSearch, {**ALGOLIA, "params": {"query": "a"}})
    assert found == {"hits": [{"a": 1}], "nbHits": 9}
    service.outputs(engines.AlgoliaDelete, {**ALGOLIA, "objectIds": ["7"]})
    assert service.sent[-1].json["requests"][0]["action"] == "deleteObject"
    ran = service.run(engines.AlgoliaSearch, {**ALGOLIA, "applicationId": "a.evil.example"})
    assert str(ran.error) == "`applicationId` must be letters and digits"


def test_meilisearch() -> None:
    service = Service(
        {
            "POST /indexes/birds/search": {"hits": [{"a": 1}], "estimatedTotalHits": 9},
            "POST /indexes/birds/facet-search": {"facetHits": [{"value": "f", "count": 2}]},
            "GET /indexes/birds/documents/7": {"id": 7},
            "POST /indexes/birds/documents": {"taskUid": 3},
            "GET /tasks/3": Turns([{"status": "processing"}, {"status": "succeeded"}]),
        }
    )
    ran = service.run(engines.MEILISEARCH["Search"], {**MEILI, "query": "a"})
    assert (stored_rows(ran), ran.outputs["totalHits"]) == ([{"a": 1}], 9)
    ran = service.run(engines.MEILISEARCH["FacetSearch"], {**MEILI, "facetName": "g"})
    assert ran.outputs["totalHits"] == 1
    assert service.sent[-1].json == {"facetName": "g"}
    found = service.outputs(engines.MEILISEARCH["DocumentGet"], {**MEILI, "documentId": "7"})
    assert found == {"document": {"id": 7}}
    added = service.outputs(engines.DocumentAdd, {**MEILI, "from": [{"id": 1}, {"id": 2}]})
    assert added == {"documentsAdded": 2, "taskUids": [3]}
    failed = Service(
        {
            "POST /indexes/birds/documents": {"taskUid": 3},
            "GET /tasks/3": {"status": "failed", "error": {"message": "no id"}},
        }
    )
    ran = failed.run(engines.DocumentAdd, {**MEILI, "from": [{"a": 1}]})
    assert str(ran.error) == "Meilisearch: the task 3 is failed: no id"


def test_typesense() -> None:
    place = "/collections/birds/documents"

    def imported(request: HttpRequest) -> Any:
        lines = len((request.content or b"").splitlines())
        return HttpAnswer(url="", status=200, content=b"\n".join([b'{"success":true}'] * lines))

    found: Json = {"hits": [{"document": {"a": 1}}], "found": 9, "facet_counts": [{"c": 1}]}
    service = Service(
        {
            f"GET {place}/search": found,
            f"GET {place}/7": {"id": "7"},
            f"POST {place}": {"id": "7"},
            f"POST {place}/import": imported,
        }
    )
    search = {**SENSE, "query": "a", "queryBy": "name", "filter": "w:>1"}
    ran = service.run(engines.TYPESENSE["Search"], search)
    assert (stored_rows(ran), ran.outputs["totalHits"]) == ([{"a": 1}], 9)
    assert service.sent[0].params == {"q": "a", "query_by": "name", "filter_by": "w:>1"}
    ran = service.run(engines.TYPESENSE["FacetSearch"], {**search, "facetBy": "g"})
    assert stored_rows(ran) == [{"c": 1}]
    service.outputs(engines.TYPESENSE["DocumentIndex"], {**SENSE, "document": {"id": "7"}})
    assert (service.sent[-1].json, service.sent[-1].url.endswith("?action=upsert")) == (
        {"id": "7"},
        True,
    )
    written = service.outputs(
        engines.BulkIndex, {**SENSE, "from": FILE, "chunk": 1}, stored={FILE: ROWS}
    )
    assert written == {"size": 2}
