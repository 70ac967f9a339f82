"""How many executions may begin in a namespace within a while, and how much it may keep."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec

from tiercel.model.durations import format_duration, parse_duration
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import QUOTA_SECONDS_MIN, QUOTAS_MAX

MEMBER = "quotas"
STORAGE_MEMBER = "storageQuota"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class QuotaBehavior(StrEnum):
    """What becomes of an execution beyond a quota."""

    FAIL = "FAIL"
    CANCEL = "CANCEL"


class Quota(msgspec.Struct, frozen=True):
    """At most `limit` executions of a namespace and those below it begin in each window.

    Shapes: windows follow each other without a gap from 1970 on, each `duration` long.
    """

    namespace: str
    duration: timedelta
    limit: int
    behavior: QuotaBehavior

    @property
    def id(self) -> str:
        """Its name among all: no namespace has two of one duration."""
        return f"{self.namespace}/{self.length}"

    @property
    def length(self) -> str:
        """The duration as text."""
        return format_duration(self.duration)

    def start(self, now: datetime) -> datetime:
        """When the window of a moment began."""
        return now - (now - _EPOCH) % self.duration

    def refusal(self, now: datetime) -> str:
        """What whoever starts too much is told."""
        end = (self.start(now) + self.duration).isoformat(timespec="seconds")
        return (
            f"The quota of namespace '{self.namespace}' is used up: executions begin {self.limit}"
            f" times in {self.length} at most; the next window begins at {end}"
        )


def read_quotas(namespace: str, value: Json) -> tuple[tuple[Quota, ...], list[Violation]]:
    """The quotas in the list that is said of a namespace, and what is wrong with the others."""
    if value is None:
        return (), []
    if not isinstance(value, list) or len(value) > QUOTAS_MAX:
        return (), [Violation(MEMBER, f"must be a list of {QUOTAS_MAX} quotas at most")]
    found: dict[timedelta, Quota] = {}
    wrong: list[Violation] = []
    for index, each in enumerate(value):
        place = f"{MEMBER}[{index}]"
        problems = [*_problems(each, found)]
        wrong += [Violation(place + name, text) for name, text in problems]
        if not problems:
            duration = parse_duration(each["duration"])
            behavior = QuotaBehavior(each.get("behavior", QuotaBehavior.FAIL))
            found[duration] = Quota(namespace, duration, each["limit"], behavior)
    return tuple(found.values()), wrong


def read_storage_quota(value: Json) -> tuple[int | None, list[Violation]]:
    """The bytes that a namespace and those below it may keep, None for any; and what is wrong."""
    if value is None:
        return None, []
    if type(value) is not int or value < 0:
        return None, [Violation(STORAGE_MEMBER, "must be a whole number of bytes, 0 or more")]
    return value, []


def _problems(quota: Json, known: Container[timedelta]) -> Iterator[tuple[str, str]]:
    """Member and message of each."""
    if not isinstance(quota, dict):
        yield "", "must be a map with duration, limit and behavior"
        return
    duration, limit = _duration(quota.get("duration")), quota.get("limit")
    if duration is None:
        yield ".duration", "must be an ISO-8601 duration of a second or more, such as PT1H"
    elif duration in known:
        yield ".duration", "must not be that of another quota"
    if type(limit) is not int or limit < 0:
        yield ".limit", "must be a whole number, 0 or more"
    if quota.get("behavior", "FAIL") not in [behavior.value for behavior in QuotaBehavior]:
        yield ".behavior", "must be FAIL or CANCEL"


def _duration(text: Json) -> timedelta | None:
    try:
        found = parse_duration(text) if isinstance(text, str) else timedelta(0)
    except ValueError:
        return None
    return found if found.total_seconds() >= QUOTA_SECONDS_MIN else None
