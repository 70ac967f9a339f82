"""Advice for near misses: names that were probably meant."""

from __future__ import annotations

from collections.abc import Iterable

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
_CUTOFF = 0.7
_CUTOFF_OF_TYPES = 0.6
_KNOWN_SHOWN_MAX = 12


def did_you_mean(word: str, known: Iterable[str], *, lists_known: bool = False) -> str:
    """`did you mean 'x'?`, and the known words if they are few and asked for; else empty."""
    words = sorted(known)
    guess = closest(word, words)
    parts = [f"did you mean '{guess}'?"] if guess else []
    if lists_known and 0 < len(words) <= _KNOWN_SHOWN_MAX:
        parts.append(f"known here: {', '.join(words)}")
    return " ".join(parts)


def closest(word: str, known: Iterable[str], cutoff: float = _CUTOFF) -> str:
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
    from difflib import get_close_matches

    found = get_close_matches(lowered[:100], by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else ""


def closest_type(type_name: str, known: Iterable[str]) -> str:
    """The plugin type that was probably meant: by its last parts first, then as a whole."""
    names = sorted(known)
    last = _last(type_name, 1)
    ends = [name for name in names if _last(name, 1) == last]
    if last and len(ends) > 1:
        ends = [name for name in ends if _last(name, 2) == _last(type_name, 2)] or ends
    if last and ends:
        return ends[0]
    by_last = {_last(name, 1): name for name in reversed(names)}
    guess = closest(last, by_last, _CUTOFF_OF_TYPES)
    return by_last[guess] if guess else closest(type_name, names)


def _last(type_name: str, parts: int) -> str:
    return ".".join(type_name.split(".")[-parts:]).lower()
