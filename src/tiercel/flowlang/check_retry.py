"""Checks across the properties of retries and of service levels."""

from __future__ import annotations

from tiercel.flowlang.coerce import as_duration, as_text, is_map, label_pairs, maps
from tiercel.flowlang.findings import Findings
from tiercel.flowlang.paths import joined
from tiercel.model.json_types import Json
from tiercel.model.label import SYSTEM_PREFIX

# Pairs of durations of which the first must be shorter, by type of retry.
_SHORTER = {
    "constant": (("interval", "maxDuration"),),
    "exponential": (("interval", "maxDuration"), ("interval", "maxInterval")),
    "random": (
        ("minInterval", "maxDuration"),
        ("maxInterval", "maxDuration"),
        ("minInterval", "maxInterval"),
    ),
}


def check_retry(findings: Findings, value: Json, path: str) -> None:
    """Durations of a retry that contradict each other (spec/flow-language.md §7)."""
    if not is_map(value):
        return
    for first, second in _SHORTER.get(as_text(value.get("type")) or "", ()):
        shorter, longer = as_duration(value.get(first)), as_duration(value.get(second))
        if shorter is not None and longer is not None and shorter >= longer:
            rule = f"{first}LessThan{second[0].upper()}{second[1:]}"
            findings.constrain(
                joined(path, rule),
                f"'{first}' must be less than '{second}'",
                at=joined(path, first),
            )


def check_slas(findings: Findings, value: Json) -> None:
    """Labels of service levels: the server's own are taken."""
    for index, sla in maps(value):
        for key, text in label_pairs(sla.get("labels")):
            if (as_text(key) or "").startswith(SYSTEM_PREFIX):
                findings.constrain(
                    f"sla[{index}].labels",
                    "System labels can only be set by Kestra itself,"
                    f" offending label: {key}={as_text(text)}",
                )
