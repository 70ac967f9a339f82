"""Flow sources to flows."""

from __future__ import annotations

from msgspec.structs import replace

from tiercel.flowlang.build import build_flow
from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.coerce import as_text, is_map
from tiercel.flowlang.policies.reusable_inputs import block_problems
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.source import Document, parse
from tiercel.flowlang.walk import unknown_types
from tiercel.model.errors import Invalid
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json


def read_flow(
    source: str,
    catalog: TypeCatalog,
    rules: ServerRules = NO_RULES,
    *,
    strict: bool = True,
    revision: int = 1,
) -> Flow:
    """The flow of a source, plugin defaults merged in and changed as policies say.

    Shapes: `strict` is for sources that a user saves or validates. Otherwise unknown properties
    are passed over, and a source that can't be run is a flow with `exception`: its tasks are
    left out when the text itself is unreadable, and kept when only a plugin, or a block of
    inputs, is missing.
    Raises: Invalid with every violation, if strict.
    """
    if strict:
        return read_valid_flow(source, catalog, rules)
    document = parse(source)
    broken = _unreadable(document)
    if broken is not None:
        return _exceptional(document, broken, revision)
    flow = build_flow(document, catalog, rules, revision)
    missing = unknown_types(document.value, catalog)
    if missing:
        return replace(flow, exception=f"Invalid type: {missing[0]}")
    inputs = document.value.get("inputs")
    absent = next(block_problems(inputs, "inputs", flow.namespace, rules), None)
    return flow if absent is None else replace(flow, exception=": ".join(absent))


def read_valid_flow(source: str, catalog: TypeCatalog, rules: ServerRules = NO_RULES) -> Flow:
    """The flow of a source that a user saves. Raises: Invalid with every violation."""
    document = parse(source)
    violations = check_document(document, catalog, rules)
    if violations:
        raise Invalid(violations)
    return build_flow(document, catalog, rules)


def read_template(
    source: str, catalog: TypeCatalog, rules: ServerRules = NO_RULES, *, strict: bool = True
) -> Flow:
    """A template as a flow that has nothing but tasks, errors and finally.

    Raises: Invalid with every violation, if strict.
    Source: spec/api/templates.md.
    """
    document, rules = parse(source, kind="template"), rules.of_templates
    if strict:
        violations = check_document(document, catalog, rules, table="Template")
        if violations:
            raise Invalid(violations)
    broken = _unreadable(document)
    if broken is not None:
        return _exceptional(document, broken, 1)
    return build_flow(document, catalog, rules)


def _unreadable(document: Document) -> str | None:
    if document.problems:
        return document.problems[0].message
    if not is_map(document.value):
        return "Illegal flow yaml: a flow must be a map"
    for name in ("id", "namespace"):
        if not as_text(document.value.get(name)):
            return f"{name}: must not be null"
    return None


def _exceptional(document: Document, message: str, revision: int) -> Flow:
    plain: dict[str, Json] = document.value if is_map(document.value) else {}
    return Flow(
        id=as_text(plain.get("id")) or "",
        namespace=as_text(plain.get("namespace")) or "",
        revision=revision,
        source=document.text,
        document=plain,
        exception=message,
    )
