"""Records of tenants as they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiercel.model.durations import parse_duration
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import (
    RECORD_NAME_CHARS_MAX,
    TENANT_QUOTAS_MAX,
    TENANT_SETTINGS_BYTES_MAX,
    TENANTS_MAX,
)
from tiercel.model.policies.tenant import MAIN_TENANT, TENANT_RECORD, Tenant
from tiercel.model.stored.codec import encode_json
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.service.governance.instance_records import InstanceNoun, text_violations

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_OF_CONCURRENCY = ("QUEUE", "CANCEL", "FAIL")
_OF_QUOTAS = ("FAIL", "CANCEL")


def tenant_violations(tenant: Tenant) -> Iterator[Violation]:
    """What is wrong with a tenant that somebody wrote."""
    if not _ID.fullmatch(tenant.id):
        yield Violation("id", f"must match {_ID.pattern}")
    if tenant.id == "search":
        yield Violation("id", "must not be 'search', which is the path of the list")
    yield from text_violations("name", tenant.name, RECORD_NAME_CHARS_MAX)
    if not isinstance(tenant.settings, dict | None):
        yield Violation("settings", "must be an object")
    elif len(encode_json(tenant.settings)) > TENANT_SETTINGS_BYTES_MAX:
        yield Violation("settings", f"must have {TENANT_SETTINGS_BYTES_MAX:,} bytes at most")
    if tenant.concurrency is not None:
        yield from _limit_violations("concurrency", tenant.concurrency, 1, _OF_CONCURRENCY)
    if tenant.quotas is not None:
        yield from _quota_violations(tenant.quotas)


def _quota_violations(quotas: Json) -> Iterator[Violation]:
    if not isinstance(quotas, list) or len(quotas) > TENANT_QUOTAS_MAX:
        yield Violation("quotas", f"must be a list of {TENANT_QUOTAS_MAX} at most")
        return
    for place, quota in enumerate(quotas):
        path = f"quotas[{place}]"
        yield from _limit_violations(path, quota, 0, _OF_QUOTAS)
        if isinstance(quota, dict) and not _is_duration(quota.get("duration")):
            yield Violation(f"{path}.duration", "must be a duration, such as PT1H")


def _limit_violations(
    path: str, value: Json, least: int, behaviors: tuple[str, ...]
) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield Violation(path, "must be an object")
        return
    limit = value.get("limit")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < least:
        yield Violation(f"{path}.limit", f"must be a number of at least {least}")
    if value.get("behavior") not in behaviors:
        yield Violation(f"{path}.behavior", f"must be one of {', '.join(behaviors)}")


def _is_duration(value: Json) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse_duration(value)
    except ValueError:
        return False
    return True


TENANTS = InstanceNoun(
    name="Tenant",
    table=INSTRUCTIONS,
    prefix=(TENANT_RECORD,),
    kind=Tenant,
    count_max=TENANTS_MAX,
    check=tenant_violations,
    built_in=(MAIN_TENANT,),
    has_made_ids=False,
)
