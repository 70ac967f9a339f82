"""JSON and vectors, which the Redis of distributions lacks: with a stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from tiercel.plugin import Json
from tiercel.testing import run_task
from tiercel_redis import json_values, vectors


def outputs(task: Any, **properties: Json) -> dict[str, Json]:
    ran = run_task(task, properties)
    assert ran.error is None, ran.error
    return ran.outputs


def test_json_comes_and_goes(json_url: str, key: str) -> None:
    at = {"url": json_url, "key": key}
    outputs(json_values.Set, **at, value={"name": "chair", "price": 12.5, "tags": ["a", "b"]})
    old = outputs(json_values.Set, **at, path="$.name", value="table", get=True)
    assert old == {"oldValue": "chair"}
    assert outputs(json_values.Get, **at, path="$.tags[*]")["data"] == ["a", "b"]
    added = outputs(json_values.Increment, **at, path="$.price", amount=2)
    assert added == {"key": key, "value": 14.5}
    kept = {"expirationDuration": "PT1H"}
    outputs(json_values.Increment, **at, path="$.price", amount=0.5, options=kept)
    assert outputs(json_values.Get, **at)["data"]["price"] == 15
    outputs(json_values.Set, **at, value={}, options={"mustNotExist": True})
    assert outputs(json_values.Delete, url=json_url, keys={key: ["$.price"]}) == {"count": 1}
    assert outputs(json_values.Delete, url=json_url, keys={key: []}) == {"count": 1}
    assert outputs(json_values.Get, **at) == {"key": key}
    for task, asked in ((json_values.Get, at), (json_values.Delete, {"keys": {key: ["$"]}})):
        given = {"url": json_url, **asked, "failedOnMissing": True}
        assert run_task(task, given).error is not None


class Recorder:
    """A client that keeps commands, and answers from a list."""

    def __init__(self, *answers: Json) -> None:
        self.commands: list[list[Json]] = []
        self._answers = list(answers)

    def execute_command(self, *command: Json) -> Json:
        self.commands.append(list(command))
        return self._answers.pop(0)

    def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Commands of sets of vectors, as the documentation of Redis 8 writes them."""
    recorder = Recorder(1, 1, 0, {"a": 0.9, "b": 0.5})
    monkeypatch.setattr("redis.Redis.from_url", lambda *_, **__: recorder)
    return recorder


def test_vectors_are_asked_for_as_redis_8_reads_them(recorded: Recorder) -> None:
    at = {"url": "redis://127.0.0.1", "key": "k"}
    more = {
        "attributes": {"year": 2030},
        "checkAndSet": True,
        "explorationFactor": 200,
        "maxNodes": 16,
        "quantization": "BINARY",
        "reduceDim": 1,
    }
    assert outputs(vectors.Add, **at, element="a", vector=[1, 0.5], **more) == {"added": True}
    assert outputs(vectors.Delete, **at, elements=["a", "none"]) == {"count": 1}
    bounds = {"count": 2, "epsilon": 0.2, "explorationFactor": 50, "filterEfficiency": 9}
    found = outputs(vectors.Similarity, **at, vector=[0, 1], filter=".year > 2000", **bounds)
    assert found == {"matches": ["a", "b"], "scores": {"a": 0.9, "b": 0.5}}
    assert [" ".join(map(str, each)) for each in recorded.commands] == [
        "VADD k REDUCE 1 VALUES 2 1.0 0.5 a CAS BIN EF 200 SETATTR b'{\"year\":2030}' M 16",
        "VREM k a",
        "VREM k none",
        (
            "VSIM k VALUES 2 0.0 1.0 WITHSCORES COUNT 2 EPSILON 0.2 EF 50 FILTER .year > 2000"
            " FILTER-EF 9"
        ),
    ]


def test_either_a_vector_or_an_element_is_asked_for() -> None:
    error = run_task(vectors.Similarity, {"url": "redis://127.0.0.1", "key": "k"}).error
    assert "Either `vector` or `element`" in str(error)
