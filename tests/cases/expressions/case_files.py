"""Reading conformance cases of the expression language from YAML files."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tiercel.expr.values import EnumValue, Float32, Instant, Uri
from tiercel.model.durations import parse_duration

FOLDER = Path(os.environ.get("TIERCEL_CASES", Path(__file__).parents[1] / "files"))


class _Loader(yaml.CSafeLoader):
    """YAML whose flow maps are JSON: numbers with an exponent and without a point are floats."""


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^-?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]+$"),
    list("-0123456789"),
)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for first, found in _Loader.yaml_implicit_resolvers.items()
}


def load_cases() -> list[dict[str, Any]]:
    """All cases of all files of the expression format, with contexts and services filled in."""
    cases: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        if not isinstance(document, dict) or not _is_of_the_format(document):
            continue
        contexts, services = document.get("contexts", {}), document.get("services", {})
        for case in document["cases"]:
            filled = dict(case)
            for name, table in (("context", contexts), ("services", services)):
                value = filled.get(name)
                if isinstance(value, str):
                    filled[name] = table[value.removeprefix("@")]
            cases.append(filled)
    return cases


def _is_of_the_format(document: dict[str, Any]) -> bool:
    cases = document.get("cases")
    return (
        isinstance(cases, list)
        and bool(cases)
        and all(isinstance(case, dict) and "template" in case for case in cases)
    )


def untagged(value: Any) -> Any:
    """The value with tagged ones such as {"$instant": …} as objects."""
    if isinstance(value, list):
        return [untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((tag, text),) = value.items()
        if isinstance(tag, str) and tag in _TAGS:
            return _TAGS[tag](text)
    return {key: untagged(item) for key, item in value.items()}


def _instant(text: str) -> Any:
    match = re.fullmatch(r"(.*T\d\d:\d\d:\d\d)(?:\.(\d+))?Z", text)
    assert match, text
    whole = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    nano = int((match[2] or "").ljust(9, "0"))
    if nano % 1000:
        return Instant(int(whole.timestamp()), nano)
    return whole.replace(microsecond=nano // 1000)


def _zoned(text: str) -> datetime:
    body, _, zone = text.partition("[")
    parsed = datetime.fromisoformat(body)
    if zone:
        return parsed.astimezone(ZoneInfo(zone.rstrip("]")))
    offset = parsed.utcoffset() or timedelta(0)
    return parsed.replace(tzinfo=timezone(offset) if offset else _OffsetZero())


class _OffsetZero(tzinfo):
    """The offset zero as a zone of its own, so that the value is no instant."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return "Z"


_TAGS = {
    "$instant": _instant,
    "$zoned": _zoned,
    "$date": date.fromisoformat,
    "$localdatetime": datetime.fromisoformat,
    "$duration": parse_duration,
    "$float": Float32,
    "$bigdecimal": Decimal,
    "$state": EnumValue,
    "$uri": Uri,
}
