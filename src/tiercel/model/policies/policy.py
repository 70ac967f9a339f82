"""A policy with its rules, and what it makes of a flow (assets-apps.md §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from tiercel.model.json_types import Json

RuleKind = Literal["Add", "Delete", "Deny", "Restrict", "Require"]
Target = Literal["FLOW", "PLUGIN"]
Enforcement = Literal["ACTIVE", "EVALUATE", "DISABLED", "REFERENCE"]
Operator = Literal[
    "EQUAL_TO", "NOT_EQUAL_TO", "IN", "NOT_IN", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "REGEX",
    "IS_NULL", "IS_NOT_NULL", "IS_TRUE", "IS_FALSE",
]  # fmt: skip
Action = Literal["ADDED", "REPLACED", "REMOVED"]
# What changes a flow; all other kinds judge it.
CHANGING = ("Add", "Delete")


class PolicyScope(StrEnum):
    """Whose a policy is, from far to near: a configuration's, the server's, a namespace's."""

    STATIC = "STATIC"
    INSTANCE = "INSTANCE"
    TENANT = "TENANT"
    NAMESPACE = "NAMESPACE"


class PolicyCondition(msgspec.Struct, frozen=True):
    """Where a rule holds: what a field of the flow or plugin, a path with dots, must be."""

    field: str
    operator: Operator = "EQUAL_TO"
    value: Json = None


class PolicyRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. Which fields count depends on its kind.

    Shapes: `values` are those to add; `properties` are paths with dots; `limits` has some of
    min, max, enum, regex and equals.
    """

    kind: RuleKind
    on: Target = "FLOW"
    where: tuple[PolicyCondition, ...] = ()
    values: Mapping[str, Json] = {}
    override: bool = False
    properties: tuple[str, ...] = ()
    limits: Mapping[str, Json] = {}
    blocks: bool = True
    message: str | None = None


class PolicyPlace(msgspec.Struct, frozen=True):
    """Where a policy is kept; `namespace` is empty in all scopes but that of a namespace."""

    scope: PolicyScope
    namespace: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A named list of rules.

    Shapes: it holds in the namespace of its place and below; of those, where `namespaces` names
    some, in these and below them alone. `document` is what somebody wrote.
    """

    id: str
    place: PolicyPlace
    enforcement: Enforcement = "ACTIVE"
    namespaces: tuple[str, ...] = ()
    is_elsewhere: bool = False
    rules: tuple[PolicyRule, ...] = ()
    document: Mapping[str, Json] = {}

    @property
    def is_in_force(self) -> bool:
        """Whether flows are held to it."""
        return self.enforcement in ("ACTIVE", "REFERENCE") and not self.is_elsewhere

    def holds_in(self, namespace: str) -> bool:
        """Whether flows of the namespace are what it speaks of."""
        return any(is_within(namespace, each) for each in self.namespaces or ("",)) and is_within(
            namespace, self.place.namespace
        )


class Mutation(msgspec.Struct, frozen=True, kw_only=True):
    """A change that a policy made. Shapes: `target` is a path such as `tasks[0].timeout`."""

    action: Action
    target: str
    policy: Policy
    value: Json = None
    previous: Json = None


class PolicyViolation(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy does not let pass, or only warns of; `target` is a path, empty for the flow."""

    blocks: bool
    kind: RuleKind
    target: str
    message: str
    policy: Policy
    task_id: str | None = None

    @property
    def text(self) -> str:
        """The message with who says so."""
        return f"{self.message} (policy '{self.policy.id}')"


class PolicyConflict(msgspec.Struct, frozen=True, kw_only=True):
    """A path that one policy adds and another deletes, in flows that both speak of."""

    path: str
    adds: Policy
    deletes: Policy

    @property
    def text(self) -> str:
        """What it says to people."""
        return f"'{self.deletes.id}' deletes '{self.path}', which '{self.adds.id}' adds"


class Verdict(msgspec.Struct, frozen=True):
    """What policies make of a flow: its document as it counts, and what they say.

    `too_many` is why plugin defaults are left out of it, empty when they are not.
    """

    document: dict[str, Json]
    mutations: tuple[Mutation, ...] = ()
    violations: tuple[PolicyViolation, ...] = ()
    too_many: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the flow may not be saved."""
        return any(each.blocks for each in self.violations)


def from_far_to_near(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Those of the configuration first, those of the innermost namespaces last."""
    scopes = [*PolicyScope]
    return tuple(
        sorted(
            policies,
            key=lambda each: (scopes.index(each.place.scope), len(each.place.namespace), each.id),
        )
    )


def is_within(namespace: str, other: str) -> bool:
    """Whether a namespace is another one or below it; everything is below the empty one."""
    return not other or f"{namespace}.".startswith(f"{other}.")
