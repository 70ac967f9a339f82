"""Records of tenants as they are kept."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

from tiercel.model.durations import parse_duration
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import (
    RECORD_NAME_CHARS_MAX,
    TENANT_LOGO_BYTES_MAX,
    TENANT_QUOTAS_MAX,
    TENANT_SETTINGS_BYTES_MAX,
    TENANTS_MAX,
)
from tiercel.model.policies.tenant import (
    MAIN_TENANT,
    TENANT_RECORD,
    AppsCatalog,
    Tenant,
)
from tiercel.model.stored.codec import encode_json
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.service.governance.instance_records import InstanceNoun, text_violations

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-z]{3,30}|(?:rgb|hsl)a?\([0-9., %/]{1,50}\)")
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_ACTIVE = re.compile(
    r"<\s*(?:script|foreignObject|iframe|use|image|a|animate|set)\b|\bon\w+\s*=|javascript:"
    r"|<!\w|&#|@import|url\(\s*['\"]?(?!#)",
    re.IGNORECASE,
)
COLORS = ("title_color", "primary_color", "background_color", "tile_color", "button_text_color")
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
    yield from _catalog_violations(tenant.catalog)
    if tenant.concurrency is not None:
        yield from _limit_violations("concurrency", tenant.concurrency, 1, _OF_CONCURRENCY)
    if tenant.quotas is not None:
        yield from _quota_violations(tenant.quotas)


def _catalog_violations(catalog: AppsCatalog) -> Iterator[Violation]:
    if len(catalog.title or "") > RECORD_NAME_CHARS_MAX:
        yield Violation("title", f"must have {RECORD_NAME_CHARS_MAX} characters at most")
    for name in COLORS:
        color = getattr(catalog, name)
        if color is not None and not _COLOR.fullmatch(color):
            head, *rest = name.split("_")
            path = head + "".join(each.title() for each in rest)
            yield Violation(path, "must be a color of CSS, such as #1a2b3c")


def picture_of(content: bytes) -> str:
    """A picture as an address with all of it. Raises: Invalid for what is no harmless picture.

    SVG can run scripts and ask other hosts; of such a one nothing is kept.
    """
    if len(content) > TENANT_LOGO_BYTES_MAX:
        raise Invalid([Violation("logo", f"must have {TENANT_LOGO_BYTES_MAX:,} bytes at most")])
    if content.startswith(_PNG):
        return f"data:image/png;base64,{b64encode(content).decode()}"
    text = content.decode("utf-8", "replace")
    if not _SVG.search(text) or _ACTIVE.search(text):
        raise Invalid([Violation("logo", "must be a PNG, or an SVG without scripts and links")])
    return f"data:image/svg+xml;base64,{b64encode(content).decode()}"


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
    kept=("logo", "catalog"),
)
