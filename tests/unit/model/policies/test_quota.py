"""Quotas: when their windows begin, and what can't be one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiercel.model.json_types import Json
from tiercel.model.policies.limits import QUOTAS_MAX
from tiercel.model.policies.quota import Quota, QuotaBehavior, read_quotas

HOUR = {"duration": "PT1H", "limit": 2}


def test_a_list_is_read() -> None:
    quotas, wrong = read_quotas("a", [HOUR, {**HOUR, "duration": "P1D", "behavior": "CANCEL"}])
    assert wrong == []
    assert quotas == (
        Quota("a", timedelta(hours=1), 2, QuotaBehavior.FAIL),
        Quota("a", timedelta(days=1), 2, QuotaBehavior.CANCEL),
    )
    assert [quota.id for quota in quotas] == ["a/PT1H", "a/PT24H"]
    assert read_quotas("a", None) == ((), [])


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({}, "quotas"),
        ([HOUR] * (QUOTAS_MAX + 1), "quotas"),
        ([1], "quotas[0]"),
        ([{"limit": 1}], "quotas[0].duration"),
        ([{**HOUR, "duration": "soon"}], "quotas[0].duration"),
        ([{**HOUR, "duration": "PT0.5S"}], "quotas[0].duration"),
        ([HOUR, {**HOUR, "duration": "PT60M"}], "quotas[1].duration"),
        ([{**HOUR, "limit": -1}], "quotas[0].limit"),
        ([{**HOUR, "limit": True}], "quotas[0].limit"),
        ([{**HOUR, "limit": "2"}], "quotas[0].limit"),
        ([{**HOUR, "behavior": "QUEUE"}], "quotas[0].behavior"),
        ([{**HOUR, "behavior": []}], "quotas[0].behavior"),
    ],
)
def test_what_is_no_quota_is_named(value: Json, path: str) -> None:
    _, wrong = read_quotas("a", value)
    assert [each.path for each in wrong] == [path]


def test_windows_follow_each_other() -> None:
    quota = Quota("a", timedelta(hours=1), 2, QuotaBehavior.FAIL)
    now = datetime(2026, 5, 4, 10, 59, 59, tzinfo=UTC)
    assert quota.start(now) == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert quota.start(now + timedelta(seconds=1)) == datetime(2026, 5, 4, 11, tzinfo=UTC)
    assert "2026-05-04T11:00:00+00:00" in quota.refusal(now)
