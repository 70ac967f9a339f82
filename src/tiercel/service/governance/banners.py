"""Banners as they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from tiercel.model.errors import Violation
from tiercel.model.policies.banner import BANNER, Banner
from tiercel.model.policies.limits import BANNERS_MAX, RECORD_TEXT_CHARS_MAX
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.service.governance.instance_records import (
    InstanceNoun,
    span_violations,
    tenant_violations,
    text_violations,
)


def banner_violations(banner: Banner) -> Iterator[Violation]:
    """What is wrong with a banner that somebody wrote."""
    yield from text_violations("message", banner.message, RECORD_TEXT_CHARS_MAX)
    yield from span_violations(banner.start, banner.end)
    yield from tenant_violations(banner.tenant_id)


BANNERS = InstanceNoun(
    name="Banner",
    table=INSTRUCTIONS,
    prefix=(BANNER,),
    kind=Banner,
    count_max=BANNERS_MAX,
    check=banner_violations,
)
