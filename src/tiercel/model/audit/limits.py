"""Limits of the audit log."""

from __future__ import annotations

AUDIT_PACKED_BYTES = 64 * 1024  # A state of an object that is larger is kept compressed.
AUDIT_STATE_BYTES_MAX = 1024 * 1024  # Of one that is larger, only a digest is kept.
AUDIT_LISTED_MAX = 100  # Ids of a request that an entry lists.
AUDIT_REFUSALS_SECONDS = 60.0  # Refusals of one kind and user are noted at most so often.
AUDIT_REFUSALS_MAX = 1_000  # Kinds of refusals that are remembered for that.
AUDIT_SEAL_SECONDS = 10.0  # How often new entries are sealed.
AUDIT_SEAL_ENTRIES_MAX = 500  # Entries under one seal.
AUDIT_SEALS_AT_ONCE = 20  # Seals that are made in one transaction.
AUDIT_SEALS_READ = 10  # Seals that are read at once for what they cover.
AUDIT_SEAL_LATE_SECONDS = 600.0  # An entry that is written so long after its date is not sealed.
AUDIT_SEAL_FEW_ENTRIES = 2_000  # So many of late are all looked at each time.
AUDIT_SEAL_NEAR_SECONDS = 2.0  # Of more than these, the ones of so long before the last seal.
AUDIT_SEAL_FAR_SECONDS = 300.0  # How often all are looked at then.
AUDIT_PURGE_SECONDS = 3_600.0  # How often entries that are kept no longer are removed.
AUDIT_HISTORY_MAX = 1_000  # Entries in the history of one object.
