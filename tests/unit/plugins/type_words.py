"""Types of the list of core types and types of ours, in the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.unit.plugins.core_list import NAMED, Entry

# Words of the list in the words of these tests; what is not here is the same in both.
WORDS = {
    "State": "string",
    "Level": "string",
    "Task": "Task",
    "Input": "any",
    "Retry": "object",
    "DashboardFilter": "map",
    "labels": "map|any[]",
    "path": "string",
    "@io.kestra.core.models.Label": "any",
    "@io.kestra.core.models.flows.Output": "any",
    "@charset": "string",
}
FORMATS = ("duration", "date-time")
NESTED = {"Condition", "DataFilter", "DataFilterKPI", "TaskRunner", "Task"}
NAME = re.compile(re.escape(NAMED) + r"([\w.$-]+)")


def listed_type(entry: Entry) -> str:
    """A type of the list as sorted words: `boolean`, `map|string`, `object[]`."""
    # A word that must be there as it is: the list gives it no type.
    text = "string" if "const" in entry else entry["type"]
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


def named_objects(text: str) -> list[str]:
    """The objects that a type of the list names."""
    return NAME.findall(text)
