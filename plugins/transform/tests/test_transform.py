"""Records, JSONata and Grok: what comes out, what is refused."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.families.comparison import deviations
from tiercel.plugin import IllegalArgument, Json, RunnableTask
from tiercel.plugin.rows import exact_rows
from tiercel.testing import Ran, World, run_task
from tiercel_transform import grok, jsonata
from tiercel_transform.expressions import MISSING, compiled
from tiercel_transform.records import Aggregate, Filter, Map, Unnest
from tiercel_transform.several import Select, Zip

PLACE = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/t/r/x.ion"
ORDERS: list[Json] = [
    {"id": 1, "country": "FR", "items": [{"price": 2}, {"price": 3}], "user": {"name": "Ann"}},
    {"id": 2, "country": "DE", "items": [], "user": {"name": "Bo"}},
    {"id": 3, "country": "FR", "items": [{"price": 5}], "user": {"name": "Cy"}},
]
# A text stands for a definition, which the list does not say; and the reference renders inputs
# itself, when it has read them.
KNOWN = [
    "Aggregate.aggregates: type map<object> not map<object|string>",
    "Map.fields: type map<object> not map<object|string>",
    "Select.fields: type map<object> not map<object|string>",
    "Select.inputs: dynamic no not yes",
    "Zip.inputs: dynamic no not yes",
    # Expressions of the server may stand in them as well.
    *(
        f"io.kestra.plugin.datagen.generators.{each}: dynamic no not yes"
        for each in (
            "JsonObjectGenerator.value",
            "RandomBytesGenerator.size",
            "StringValueGenerator.value",
        )
    ),
]


def test_types_are_those_of_the_reference() -> None:
    found = deviations("transform", Path(__file__).with_name("types.json"))
    assert sorted(found) == KNOWN


def run(task: type[RunnableTask[Any]], content: bytes = b"", **properties: Json) -> Ran:
    world = World(stored={PLACE: content}, variables={"outputs": {"o": {"records": ORDERS}}})
    return run_task(task, properties, world)


def records(task: type[RunnableTask[Any]], **properties: Json) -> list[Json]:
    given = {} if "inputs" in properties else {"from": "{{ outputs.o.records }}"}
    ran = run(task, **{**given, **properties})
    assert ran.error is None, ran.error
    found: list[Json] = ran.outputs["records"]
    return found


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("a.b[1]", 2),
        ('w["x y"]', "z"),
        ("sum(items[].price) / count(items[].price)", Decimal("2.5")),
        ("1 + 2 * 3 - 4", 3),
        ("-(2 + 1)", -3),
        ("1 < 2 && !(2 <= 1) || false", True),
        ('t in ("FR", "x")', True),
        ("none == null", True),
        ("none + 1", None),
        ('coalesce(none, "x")', "x"),
        ('concat(t, "-", 1)', "FR-1"),
        ("toInt('7') + todecimal(\"1.5\")", Decimal("8.5")),
        ("max(a.b) > min(a.b) && avg(a.b) = 1.5", True),
        ("first(a.b) + last(a.b)", 3),
        ("toString(toBoolean('TRUE'))", "true"),
        (
            "parseTimestamp('2024-01-02T03:04:05Z') < parseTimestamp('2024-01-02T05:04:05+01:00')",
            True,
        ),
        ("deep[].inner[].n", [1, 2, 3]),
    ],
)
def test_expressions(expression: str, wanted: Json) -> None:
    row: dict[str, Json] = {
        "a": {"b": [1, 2]},
        "w": {"x y": "z"},
        "items": [{"price": 2}, {"price": 3}],
        "t": "FR",
        "deep": [{"inner": [{"n": 1}, {"n": 2}]}, {"inner": [{"n": 3}]}],
    }
    assert compiled(expression)(row) == wanted
    assert compiled("a.c")(row) is MISSING


@pytest.mark.parametrize("text", ["", "a +", "a b", "f(", "nothing(1)", "a[", "'open", "(" * 99])
def test_expressions_that_are_wrong(text: str) -> None:
    with pytest.raises(IllegalArgument):
        compiled(text)


@pytest.mark.parametrize("text", ["1 / 0", "'x' + 1", "'x' > 1", "toInt(1.5)", "'x' && true"])
def test_expressions_that_fail(text: str) -> None:
    with pytest.raises(IllegalArgument):
        compiled(text)({})


def test_records_become_others() -> None:
    fields: dict[str, Json] = {
        "name": "user.name",
        "sum": {"expr": "sum(items[].price)", "type": "DECIMAL"},
    }
    assert records(Map, fields=fields)[0] == {"name": "Ann", "sum": Decimal(5)}
    kept = records(Map, fields={"country": "concat(country, '!')"}, keepOriginalFields=True)[1]
    assert (kept["country"], kept["id"]) == ("DE!", 2)
    missing: dict[str, Json] = {"x": "user.age"}
    ran = run(Map, **{"from": ORDERS, "fields": missing})
    assert str(ran.error).startswith("Record 1: field 'x': the path leads nowhere")
    optional: dict[str, Json] = {"x": {"expr": "user.age", "optional": True}}
    assert records(Map, fields=optional, dropNulls=False)[0] == {"x": None}
    assert records(Map, fields=missing, onError="SKIP") == []
    assert records(Map, fields=missing, onError="NULL", dropNulls=False)[0] == {"x": None}


def test_records_are_chosen_and_spread() -> None:
    assert [row["id"] for row in records(Filter, where='country == "FR" && id > 1')] == [3]
    assert records(Filter, where="user > 1", onError="SKIP") == []
    assert len(records(Filter, where="user > 1", onError="KEEP")) == 3
    spread = records(Unnest, path="items[]", **{"as": "item"})
    assert [row["item"]["price"] for row in spread] == [2, 3, 5]
    assert "items" not in spread[0]
    alone = records(Unnest, path="items", keepOriginalFields=False, **{"as": "item"})
    assert alone[0] == {"item": {"price": 2}}
    ran = run(Filter, **{"from": ORDERS, "where": "id > 1"})
    assert {each.name: each.value for each in ran.metrics} == {
        "processed": 3,
        "passed": 2,
        "dropped": 1,
        "failed": 0,
    }


def test_groups() -> None:
    aggregates: dict[str, Json] = {
        "orders": "count()",
        "total": {"expr": "sum(id)", "type": "DECIMAL"},
        "mean": "avg(id)",
        "most": "max(id)",
        "who": "last(user.name)",
    }
    found = records(Aggregate, groupBy=["country"], aggregates=aggregates)
    assert found == [
        {"country": "FR", "orders": 2, "total": 4, "mean": 2, "most": 3, "who": "Cy"},
        {"country": "DE", "orders": 1, "total": 2, "mean": 2, "most": 2, "who": "Bo"},
    ]
    wrong = run(Aggregate, **{"from": ORDERS, "groupBy": ["id"], "aggregates": {"x": "id + 1"}})
    assert "is no aggregate" in str(wrong.error)


def test_inputs_by_their_position() -> None:
    other: list[Json] = [{"id": 1, "score": 5}, {"id": 2, "score": 7}, {"id": 9, "score": 1}]
    inputs: list[Json] = ["{{ outputs.o.records }}", other]
    assert "two inputs have the field 'id'" in str(run(Zip, inputs=inputs).error)
    assert records(Zip, inputs=inputs, onConflict="LEFT")[2]["id"] == 3
    assert records(Zip, inputs=inputs, onConflict="RIGHT")[2]["id"] == 9
    assert "different lengths" in str(run(Zip, inputs=[other, other[:1]], onConflict="LEFT").error)
    fields: dict[str, Json] = {"order": "$1.id", "both": "$1.id + $2.score"}
    chosen = records(Select, inputs=inputs, where="$2.score > 4", fields=fields)
    assert chosen == [{"order": 1, "both": 6}, {"order": 2, "both": 9}]
    kept = records(Select, inputs=inputs, fields=fields, keepInputFields=[2])
    assert kept[0] == {"id": 1, "score": 5, "order": 1, "both": 6}
    short = records(Select, inputs=[other, other[:1]], onLengthMismatch="SKIP")
    assert short == [{"id": 1, "score": 5}]


def test_files_are_read_and_written_row_by_row() -> None:
    ran = run(Filter, b'{"a":1.50}\n{a:2}\n', **{"from": PLACE, "where": "a < 2"})
    assert ran.error is None, ran.error
    content = ran.context.blobs.stored[ran.outputs["uri"]]
    assert list(exact_rows(io.BytesIO(content))) == [{"a": Decimal("1.50")}]
    stored = run(Filter, **{"from": ORDERS, "where": "true", "outputType": "STORE"})
    assert "uri" in stored.outputs
    assert "Records must be a list" in str(run(Filter, **{"from": "x", "where": "true"}).error)
    assert "a record must be a map" in str(run(Filter, **{"from": [1], "where": "true"}).error)


def test_jsonata() -> None:
    text = '{"orders": [{"price": 2, "quantity": 3}, {"price": 1, "quantity": 4}]}'
    ran = run(
        jsonata.TransformValue, **{"from": text, "expression": "$sum(orders.(price*quantity))"}
    )
    assert ran.outputs == {"value": 10}
    items = b'{"a":[1,2]}\n{"a":3}\n'
    for explodes, wanted in ((True, [1, 2, 3]), (False, [[1, 2], 3])):
        ran = run(
            jsonata.TransformItems, items, expression="a", explodeArray=explodes, **{"from": PLACE}
        )
        content = ran.context.blobs.stored[ran.outputs["uri"]]
        assert list(exact_rows(io.BytesIO(content))) == wanted
        assert ran.outputs["processedItemsTotal"] == 2
    wrong = run(jsonata.TransformValue, **{"from": "{}", "expression": "$sum("})
    assert "`expression` is no JSONata" in str(wrong.error)
    failed = run(jsonata.TransformValue, **{"from": "{}", "expression": "$sum('x')"})
    assert "can't be evaluated" in str(failed.error)
    endless: dict[str, Json] = {
        "from": "{}",
        "expression": "($f := function($n){1 + $f($n)}; $f(1))",
    }
    assert "can't be evaluated" in str(run(jsonata.TransformValue, maxDepth=50, **endless).error)
    assert "can't be evaluated" in str(run(jsonata.TransformValue, **endless).error)
    assert "`from` must be JSON" in str(
        run(jsonata.TransformValue, **{"from": "x", "expression": "1"}).error
    )


def test_jsonata_leaves_the_limit_of_recursion_as_it_was() -> None:
    before = sys.getrecursionlimit()
    deep = "($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(100))"
    ran = run(jsonata.TransformValue, **{"from": "{}", "expression": deep})
    assert ran.outputs == {"value": 100}, ran.error
    assert sys.getrecursionlimit() == before


ALL = {"breakOnFirstMatch": False}
KEY = {"patternDefinitions": {"KEY": "k-%{INT:n}"}}
LINE = '127.0.0.1 - ann [10/Oct/2024:13:55:36 +0200] "GET /x?y=1 HTTP/1.1" 200 2326'


@pytest.mark.parametrize(
    ("text", "properties", "wanted"),
    [
        ("x 12 y", {"pattern": "%{WORD:a} %{INT:n:int}"}, {"a": "x", "n": 12}),
        ("a=1 a=2", {"pattern": "a=%{INT:v} a=%{INT:v}"}, {"v": ["1", "2"]}),
        ("x", {"pattern": "%{INT:n}"}, {}),
        ("7", {"patterns": ["%{WORD:a}!", "%{INT:n}"]}, {"n": "7"}),
        (
            "7",
            {"patterns": ["%{WORD:a}", "%{INT:n}"], "breakOnFirstMatch": False},
            {"a": "7", "n": "7"},
        ),
        (
            "k-7",
            {"pattern": "%{KEY:k}", "patternDefinitions": {"KEY": "k-%{INT:n}"}},
            {"k": "k-7", "n": "7"},
        ),
        ("7", {"pattern": "%{INT}", "namedCapturesOnly": False}, {"INT": "7"}),
        ("b", {"pattern": "(%{INT:n})?(?<own>b)"}, {"own": "b"}),
        ("b", {"pattern": "(%{INT:n})?b", "keepEmptyCaptures": True}, {"n": None}),
    ],
)
def test_grok(text: str, properties: dict[str, Json], wanted: dict[str, Json]) -> None:
    ran = run(grok.TransformValue, **{"from": text, **properties})
    assert ran.error is None, ran.error
    assert ran.output is not None
    assert ran.output.value == wanted  # type: ignore[attr-defined]


def test_grok_knows_usual_logs_and_reads_files() -> None:
    ran = run(grok.TransformValue, **{"from": LINE, "pattern": "%{COMMONAPACHELOG}"})
    found = ran.outputs["value"]
    assert (found["clientip"], found["verb"], found["response"]) == ("127.0.0.1", "GET", "200")
    ran = run(
        grok.TransformItems, b'"a 1"\n"b 2"\n', pattern="%{WORD:w} %{INT:n}", **{"from": PLACE}
    )
    content = ran.context.blobs.stored[ran.outputs["uri"]]
    assert list(exact_rows(io.BytesIO(content))) == [{"w": "a", "n": "1"}, {"w": "b", "n": "2"}]
    assert "There is no pattern NONE" in str(
        run(grok.TransformValue, **{"from": "x", "pattern": "%{NONE}"}).error
    )
    assert "must be given" in str(run(grok.TransformValue, **{"from": "x"}).error)
    endless: dict[str, Json] = {"pattern": "%{A}", "patternDefinitions": {"A": "%{A}"}}
    assert "without end" in str(run(grok.TransformValue, **{"from": "x", **endless}).error)
