"""A family's types against the list of the reference: names, properties, outputs, metrics.

A deviation is one line of text, such as `sqlite.Query.url: default jdbc:sqlite: not none`; a family
lists those that it has on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.workspace.family import family
from plugins.workspace.project import index_of
from tests.unit.plugins.core_facts import shown, word
from tests.unit.plugins.type_words import listed_type, own_type
from tiercel.plugin.catalog.index import IndexRow, load_class
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.schemas.json_schema import Definitions
from tiercel.plugin.schemas.schema import class_schema
from tiercel.plugin.task import Plugin
from tiercel.plugins.scripts.base import ScriptBase

NEWEST = "1.3"
# Of every task or trigger, which the flow language reads.
COMMON = frozenset({"interval"})
# Of every task that runs commands: tests of scripts compare them, and all of ours have them all.
OF_SCRIPTS = frozenset(ScriptBase.model_fields) | {"commands", "interpreter"}
KINDS = {"task": "task", "trigger": "trigger", "additional": "additional"}


def deviations(name: str, listed: Path) -> list[str]:
    """All of a family's, against its part of the list."""
    wanted: Mapping[str, Any] = json.loads(listed.read_text(encoding="utf-8"))
    found = differences(index_of(family(name)), wanted)
    return [each.removeprefix(family(name).file.prefixes[0]) for each in found]


def differences(own: Iterable[IndexRow], wanted: Mapping[str, Any]) -> list[str]:
    """All of these types, against a list of as many."""
    rows = {row.name: row for row in own}
    catalog = Catalog(rows.values())
    found = [f"{each}: is not there" for each in sorted(wanted.keys() - rows.keys())]
    found += [f"{each}: is not listed" for each in sorted(rows.keys() - wanted.keys())]
    for each in sorted(wanted.keys() & rows.keys()):
        found += _of_type(catalog, rows[each], wanted[each])
    return found


def _of_type(catalog: Catalog, row: IndexRow, wanted: Mapping[str, Any]) -> Iterator[str]:
    if KINDS[wanted["kind"]] != row.kind:
        yield f"{row.name}: kind {wanted['kind']} not {row.kind}"
    if set(wanted.get("aliases") or ()) - set(row.aliases):
        yield f"{row.name}: aliases {sorted(set(wanted['aliases']) - set(row.aliases))} are missing"
    plugin_class = load_class(row.place)
    own = class_schema(plugin_class, Definitions(), {})["properties"]
    # A type that is known by what flows write says nothing of what they must, or may render.
    is_exact = wanted.get("source") != "flows"
    listed = {name: each for name, each in wanted["properties"].items() if name not in COMMON}
    further = {
        name
        for name in own.keys() - listed.keys() - COMMON
        if not _is_of_scripts(plugin_class, name)
    }
    yield from (f"{row.name}.{name}: is not listed" for name in sorted(further))
    for name, entry in listed.items():
        if name not in own:
            if plugin_class.model_fields.get(name) is None and not _is_hidden(plugin_class, name):
                yield f"{row.name}.{name}: is not there"
            continue
        if _is_of_scripts(plugin_class, name):
            continue
        facts = _of_property(f"{row.name}.{name}", entry, own[name])
        yield from (each for each in facts if is_exact or ": type " in each)
    yield from _of_outputs(row.name, wanted, plugin_class)
    info = catalog.info_of(row.name)
    metrics = {each.split()[0] for each in wanted.get("metrics") or ()}
    if info is not None and metrics != {each.name for each in info.metrics}:
        yield f"{row.name}: metrics {sorted(metrics)} not {sorted(m.name for m in info.metrics)}"


def _is_of_scripts(plugin_class: type[Plugin], name: str) -> bool:
    fields = {field.alias or key: key for key, field in plugin_class.model_fields.items()}
    return issubclass(plugin_class, ScriptBase) and fields.get(name) in OF_SCRIPTS


def _is_hidden(plugin_class: type[Plugin], name: str) -> bool:
    """Whether the property is taken without being shown."""
    return any(
        (field.alias or field_name) == name
        for field_name, field in plugin_class.model_fields.items()
    )


def _of_property(place: str, entry: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[str]:
    is_duration = entry.get("format") == "duration"
    default = own.get("default", own.get("anyOf", [{}])[0].get("default"))
    facts = {
        "type": (listed_type(entry), own_type(own)),
        "required": (
            word(bool(entry.get("required")) and "default" not in entry),
            word(bool(own.get("$required"))),
        ),
        "default": (shown(entry.get("default"), is_duration), shown(default, is_duration)),
        "dynamic": (word(bool(entry.get("dynamic"))), word(bool(own.get("$dynamic")))),
        "enum": (sorted(entry.get("enum") or ()), sorted(_enum_of(own))),
    }
    for aspect, (theirs, ours) in facts.items():
        if theirs != ours:
            yield f"{place}: {aspect} {theirs} not {ours}"


def _enum_of(schema: Mapping[str, Any]) -> list[str]:
    for form in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "enum" in form:
            return [str(each) for each in form["enum"]]
    return []


def _of_outputs(name: str, wanted: Mapping[str, Any], plugin_class: type[Plugin]) -> Iterator[str]:
    outputs = outputs_class_of(plugin_class)
    own = (
        set()
        if outputs is None
        else {field.alias or key for key, field in outputs.model_fields.items()}
    )
    yield from (
        f"{name}: output {each} is not there"
        for each in sorted((wanted.get("outputs") or {}).keys() - own)
    )
