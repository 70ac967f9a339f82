"""Documents and searches, with a cluster of OpenSearch that runs here."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.plugin import Json
from tiercel.plugin.nested import build_task, render_properties
from tiercel.plugin.services.log_exports import LogRecord
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_elasticsearch.types import TYPES

# The first test waits for the server, on a machine that may do much else.
pytestmark = pytest.mark.timeout(400)
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"
OTHER = "io.kestra.plugin.opensearch."
# Not the reference's: ours say the same of both products.
OF_METRICS = "metrics [] not ['records', 'requests.count', 'requests.duration']"


def left_out() -> list[str]:
    found = []
    for name in TYPES:
        product, _, end = name.partition(".")
        if end == "LogExporter":
            # Known by what flows write, which says nothing of what may be rendered.
            continue
        place = end if product == "elasticsearch" else f"{OTHER}{end}"
        # What is in it is rendered.
        found.append(f"{place}.connection: dynamic no not yes")
        if end == "Get":
            # Nobody knows the version of what is not read yet: no flow that was looked at has it.
            found.append(f"{place}.version: required yes not no")
        if product == "opensearch" and end in ("Bulk", "Load", "Scroll", "Search"):
            found.append(f"{place}: {OF_METRICS}")
    return [
        *found,
        "Scroll.contentType: dynamic no not yes",
        "Search.contentType: dynamic no not yes",
        f"{OTHER}Get.docVersion: required yes not no",
        f"{OTHER}Get.version: dynamic no not yes",
        # A search of nothing finds everything, here by `{}`.
        f"{OTHER}Search.request: required no not yes",
    ]


def run(name: str, url: str, world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(TYPES[name], {"connection": {"hosts": [url]}, **properties}, world)
    assert ran.error is None, ran.error
    return ran


@pytest.fixture
def index() -> str:
    return f"index-{secrets.token_hex(4)}"


def test_types_are_those_of_the_reference() -> None:
    found = deviations("elasticsearch", Path(__file__).with_name("types.json"))
    assert sorted(found) == sorted(left_out())
    assert mistakes("elasticsearch") == []


@pytest.mark.parametrize("product", ["elasticsearch", "opensearch"])
def test_documents_come_and_go(cluster: str, index: str, product: str) -> None:
    at = {"index": index, "key": "a/1"}
    value = '{"total": 2.5, "state": "open"}'
    made = run(f"{product}.Put", cluster, **at, value=value, refreshPolicy="IMMEDIATE")
    assert made.outputs == {"id": "a/1", "result": "created", "version": 1}
    changed = run(f"{product}.Put", cluster, **at, value={"state": "paid"}, opType="UPDATE")
    assert changed.outputs["result"] == "updated"
    found = run(f"{product}.Get", cluster, **at, docVersion=2)
    assert found.outputs == {"row": {"total": 2.5, "state": "paid"}}
    given = {"connection": {"hosts": [cluster]}, **at, "value": {}, "opType": "CREATE"}
    error = str(run_task(TYPES[f"{product}.Put"], given).error)
    assert "failed: 409 version_conflict_engine_exception" in error
    gone = run(f"{product}.Put", cluster, **at, opType="DELETE")
    assert gone.outputs["result"] == "deleted"
    assert run(f"{product}.Get", cluster, **at).outputs == {}
    named = run(f"{product}.Put", cluster, index=index, value={"a": 1})
    assert named.outputs["result"] == "created"


def test_files_are_loaded_and_searched(cluster: str, index: str) -> None:
    rows = b"".join(b'{"id":%d,"n":%d}\n' % (number, number % 2) for number in range(25))
    loaded = run(
        "opensearch.Load",
        cluster,
        World(stored={FILE: rows}),
        **{"from": FILE, "index": index, "idKey": "id", "chunk": 10},
    )
    assert loaded.outputs == {"size": 25}
    operations = [
        {"index": {"_index": index, "_id": "x"}},
        {"n": 7},
        {"delete": {"_index": index, "_id": "0"}},
    ]
    lines = "\n".join(json.dumps(each) for each in operations).encode()
    sent = run("opensearch.Bulk", cluster, World(stored={FILE: lines}), **{"from": FILE})
    assert sent.outputs == {"size": 2}
    run("opensearch.Request", cluster, method="POST", endpoint=f"/{index}/_refresh")
    search = {"indexes": [index], "request": {"query": {"match": {"n": 7}}}}
    found = run("opensearch.Search", cluster, **search, fetchType="FETCH_ONE")
    assert found.outputs == {"row": {"n": 7}, "size": 1, "total": 1}
    everything = {"indexes": [index], "request": '{"size": 10, "sort": ["n"]}'}
    scrolled = run("opensearch.Scroll", cluster, **everything)
    assert scrolled.outputs["size"] == 25
    assert len(scrolled.context.blobs.stored[scrolled.outputs["uri"]].splitlines()) == 25
    page = run("opensearch.Search", cluster, **everything)
    assert (len(page.outputs["rows"]), page.outputs["total"]) == (10, 25)


def test_logs_are_shipped(cluster: str, index: str) -> None:
    given: dict[str, Json] = {
        "id": "search",
        "connection": {"hosts": [cluster]},
        "indexName": index,
        "chunk": 2,
    }
    context = FakeContext()
    kind = TYPES["opensearch.LogExporter"]
    exporter = build_task(kind, render_properties(kind, given, context))
    date = datetime(2026, 5, 1, tzinfo=UTC)
    records = (LogRecord(date, "WARN", f"late {n}", {"flowId": "load"}) for n in range(5))
    assert exporter.export(context, records) == {"size": 5}
    run("opensearch.Request", cluster, method="POST", endpoint=f"/{index}/_refresh")
    asked = {"query": {"match": {"message": "4"}}}
    (row,) = run("opensearch.Search", cluster, indexes=[index], request=asked).outputs["rows"]
    assert (row["severity"], row["flowId"], row["@timestamp"]) == (
        "WARN",
        "load",
        "2026-05-01T00:00:00Z",
    )


def test_a_document_that_is_refused_ends_a_load(cluster: str, index: str) -> None:
    world = World(stored={FILE: b'{"id":1,"n":1}\n{"id":2,"n":"x"}\n'})
    given = {"connection": {"hosts": [cluster]}, "from": FILE, "index": index, "idKey": "id"}
    error = str(run_task(TYPES["opensearch.Load"], given, world).error)
    assert f"the document '2' of '{index}' was refused: " in error
    missing = {**given, "idKey": "none"}
    error = str(run_task(TYPES["opensearch.Load"], missing, world).error)
    assert "Row 1 has no `none`" in error


def test_queries_give_rows() -> None:
    """With a stand-in: the server of the tests has neither language."""

    def answer(asked: Asked) -> Json | Answered:
        if "_ppl" not in asked.path:
            assert asked.json() == {"query": "FROM a", "params": ["1"], "filter": {"a": 1}}
            return {"columns": [{"name": "a"}, {"name": "b"}], "values": [[1, 2], [3, 4]]}
        if "format=csv" in asked.path:
            return Answered(b"a\n1\n")
        return {"schema": [{"name": "a"}], "datarows": [[1], [2]], "total": 2}

    with standing_in(answer) as place:
        asked = {"query": "FROM a", "params": ["1"], "filter": '{"a": 1}'}
        found = run("elasticsearch.Esql", place.url, **asked)
        assert found.outputs["rows"] == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
        found = run("opensearch.Ppl", place.url, query="source=a", fetchType="FETCH_ONE")
        assert found.outputs["row"] == {"a": 1}
        found = run("opensearch.Ppl", place.url, query="source=a", format="CSV")
        assert found.outputs == {"text": "a\n1\n"}


def test_logins_prefixes_and_further_hosts_are_used() -> None:
    with standing_in(lambda _: {"ok": True}) as place:
        connection = {
            "hosts": ["http://127.0.0.1:1", place.url],
            "basicAuth": {"username": "ann", "password": "{{ flow.id }}"},
            "headers": ["X-Tenant: shop"],
            "pathPrefix": "/search/",
        }
        ran = run_task(
            TYPES["elasticsearch.Request"],
            {"connection": connection, "endpoint": "/_x", "parameters": {"a": "b"}},
        )
        (asked,) = place.asked
    assert ran.outputs == {"response": {"ok": True}, "status": 200}
    assert (asked.path, asked.headers["x-tenant"]) == ("/search/_x?a=b", "shop")
    assert asked.headers["authorization"] == "Basic YW5uOmEtZmxvdw=="


def test_mistakes_are_named_without_the_password() -> None:
    login = {"username": "ann", "password": "canary-5"}
    error = {"error": {"type": "security_exception", "reason": "missing credentials"}}
    refused = Answered(json.dumps(error).encode(), status=401)
    with standing_in(lambda _: refused) as place:
        connection: dict[str, Json] = {"hosts": [place.url], "basicAuth": login}
        asked = {"connection": connection, "endpoint": "_x"}
        text = str(run_task(TYPES["elasticsearch.Request"], asked).error)
        assert "GET /_x failed: 401 security_exception: missing credentials" in text
    for bad, said in (
        ({"hosts": ["http://127.0.0.1:1"], "basicAuth": login}, "Elasticsearch at 127.0.0.1:1"),
        ({"hosts": []}, "`connection.hosts` is empty"),
        ({"hosts": ["http://127.0.0.1:1"], "headers": ["none"]}, "`Name: value`"),
    ):
        given = {"connection": bad, "endpoint": "_x"}
        text = str(run_task(TYPES["elasticsearch.Request"], given).error)
        assert said in text
        assert "canary" not in text
    given = {"connection": {"hosts": ["http://127.0.0.1:1"]}, "index": "i", "key": "k"}
    text = str(run_task(TYPES["elasticsearch.Put"], {**given, "value": "{"}).error)
    assert "`value` is no JSON" in text
    bare = {**given, "key": None, "opType": "UPDATE", "value": {}}
    assert "`key` must be given" in str(run_task(TYPES["elasticsearch.Put"], bare).error)
