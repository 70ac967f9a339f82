"""What the list of core types says of each property in each generation, beside what ours is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.unit.plugins.core_list import GENERATIONS, WHOLE, Entry, by_generation, wanted
from tests.unit.plugins.type_words import listed_type, own_type
from tiercel.model.durations import parse_duration
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.schemas.common_schema import COMMON_OF_KIND
from tiercel.plugin.schemas.json_schema import Definitions
from tiercel.plugin.schemas.schema import class_schema, plugin_schema

CORE = "io.kestra.plugin.core."


class Fact(NamedTuple):
    """One aspect of a property: `type`, `required`, `default`, `dynamic` or `present`."""

    owner: str
    name: str
    aspect: str
    theirs: str
    ours: str


class Own(NamedTuple):
    """A property of ours. `default` is as JSON has it, None for none."""

    type: str
    is_required: bool
    default: Any
    is_dynamic: bool


Facts = Iterator[tuple[str, Fact]]


def differences(facts: Iterable[tuple[str, Fact]]) -> dict[Fact, str]:
    """The facts where the two differ, with their generations: `0.21-1.3`."""
    found: dict[Fact, set[str]] = {}
    for generation, fact in facts:
        if fact.theirs != fact.ours:
            found.setdefault(fact, set()).add(generation)
    return {fact: span(generations) for fact, generations in found.items()}


def span(generations: set[str]) -> str:
    """Generations as text: runs of them by their ends."""
    runs: list[list[str]] = []
    previous = ""
    for generation in GENERATIONS:
        if generation in generations:
            if previous in generations and runs:
                runs[-1].append(generation)
            else:
                runs.append([generation])
        previous = generation
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def type_facts(catalog: Catalog) -> Facts:
    """Facts of all properties of all types."""
    for name, owner in wanted():
        own = own_properties(catalog, name)
        for prop, entry in owner["properties"].items():
            yield from facts_of(name.removeprefix(CORE), prop, owner, entry, own.get(prop))


def common_facts(catalog: Catalog) -> Facts:
    """Facts of what all tasks and all triggers have, as one of each is shown."""
    for kind, example in (("Task", "log.Log"), ("Trigger", "trigger.Schedule")):
        schema = plugin_schema(catalog, f"{CORE}{example}", has_common=True)
        assert schema is not None
        own = {
            name: own_of({**each, "$required": name in schema["properties"]["required"]})
            for name, each in schema["properties"]["properties"].items()
        }
        for prop, entry in WHOLE["base"][kind]["properties"].items():
            yield from facts_of(kind, prop, {}, entry, own.get(prop))


def facts_of(
    owner_name: str,
    name: str,
    owner: Entry,
    entry: Entry,
    own: Own | None,
    has_dynamic: bool = True,
) -> Facts:
    """Facts of one property in every generation; `own` is None for one that ours has not."""
    for generation, form in by_generation(owner, entry):
        if own is None:
            yield generation, Fact(owner_name, name, "present", "yes", "no")
            continue
        yield generation, Fact(owner_name, name, "type", listed_type(form), own.type)
        # What is required and has a default may be left out.
        is_needed = bool(form.get("required")) and "default" not in form
        yield generation, Fact(owner_name, name, "required", word(is_needed), word(own.is_required))
        is_duration = form.get("format") == "duration"
        theirs, ours = (shown(each, is_duration) for each in (form.get("default"), own.default))
        yield generation, Fact(owner_name, name, "default", theirs, ours)
        if has_dynamic:
            is_rendered = bool(form.get("dynamic"))
            yield (
                generation,
                Fact(owner_name, name, "dynamic", word(is_rendered), word(own.is_dynamic)),
            )


def own_properties(catalog: Catalog, name: str) -> Mapping[str, Own]:
    """The properties of ours, as the server shows them in the schema of the type."""
    plugin_class = catalog.class_of(name)
    found = catalog.find(name)
    assert plugin_class is not None
    assert found is not None
    schemas = class_schema(plugin_class, Definitions(), {})["properties"]
    # Those that all types of a kind have are listed where a generation shows them with the type.
    common = COMMON_OF_KIND.get(found.kind, {})
    return {prop: own_of(schema) for prop, schema in {**common, **schemas}.items()}


def own_of(schema: Mapping[str, Any]) -> Own:
    """A property by its schema."""
    return Own(
        type=own_type(schema),
        is_required=bool(schema.get("$required")),
        default=schema.get("default", schema.get("anyOf", [{}])[0].get("default")),
        is_dynamic=bool(schema.get("$dynamic")),
    )


def word(is_so: bool) -> str:
    """A truth value as the tables of differences have it."""
    return "yes" if is_so else "no"


def shown(value: Any, is_duration: bool = False) -> str:
    """A default as text, in which `"false"` and False are the same, and 60.0 and PT1M."""
    if is_duration and value is not None:
        seconds = value if isinstance(value, int | float) else parse_duration(value).total_seconds()
        return f"{float(seconds)} s"
    if isinstance(value, str) and value.startswith('{"'):
        value = json.loads(value)
    if isinstance(value, Mapping):
        return json.dumps({key: shown(each) for key, each in value.items()}, sort_keys=True)
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value)
