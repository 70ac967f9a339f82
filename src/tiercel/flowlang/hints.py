"""Advice for near misses: names that were probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tiercel.flowlang.catalog import PluginKind, TypeCatalog
from tiercel.model.limits import HINT_WORDS_MAX

# Words of other tools, and of habit, for what flows call otherwise.
_SYNONYMS = {
    "steps": "tasks",
    "jobs": "tasks",
    "stages": "tasks",
    "task": "tasks",
    "name": "id",
    "key": "id",
    "vars": "variables",
    "env": "variables",
    "parameters": "inputs",
    "params": "inputs",
    "tags": "labels",
    "schedule": "triggers",
    "on": "triggers",
    "onerror": "errors",
    "onfailure": "errors",
    "catch": "errors",
    "default": "defaults",
    "if": "runIf",
    "needs": "dependsOn",
    "enabled": "disabled",
    "retries": "retry",
    "options": "values",
    "choices": "values",
    "regex": "validator",
    "pattern": "validator",
    "kind": "type",
    "uses": "type",
    "limits": "concurrency",
    "do": "tasks",
    "number": "FLOAT",
    "integer": "INT",
    "text": "STRING",
    "str": "STRING",
    "object": "JSON",
    "map": "JSON",
    "list": "ARRAY",
    "password": "SECRET",
}
NOUNS: Mapping[PluginKind, str] = {
    "task": "a task",
    "trigger": "a trigger",
    "condition": "a condition",
    "runner": "a task runner",
    "chart": "a chart",
    "data": "the data of a chart",
    "filter": "a filter",
    "additional": "a part of a task",
}
# What somebody who begins needs first.
_USUAL: Mapping[PluginKind, str] = {
    "task": "io.kestra.plugin.core.log.Log",
    "trigger": "io.kestra.plugin.core.trigger.Schedule",
}
_CUTOFF = 0.7
_KNOWN_SHOWN_MAX = 12
_DISTANCE_MAX = 2
_TYPE_CHARS_MAX = 200
# `io.kestra.plugin` says nothing.
_PREFIX_PARTS = 3
_GROUP_TYPES_MAX = 6


def did_you_mean(word: str, known: Iterable[str], *, lists_known: bool = False) -> str:
    """`did you mean 'x'?`, and the known words if they are few and asked for; else empty."""
    words = sorted(known)
    guess = closest(word, words)
    parts = [f"did you mean '{guess}'?"] if guess else []
    if lists_known and 0 < len(words) <= _KNOWN_SHOWN_MAX:
        parts.append(f"known here: {', '.join(words)}")
    return " ".join(parts)


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or empty."""
    by_lower = {each.lower(): each for each in known}
    lowered = word.strip().lower()
    if lowered in by_lower:
        return by_lower[lowered]
    plain = lowered.replace("_", "").replace("-", "")
    if plain in by_lower:
        return by_lower[plain]
    synonym = _SYNONYMS.get(plain, "")
    if synonym.lower() in by_lower:
        return synonym
    if len(by_lower) > HINT_WORDS_MAX:
        return ""
    from difflib import get_close_matches

    found = get_close_matches(lowered[:100], by_lower, n=1, cutoff=_CUTOFF)
    return by_lower[found[0]] if found else ""


def missing_type_hint(catalog: TypeCatalog, kind: PluginKind) -> str:
    """Advice for what has no type: one that it could have."""
    names = catalog.names(kind)
    found = _USUAL.get(kind)
    if found not in names:
        found = next((each for each in names if _is_current(catalog, each)), None)
    return f"{NOUNS[kind]} needs a type" + (f", for example {found}" if found else "")


def type_hint(catalog: TypeCatalog, name: str, kind: PluginKind) -> str:
    """Advice for a type that is not there, or is of another kind than the place asks for.

    Which one was probably meant, or which package brings it and by which command; else empty.
    """
    found = catalog.find(name)
    if found is not None:
        return f"'{name}' is not {NOUNS[kind]} but {NOUNS[found.kind]}"
    advice = catalog.advice(name)
    if advice:
        return advice
    names = catalog.names(kind)
    guess = closest_type(name, names)
    if guess and _is_current(catalog, guess):
        return f"did you mean '{guess}'?"
    others = [each for each in _in_groups_of(name, names) if _is_current(catalog, each)]
    return f"did you mean one of {', '.join(others)}?" if others else ""


def _is_current(catalog: TypeCatalog, name: str) -> bool:
    """Whether somebody who begins may be led to the type."""
    found = catalog.find(name)
    return found is not None and not found.deprecated


def _in_groups_of(word: str, names: Iterable[str]) -> list[str]:
    """The types of the groups that a single word names, such as `python`; none if they are many."""
    group = word.strip().lower()
    found = [each for each in names if group in each.lower().split(".")[_PREFIX_PARTS:-1]]
    return found if len(found) <= _GROUP_TYPES_MAX else []


def closest_type(type_name: str, known: Iterable[str]) -> str:
    """The plugin type that was probably meant, or empty.

    A dotted name is compared with names with as many parts, and at most two letters may differ: a
    type of another family would lead astray. A single word may be the last part of a name.
    """
    words = type_name.strip().lower()[:_TYPE_CHARS_MAX].split(".")
    by_distance: dict[int, list[str]] = {}
    for name in known:
        parts = name.lower().split(".")
        distance = _distance_of_parts(words, parts[-1:] if len(words) == 1 else parts)
        if distance is not None:
            by_distance.setdefault(distance, []).append(name)
    nearest = by_distance[min(by_distance)] if by_distance else []
    return nearest[0] if len(nearest) == 1 else ""


def _distance_of_parts(words: list[str], parts: list[str]) -> int | None:
    """The letters that differ; None when these are too many, or half of a part."""
    if len(words) != len(parts):
        return None
    sum_ = 0
    for word, part in zip(words, parts, strict=True):
        if word == part:
            continue
        distance = _distance(word, part)
        sum_ += distance
        if sum_ > _DISTANCE_MAX or distance * 2 >= max(len(word), len(part)):
            return None
    return sum_


def _distance(one: str, other: str) -> int:
    """Letters to insert, leave out, replace or swap with the next; only exact up to the bound."""
    if abs(len(one) - len(other)) > _DISTANCE_MAX:
        return _DISTANCE_MAX + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, its in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if above and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                best = min(best, above[j - 2] + 1)
            row.append(best)
        if min(row) > _DISTANCE_MAX:
            break
    return row[-1]
