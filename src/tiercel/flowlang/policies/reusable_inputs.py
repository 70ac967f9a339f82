"""Inputs that stand for a block of a namespace: each is a form with the inputs of the block."""

from __future__ import annotations

from collections.abc import Iterator

from tiercel.flowlang.coerce import as_int, as_text, is_map, maps
from tiercel.flowlang.paths import joined
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.model.authorization.grants import covers, lineage
from tiercel.model.json_types import Json
from tiercel.model.policies.reusable_inputs import REUSABLE_INPUTS, ReusableInputs

_FORM = "FORM"
_REFERENCE = frozenset({"ref", "namespace", "revision"})


def with_blocks(value: Json, namespace: str, rules: ServerRules) -> Json:
    """A list of inputs with a form for each that stands for a block; others stay. Never raises."""
    if not rules.reusable_inputs or not isinstance(value, list):
        return value
    return [_with_block(each, namespace, rules) if is_map(each) else each for each in value]


def block_problems(
    value: Json, path: str, namespace: str, rules: ServerRules
) -> Iterator[tuple[str, str]]:
    """Paths and texts of what stands for no block that the flow may use.

    A namespace that is neither that of the flow nor above it is not asked at all, so that nobody
    learns of its blocks by naming them.
    """
    if rules.reusable_inputs is None:
        return
    for index, source in maps(value):
        place = f"{path}[{index}]"
        if source.get("type") == _FORM:
            yield from block_problems(
                source.get("inputs"), joined(place, "inputs"), namespace, rules
            )
        ref = as_text(source.get("ref"))
        if source.get("type") != REUSABLE_INPUTS or not ref:
            continue
        asked = as_text(source.get("namespace")) or namespace
        if not covers(asked, namespace):
            yield joined(place, "namespace"), "must be the namespace of the flow or one above it"
        elif _block_of(source, namespace, rules) is None:
            revision = as_int(source.get("revision"))
            which = "" if revision is None else f" of revision {revision}"
            text = f"no reusable inputs '{ref}'{which} in namespace '{asked}' or above it"
            yield joined(place, "ref"), text


def _with_block(source: dict[str, Json], namespace: str, rules: ServerRules) -> dict[str, Json]:
    if source.get("type") == _FORM and isinstance(source.get("inputs"), list):
        return {**source, "inputs": with_blocks(source["inputs"], namespace, rules)}
    if source.get("type") != REUSABLE_INPUTS:
        return source
    block = _block_of(source, namespace, rules)
    if block is None:
        return source
    kept = {name: each for name, each in source.items() if name not in _REFERENCE}
    return {**kept, "type": _FORM, "inputs": [*block.inputs]}


def _block_of(source: dict[str, Json], namespace: str, rules: ServerRules) -> ReusableInputs | None:
    """The block that an input stands for: of that name the nearest one."""
    asked = as_text(source.get("namespace")) or namespace
    if not covers(asked, namespace):
        return None
    ref, revision = as_text(source.get("ref")) or "", as_int(source.get("revision"))
    for name in lineage(asked):
        revisions = (rules.reusable_inputs or {}).get((name, ref))
        if revisions:
            if revision is None:
                return revisions[-1]
            return next((each for each in revisions if each.revision == revision), None)
    return None
