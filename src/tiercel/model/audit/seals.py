"""Seals: a chain of hashes over the entries, so that none can be changed or removed unnoticed.

A seal covers some entries that were committed before it, and the seal before it. Whoever can write
to the database could make the whole chain anew: a seal that was noted elsewhere shows that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

FIRST = "0" * 64
_NUMBER_DIGITS = 12


class AuditSeal(msgspec.Struct, frozen=True, kw_only=True):
    """One link of the chain.

    Shapes: `id` is its number; `rows` are ids of entries with their digests; `until` is the latest
    date among them; `seal` is SHA-256 over `previous` and `rows`.
    """

    id: str
    previous: str
    rows: tuple[tuple[str, str], ...]
    until: datetime
    seal: str


def seal_after(
    last: AuditSeal | None, rows: Sequence[tuple[str, str]], until: datetime
) -> AuditSeal:
    """The next link, over rows."""
    number = 1 if last is None else int(last.id) + 1
    previous = FIRST if last is None else last.seal
    kept = tuple(rows)
    return AuditSeal(
        id=f"{number:0{_NUMBER_DIGITS}}",
        previous=previous,
        rows=kept,
        until=until,
        seal=seal_of(previous, kept),
    )


def seal_of(previous: str, rows: Sequence[tuple[str, str]]) -> str:
    """The hash of a link."""
    return hashlib.sha256(msgspec.json.encode([previous, rows])).hexdigest()


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at the whole log found.

    Shapes: `problems` are sentences, the first ones of them; `last` is the newest seal, None before
    there is one. `unsealed` entries are so new that no seal covers them yet.
    """

    entries: int
    seals: int
    unsealed: int
    last: str | None
    problems: tuple[str, ...] = ()

    @property
    def is_intact(self) -> bool:
        return not self.problems
