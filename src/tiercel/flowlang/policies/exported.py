"""Policies outside of the API: those of a configuration, and documents that name their place."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from tiercel.flowlang.coerce import as_text, is_map
from tiercel.flowlang.policies.conflicts import conflicts_among
from tiercel.flowlang.policies.read import read_policy
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import Policy, PolicyPlace, PolicyScope

Document = dict[str, Json]
TENANT_PLACE = PolicyPlace(PolicyScope.TENANT)


def static_policies(given: Mapping[str, Mapping[str, Json]]) -> tuple[Policy, ...]:
    """The policies of a configuration, by id. Raises: Invalid: such a server does not start."""
    place = PolicyPlace(PolicyScope.STATIC)
    policies = []
    for policy_id, document in given.items():
        try:
            policies.append(read_policy({**document, "id": policy_id}, place))
        except Invalid as error:
            raise Invalid(
                [
                    replace(each, path=f"kestra.policies.{policy_id}.{each.path}")
                    for each in error.violations
                ]
            ) from None
    found = [Violation("kestra.policies", each.text) for each in conflicts_among(policies)]
    if found:
        raise Invalid(found)
    return tuple(policies)


def exported(policy: Policy) -> Document:
    """A policy with the place that it belongs to."""
    place: Document = {"scope": policy.place.scope.value}
    if policy.place.namespace:
        place["namespace"] = policy.place.namespace
    return {**policy.document, **place}


def read_exported(document: Json) -> Policy:
    """The policy of a document that may name its place. Raises: Invalid."""
    if not is_map(document):
        raise Invalid([Violation("policy", "must be a map")])
    scope, namespace = as_text(document.get("scope")), as_text(document.get("namespace")) or ""
    if scope is None:
        place = PolicyPlace(PolicyScope.NAMESPACE, namespace) if namespace else TENANT_PLACE
    elif scope not in PolicyScope.__members__:
        raise Invalid([Violation("scope", f"must be one of {', '.join(PolicyScope)}")])
    else:
        place = PolicyPlace(PolicyScope(scope), namespace)
    if (place.scope is PolicyScope.NAMESPACE) is not bool(place.namespace):
        raise Invalid([Violation("namespace", "goes with the scope NAMESPACE alone")])
    return read_policy(document, place)
