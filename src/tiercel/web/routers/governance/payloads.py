"""What requests on policies may carry (assets-apps.md §8)."""

from __future__ import annotations

from tiercel.web.payloads import Payload


class PolicyPreviewInput(Payload, frozen=True, kw_only=True):
    """A source that somebody is writing."""

    namespace: str
    source: str
