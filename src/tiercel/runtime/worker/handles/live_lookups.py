"""What expressions of an attempt ask of the outside: answered at once, secrets masked."""

from __future__ import annotations

from tiercel.engine.storage_paths import Reader
from tiercel.expr.lookups import SECRET, Allowance, Lookups, allowance_of
from tiercel.model.json_types import Json
from tiercel.runtime.worker.bridge import Bridge
from tiercel.runtime.worker.masking import Mask
from tiercel.service.lookup_rounds import LookupSource


class LiveLookups:
    """Lookups of one attempt."""

    __slots__ = ("_bridge", "_reader", "_source")

    def __init__(self, source: LookupSource, bridge: Bridge, reader: Reader) -> None:
        self._source = source
        self._bridge = bridge
        self._reader = reader

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value, fetched now."""
        return self._bridge.wait(self._source.fetch(self._reader, kind, arguments))


class SecretLookups:
    """Lookups that hide every secret they hand out in the log of the attempt."""

    __slots__ = ("_lookups", "_mask")

    def __init__(self, lookups: Lookups, mask: Mask) -> None:
        self._lookups = lookups
        self._mask = mask

    @property
    def allowance(self) -> Allowance | None:
        """That of the lookups below."""
        return allowance_of(self._lookups)

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """As the lookups below."""
        value = self._lookups.lookup(kind, arguments)
        if kind == SECRET:
            self._mask.add(value)
        return value
