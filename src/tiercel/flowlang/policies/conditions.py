"""What is at a path of a document, and whether it meets the condition or the limits of a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_bool, as_duration, as_number, as_text
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import PolicyCondition, PolicyRule
from tiercel.model.regexes import filter_regex
from tiercel.model.stored.limits import STORE_REGEX_SECONDS_MAX

_NEGATIVE = frozenset({"NOT_EQUAL_TO", "NOT_IN", "IS_NULL"})
_EXPRESSIONS = ("{{", "{%")


def value_at(document: Mapping[str, Json], path: str) -> Json:
    """The value at a path with dots, None when there is none; labels may be a list of pairs."""
    found: Json = document
    for name in path.split("."):
        if is_list_of_pairs(found):
            found = pairs_of(found)
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return found


def is_list_of_pairs(value: Json) -> bool:
    """Whether it is a map as labels may be written: a list of keys with their values."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and "key" in each for each in value)
    )


def pairs_of(value: Json) -> dict[str, Json]:
    """The map that such a list stands for."""
    return {str(each["key"]): each.get("value") for each in value}


def meets(condition: PolicyCondition, document: Mapping[str, Json], catalog: TypeCatalog) -> bool:
    """Whether the document is one that a rule with the condition speaks of."""
    values = [value_at(document, condition.field)]
    if condition.field == "type" and isinstance(values[0], str):
        # Another name of the type is no way around a rule.
        plugin = catalog.find(values[0])
        values += [] if plugin is None else [plugin.name]
    quantifier = all if condition.operator in _NEGATIVE else any
    return quantifier(_compares(condition, each) for each in values)


def _compares(condition: PolicyCondition, value: Json) -> bool:
    wanted, operator = condition.value, condition.operator
    match operator:
        case "IS_NULL" | "IS_NOT_NULL":
            return (value is None) is (operator == "IS_NULL")
        case "IS_TRUE" | "IS_FALSE":
            return value is not None and as_bool(value) is (operator == "IS_TRUE")
        case "IN" | "NOT_IN":
            among = wanted if isinstance(wanted, list) else [wanted]
            return any(_is_same(value, each) for each in among) is (operator == "IN")
        case "EQUAL_TO" | "NOT_EQUAL_TO":
            return _is_same(value, wanted) is (operator == "EQUAL_TO")
        case "CONTAINS" if isinstance(value, list | dict):
            return any(_is_same(each, wanted) for each in value)
        case _:
            return _compares_texts(condition, as_text(value), as_text(wanted))


def _compares_texts(condition: PolicyCondition, text: str | None, wanted: str | None) -> bool:
    if text is None or wanted is None:
        return False
    match condition.operator:
        case "STARTS_WITH":
            return text.startswith(wanted)
        case "ENDS_WITH":
            return text.endswith(wanted)
        case "REGEX":
            # What takes too long to say is a case for the rule.
            return is_match(wanted, text, if_slow=True)
        case _:
            return wanted in text


def _is_same(value: Json, wanted: Json) -> bool:
    """Whether they are equal; a scalar is as its text, since YAML authors quote as they like."""
    if value == wanted:
        return True
    text = as_text(value)
    return text is not None and text == as_text(wanted)


def is_match(pattern: str, text: str, *, if_slow: bool) -> bool:
    """Whether the whole text matches; `if_slow` when that can't be said in time."""
    try:
        return filter_regex(pattern).fullmatch(text, timeout=STORE_REGEX_SECONDS_MAX) is not None
    except (Invalid, TimeoutError):
        return if_slow


def objections(rule: PolicyRule, document: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Paths of properties, empty for the whole, with what a judging rule says against them."""
    if rule.kind == "Deny":
        yield "", f"this {rule.on.lower()} is denied"
        return
    for name in rule.properties:
        value = value_at(document, name)
        if rule.kind == "Require":
            if value is None or value in ("", [], {}):
                yield name, "is required"
        elif value is not None:
            for each in value if isinstance(value, list) else [value]:
                text = _beyond(rule.limits, each)
                if text is not None:
                    yield name, text
                    break


def _beyond(limits: Mapping[str, Json], value: Json) -> str | None:
    """What of the limits the value does not keep."""
    if isinstance(value, str) and any(each in value for each in _EXPRESSIONS):
        return "holds an expression, so that its limits can't be checked"
    if "equals" in limits and not _is_same(value, limits["equals"]):
        return f"must be '{limits['equals']}'"
    if "enum" in limits and not any(_is_same(value, each) for each in limits["enum"]):
        return f"must be one of {', '.join(map(str, limits['enum']))}"
    if "regex" in limits:
        pattern = str(limits["regex"])
        if not is_match(pattern, as_text(value) or "", if_slow=False):
            return f"must match {pattern}"
    return _out_of_range(limits, value)


def _out_of_range(limits: Mapping[str, Json], value: Json) -> str | None:
    least, most = amount_of(limits.get("min")), amount_of(limits.get("max"))
    if least is None and most is None:
        return None
    amount = amount_of(value)
    if amount is None:
        return "must be a number or a duration"
    if least is not None and amount < least:
        return f"must be at least {limits['min']}"
    if most is not None and amount > most:
        return f"must be at most {limits['max']}"
    return None


def amount_of(value: Json) -> float | None:
    """A number, also from text, or the seconds of an ISO duration; None for anything else."""
    number = as_number(value)
    if number is not None:
        return None if isnan(number) else number
    duration = as_duration(value) if isinstance(value, str) else None
    return None if duration is None else duration.total_seconds()
