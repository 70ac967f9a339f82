"""Banners: what everybody who uses a server is to read, for a while or until it is taken down."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

# The kind under which banners are kept.
BANNER = "banner"


class BannerType(StrEnum):
    """How much a banner matters."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Banner(msgspec.Struct, frozen=True, kw_only=True):
    """A banner of plain text; one that is not `enabled` is never shown."""

    id: str = ""
    message: str
    type: BannerType = BannerType.INFO
    start: datetime | None = None
    end: datetime | None = None
    tenant_id: str | None = None
    enabled: bool = True

    def is_active(self, now: datetime) -> bool:
        """Whether people are to read it at that time."""
        has_begun = self.enabled and (self.start is None or self.start <= now)
        return has_begun and (self.end is None or now < self.end)
