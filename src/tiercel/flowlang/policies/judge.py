"""What policies make of a flow: first they change its document, then they judge the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_text, as_texts
from tiercel.flowlang.defaults import DEFAULTS, TooManyDefaults, inject, own_defaults
from tiercel.flowlang.paths import joined
from tiercel.flowlang.policies.conditions import (
    is_list_of_pairs,
    meets,
    objections,
    pairs_of,
    value_at,
)
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import POLICY_FINDINGS_MAX
from tiercel.model.policies.policy import (
    CHANGING,
    Action,
    Mutation,
    Policy,
    PolicyRule,
    PolicyViolation,
    Verdict,
)

REFERENCES = "policyRefs"
# Below these a `type` is not that of a plugin.
_OTHERS = frozenset({"inputs", "outputs", "variables", "labels", *DEFAULTS})
Step = tuple[Policy, PolicyRule]
Change = tuple[Action, str, Json, Json]


class Place(NamedTuple):
    """A map that rules are about: the flow, or a plugin in it, at its path."""

    path: str
    document: dict[str, Json]


def verdict_of(plain: dict[str, Json], rules: ServerRules, catalog: TypeCatalog) -> Verdict:
    """The document with plugin defaults merged in and policies applied; `plain` is left as it is.

    Changes come after plugin defaults, flow rules before those on plugins: what is deleted first,
    then what is added, the nearest policy first unless it overrides, so that the author wins over
    policies and near ones over far ones; and an override of a far one over all.
    """
    namespace = as_text(plain.get("namespace")) or ""
    defaults = (*own_defaults(plain), *rules.defaults_in(namespace))
    try:
        merged, too_many = inject(plain, defaults, catalog), ""
    except TooManyDefaults as error:
        merged, too_many = plain, str(error)
    found = [each for each in rules.policies if each.is_in_force and each.holds_in(namespace)]
    if not found:
        return Verdict(merged, too_many=too_many)
    return replace(_Judge(_copied(merged), catalog).verdict(found), too_many=too_many)


class _Judge:
    """One look at one document, which it changes."""

    def __init__(self, document: dict[str, Json], catalog: TypeCatalog) -> None:
        self._document = document
        self._catalog = catalog

    def verdict(self, policies: Sequence[Policy]) -> Verdict:
        mutations = [
            Mutation(action=action, target=path, policy=policy, value=value, previous=previous)
            for policy, rule in _in_order(policies)
            for action, path, value, previous in self._changes(policy, rule)
        ]
        violations = [
            found
            for policy in policies
            for rule in policy.rules
            if rule.kind not in CHANGING
            for found in self._violations(policy, rule)
        ]
        return Verdict(
            self._document,
            tuple(mutations[:POLICY_FINDINGS_MAX]),
            tuple(violations[:POLICY_FINDINGS_MAX]),
        )

    def _changes(self, policy: Policy, rule: PolicyRule) -> Iterator[Change]:
        for place in list(self._places(policy, rule)):
            if rule.kind == "Add":
                yield from _added(place.document, rule.values, place.path, overrides=rule.override)
            else:
                yield from _deleted(place.document, rule.properties, place.path)

    def _violations(self, policy: Policy, rule: PolicyRule) -> Iterator[PolicyViolation]:
        for place in self._places(policy, rule):
            for name, text in objections(rule, place.document):
                yield PolicyViolation(
                    blocks=rule.blocks,
                    kind=rule.kind,
                    target=joined(place.path, name) if name else place.path,
                    message=rule.message or text,
                    policy=policy,
                    task_id=as_text(place.document.get("id")) if place.path else None,
                )

    def _places(self, policy: Policy, rule: PolicyRule) -> Iterator[Place]:
        """What the rule is about, its conditions met."""
        flow = Place("", self._document)
        for place in (flow,) if rule.on == "FLOW" else _plugins(self._document, ""):
            if policy.enforcement == "REFERENCE" and not any(
                policy.id in as_texts(each.get(REFERENCES))
                for each in (self._document, place.document)
            ):
                continue
            if all(meets(each, place.document, self._catalog) for each in rule.where):
                yield place


def _in_order(policies: Sequence[Policy]) -> list[Step]:
    """The changing rules as they are applied."""
    steps = [
        (policy, rule)
        for policy in reversed(policies)
        for rule in policy.rules
        if rule.kind in CHANGING
    ]
    # What a rule adds to the flow may be a plugin, which others then reach.
    return sorted(steps, key=lambda step: _order(step[1]))


def _order(rule: PolicyRule) -> tuple[bool, int]:
    return rule.on == "PLUGIN", 0 if rule.kind == "Delete" else 1 + rule.override


def _plugins(value: Json, path: str) -> Iterator[Place]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _plugins(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        type_name = value.get("type")
        if path and isinstance(type_name, str) and "." in type_name:
            yield Place(path, value)
        for key, item in value.items():
            if path or key not in _OTHERS:
                yield from _plugins(item, joined(path, key))


def _added(
    into: dict[str, Json], values: Mapping[str, Json], path: str, *, overrides: bool
) -> Iterator[Change]:
    """Lists replace, maps merge."""
    for name, value in values.items():
        there, place = into.get(name), joined(path, name)
        if isinstance(value, Mapping) and is_list_of_pairs(there):
            there = into[name] = pairs_of(there)
        if isinstance(there, dict) and isinstance(value, Mapping):
            yield from _added(there, value, place, overrides=overrides)
        elif there is None:
            into[name] = _copied(value)
            yield "ADDED", place, value, None
        elif overrides and there != value:
            into[name] = _copied(value)
            yield "REPLACED", place, value, there


def _deleted(document: dict[str, Json], properties: Sequence[str], path: str) -> Iterator[Change]:
    for each in properties:
        *above, name = each.split(".")
        holder = value_at(document, ".".join(above)) if above else document
        if isinstance(holder, dict) and name in holder:
            yield "REMOVED", joined(path, each), None, holder.pop(name)


def _copied(value: Json) -> Json:
    """The value with maps and lists of its own, also where an alias shared one."""
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value
