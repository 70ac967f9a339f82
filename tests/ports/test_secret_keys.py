"""Keys of stored secrets on every database: moving up, rotation, and what is lost."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import msgspec
import pytest

from tests.transfer import in_memory
from tiercel.adapters.cipher import Cipher
from tiercel.adapters.key_ring import AesKeyRing, KeySource
from tiercel.engine.env import EngineConfig
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.stored.encrypted import is_encrypted
from tiercel.model.stored.records import CREDENTIALS, SECRETS
from tiercel.ports.store import Store
from tiercel.service.access.secret_keys import SecretKeys, place_of_credential

PLACES = [("company", "A"), ("company.team", "A"), ("company.team", "B")]


def a_key(number: int) -> str:
    return base64.b64encode(bytes([number]) * 32).decode()


def ring_of(*numbers: int) -> AesKeyRing:
    return AesKeyRing([KeySource(f"key {number}", a_key(number)) for number in numbers])


def keys_of(store: Store, *numbers: int) -> SecretKeys:
    """With these keys, the last one of which also opens what older servers wrote."""
    config = EngineConfig()
    if numbers:
        cipher = Cipher(a_key(numbers[-1]))
        config = EngineConfig(encrypt=cipher.encrypt, decrypt=cipher.decrypt)
    ring = ring_of(*numbers) if numbers else None
    return SecretKeys(
        msgspec.structs.replace(in_memory(), store=store, config=config, key_ring=ring)
    )


async def store_old(store: Store, number: int) -> None:
    """The secrets as a server before the envelopes wrote them."""
    cipher = Cipher(a_key(number))
    async with store.transaction() as tx:
        for namespace, key in PLACES:
            value = cipher.encrypt(f"value of {namespace}")
            about = {"namespace": namespace, "key": key.lower(), "value": value}
            tx.records(SECRETS).put((namespace, key), {**about, "description": "kept"})


async def stored(store: Store) -> Mapping[tuple[str, ...], Mapping[str, Json]]:
    async with store.transaction() as tx:
        return await tx.records(SECRETS).all()


async def check_values(store: Store, keys: SecretKeys) -> None:
    found = await stored(store)
    assert sorted(found) == PLACES
    for (namespace, key), document in found.items():
        assert keys.open((namespace, key), document["value"]) == f"value of {namespace}"
        assert (document["key"], document["description"]) == (key.lower(), "kept")


async def test_what_older_servers_stored_is_put_into_envelopes(store: Store) -> None:
    await store_old(store, 1)
    keys = keys_of(store, 1)
    await check_values(store, keys)
    await keys.open_all()
    found = await stored(store)
    assert not any(is_encrypted(document["value"]) for document in found.values())
    await check_values(store, keys)
    await keys.open_all()
    assert await stored(store) == found


async def test_with_another_key_the_old_ones_stay_until_theirs_is_there(store: Store) -> None:
    await store_old(store, 1)
    before = await stored(store)
    for keys in (keys_of(store, 2), keys_of(store)):
        await keys.open_all()
        assert await stored(store) == before
        assert await keys.unreadable() == PLACES
    with pytest.raises(Unavailable):
        await keys_of(store, 2).rotate()
    both = keys_of(store, 2, 1)
    await both.open_all()
    await check_values(store, both)
    assert [use.secrets for use in await both.uses()] == [3, 0]


@pytest.mark.parametrize("with_values", [False, True])
async def test_rotation(store: Store, with_values: bool) -> None:
    await store_old(store, 1)
    await keys_of(store, 1).open_all()
    before = await stored(store)
    both = keys_of(store, 2, 1)
    assert await both.rotate(with_values=with_values) == 3
    after = await stored(store)
    for place, document in after.items():
        is_same = document["value"]["sealed"] == before[place]["value"]["sealed"]
        assert is_same is not with_values
    assert await both.rotate() == 0
    await check_values(store, keys_of(store, 2))
    assert await keys_of(store, 1).unreadable() == PLACES


async def test_credentials_have_envelopes_under_the_same_keys(store: Store) -> None:
    key = ("", "crm")
    place = place_of_credential(key)
    async with store.transaction() as tx:
        named = {"namespace": "company", "id": "named"}
        tx.records(CREDENTIALS).put(("company", "named"), named)
        document = {"namespace": "", "id": "crm", "secret": ring_of(1).seal(place, "s3cr3t")}
        tx.records(CREDENTIALS).put(key, document)
    both = keys_of(store, 2, 1)
    assert [use.secrets for use in await both.uses()] == [0, 1]
    assert await both.rotate() == 1
    async with store.transaction() as tx:
        stored_ = await tx.records(CREDENTIALS).get(*key)
    assert stored_ is not None
    assert keys_of(store, 2).open(place, stored_["secret"]) == "s3cr3t"
    lost = keys_of(store, 1)
    assert await lost.unreadable() == [place]
    assert await lost.discard_unreadable() == [place]
    async with store.transaction() as tx:
        assert list(await tx.records(CREDENTIALS).all()) == [("company", "named")]


async def test_a_lost_key(store: Store) -> None:
    await store_old(store, 1)
    await keys_of(store, 1).open_all()
    place = ("company.team", "B")
    async with store.transaction() as tx:
        document = await tx.records(SECRETS).get(*place)
        assert document is not None
        sealed = ring_of(2).seal(place, "value of company.team")
        tx.records(SECRETS).put(place, {**document, "value": sealed})
    keys = keys_of(store, 2)
    (lost_id,), (own_id,) = ring_of(1).key_ids, ring_of(2).key_ids
    shown = [(use.key_id, use.is_present, use.is_newest, use.secrets) for use in await keys.uses()]
    assert shown == [(own_id, True, True, 1), (lost_id, False, False, 2)]
    before = await stored(store)
    with pytest.raises(Unavailable, match=lost_id):
        await keys.rotate()
    assert await stored(store) == before
    assert await keys.unreadable() == PLACES[:2]
    assert await keys.discard_unreadable() == PLACES[:2]
    assert sorted(await stored(store)) == [place]
    assert await keys.discard_unreadable() == []
