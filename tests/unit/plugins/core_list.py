"""The machine-readable list of the core types of all generations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("core-types.json")
KINDS = {
    "task": "task",
    "trigger": "trigger",
    "condition": "condition",
    "taskRunner": "runner",
    "chart": "chart",
    "dataFilter": "data",
    "dataFilterKPI": "filter",
}
# Only in the engine of the reference: templates are inlined when a flow is loaded.
NOT_NEEDED = frozenset({"io.kestra.plugin.core.flow.Template$ExecutorTemplate"})
# Properties that every task, trigger or runner has are read by the flow language.
COMMON = frozenset({"pluginDefaultsRef", "timeout"})
NAMED = "@"

Entry = Mapping[str, Any]


def whole_list() -> Entry:
    """The list as it is written down."""
    found: Entry = json.loads(LIST.read_text(encoding="utf-8"))
    return found


GENERATIONS = ("0.21", "0.22", "0.23", "0.24", "1.0", "1.1", "1.2", "1.3", "2.0")
WHOLE = whole_list()
TYPES: Entry = {name: each for name, each in WHOLE["types"].items() if each["kind"] in KINDS}
OBJECTS: Entry = WHOLE["objects"]


def wanted() -> Iterator[tuple[str, Entry]]:
    """(name, entry) of the types that the registry must have."""
    return ((name, each) for name, each in TYPES.items() if name not in NOT_NEEDED)


def properties() -> Iterator[tuple[str, str, Entry]]:
    """(type, property, entry) of all of them."""
    return (
        (name, prop, entry) for name, each in wanted() for prop, entry in each["properties"].items()
    )


def forms(entry: Entry) -> Iterator[Entry]:
    """A property as the newest generation has it, then as each older one that differs."""
    newest = {key: value for key, value in entry.items() if key != "changes"}
    yield newest
    for change in entry.get("changes", ()):
        yield {key: value for key, value in {**newest, **change}.items() if value is not None}


def by_generation(owner: Entry, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """(generation, form) of a property, for each generation that has it."""
    older = {
        generation: {key: value for key, value in {**entry, **change}.items() if value is not None}
        for change in entry.get("changes", ())
        for generation in change["generations"]
    }
    listed = entry.get("generations", owner.get("generations", GENERATIONS))
    for generation in GENERATIONS:
        if generation in listed or generation in older:
            yield generation, older.get(generation, entry)
