"""What is stored of a key stays as it is in all versions: a repeated key must be found again."""

from __future__ import annotations

from msgspec.structs import replace

from tiercel.model.access import Actor
from tiercel.model.idempotency import IdempotencyKey
from tiercel.service.operations.idempotency import Asked
from tiercel.service.operations.webhooks import CallWebhook, call

ASK = CallWebhook(namespace="company.team", flow_id="f", key="k", body={"n": 3})
ANN = Actor.of_request("ann")
SENT = (b'[["POST"]]', b'{"n":3}')


def asked(actor: Actor = ANN, within: tuple[str, ...] | None = None) -> Asked:
    assert call.makes is not None
    made = call.makes if within is None else replace(call.makes, within=within)
    return Asked(actor, ASK, IdempotencyKey("order-1"), call.name, made)


def test_a_key_is_stored_where_earlier_versions_stored_it() -> None:
    assert asked().place() == "977a36538b47c80d5ce816eb05f51533"
    execution = Actor.of_execution("a", "b", "c")
    assert asked(execution).place() == "23ce9de27d3ba4fb4517ede0872f18b0"


def test_a_key_belongs_to_the_fields_that_are_named_however_many() -> None:
    other = replace(ASK, flow_id="g")
    for within, is_apart in (((), False), (("flow_id",), True), (("namespace", "key"), False)):
        one = asked(within=within)
        assert (one.place() != replace(one, request=other).place()) is is_apart


def test_what_was_sent_is_told_apart_as_by_earlier_versions() -> None:
    for key in (IdempotencyKey("order-1"), IdempotencyKey("order-1", SENT[0])):
        for piece in SENT[key.has_content :]:
            key.add(piece)
        assert replace(asked(), key=key).digest() == "2cdf87069a290bcefc85f924cd58ca59"


def test_a_request_that_nobody_sent_counts_as_its_fields() -> None:
    one, other = asked(), replace(asked(), key=IdempotencyKey("order-1"))
    assert one.digest() == other.digest()
    assert replace(one, request=replace(ASK, path="x"), key=IdempotencyKey("order-1")).digest() != (
        one.digest()
    )
