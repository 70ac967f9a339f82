"""Words that all names have are not looked for in any row."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from tests.ports.values import an_execution
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.sqlite import name_words
from tiercel.adapters.sqlite.name_words import EXECUTIONS, without_common
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.lists.conditions import Condition, Constant, Search

COLUMNS = ("flow_id", "namespace", "id")
NAMES = [("company.a", "Flow_one"), ("company.a", "flow_two"), ("company.bé", "the_flow")]


async def filled(path: Path, names: list[tuple[str, str]]) -> apsw.Connection:
    store = SqliteStore(path, MemoryNotifier())
    await store.open()
    async with store.transaction() as tx:
        for number, (namespace, flow_id) in enumerate(names * 2):
            one = an_execution(f"e{number}")
            tx.executions.insert(replace(one, namespace=namespace, flow_id=flow_id))
    await store.close()
    return apsw.Connection(str(path))


@pytest.mark.parametrize(
    ("tokens", "left"),
    [
        (("flow", "two"), ("two",)),
        (("one", "flow", "e1"), ("one", "e1")),
        (("flow",), ()),
        # The namespace of one is not of ASCII letters alone.
        (("company", "flow"), ("company",)),
        (("nosuch",), ("nosuch",)),
    ],
)
async def test_words_of_all_names_are_left_out(
    tmp_path: Path, tokens: tuple[str, ...], left: tuple[str, ...]
) -> None:
    connection = await filled(tmp_path / "store.db", NAMES)
    found = without_common(connection, EXECUTIONS, Search(COLUMNS, tokens))
    assert found == (Search(COLUMNS, left) if left else Constant(holds=True))


@pytest.mark.parametrize(
    "condition",
    [
        Search(COLUMNS, ()),
        Search(COLUMNS, ("flow",), is_negated=True),
        Search(("id", "flow_id"), ("flow",)),
    ],
)
async def test_other_searches_stay_as_they_are(tmp_path: Path, condition: Condition) -> None:
    connection = await filled(tmp_path / "store.db", NAMES)
    assert without_common(connection, EXECUTIONS, condition) is condition


@pytest.mark.parametrize(("most", "left"), [(2, ("flow",)), (3, ())])
async def test_too_many_names_are_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, left: tuple[str, ...]
) -> None:
    connection = await filled(tmp_path / "store.db", NAMES)
    monkeypatch.setattr(name_words, "_NAMES_MAX", most)
    found = without_common(connection, EXECUTIONS, Search(COLUMNS, ("flow",)))
    assert found == (Search(COLUMNS, left) if left else Constant(holds=True))
