"""Types of properties against the list of core types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from tests.unit.plugins.core_list import NAMED, TYPES, Entry, forms, properties
from tiercel.plugin.json_schema import Definitions
from tiercel.plugin.registry import Catalog
from tiercel.plugin.schema import class_schema

pytestmark = pytest.mark.skipif(not TYPES, reason="the list of core types is not at hand")

CORE = "io.kestra.plugin.core."
# Words of the list in the words of this test; what is not here is the same in both.
WORDS = {
    "State": "string",
    "Level": "string",
    "Task": "Task",
    "Input": "any",
    "DashboardFilter": "map",
    "labels": "map|any[]",
    "path": "string",
    "@io.kestra.core.models.Label": "any",
    "@io.kestra.core.models.flows.Output": "any",
    "@charset": "string",
}
FORMATS = ("duration", "date-time")
NESTED = {"Condition", "DataFilter", "DataFilterKPI", "TaskRunner", "Task"}

# (type, property): what ours is, and why.
HEADERS = ("map", "a number is taken as text, and a list gives the header more than once")
TEXT_OR_LIST = ("any", "text, a list or a number: the value keeps its type until it is written")
LATER = ("any", "the type of the value is known when it is rendered")
EXCEPTIONS: Mapping[tuple[str, str], tuple[str, str]] = {
    (f"{CORE}http.Download", "headers"): HEADERS,
    (f"{CORE}http.Request", "headers"): HEADERS,
    (f"{CORE}http.SseRequest", "headers"): HEADERS,
    (f"{CORE}http.Trigger", "headers"): HEADERS,
    (f"{CORE}flow.Template", "args"): ("map", "values keep their type, as inputs do"),
    (f"{CORE}log.Log", "message"): TEXT_OR_LIST,
    (f"{CORE}namespace.DeleteFiles", "files"): TEXT_OR_LIST,
    (f"{CORE}namespace.DownloadFiles", "files"): TEXT_OR_LIST,
    ("io.kestra.plugin.scripts.runner.docker.Docker", "config"): LATER,
    (f"{CORE}kv.Set", "value"): LATER,
    (f"{CORE}condition.ExecutionOutputs", "expression"): (
        "string",
        "the condition renders it itself, with the outputs of the other execution",
    ),
    (f"{CORE}condition.MultipleCondition", "conditions"): (
        "Condition",
        "the values of the map are checked as conditions",
    ),
    (f"{CORE}flow.ForEachItem$ForEachItemExecutable", "labels"): (
        "any[]|map",
        "as the labels of ForEachItem, from which the server fills them",
    ),
    (f"{CORE}flow.ForEachItem$ForEachItemExecutable", "subflowId"): (
        "any",
        "made by the server, never read from a flow",
    ),
    (f"{CORE}dashboard.chart.Markdown", "source"): (
        "map",
        "one of two objects, told apart by `type` when the chart is drawn",
    ),
    (f"{CORE}trigger.ScheduleOnDates", "dates"): ("string:date-time[]", "they are dates"),
    (f"{CORE}flow.WorkingDirectory", "inputFiles"): (
        "map|string|string[]",
        "a list of addresses is taken too, as by script tasks",
    ),
    (f"{CORE}flow.Loop", "values"): ("any[]|map|string", "2.0 loops over maps too"),
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of_builtins()


def listed_type(entry: Entry) -> str:
    """A type of the list as sorted words: `boolean`, `map|string`, `object[]`."""
    text = entry["type"]
    if entry.get("format") in FORMATS:
        text = f"{text}:{entry['format']}"
    return "|".join(sorted({_listed_word(word) for word in _alternatives(text)}))


def _alternatives(text: str) -> list[str]:
    if text.startswith("("):
        return ["object[]"]
    return [each for word in text.split("|") for each in WORDS.get(word, word).split("|")]


def _listed_word(word: str) -> str:
    if word.endswith("[]"):
        return f"{_listed_word(word[:-2])}[]"
    if word.startswith("map<"):
        return f"map<{_listed_word(word[4:-1])}>"
    word = WORDS.get(word, word)
    last = word.rpartition(".")[2]
    if word.startswith(NAMED) and last not in NESTED:
        return "object"
    return last if word.startswith(NAMED) else word


def own_type(schema: Mapping[str, Any]) -> str:
    """A JSON schema of ours in the same words."""
    return "|".join(sorted(set(_own_words(schema))))


def _own_words(schema: Mapping[str, Any]) -> list[str]:
    if "anyOf" in schema:
        parts = schema["anyOf"]
        if "$dynamic" in parts[0]:
            parts = parts[:1]
        return [word for part in parts for word in _own_words(part)]
    if "$ref" in schema:
        last = schema["$ref"].rpartition(".")[2]
        return [last if last in NESTED else "object"]
    match schema.get("type"):
        case None:
            return ["any"]
        case "array":
            return [f"{own_type(schema['items'])}[]"]
        case "object" if "properties" in schema:
            return ["object"]
        case "object":
            values = schema.get("additionalProperties", {"type": "object"})
            is_plain = values == {"type": "object"}
            return ["map" if is_plain else f"map<{own_type(values)}>"]
        case "string" if schema.get("format") in FORMATS:
            return [f"string:{schema['format']}"]
        case kind:
            return [str(kind)]


@cache
def schema_of(catalog: Catalog, name: str) -> Mapping[str, Any]:
    plugin_class = catalog.class_of(name)
    assert plugin_class is not None
    found: Mapping[str, Any] = class_schema(plugin_class, Definitions(), {})["properties"]
    return found


def values_of(schema: Mapping[str, Any]) -> set[str]:
    """The words that a property takes; empty for any."""
    if "enum" in schema:
        return set(schema["enum"])
    parts = [*schema.get("anyOf", ()), *([schema["items"]] if schema.get("items") else [])]
    return {value for part in parts for value in values_of(part)}


def own_properties(catalog: Catalog) -> Iterator[tuple[str, str, Entry, Mapping[str, Any]]]:
    for name, prop, entry in properties():
        schema = schema_of(catalog, name).get(prop)
        if schema is not None:
            yield name, prop, entry, schema


def test_types_are_those_of_every_generation(catalog: Catalog) -> None:
    wrong = []
    for name, prop, entry, schema in own_properties(catalog):
        wanted = {listed_type(form) for form in forms(entry)}
        own = own_type(schema)
        if (name, prop) in EXCEPTIONS:
            wanted = {EXCEPTIONS[name, prop][0]}
        if own not in wanted:
            wrong.append((name, prop, own, wanted))
    assert wrong == []


def test_no_exception_is_left_over(catalog: Catalog) -> None:
    needless = [
        (name, prop)
        for name, prop, entry, schema in own_properties(catalog)
        if (name, prop) in EXCEPTIONS and own_type(schema) == listed_type(entry)
    ]
    assert needless == []
    known = {(name, prop) for name, prop, _ in properties()}
    assert set(EXCEPTIONS) <= known


def test_words_are_those_of_every_generation(catalog: Catalog) -> None:
    wrong = []
    for name, prop, entry, schema in own_properties(catalog):
        wanted = {word for form in forms(entry) for word in form.get("enum", ())}
        missing = wanted - values_of(schema)
        if wanted and missing:
            wrong.append((name, prop, missing))
    assert wrong == []
