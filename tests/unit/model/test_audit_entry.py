"""Entries of the audit log as they are stored: written as a whole, read as documents."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tiercel.model.audit.entry import AuditEntry, AuditType, digest_of, sealable_from
from tiercel.model.ids import by_time
from tiercel.model.stored.codec import decode_json, encode_json
from tiercel.model.stored.records import AUDIT, AUDIT_ENTRIES

FEW = AuditEntry(
    id="1",
    date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    type=AuditType.LOGIN,
    resource="USER",
    operation="access.login",
    request="1",
    user="ann@example.org",
)
ALL = replace(
    FEW,
    id=by_time("execution-0123456789"),
    date=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    user_id="u",
    via="TOKEN",
    address="192.0.2.1",
    namespace="company",
    flow_id="f",
    execution_id="e",
    object_id="execution-0123456789",
    is_denied=True,
    detail={"z": 1, "a": {"y": [1.5, None], "b": "é\ud800"}},
    before={"z": 1, "a": 2},
    after=None,
)
ENTRIES = pytest.mark.parametrize(
    "entry", [FEW, ALL, replace(ALL, object_id="another")], ids=["few", "start", "all"]
)


@ENTRIES
def test_cells_of_an_entry_are_those_of_its_document(entry: AuditEntry) -> None:
    document = decode_json(AUDIT_ENTRIES.encode(entry))
    assert [*AUDIT_ENTRIES.cells(entry)] == AUDIT.cells(document)


@ENTRIES
def test_the_text_of_an_entry_is_what_a_seal_digests(entry: AuditEntry) -> None:
    stored = AUDIT_ENTRIES.encode(entry)
    assert sealable_from(stored).digest == digest_of(decode_json(stored))
    of_before = encode_json({"id": entry.id, **decode_json(stored)})
    assert of_before != stored
    assert sealable_from(of_before).digest == sealable_from(stored).digest
