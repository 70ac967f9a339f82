"""Checks of input declarations."""

from __future__ import annotations

import re

from tiercel.flowlang.check_table import (
    check_constraints,
    check_shape,
    refuse_kind,
    refuse_type,
)
from tiercel.flowlang.coerce import as_text, is_map, maps
from tiercel.flowlang.findings import Findings
from tiercel.flowlang.paths import joined
from tiercel.flowlang.schema import INPUT_TYPES, TABLES
from tiercel.model.json_types import Json

# What only the reader of the reference's expressions knows is left to it.
_JAVA_ONLY = re.compile(r"\\[^\W_dDwWsSbBAZnrtfv\d]|&&|\(\?<[a-zA-Z]|[*+?}]\+|\[[^\]]*\[")


def check_input_shapes(findings: Findings, value: Json, path: str) -> None:
    """Types and property names of the inputs of a list, those inside of forms included."""
    for index, source in enumerate(value if isinstance(value, list) else ()):
        place = f"{path}[{index}]"
        if not is_map(source):
            refuse_kind(findings, "input", source, place, "write id: … and type: …")
            continue
        kind = as_text(source.get("type"))
        if kind not in INPUT_TYPES:
            refuse_type(findings, source.get("type"), INPUT_TYPES, place)
            continue
        check_shape(findings, f"Input.{kind}", source, place)
        if kind == "FORM":
            check_input_shapes(findings, source.get("inputs"), joined(place, "inputs"))


def check_input_constraints(findings: Findings, value: Json, path: str) -> None:
    """Required properties and contradictions of the inputs of a list."""
    for index, source in maps(value):
        place = f"{path}[{index}]"
        if source.get("id") is None and source.get("name") is None:
            findings.constrain(joined(place, "id"), "must not be null")
        elif as_text(source.get("id", source.get("name"))) == "":
            findings.constrain(joined(place, "id"), "must not be blank")
        table = f"Input.{as_text(source.get('type'))}"
        if table in TABLES:
            check_constraints(findings, table, source, place)
            _check_own(findings, source, place)


def _check_own(findings: Findings, source: dict[str, Json], path: str) -> None:
    kind = as_text(source.get("type"))
    if kind == "ARRAY" and source.get("itemType") == "ARRAY":
        findings.constrain(path, "`itemType` cannot be `ARRAY`", at=joined(path, "itemType"))
    if kind == "MULTISELECT" and source.get("values") and source.get("options"):
        findings.constrain(path, "you can't define both `values` and `options`")
    if kind in ("SELECT", "MULTISELECT") and not _has_choices(source):
        findings.constrain(path, "`values` or `expression` must be given")
    if source.get("defaults") is not None and source.get("prefill") is not None:
        findings.constrain(path, "you can't define both `defaults` and `prefill`")
    if kind in ("STRING", "SECRET"):
        _check_pattern(findings, source.get("validator"), joined(path, "validator"))
    if kind == "FORM":
        check_input_constraints(findings, source.get("inputs"), joined(path, "inputs"))


def _has_choices(source: dict[str, Json]) -> bool:
    return any(source.get(name) is not None for name in ("values", "options", "expression"))


def _check_pattern(findings: Findings, value: Json, path: str) -> None:
    pattern = as_text(value)
    if pattern is None or _JAVA_ONLY.search(pattern):
        return
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        findings.constrain(path, f"invalid pattern [{pattern}]", hint=str(error))
