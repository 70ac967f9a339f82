"""Policies, and what they make of flows, as the API shows them (assets-apps.md §8)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.json_types import Json
from tiercel.model.policies.policy import (
    CHANGING,
    Mutation,
    Policy,
    PolicyConflict,
    PolicyViolation,
)
from tiercel.service.governance.evaluation import Evaluation, Judged
from tiercel.service.governance.policies import Imported, Preview
from tiercel.web.views.view import Document, View, given


class PolicyView(View, frozen=True):
    """A policy as it was written, with its place."""

    id: str
    scope: str
    enforcement: str
    rules: list[Document]
    deleted: bool
    display_name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    target: Document | UnsetType = UNSET


class RuleCountView(View, frozen=True):
    """How many rules change flows, and how many judge them."""

    mutate: int
    validate: int


class PolicySummaryView(View, frozen=True):
    """A policy in a list."""

    id: str
    scope: str
    enforcement: str
    rules: RuleCountView
    display_name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    target: Document | UnsetType = UNSET


class PoliciesView(View, frozen=True):
    """A page of policies."""

    results: list[PolicySummaryView]
    total: int


class MutationView(View, frozen=True):
    """A change that a policy makes."""

    action: str
    target: str
    value: Json
    previous_value: Json
    policy_id: str
    scope: str


class PolicyViolationView(View, frozen=True):
    """What a policy does not let pass, or warns of."""

    severity: str
    rule_type: str
    target: str
    message: str
    policy_id: str
    scope: str
    task_id: str | UnsetType = UNSET


class PolicyConflictView(View, frozen=True):
    """A path that one policy adds and another deletes."""

    target: str
    message: str
    add_policy_id: str
    add_scope: str
    delete_policy_id: str
    delete_scope: str


class PolicyPreviewView(View, frozen=True):
    """What policies make of a source."""

    resolved_source: str
    mutations: list[MutationView]
    violations: list[PolicyViolationView]
    conflicts: list[PolicyConflictView]


class EvaluatedResourceView(View, frozen=True):
    """Which flow."""

    kind: str
    namespace: str
    id: str


class EvaluatedView(View, frozen=True):
    """What a policy makes of a flow."""

    resource: EvaluatedResourceView
    mutations: list[MutationView]
    violations: list[PolicyViolationView]
    conflicts: list[PolicyConflictView]


class EvaluationCountsView(View, frozen=True):
    """How many flows a policy speaks of, changes and objects to."""

    scanned: int
    mutated: int
    violating: int
    conflicting: int


class PolicyEvaluationView(View, frozen=True):
    """What a policy makes of all flows: a page of those that it has something to say of."""

    counts: EvaluationCountsView
    total: int
    results: list[EvaluatedView]


class ImportErrorView(View, frozen=True):
    """A policy that was not imported; `document` is its id or its number."""

    document: str
    message: str


class PoliciesImportedView(View, frozen=True):
    """What an import did."""

    imported: int
    errors: list[ImportErrorView]


class DeletedCountView(View, frozen=True):
    """How many were deleted."""

    count: int


def policy_view(policy: Policy) -> PolicyView:
    document = policy.document
    return PolicyView(
        policy.id,
        policy.place.scope.value,
        policy.enforcement,
        [{"on": "FLOW", **rule} for rule in document["rules"]],
        False,
        given(document.get("displayName")),
        given(document.get("description")),
        policy.place.namespace or UNSET,
        given(document.get("target")),
    )


def policy_summary(policy: Policy) -> PolicySummaryView:
    """Without its rules."""
    whole = policy_view(policy)
    changing = sum(rule.kind in CHANGING for rule in policy.rules)
    return PolicySummaryView(
        whole.id,
        whole.scope,
        whole.enforcement,
        RuleCountView(changing, len(policy.rules) - changing),
        whole.display_name,
        whole.description,
        whole.namespace,
        whole.target,
    )


def preview_view(preview: Preview) -> PolicyPreviewView:
    verdict = preview.verdict
    return PolicyPreviewView(
        preview.source,
        [*map(_mutation, verdict.mutations)],
        [*map(_violation, verdict.violations)],
        [*map(_conflict, preview.conflicts)],
    )


def evaluation_view(evaluation: Evaluation, page: int, size: int) -> PolicyEvaluationView:
    """A page of its results."""
    counts = EvaluationCountsView(
        evaluation.scanned, evaluation.mutated, evaluation.violating, evaluation.conflicting
    )
    shown = evaluation.judged[(page - 1) * size : page * size]
    return PolicyEvaluationView(counts, len(evaluation.judged), [*map(_evaluated, shown)])


def imported_view(imported: Imported) -> PoliciesImportedView:
    errors = [ImportErrorView(name, message) for name, message in imported.errors]
    return PoliciesImportedView(imported.imported, errors)


def _evaluated(judged: Judged) -> EvaluatedView:
    return EvaluatedView(
        EvaluatedResourceView("FLOW", judged.namespace, judged.flow_id),
        [*map(_mutation, judged.verdict.mutations)],
        [*map(_violation, judged.verdict.violations)],
        [*map(_conflict, judged.conflicts)],
    )


def _mutation(one: Mutation) -> MutationView:
    scope = one.policy.place.scope.value
    return MutationView(one.action, one.target, one.value, one.previous, one.policy.id, scope)


def _violation(one: PolicyViolation) -> PolicyViolationView:
    return PolicyViolationView(
        "BLOCK" if one.blocks else "WARN",
        one.kind,
        one.target,
        one.message,
        one.policy.id,
        one.policy.place.scope.value,
        given(one.task_id),
    )


def _conflict(one: PolicyConflict) -> PolicyConflictView:
    adds, deletes = one.adds, one.deletes
    return PolicyConflictView(
        one.path, one.text, adds.id, adds.place.scope.value, deletes.id, deletes.place.scope.value
    )
