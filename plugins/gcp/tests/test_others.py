"""Batches, documents and models, with a stand-in that says what it was asked."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.families.stand_in import Answer, Answered, Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_gcp import dataproc, firestore, vertexai

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.png"
NAMES = ("DATAPROC", "FIRESTORE", "AIPLATFORM")


def world(url: str) -> World:
    return World(stored={FILE: b"ab"}, environment={f"{name}_EMULATOR_HOST": url for name in NAMES})


def run(answer: Answer, task: Any, **properties: Json) -> tuple[Ran, list[Asked]]:
    with standing_in(answer) as place:
        return run_task(task, {"projectId": "shop", **properties}, world(place.url)), place.asked


def test_a_batch_is_waited_for() -> None:
    states = iter(["PENDING", "RUNNING", "SUCCEEDED"])
    given = {"region": "r", "name": "n", "mainPythonFileUri": "gs://b/a.py", "args": ["x"]}
    runtime = {"version": "2.2", "properties": {"a": "b"}}
    ran, asked = run(
        lambda _: {"state": next(states)}, dataproc.TYPES["PySparkSubmit"], **given, runtime=runtime
    )
    assert (ran.error, ran.outputs) == (None, {"state": "SUCCEEDED"})
    assert asked[0].path == "/v1/projects/shop/locations/r/batches?batchId=n"
    assert asked[0].json() == {
        "pysparkBatch": {"mainPythonFileUri": "gs://b/a.py", "args": ["x"]},
        "runtimeConfig": runtime,
    }
    ran, _ = run(
        lambda _: {"state": "FAILED", "stateMessage": "no"},
        dataproc.TYPES["PySparkSubmit"],
        **given,
    )
    assert "The batch n is FAILED: no" in str(ran.error)


def test_a_batch_of_an_attempt_before_is_found() -> None:
    def answer(asked: Asked) -> Any:
        return Answered(b"{}", 409) if asked.method == "POST" else {"state": "SUCCEEDED"}

    given = {"region": "r", "name": "n", "execution": {"networkTags": ["t"]}}
    ran, asked = run(answer, dataproc.TYPES["RSparkSubmit"], **given, mainRFileUri="gs://b/a.r")
    assert (ran.error, len(asked)) == (None, 2)
    assert asked[0].json()["sparkRBatch"] == {"mainRFileUri": "gs://b/a.r"}
    assert asked[0].json()["environmentConfig"] == {"executionConfig": {"networkTags": ["t"]}}


def test_clusters() -> None:
    def answer(asked: Asked) -> Any:
        return {"name": "operations/1", "done": "operations" in asked.path}

    place = {"region": "r", "clusterName": "c"}
    ran, asked = run(answer, dataproc.Create, **place, workers=2, masterDiskSizeGB=50)
    assert ran.outputs == {"clusterName": "c", "created": True}
    assert asked[0].json()["config"] == {
        "masterConfig": {"diskConfig": {"bootDiskSizeGb": 50}},
        "workerConfig": {"numInstances": 2},
    }
    assert run(answer, dataproc.Delete, **place)[0].outputs["deleted"] is True
    gone, _ = run(lambda _: Answered(b"{}", 404), dataproc.Delete, **place)
    assert gone.outputs["deleted"] is False


def test_what_an_attempt_before_has_begun_is_gone_on_with() -> None:
    cluster = {"projectId": "shop", "region": "r", "clusterName": "c"}
    batch = {"projectId": "shop", "region": "r", "name": "b", "mainPythonFileUri": "gs://b/a.py"}
    with standing_in(lambda _: {"done": True, "state": "SUCCEEDED"}) as place:
        for task, given, handle in (
            (dataproc.Create, cluster, "operations/1"),
            (dataproc.TYPES["PySparkSubmit"], batch, "/projects/shop/batches/b"),
        ):
            again = msgspec.structs.replace(world(place.url), remembered={"id": handle})
            assert run_task(task, given, again).error is None
            assert {each.method for each in place.asked} == {"GET"}
        made = dataproc.Create.model_validate(cluster)
        made.cancel(FakeContext(world(place.url)), {"id": "operations/1"})
        assert place.asked[-1].path.endswith("/operations/1:cancel")
        begun = dataproc.TYPES["PySparkSubmit"].model_validate(batch)
        begun.cancel(FakeContext(world(place.url)), {"id": "/projects/shop/batches/b"})
        assert place.asked[-1].method == "DELETE"


DOCUMENT: dict[str, Any] = {"a": 1, "b": 1.5, "c": [True, None], "d": {"e": "f"}}


def test_documents() -> None:
    def answer(asked: Asked) -> Any:
        fields = {name: firestore.written(value) for name, value in DOCUMENT.items()}
        document = {"fields": fields, "updateTime": "2024-05-31T10:00:00Z"}
        return [{"document": document}, {}] if asked.path.endswith(":runQuery") else document

    place = {"collection": "orders"}
    ran, asked = run(answer, firestore.Set, **place, childPath="1", document=DOCUMENT)
    assert ran.outputs == {"updatedTime": "2024-05-31T10:00:00Z"}
    assert (asked[0].method, asked[0].path) == (
        "PATCH",
        "/v1/projects/shop/databases/(default)/documents/orders/1",
    )
    assert asked[0].json()["fields"]["a"] == {"integerValue": "1"}
    assert run(answer, firestore.Get, **place, childPath="1")[0].outputs == {"row": DOCUMENT}
    filters = [{"field": "city", "value": "{{ flow.id }}"}]
    asking = {**place, "filters": filters, "orderBy": "a", "limit": 5, "fetchType": "FETCH"}
    ran, asked = run(answer, firestore.Query, **asking)
    assert ran.outputs == {"rows": [DOCUMENT], "size": 1}
    query = asked[0].json()["structuredQuery"]
    condition = query["where"]["compositeFilter"]["filters"][0]["fieldFilter"]
    assert (condition["op"], condition["value"]) == ("EQUAL", {"stringValue": "a-flow"})
    assert run(answer, firestore.Delete, **place, childPath="1")[0].outputs["updatedTime"]
    assert "`collection` must be" in str(run(answer, firestore.Get, childPath="1")[0].error)


ANSWER = {
    "candidates": [
        {
            "content": {"parts": [{"text": "Ro"}, {"text": "me"}]},
            "finishReason": "STOP",
            "safetyRatings": [{"category": "C", "probability": "LOW", "probabilityScore": 0.1}],
            "citationMetadata": {"citations": [{"uri": "https://example.com"}]},
        }
    ],
    "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5},
}


def test_models_are_asked() -> None:
    given = {"region": "r", "modelId": "m"}
    history = [{"content": "Hello"}, {"author": "bot", "content": "Hi"}]
    chat = {"messages": [{"content": "Capital?"}], "history": history, "context": "s"}
    ran, asked = run(lambda _: ANSWER, vertexai.ChatCompletion, **given, **chat)
    assert ran.outputs["predictions"][0]["content"] == "Rome"
    assert asked[0].path == (
        "/v1/projects/shop/locations/r/publishers/google/models/m:generateContent"
    )
    roles = [each["role"] for each in asked[0].json()["contents"]]
    assert roles == ["user", "model", "user"]
    counts = {each.name: each.value for each in ran.metrics}
    assert (counts["prompt.token.count"], counts["total.token.count"]) == (3, 5)
    ran, _ = run(lambda _: ANSWER, vertexai.TextCompletion, **given, prompt="Capital?")
    assert ran.outputs["predictions"][0]["content"] == "Rome"
    refused, _ = run(lambda _: {}, vertexai.TextCompletion, **given, prompt="x")
    assert "The model refused the question" in str(refused.error)


def test_pictures_go_with_the_question() -> None:
    pieces = [{"content": "What?"}, {"mimeType": "image/png", "content": FILE}]
    ran, asked = run(lambda _: ANSWER, vertexai.MultimodalCompletion, region="r", contents=pieces)
    assert (ran.outputs["text"], ran.outputs["blocked"]) == ("Rome", False)
    parts = asked[0].json()["contents"][0]["parts"]
    assert parts == [{"text": "What?"}, {"inlineData": {"mimeType": "image/png", "data": "YWI="}}]
