"""What one policy adds and another deletes in the same flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tiercel.flowlang.paths import joined
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import Policy, PolicyConflict, PolicyRule, is_within


def conflicts_among(policies: Sequence[Policy]) -> Iterator[PolicyConflict]:
    """Paths that would come and go, of all pairs; a policy may contradict itself as well."""
    for adds in policies:
        for deletes in policies:
            if _overlap(adds, deletes):
                for path in dict.fromkeys(_contested(adds, deletes)):
                    yield PolicyConflict(path=path, adds=adds, deletes=deletes)


def _contested(adds: Policy, deletes: Policy) -> Iterator[str]:
    for added in adds.rules:
        for deleted in deletes.rules:
            kinds = (added.kind, deleted.kind)
            if kinds != ("Add", "Delete") or added.on != deleted.on or _are_apart(added, deleted):
                continue
            yield from (each for each in _paths(added.values) if each in deleted.properties)


def _overlap(one: Policy, other: Policy) -> bool:
    """Whether there may be a flow that both speak of."""
    return any(
        is_within(first, second) or is_within(second, first)
        for first in _reach(one)
        for second in _reach(other)
    )


def _reach(policy: Policy) -> list[str]:
    """The namespaces, each with all below it, in which it holds."""
    home = policy.place.namespace
    if not policy.namespaces:
        return [home]
    within = [each for each in policy.namespaces if is_within(each, home)]
    return [home] if any(is_within(home, each) for each in policy.namespaces) else within


def _are_apart(one: PolicyRule, other: PolicyRule) -> bool:
    """Whether conditions rule out that both speak of the same."""
    return any(
        first.operator == second.operator == "EQUAL_TO"
        and first.field == second.field
        and first.value != second.value
        for first in one.where
        for second in other.where
    )


def _paths(values: Mapping[str, Json], prefix: str = "") -> Iterator[str]:
    for name, value in values.items():
        path = joined(prefix, name)
        yield path
        if isinstance(value, Mapping):
            yield from _paths(value, path)
