"""Checks of plain objects against the tables of `schema`: shape first, constraints after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial

from tiercel.flowlang.coerce import (
    as_duration,
    as_int,
    as_number,
    as_text,
    is_map,
    label_pairs,
    maps,
)
from tiercel.flowlang.findings import Findings
from tiercel.flowlang.hints import did_you_mean
from tiercel.flowlang.paths import joined
from tiercel.flowlang.schema import BY_TYPE, CLASS_NAMES, TABLES, Rule
from tiercel.model.json_types import Json
from tiercel.model.limits import FLOW_NUMBER_MAX

_NAMES = {
    "bool": "true or false",
    "int": "a whole number",
    "number": "a number",
    "text": "a text",
    "word": "a text",
    "scalar": "a text or a number",
    "map": "a map",
    "object": "a map",
    "list": "a list",
    "objects": "a list",
    "words": "a list",
    "labels": "a map or a list of keys and values",
    "task": "a task, which is a map",
    "trigger": "a trigger, which is a map",
    "condition": "a condition, which is a map",
    "input": "an input, which is a map",
}
_DURATION_HINT = "a duration is ISO-8601 text, for example PT30S, PT1H30M or P1D"


def check_shape(findings: Findings, table: str, value: dict[str, Json], path: str) -> None:
    """Unknown properties, and values of the wrong kind, of an object and all below it."""
    rules = TABLES[table]
    refuse_unknown(findings, value, rules, class_name=CLASS_NAMES.get(table, table), path=path)
    check_kinds(findings, rules, value, path)


def check_kinds(
    findings: Findings, rules: Mapping[str, Rule], value: dict[str, Json], path: str
) -> None:
    """Values of the wrong kind; unknown properties are passed over."""
    for name, rule in rules.items():
        given = value.get(name)
        if given is None:
            continue
        place = joined(path, name)
        if not _check_kind(findings, rule, given, place):
            continue
        for table, item, item_path in _objects(findings, rule, given, place):
            check_shape(findings, table, item, item_path)


def refuse_unknown(
    findings: Findings,
    value: dict[str, Json],
    known: Iterable[str],
    *,
    class_name: str,
    path: str,
) -> None:
    """Properties that nobody knows."""
    unknown = value.keys() - frozenset(known)
    if not unknown:
        return
    names = sorted(known)
    listed = ", ".join(f'"{each}"' for each in names)
    tail = f"not marked as ignorable ({len(names)} known properties: {listed}])"
    for name in value:
        if name in unknown:
            findings.refuse(
                joined(path, name),
                f'Unrecognized field "{name}" (class {class_name}), {tail}',
                hint=partial(did_you_mean, name, names),
                at_key=True,
            )


def _objects(
    findings: Findings, rule: Rule, value: Json, path: str
) -> Iterator[tuple[str, dict[str, Json], str]]:
    """The objects below a value, each with its table; refuses items that are no maps."""
    if rule.kind == "object":
        items: list[tuple[Json, str]] = [(value, path)]
    elif rule.kind == "objects":
        items = [(item, f"{path}[{index}]") for index, item in enumerate(value)]
    else:
        return
    for item, place in items:
        if not is_map(item):
            refuse_kind(findings, "map", item, place)
            continue
        table = table_of(rule.of, item)
        if table is None:
            refuse_type(findings, item.get("type"), BY_TYPE[rule.of], place)
        else:
            yield table, item, place


def table_of(name: str, value: dict[str, Json]) -> str | None:
    """The table of an object; None if its `type` picks none."""
    kinds = BY_TYPE.get(name)
    if kinds is None:
        return name
    kind = as_text(value.get("type"))
    return f"{name}.{kind}" if kind in kinds else None


def refuse_type(findings: Findings, value: Json, known: Iterable[str], path: str) -> None:
    """A `type` that is missing or picks nothing."""
    name = as_text(value)
    message = f"Invalid type: {'null' if name is None else name}"
    findings.refuse(joined(path, "type"), message, hint=partial(allowed_types, name, known))


def allowed_types(name: str | None, known: Iterable[str]) -> str:
    """Advice for a `type` that picks nothing: the one that was probably meant, and all."""
    words = sorted(known)
    guess = did_you_mean(name, words) if name else ""
    return f"{guess} `type` must be one of {', '.join(words)}".lstrip()


def refuse_kind(findings: Findings, wanted: str, value: Json, path: str, hint: str = "") -> None:
    """A value of the wrong kind."""
    wanted = _NAMES.get(wanted, wanted)
    message = f"Illegal flow yaml: expected {wanted}, but got {describe(value)}"
    findings.refuse(path, message, hint=hint)


def describe(value: Json) -> str:
    """A value in words, short."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    text = as_text(value) or ""
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _check_kind(findings: Findings, rule: Rule, value: Json, path: str) -> bool:
    if rule.kind in ("any", "ignored"):
        return True
    if rule.kind == "duration":
        if as_duration(value) is None:
            message = f"Illegal flow yaml: {describe(value)} is not a duration"
            findings.refuse(path, message, hint=_DURATION_HINT)
        return True
    if not _fits(rule.kind, value):
        refuse_kind(findings, rule.kind, value, path, _kind_hint(rule.kind, value))
        return False
    if rule.kind == "word":
        _check_word(findings, rule, value, path)
    elif rule.kind == "words":
        for index, item in enumerate(value):
            _check_word(findings, rule, item, f"{path}[{index}]")
    elif rule.kind == "labels":
        _check_label_kinds(findings, value, path)
    return True


def _fits(kind: str, value: Json) -> bool:
    if kind in ("text", "word"):
        return as_text(value) is not None
    if kind == "scalar":
        return as_text(value) is not None and not isinstance(value, bool)
    if kind == "bool":
        return isinstance(value, bool) or as_text(value) in ("true", "false", "True", "False")
    if kind == "int":
        return as_int(value) is not None
    if kind == "number":
        return as_number(value) is not None
    if kind in ("map", "object"):
        return is_map(value)
    if kind == "labels":
        return isinstance(value, dict | list)
    return isinstance(value, list)


def _kind_hint(kind: str, value: Json) -> str:
    if kind in ("list", "objects", "words") and is_map(value):
        return "put '- ' in front of each item"
    if kind == "text" and is_map(value):
        return "a text with '{', ':' or '#' must be quoted"
    if isinstance(value, str) and "{{" in value:
        return "an expression is not possible here"
    return ""


def _check_word(findings: Findings, rule: Rule, value: Json, path: str) -> None:
    word = as_text(value)
    if word not in rule.words:
        listed = ", ".join(rule.words)
        message = f"Illegal flow yaml: {describe(value)} is not one of {listed}"
        findings.refuse(path, message, hint=partial(did_you_mean, word or "", rule.words))


def _check_label_kinds(findings: Findings, value: Json, path: str) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            if not is_map(item):
                refuse_kind(findings, "map", item, f"{path}[{index}]", "write key: … and value: …")
            else:
                names = ("key", "value")
                class_name = "io.kestra.core.models.Label"
                place = f"{path}[{index}]"
                refuse_unknown(findings, item, names, class_name=class_name, path=place)
        return
    for key, item in value.items():
        if isinstance(item, dict | list):
            message = f"Unsupported type for key: {key}, value: {describe(item)}"
            hint = "the value of a label is a text"
            findings.refuse(joined(path, key), f"Illegal flow yaml: {message}", hint=hint)


def check_constraints(findings: Findings, table: str, value: dict[str, Json], path: str) -> None:
    """Required properties, patterns, sizes and bounds of an object and all below it."""
    for name, rule in TABLES[table].items():
        given, place = value.get(name), joined(path, name)
        if given is None:
            if rule.required:
                is_list = rule.kind == "list" and rule.not_empty
                findings.constrain(place, "must not be empty" if is_list else "must not be null")
        elif rule.kind == "labels":
            _check_label_texts(findings, given, place)
        else:
            _check_bounds(findings, rule, given, place)
            _check_below(findings, rule, given, place)


def _check_below(findings: Findings, rule: Rule, value: Json, path: str) -> None:
    if rule.kind == "object" and is_map(value):
        table = table_of(rule.of, value)
        if table is not None:
            check_constraints(findings, table, value, path)
    elif rule.kind == "objects":
        for index, item in maps(value):
            table = table_of(rule.of, item)
            if table is not None:
                check_constraints(findings, table, item, f"{path}[{index}]")


def _check_bounds(findings: Findings, rule: Rule, value: Json, path: str) -> None:
    if rule.kind in ("text", "word"):
        text = as_text(value)
        if text is not None:
            _check_text(findings, rule, text, path)
    elif rule.kind == "int":
        number = as_int(value)
        if number is None:
            return
        if rule.least is not None and number < rule.least:
            findings.constrain(path, f"must be greater than or equal to {rule.least}")
        if rule.above is not None and number <= rule.above:
            findings.constrain(path, f"must be greater than {rule.above}")
        if number > FLOW_NUMBER_MAX:
            findings.constrain(path, f"must be less than or equal to {FLOW_NUMBER_MAX}")
    elif rule.not_empty and value == []:
        findings.constrain(path, "must not be empty")


def _check_text(findings: Findings, rule: Rule, text: str, path: str) -> None:
    if rule.not_empty and not text.strip():
        findings.constrain(path, "must not be blank")
        return
    if rule.pattern and not compiled(rule.pattern).fullmatch(text):
        findings.constrain(path, f'must match "{rule.pattern}"', hint=_id_hint(text))
    if rule.size is not None and not rule.size[0] <= len(text) <= rule.size[1]:
        least, most = rule.size
        findings.constrain(path, f"size must be between {least} and {most}")


def _id_hint(text: str) -> str:
    allowed = re.sub(r"[^a-zA-Z0-9._-]+", "-", text).strip("-._")
    return f"for example '{allowed.lower()}'" if allowed and allowed.lower() != text else ""


def _check_label_texts(findings: Findings, value: Json, path: str) -> None:
    for index, (key, text) in enumerate(label_pairs(value)):
        at = joined(path, str(key)) if is_map(value) else None
        for part, given in (("key", key), ("value", text)):
            if given is None:
                findings.constrain(f"{path}[{index}].{part}", "must not be null", at=at)
            elif given == "":
                findings.constrain(f"{path}[{index}].{part}", "must not be empty", at=at)


@lru_cache(maxsize=32)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the tables."""
    return re.compile(pattern)
