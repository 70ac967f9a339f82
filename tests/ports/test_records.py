"""Small nouns: a table each, made from one declaration."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.ports.expectations import stale
from tests.ports.values import at
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.errors import Conflict, IllegalArgument, Stale
from tiercel.model.json_types import Json
from tiercel.model.limits import IDEMPOTENCY_KEPT_S
from tiercel.model.lists.paging import ANY_OF, Filter, Operation, Query, Sort
from tiercel.model.stored.moving import Document, MovedKind
from tiercel.model.stored.records import (
    DASHBOARDS,
    IDEMPOTENCY_KEYS,
    INSTRUCTIONS,
    MEMBERS,
    RECORDS,
    SAVED_VIEWS,
    SECRETS,
    SESSIONS,
    TEMPLATES,
    TOKENS,
    TRIGGER_WINDOWS,
)
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache
from tiercel.service.namespaces import Namespace, NamespaceService
from tiercel.service.operations import idempotency
from tiercel.service.operations.idempotency import remove_old_keys
from tiercel.service.transfer.forms import put

TITLES = {"c": "Ärger 100%", "a": "sales of May", "b": "Sales", "gone": "sales, old"}


def a_dashboard(name: str, **changes: Json) -> dict[str, Json]:
    second = ord(name[0])
    dates = {"created": at(second).isoformat(), "updated": at(-second).isoformat()}
    return {"id": name, "title": TITLES[name], "deleted": name == "gone", **dates, **changes}


async def test_writes_of_instructions_wake_every_heartbeat(
    store: Store, notifier: MemoryNotifier
) -> None:
    def notified() -> int:
        return notifier.notified("membership")

    async with store.transaction() as tx:
        tx.records(INSTRUCTIONS).put(("drain", "one"), {})
        assert notified() == 0
    assert notified() == 1
    async with store.transaction() as tx:
        tx.records(INSTRUCTIONS).insert(("drain", "two"), {})
    async with store.transaction() as tx:
        tx.records(INSTRUCTIONS).delete("drain", "one")
    async with store.transaction() as tx:
        tx.records(DASHBOARDS).put(("a",), a_dashboard("a"))
    assert notified() == 3


async def test_sessions_are_found_by_their_end(store: Store) -> None:
    async with store.transaction() as tx:
        for name, seconds in (("old", 1), ("new", 9)):
            row = {"id": name, "user_id": "ada", "expires": at(seconds).isoformat()}
            tx.records(SESSIONS).put((name,), row)
    over = Filter("expires", Operation.LESS_THAN, at(5))
    async with store.transaction() as tx:
        page = await tx.records(SESSIONS).find(Query((over,)))
    assert [row["id"] for row in page.results] == ["old"]


async def fill_dashboards(store: Store) -> None:
    async with store.transaction() as tx:
        for name in TITLES:
            tx.records(DASHBOARDS).put((name,), a_dashboard(name))


async def found(store: Store, *filters: Filter, sorts: Sequence[Sort] = ()) -> list[str]:
    async with store.transaction() as tx:
        page = await tx.records(DASHBOARDS).find(Query(filters, tuple(sorts), size=100))
    assert page.total == len(page.results)
    return [each["id"] for each in page.results]


def sought(text: str, operation: Operation = Operation.EQUALS) -> Filter:
    return Filter("q", operation, text)


@pytest.mark.parametrize("table", RECORDS, ids=lambda table: table.name)
async def test_every_noun_has_its_table(store: Store, table: object) -> None:
    declared = next(each for each in RECORDS if each is table)
    key = tuple(f"k.{column}" for column in declared.key)
    async with store.transaction() as tx:
        records = tx.records(declared)
        records.put(key, {"a": 1})
        records.delete(*("unknown" for _ in key))
        assert await records.get(*key) is None
    async with store.transaction() as tx:
        records = tx.records(declared)
        assert await records.get(*key) == {"a": 1}
        assert await records.all() == {key: {"a": 1}}
        assert (await records.find(Query())).results == ({"a": 1},)
        records.put(key, {"a": 2})
    async with store.transaction() as tx:
        assert await tx.records(declared).all() == {key: {"a": 2}}
        tx.records(declared).delete(*key)
    async with store.transaction() as tx:
        assert await tx.records(declared).all() == {}
        assert (await tx.records(declared).find(Query())).total == 0


async def test_a_record_is_made_once(store: Store) -> None:
    async with store.transaction() as tx:
        tx.records(TOKENS).insert(("1",), {"id": "first"})
    async with stale(store) as tx:
        tx.records(TOKENS).put(("2",), {})
        tx.records(TOKENS).insert(("1",), {"id": "later"})
    async with store.transaction() as tx:
        assert await tx.records(TOKENS).all() == {("1",): {"id": "first"}}
        tx.records(TOKENS).delete("1")
        tx.records(TOKENS).insert(("1",), {"id": "again"})
    async with store.transaction() as tx:
        assert await tx.records(TOKENS).get("1") == {"id": "again"}


async def test_of_two_that_see_it_absent_one_makes_it(store: Store) -> None:
    async with stale(store) as late:
        assert await late.records(TEMPLATES).get("a", "b") is None
        late.records(TEMPLATES).insert(("a", "b"), {"id": "late"})
        async with store.transaction() as early:
            early.records(TEMPLATES).insert(("a", "b"), {"id": "early"})
    async with store.transaction() as tx:
        assert await tx.records(TEMPLATES).get("a", "b") == {"id": "early"}


async def test_of_many_clients_one_describes_a_namespace(store: Store) -> None:
    namespaces = NamespaceService(store, FlowCache(Catalog({})), "system")
    made = await asyncio.gather(
        *(namespaces.put({"id": "a", "n": number}, is_new=True) for number in range(5)),
        return_exceptions=True,
    )
    (first,) = [each for each in made if isinstance(each, Namespace)]
    assert [type(each) for each in made if each is not first] == [Conflict] * 4
    assert await namespaces.get("a") == first


async def test_all_of_them_come_in_the_order_of_their_keys(store: Store) -> None:
    keys = [("b", "x"), ("a.b", "y"), ("a", "Z"), ("a", "é"), ("B", "x")]
    async with store.transaction() as tx:
        for namespace, name in keys:
            tx.records(TEMPLATES).put((namespace, name), {"id": name, "namespace": namespace})
    async with store.transaction() as tx:
        assert [*await tx.records(TEMPLATES).all()] == sorted(keys)
        below = Filter("namespace", Operation.PREFIX, "a")
        assert [*await tx.records(TEMPLATES).all(below)] == [("a", "Z"), ("a", "é"), ("a.b", "y")]
        words = Filter("q", Operation.EQUALS, "Z-a")
        assert [*await tx.records(TEMPLATES).all(words)] == [("a", "Z")]


async def test_a_list_is_sorted_by_its_default_and_as_asked(store: Store) -> None:
    await fill_dashboards(store)
    shown = Filter("deleted", Operation.EQUALS, "false")
    assert await found(store, shown) == ["b", "a", "c"]
    assert await found(store, shown, sorts=[Sort("created")]) == ["a", "b", "c"]
    assert await found(store, shown, sorts=[Sort("updated", True)]) == ["a", "b", "c"]
    assert await found(store, shown, sorts=[Sort("title", True)]) == ["c", "a", "b"]
    with pytest.raises(IllegalArgument, match="Can't sort by 'body'"):
        await found(store, sorts=[Sort("body")])


async def test_a_list_is_filtered_like_all_others(store: Store) -> None:
    await fill_dashboards(store)
    by_id = [Sort("id")]
    assert await found(store, sought("SALES"), sorts=by_id) == ["a", "b", "gone"]
    assert await found(store, sought("of m", Operation.CONTAINS)) == ["a"]
    assert await found(store, sought("sales may")) == []
    assert await found(store, sought("0%")) == ["c"]
    assert await found(store, sought("ärger")) == ["c"]
    assert await found(store, sought("")) == await found(store)
    assert await found(store, sought("sales", Operation.NOT_EQUALS)) == ["c"]
    later = Filter("created", Operation.GREATER_THAN, at(ord("b")))
    assert await found(store, later, sorts=by_id) == ["c", "gone"]
    same = Filter("id", Operation.IN, ["a", "b", "x"])
    assert await found(store, same, later) == []
    assert await found(store, same, sorts=by_id) == ["a", "b"]
    with pytest.raises(IllegalArgument, match="Field 'body' can't be used"):
        await found(store, Filter("body", Operation.EQUALS, "x"))


async def test_pages_are_of_the_database(store: Store) -> None:
    await fill_dashboards(store)
    async with store.transaction() as tx:
        page = await tx.records(DASHBOARDS).find(Query((), (Sort("id"),), page=2, size=3))
    assert ([each["id"] for each in page.results], page.total) == (["gone"], 4)


async def test_a_token_is_found_by_its_hash(store: Store) -> None:
    async with store.transaction() as tx:
        tx.records(TOKENS).put(("1",), {"id": "1", "hash": "aa"})
        tx.records(TOKENS).put(("2",), {"id": "2", "hash": "bb"})
    async with store.transaction() as tx:
        same = Filter("hash", Operation.EQUALS, "bb")
        assert [*await tx.records(TOKENS).all(same)] == [("2",)]


async def test_members_are_found_by_when_they_were_heard(store: Store) -> None:
    async with store.transaction() as tx:
        for number in range(3):
            heard = at(number).isoformat()
            tx.records(MEMBERS).put((str(number),), {"id": str(number), "heard": heard})
    async with store.transaction() as tx:
        silent = Filter("heard", Operation.LESS_THAN, at(1))
        assert [*await tx.records(MEMBERS).all(silent)] == [("0",)]


async def test_members_of_another_shape_are_kept_and_found_by_key(store: Store) -> None:
    odd = {"title": 7, "created": "yesterday", "updated": None}
    async with store.transaction() as tx:
        tx.records(DASHBOARDS).put(("odd\x00",), odd)
    async with store.transaction() as tx:
        assert [*(await tx.records(DASHBOARDS).all()).values()] == [odd]


async def test_records_move_as_documents_and_back(store: Store) -> None:
    expected = [
        Document("flow-trigger-window/a.b/flow/one/two", {"results": {}}),
        Document("instance.uuid", "x"),
        Document("secret:a.b:KEY:2", {"key": "Key:2"}),
    ]
    async with store.transaction() as tx:
        for document in expected:
            put(tx, document)
    async with store.transaction() as tx:
        windows = tx.records(TRIGGER_WINDOWS)
        assert await windows.all() == {("a.b", "flow", "one/two"): {"results": {}}}
        assert await tx.records(SECRETS).get("a.b", "KEY:2") == {"key": "Key:2"}
        assert await tx.settings.get("instance.uuid") == "x"
        assert await tx.settings.get("secret:a.b:KEY:2") is None
    async with store.moment() as moment:
        assert await moment.count(MovedKind.DOCUMENTS) == 3
        assert [row async for row in moment.rows(MovedKind.DOCUMENTS)] == expected


async def test_documents_that_are_no_records_stay_documents(store: Store) -> None:
    odd = [Document("secret:without-key", {"a": 1}), Document("template.a/b", [1])]
    async with store.transaction() as tx:
        for document in odd:
            put(tx, document)
    async with store.moment() as moment:
        assert [row async for row in moment.rows(MovedKind.DOCUMENTS)] == odd


async def test_documents_of_before_these_tables_move_when_the_store_opens(store: Store) -> None:
    before = {
        "dashboard:a": a_dashboard("a"),
        "access.token.1": {"id": "1", "hash": "aa"},
        "secret:a.b:KEY": {"namespace": "a.b", "key": "Key", "value": "\x00"},
        "namespace.a.b": {"id": "a.b", "description": "why"},
        "worker-group/gpu": {},
        "instance.uuid": "x",
        "secret:broken": {"value": 1},
    }
    async with store.transaction() as tx:
        for key, value in before.items():
            tx.settings.put(key, value)
    if isinstance(store, MemoryStore):
        # It begins empty with each process, so nothing in it is of before.
        async with store.transaction() as tx:
            assert await tx.records(DASHBOARDS).all() == {}
        return
    for _ in range(2):
        await store.close()
        await store.open()
        assert await found(store, sought("sales")) == ["a"]
        async with store.transaction() as tx:
            assert await tx.settings.get("dashboard:a") is None
            assert await tx.settings.get("secret:broken") == {"value": 1}
        async with store.moment() as moment:
            rows = [row async for row in moment.rows(MovedKind.DOCUMENTS)]
        moved = {row.key: row.value for row in rows if isinstance(row, Document)}
        assert moved == before


async def test_of_a_key_written_in_two_transactions_at_once_one_is(store: Store) -> None:
    async def write(number: int) -> str:
        try:
            async with store.transaction() as tx:
                tx.settings.put(f"made/{number}", number)
                row = {"created": at(number).isoformat(), "kept": number}
                tx.records(IDEMPOTENCY_KEYS).insert(("k",), row)
        except Stale:
            return "stale"
        return str(number)

    done = await asyncio.gather(*map(write, range(8)))
    (first,) = [each for each in done if each != "stale"]
    async with store.transaction() as tx:
        assert (await tx.records(IDEMPOTENCY_KEYS).all())["k",]["kept"] == int(first)
        made = [await tx.settings.get(f"made/{number}") for number in range(8)]
    # What belongs to the others was not made either.
    assert [each for each in made if each is not None] == [int(first)]


async def test_old_keys_are_removed_oldest_first_and_some_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "IDEMPOTENCY_REMOVED_MAX", 2)
    async with store.transaction() as tx:
        for number in (3, 2, 1, 0):
            date = at(-number)
            # Rows of earlier versions have another text for the same date.
            row = {"created": date if number % 2 else date.isoformat()}
            tx.records(IDEMPOTENCY_KEYS).insert((str(number),), row)
        first = await tx.records(IDEMPOTENCY_KEYS).first(3)
    assert first == []
    async with store.transaction() as tx:
        first = await tx.records(IDEMPOTENCY_KEYS).first(3)
    assert [key for (key,), _ in first] == ["3", "2", "1"]
    now = at(-1) + timedelta(seconds=IDEMPOTENCY_KEPT_S)
    for count, left in ((2, ["0", "1"]), (1, ["0"]), (0, ["0"])):
        assert await remove_old_keys(store, now) == count
        async with store.transaction() as tx:
            assert [key for (key,) in await tx.records(IDEMPOTENCY_KEYS).all()] == left


async def test_a_page_is_read_without_a_count(store: Store) -> None:
    async with store.transaction() as tx:
        for name in TITLES:
            tx.records(DASHBOARDS).insert((name,), a_dashboard(name))
        tx.records(DASHBOARDS).insert(("undated",), {"id": "undated", "title": "z"})
    newest = (Sort("created", is_descending=True),)
    since = (Filter("created", Operation.GREATER_THAN_OR_EQUAL_TO, at(ord("b"))),)
    wanted: tuple[tuple[Query, list[str]], ...] = (
        (Query(since, newest, size=9), ["gone", "c", "b"]),
        (Query(since, (Sort("created"),), size=9), ["b", "c", "gone"]),
        (Query(since, newest, page=2, size=1), ["c"]),
        (Query(since, newest, page=2, size=2), ["b"]),
        (Query(since, newest, page=3, size=2), []),
        (Query((), newest, page=2, size=3), ["a", "undated"]),
        (Query(size=2), ["b", "a"]),
    )
    for query, names in wanted:
        async with store.transaction() as tx:
            found = await tx.records(DASHBOARDS).results(query)
            page = await tx.records(DASHBOARDS).find(query)
        assert [each["id"] for each in found] == names
        assert found == page.results


async def test_views_are_found_that_are_own_or_shared(store: Store) -> None:
    rows = {"a": ("ada", True), "b": ("ada", False), "c": ("bob", True), "d": ("bob", False)}
    async with store.transaction() as tx:
        for name, (owner, is_shared) in rows.items():
            view = {"owner": owner, "isShared": is_shared, "list": "flows"}
            tx.records(SAVED_VIEWS).put((name,), view)
    mine = Filter("owner", Operation.EQUALS, "ada")
    shared = Filter("shared", Operation.EQUALS, "true")
    async with store.transaction() as tx:
        views = tx.records(SAVED_VIEWS)
        either = Filter(ANY_OF, Operation.IN, (mine, shared))
        assert [*await views.all(either)] == [("a",), ("b",), ("c",)]
        other = Filter("list", Operation.EQUALS, "logs")
        assert await views.all(either, other) == {}
