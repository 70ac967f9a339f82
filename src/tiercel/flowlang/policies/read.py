"""Policies as somebody wrote them (assets-apps.md §8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast, get_args

from tiercel.flowlang.coerce import as_bool, as_text, as_texts, is_map
from tiercel.flowlang.policies.conditions import amount_of
from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.errors import Invalid, Violation
from tiercel.model.ids import NAMESPACE_PATTERN
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import (
    POLICY_BYTES_MAX,
    POLICY_CONDITIONS_MAX,
    POLICY_ID_CHARS_MAX,
    POLICY_RULES_MAX,
    POLICY_TEXT_CHARS_MAX,
)
from tiercel.model.policies.policy import (
    Enforcement,
    Operator,
    Policy,
    PolicyCondition,
    PolicyPlace,
    PolicyRule,
    RuleKind,
    Target,
)
from tiercel.model.regexes import filter_regex
from tiercel.model.stored.codec import encode_json

PREFIX = "io.kestra.plugin.ee.rules."
LIMITS = ("min", "max", "enum", "regex", "equals")
MEMBERS = ("id", "displayName", "description", "enforcement", "target", "rules")
# Which member a rule can't do without.
_NEEDED = {"Add": "values", "Delete": "properties", "Restrict": "property", "Require": "properties"}
_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
# A policy of that name could not be asked for.
_WORDS = frozenset({"search"})
# What says which flow or plugin it is, and what decides before policies are asked.
_FIXED = {
    "FLOW": (
        "id", "namespace", "tenantId", "revision", "deleted", "draft", "pluginDefaults",
        "taskDefaults",
    ),
    "PLUGIN": ("id", "type"),
}  # fmt: skip


def read_policy(given: Mapping[str, Json], place: PolicyPlace) -> Policy:
    """The policy of a document, at its place. Raises: Invalid with every violation."""
    found = _Reader()
    policy = found.policy(given, place)
    if found.violations:
        raise Invalid(found.violations)
    return policy


class _Reader:
    """Reads one policy, and notes what is wrong with it."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def policy(self, given: Mapping[str, Json], place: PolicyPlace) -> Policy:
        name = as_text(given.get("id")) or ""
        if not _ID.fullmatch(name) or len(name) > POLICY_ID_CHARS_MAX:
            self._refuse("id", f"must match {_ID.pattern} and have {POLICY_ID_CHARS_MAX} at most")
        if name in _WORDS:
            self._refuse("id", f"'{name}' is a word of the API")
        for member in ("displayName", "description"):
            self._text(given, member, member)
        if len(encode_json(dict(given))) > POLICY_BYTES_MAX:
            self._refuse("rules", f"the policy has more than {POLICY_BYTES_MAX} bytes")
        target = self._map(given.get("target") or {}, "target")
        tenants, namespaces = as_texts(target.get("tenants")), as_texts(target.get("namespaces"))
        for each in namespaces:
            if not NAMESPACE_PATTERN.fullmatch(each):
                self._refuse("target.namespaces", f"'{each}' is no name of a namespace")
        return Policy(
            id=name,
            place=place,
            enforcement=cast(
                Enforcement, self._one_of(given, "enforcement", get_args(Enforcement)) or "ACTIVE"
            ),
            namespaces=namespaces,
            is_elsewhere=bool(tenants) and TENANT_ID not in tenants,
            rules=tuple(self._rules(given)),
            document={member: given[member] for member in MEMBERS if given.get(member) is not None},
        )

    def _rules(self, given: Mapping[str, Json]) -> Iterator[PolicyRule]:
        rules = self._list(given.get("rules"), "rules", POLICY_RULES_MAX)
        if not rules:
            self._refuse("rules", "must be a list with at least one rule")
        for number, each in enumerate(rules):
            path = f"rules[{number}]"
            yield self._rule(self._map(each, path), path)

    def _rule(self, given: Mapping[str, Json], path: str) -> PolicyRule:
        kind = str(given.get("type") or "").removeprefix(PREFIX)
        if kind not in get_args(RuleKind):
            names = ", ".join(PREFIX + each for each in get_args(RuleKind))
            self._refuse(f"{path}.type", f"must be one of {names}")
            kind = "Deny"
        needed = _NEEDED.get(kind)
        if needed is not None and not given.get(needed):
            self._refuse(f"{path}.{needed}", f"must not be empty in a rule {kind}")
        on = self._one_of(given, "on", get_args(Target), path) or "FLOW"
        rule = PolicyRule(
            kind=cast(RuleKind, kind),
            on=cast(Target, on),
            where=tuple(self._conditions(given, path)),
            values=self._map(given.get("values") or {}, f"{path}.values"),
            override=as_bool(given.get("override")),
            properties=as_texts(given.get("property" if kind == "Restrict" else "properties")),
            limits={name: given[name] for name in LIMITS if given.get(name) is not None},
            blocks=self._one_of(given, "action", ("block", "warn"), path) != "warn",
            message=self._text(given, "errorMessage", f"{path}.errorMessage"),
        )
        self._check_changes(rule, path)
        if kind == "Restrict":
            self._check_limits(rule.limits, path)
        return rule

    def _check_changes(self, rule: PolicyRule, path: str) -> None:
        """Raises nothing: what a rule may not change is noted."""
        changed = [*rule.values] if rule.kind == "Add" else rule.properties
        if rule.kind not in ("Add", "Delete"):
            return
        for name in changed:
            if name.split(".")[0] in _FIXED[rule.on]:
                member = "values" if rule.kind == "Add" else "properties"
                self._refuse(f"{path}.{member}", f"a policy can't change '{name}'")

    def _check_limits(self, limits: Mapping[str, Json], path: str) -> None:
        if not limits:
            self._refuse(path, f"a rule Restrict needs one of {', '.join(LIMITS)}")
        if "regex" in limits:
            self._check_pattern(limits["regex"], f"{path}.regex")
        if "enum" in limits and not isinstance(limits["enum"], list):
            self._refuse(f"{path}.enum", "must be a list")
        for name in ("min", "max"):
            if name in limits and amount_of(limits[name]) is None:
                self._refuse(f"{path}.{name}", "must be a number or a duration such as PT1H")

    def _conditions(self, given: Mapping[str, Json], path: str) -> Iterator[PolicyCondition]:
        conditions = self._list(given.get("where"), f"{path}.where", POLICY_CONDITIONS_MAX)
        for number, each in enumerate(conditions):
            place = f"{path}.where[{number}]"
            condition = self._map(each, place)
            field = as_text(condition.get("field")) or ""
            if not field:
                self._refuse(f"{place}.field", "must not be empty")
            operator = self._one_of(condition, "operator", get_args(Operator), place)
            if operator == "REGEX":
                self._check_pattern(condition.get("value"), f"{place}.value")
            yield PolicyCondition(
                field, cast(Operator, operator or "EQUAL_TO"), condition.get("value")
            )

    def _check_pattern(self, pattern: Json, path: str) -> None:
        try:
            filter_regex(as_text(pattern) or "")
        except Invalid as error:
            self._refuse(path, error.explained)

    def _one_of(
        self, given: Mapping[str, Json], name: str, allowed: Sequence[str], path: str = ""
    ) -> str | None:
        """The allowed word that a member is, in any case."""
        sent = given.get(name)
        if sent is None:
            return None
        word = next((each for each in allowed if each.lower() == str(sent).lower()), None)
        if word is None:
            place = f"{path}.{name}" if path else name
            self._refuse(place, f"'{str(sent)[:50]}' is none of {', '.join(allowed)}")
        return word

    def _text(self, given: Mapping[str, Json], name: str, path: str) -> str | None:
        text = given.get(name)
        if text is None:
            return None
        if not isinstance(text, str) or len(text) > POLICY_TEXT_CHARS_MAX:
            self._refuse(path, f"must be a text of {POLICY_TEXT_CHARS_MAX} characters at most")
            return None
        return text

    def _list(self, given: Json, path: str, most: int) -> list[Any]:
        if given is None:
            return []
        if not isinstance(given, list):
            self._refuse(path, "must be a list")
            return []
        if len(given) > most:
            self._refuse(path, f"has more than {most} members")
        return given[:most]

    def _map(self, given: Json, path: str) -> dict[str, Json]:
        if is_map(given):
            return dict(given)
        self._refuse(path, "must be a map")
        return {}

    def _refuse(self, path: str, message: str) -> None:
        self.violations.append(Violation(path, message))
