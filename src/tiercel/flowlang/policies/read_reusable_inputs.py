"""Blocks of inputs from their sources, checked as the inputs of a flow are."""

from __future__ import annotations

import re

import msgspec

from tiercel.flowlang.check_inputs import check_input_constraints, check_input_shapes
from tiercel.flowlang.check_rules import input_rules
from tiercel.flowlang.check_table import check_constraints, check_shape, describe
from tiercel.flowlang.coerce import as_text, is_map, maps
from tiercel.flowlang.findings import Findings
from tiercel.flowlang.source import Document, parse
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import (
    REUSABLE_INPUTS_CHARS_MAX,
    REUSABLE_INPUTS_ID_CHARS_MAX,
)
from tiercel.model.policies.reusable_inputs import REUSABLE_INPUTS, BlockKey

_ID = re.compile(r"[a-zA-Z0-9][.a-zA-Z0-9_-]*")


class BlockDraft(msgspec.Struct, frozen=True):
    """What a source says of a block."""

    source: str
    inputs: tuple[dict[str, Json], ...]
    description: str | None = None


def read_reusable_inputs(source: str, key: BlockKey) -> BlockDraft:
    """The block of a YAML source that is stored under a key; it may name that key, and no other.

    Raises: Invalid with every violation.
    """
    document = parse(source, kind="reusable inputs")
    plain, findings = document.value, Findings(document)
    if is_map(plain):
        _check(findings, plain, key)
    elif not document.problems:
        message = f"Illegal reusable inputs yaml: expected a map, but got {describe(plain)}"
        findings.refuse("yaml", message, hint="start with `inputs:`")
    found = findings.all()
    if found:
        raise Invalid(found)
    return _draft(document)


def _draft(document: Document) -> BlockDraft:
    plain = document.value
    inputs = tuple(each for _, each in maps(plain["inputs"]))
    return BlockDraft(document.text, inputs, as_text(plain.get("description")))


def _check(findings: Findings, plain: dict[str, Json], key: BlockKey) -> None:
    check_shape(findings, "ReusableInputs", plain, "")
    check_input_shapes(findings, plain.get("inputs"), "inputs")
    check_constraints(findings, "ReusableInputs", plain, "")
    check_input_constraints(findings, plain.get("inputs"), "inputs")
    for name, wanted in zip(("namespace", "id"), key, strict=True):
        if as_text(plain.get(name)) not in (None, wanted):
            findings.constrain(name, f"must be '{wanted}', as in the path, or be missing")
    if len(key[1]) > REUSABLE_INPUTS_ID_CHARS_MAX or not _ID.fullmatch(key[1]):
        text = f'must match "{_ID.pattern}", {REUSABLE_INPUTS_ID_CHARS_MAX} characters at most'
        findings.constrain("id", text)
    if len(findings.document.text) > REUSABLE_INPUTS_CHARS_MAX:
        findings.constrain("", f"must have {REUSABLE_INPUTS_CHARS_MAX:,} characters at most")
    _check_nesting(findings, plain.get("inputs"), "inputs")
    for broken in input_rules(findings, plain):
        findings.constrain(broken.path, broken.text, hint=broken.hint)


def _check_nesting(findings: Findings, value: Json, path: str) -> None:
    for index, source in maps(value):
        place = f"{path}[{index}]"
        if source.get("type") == REUSABLE_INPUTS:
            findings.constrain(f"{place}.type", "a block can't stand in another one")
        _check_nesting(findings, source.get("inputs"), f"{place}.inputs")
