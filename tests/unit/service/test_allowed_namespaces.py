"""Whom a namespace lets in."""

from __future__ import annotations

import pytest

from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.json_types import Json
from tiercel.model.stored.records import NAMESPACES
from tiercel.service.allowed_namespaces import AllowedNamespaces, allowed_in, refusal_of


def test_without_a_list_all_use_flows_and_nobody_reads_secrets() -> None:
    allowed = AllowedNamespaces("a.b", "a.b")
    assert allowed.may_use("c")
    assert not allowed.may_read_secrets("c")
    assert not allowed.may_read_secrets("a")
    assert allowed.may_read_secrets("a.b.c")


def test_a_list_above_lets_in_what_lies_beside_but_not_to_secrets() -> None:
    allowed = AllowedNamespaces("a.b", "a", ("x",))
    assert [allowed.may_use(asker) for asker in ("a.c", "x.y", "xy", "y")] == [
        True, True, False, False
    ]  # fmt: skip
    assert [allowed.may_read_secrets(asker) for asker in ("a.c", "x.y", "y")] == [
        False, True, False
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        (None, None),
        ("x", None),
        ([], ()),
        ([{"namespace": "x"}, {"namespace": 1}, {}, "y"], ("x",)),
    ],
)
async def test_what_is_no_list_is_none(said: Json, listed: tuple[str, ...] | None) -> None:
    store = MemoryStore(MemoryNotifier())
    async with store.transaction() as tx:
        tx.records(NAMESPACES).put(("a",), {"allowedNamespaces": said})
    async with store.transaction() as tx:
        assert (await allowed_in(tx, "a.b")).listed == listed
        refused = await refusal_of(tx, "a.b", "z")
        assert (refused is None) is (listed is None)
        assert await refusal_of(tx, "a.b", "a.b.c") is None
