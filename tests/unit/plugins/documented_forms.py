"""Flows that use each property of each built-in type in each form that is documented for it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.unit.plugins.core_list import LIST, OBJECTS, TYPES, WHOLE, Entry

MORE: Entry = json.loads(LIST.with_name("script-types.json").read_text(encoding="utf-8"))
EVERY_TYPE: Entry = {**MORE["types"], **TYPES}
EVERY_OBJECT: Entry = {
    **MORE["objects"],
    **OBJECTS,
    **{each["class"]: each for each in WHOLE["flow"].values() if "class" in each},
}
EXPRESSION = "{{ inputs.x }}"
CORE = "io.kestra.plugin.core."
LOG = {"id": "child", "type": f"{CORE}log.Log", "message": "x"}
DEPTH_MAX = 3
# Kinds that have a name instead of a description.
NAMED: Mapping[str, list[Any]] = {
    "Asset": [{"id": "a", "type": "b"}],
    "Condition": [{"type": f"{CORE}condition.Weekend"}],
    "Input": [{"id": "i", "type": "STRING"}],
    "InputType": ["STRING"],
    "Level": ["INFO"],
    "Retry": [{"type": "constant", "interval": "PT1S", "maxAttempts": 2}],
    "State": ["SUCCESS"],
    "Task": [LOG],
    "TaskRunner": [{"type": f"{CORE}runner.Process"}],
    "any": ["x", 5, True, [1], {"a": 1}],
    "boolean": [True, False, "true"],
    "integer": [1, "2"],
    "SLA": [{"id": "s", "type": "MAX_DURATION", "duration": "PT1H", "behavior": "FAIL"}],
    "Trigger": [{"id": "t", "type": f"{CORE}trigger.Schedule", "cron": "0 0 * * *"}],
    "labels": [{"a": "b"}, [{"key": "a", "value": "b"}]],
    "map": [{"a": "b"}, {"a": 1, "b": {"c": [True]}}],
    "null": [None],
    "number": [1, 1.5, "1.5"],
    "string": ["text", 5, True],
}
FORMATS: Mapping[str, list[Any]] = {
    "date-time": ["2026-01-01T00:00:00Z"],
    "duration": ["PT1S"],
    "time": ["10:00:00"],
    "timezone-id": ["Europe/Paris"],
}
# Texts that mean something, by the names of the properties.
MEANINGS: Mapping[str, list[Any]] = {
    "cron": ["0 0 * * *"],
    "dates": [["2026-01-01T00:00:00Z"]],
    "dockerHost": ["unix:///var/run/docker.sock"],
    "maxDuration": ["PT2H"],
    "maxInterval": ["PT1H"],
    "timezone": ["Europe/Paris"],
    "pullPolicy": ["ALWAYS"],
    "states": [["FAILED"], ["SUCCESS", "WARNING"]],
}
# Objects whose members depend on each other.
SAMPLES: Mapping[str, list[Any]] = {
    "io.kestra.core.models.flows.DependsOn": [
        {"inputs": ["other"]},
        {"inputs": ["other"], "condition": "{{ inputs.other == 'a' }}"},
    ],
    "io.kestra.core.models.flows.PluginDefault": [
        {"type": "io.kestra", "values": {"a": 1}},
        {"type": f"{CORE}log.Log", "forced": True, "ref": "r", "values": {"level": "WARN"}},
    ],
    "io.kestra.core.models.triggers.TimeWindow": [
        {"window": "PT1H", "windowAdvance": "PT5M"},
        {"type": "DURATION_WINDOW", "window": "PT1H"},
        {"type": "SLIDING_WINDOW", "window": "PT1H"},
        {"type": "DAILY_TIME_DEADLINE", "deadline": "10:00:00"},
        {"type": "DAILY_TIME_WINDOW", "startTime": "09:00:00", "endTime": "10:00"},
    ],
    "io.kestra.core.models.triggers.Window": [
        {"every": "PT1H", "offset": "PT5M"},
        {"lookback": "PT1H"},
        {"deadline": "10:00:00", "timezone": "+02:00"},
        {"from": "09:00", "to": "10:00:00", "timezone": "Z"},
    ],
    "io.kestra.plugin.core.flow.Dag-DagTask": [{"task": LOG}, {"task": LOG, "dependsOn": []}],
    "io.kestra.plugin.core.trigger.Flow-Filter": [
        {"field": "FLOW_ID", "type": "EQUAL_TO", "value": "a"},
        {"field": "NAMESPACE", "type": "IN", "values": ["a", "b"]},
        {"field": "EXPRESSION", "type": "IS_TRUE", "value": "{{ true }}"},
    ],
    "io.kestra.plugin.core.namespace.FilesPurgeBehavior": [
        {"type": "version", "before": "2026-01-01T00:00:00Z"},
        {"type": "version", "keepAmount": 3},
    ],
    "io.kestra.plugin.core.kv.Version": [
        {"type": "version", "before": "2026-01-01T00:00:00Z"},
        {"type": "version", "keepAmount": 3},
    ],
}
# What decides which object it is.
KINDS_OF_OBJECTS = {
    "io.kestra.core.http.client.configurations.BasicAuthConfiguration": "BASIC",
    "io.kestra.core.http.client.configurations.BearerAuthConfiguration": "BEARER",
    "io.kestra.core.http.client.configurations.DigestAuthConfiguration": "DIGEST",
    "io.kestra.core.models.tasks.metrics.CounterMetric": "counter",
    "io.kestra.core.models.tasks.metrics.GaugeMetric": "gauge",
    "io.kestra.core.models.tasks.metrics.TimerMetric": "timer",
    "io.kestra.plugin.core.kv.Key": "key",
}


def parts_of(words: str) -> list[str]:
    """`a|b<c|d>` as `a` and `b<c|d>`."""
    found, depth = [""], 0
    for letter in words:
        depth += (letter in "(<") - (letter in ")>")
        if letter == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def forms(words: str, described: Entry, depth: int = 0) -> list[Any]:
    """Values of a type, each in another documented form."""
    several = parts_of(words)
    if len(several) > 1:
        return [form for one in several for form in one_of(one, described, depth)]
    if words.endswith("[]"):
        return [[form] for form in forms(words[:-2], described, depth)]
    if words.startswith("("):
        return forms(words[1:-1], described, depth)
    if words.startswith("map<"):
        return [{"a": form} for form in forms(words[4:-1], described, depth)]
    if described.get("enum"):
        return list(described["enum"])
    if words == "string" and described.get("format") in FORMATS:
        return FORMATS[described["format"]]
    if words.startswith("@"):
        return objects(words[1:], depth + 1)
    return NAMED[words]


def one_of(words: str, described: Entry, depth: int) -> list[Any]:
    """Values of one of several types: there a text is a text."""
    return ["text"] if words == "string" else forms(words, described, depth)


def objects(name: str, depth: int) -> list[Any]:
    """An object with what is required, then with each other member in each form."""
    if name in SAMPLES:
        return SAMPLES[name]
    described = EVERY_OBJECT.get(name, {})
    if "enum" in described:
        return list(described["enum"])
    properties = dict(described.get("properties") or {})
    either = properties.pop("(one of)", None)
    if either is not None:
        return forms(either["type"], either, depth)
    kind = KINDS_OF_OBJECTS.get(name)
    required: dict[str, Any] = {} if kind is None else {"type": kind}
    properties = {member: each for member, each in properties.items() if member not in required}
    required |= required_of(properties, depth)
    if depth >= DEPTH_MAX:
        return [required]
    return [required, *({**required, **one} for one in each_property(properties, depth))]


def required_of(properties: Entry, depth: int = 0) -> dict[str, Any]:
    """The first form of all that must be there."""
    required = {}
    for name, described in properties.items():
        if described.get("required") and "default" not in described:
            found = MEANINGS.get(name) or forms(described["type"], described, depth)
            required[name] = found[0]
    return required


def each_property(properties: Entry, depth: int = 0) -> Iterator[dict[str, Any]]:
    """One property in one form at a time, and as an expression where it is rendered."""
    for name, described in properties.items():
        if described.get("readOnly") or name in ("id", "type"):
            continue
        for form in MEANINGS.get(name) or forms(described.get("type", "any"), described, depth):
            yield {name: form}
        words, rendered = parts_of(described.get("type", "")), described.get("dynamic")
        if rendered == "P" or (rendered and "string" in words):
            yield {name: EXPRESSION}


def flows_of(name: str, described: Entry, extra: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A flow for each property and form of a type, one for each of its other names."""
    properties = {
        member: each
        for member, each in (described.get("properties") or {}).items()
        if member not in extra
    }
    required = {**required_of(properties), **extra}
    kind = described["kind"]
    for alias in (name, *described.get("aliases", ())):
        yield a_flow(kind, {"type": alias, **required})
    for one in each_property(properties):
        yield a_flow(kind, {"type": name, **required, **one})


def a_flow(kind: str, plugin: dict[str, Any]) -> dict[str, Any]:
    """A flow around one plugin."""
    flow: dict[str, Any] = {"id": "f", "namespace": "company.team", "tasks": [LOG]}
    if kind == "task":
        flow["tasks"] = [{"id": "tried", **plugin}]
    elif kind == "trigger":
        flow["triggers"] = [{"id": "tried", **plugin}]
    elif kind == "condition":
        schedule = {"type": f"{CORE}trigger.Schedule", "cron": "0 0 * * *"}
        flow["triggers"] = [{"id": "on", **schedule, "conditions": [plugin]}]
    else:
        script = {"type": "io.kestra.plugin.scripts.shell.Script", "script": "x"}
        flow["tasks"] = [{"id": "tried", **script, "taskRunner": plugin}]
    numbers = itertools.count()
    return {key: numbered(value, numbers) for key, value in flow.items()}


def numbered(value: Any, numbers: Iterator[int]) -> Any:
    """The same value; each child has an id of its own."""
    if isinstance(value, list):
        return [numbered(item, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    copied = {key: numbered(item, numbers) for key, item in value.items()}
    return {**copied, "id": f"child{next(numbers)}"} if value.get("id") == "child" else copied
