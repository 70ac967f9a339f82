"""What expressions of an attempt ask of the outside: answered at once."""

from __future__ import annotations

from tiercel.engine.storage_paths import Reader
from tiercel.model.json_types import Json
from tiercel.runtime.worker.outage import Patience
from tiercel.service.lookup_rounds import LookupSource


class LiveLookups:
    """Lookups of one attempt."""

    __slots__ = ("_patience", "_reader", "_source")

    def __init__(self, source: LookupSource, patience: Patience, reader: Reader) -> None:
        self._source = source
        self._patience = patience
        self._reader = reader

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value, fetched now."""
        return self._patience.ask(lambda: self._source.fetch(self._reader, kind, arguments))
