"""Every check of a flow, in the spec's order: parsing, constraints, rules."""

from __future__ import annotations

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.check_inputs import check_input_constraints, check_input_shapes
from tiercel.flowlang.check_plugins import check_plugin_constraints, check_plugin_shapes
from tiercel.flowlang.check_retry import check_retry, check_slas
from tiercel.flowlang.check_rules import check_rules
from tiercel.flowlang.check_table import check_constraints, check_shape, describe
from tiercel.flowlang.coerce import as_text, is_map, maps
from tiercel.flowlang.defaults import DEFAULTS, default_problems
from tiercel.flowlang.findings import Findings
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.flowlang.policies.reusable_inputs import block_problems
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.source import Document
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json


def check_document(
    document: Document,
    catalog: TypeCatalog,
    rules: ServerRules = NO_RULES,
    *,
    table: str = "Flow",
) -> list[Violation]:
    """Every violation of a flow's document: parsing first, constraints, rules at last.

    Property names and types are checked as written, constraints with plugin defaults merged in
    and policies applied: this is where every flow that enters a server meets them.
    `table` is Flow or Template.
    """
    plain = document.value
    findings = Findings(document)
    if not is_map(plain):
        if not document.problems:
            message = f"Illegal flow yaml: a flow must be a map, but this is {describe(plain)}"
            findings.refuse("yaml", message, hint="start with `id: …`")
        return findings.all()
    check_shape(findings, table, plain, "")
    check_plugin_shapes(findings, plain, catalog)
    check_input_shapes(findings, plain.get("inputs"), "inputs")
    verdict = verdict_of(plain, rules, catalog)
    merged = verdict.document
    if verdict.too_many:
        findings.constrain("pluginDefaults", f"too many plugin defaults: {verdict.too_many}")
    for found in verdict.violations:
        if found.blocks:
            findings.constrain(found.target or "policy", found.text)
    check_constraints(findings, table, merged, "")
    for name in DEFAULTS:
        for path, text, hint in default_problems(plain.get(name), name, catalog):
            findings.constrain(path, text, hint=hint)
    _check_checks(findings, plain.get("checks"))
    check_retry(findings, merged.get("retry"), "retry")
    check_slas(findings, merged.get("sla"))
    check_plugin_constraints(findings, merged, catalog, rules.worker_groups)
    check_input_constraints(findings, merged.get("inputs"), "inputs")
    namespace = as_text(plain.get("namespace")) or ""
    for place, message in block_problems(merged.get("inputs"), "inputs", namespace, rules):
        findings.constrain(place, message)
    check_rules(findings, plain, catalog, rules)
    return findings.all()


def _check_checks(findings: Findings, value: Json) -> None:
    for index, check in maps(value):
        if check.get("when") is None and check.get("condition") is None:
            findings.constrain(f"checks[{index}].condition", "must not be null")
