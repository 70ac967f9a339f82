"""How many requests users and tokens may send; what an unlimited server does is all other tests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.client import Api
from tests.build import at
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.model.access import Via
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.authorization.people import User
from tiercel.model.json_types import Json
from tiercel.service.access.identities import Identity
from tiercel.service.access.rate_limits import RateLimits, TooManyRequests

ADMIN = ("admin@example.org", "Secret-Password-1")
ACCOUNTS = {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}


def identity(user: str, token: str = "") -> Identity:
    via = Via.TOKEN if token else Via.SESSION
    return Identity(User(id=user, username=user), UNLIMITED, via, token)


def admitted(limits: RateLimits, who: Identity, tries: int) -> int:
    """How many of so many requests at once pass."""
    passed = 0
    for _ in range(tries):
        try:
            limits.take(who)
        except TooManyRequests:
            continue
        passed += 1
    return passed


def test_a_minute_s_worth_passes_and_comes_back_evenly() -> None:
    clock = VirtualClock(at(0))
    limits = RateLimits(clock, user=6, token=0)
    assert admitted(limits, identity("ann"), 10) == 6
    assert admitted(limits, identity("bob"), 10) == 6
    with pytest.raises(TooManyRequests) as caught:
        limits.take(identity("ann"))
    assert caught.value.retry_seconds == 10
    clock.move_to(at(20))
    assert admitted(limits, identity("ann"), 10) == 2
    clock.move_to(at(0) + timedelta(hours=1))
    assert admitted(limits, identity("ann"), 10) == 6


def test_a_token_has_a_limit_of_its_own_and_counts_for_its_user() -> None:
    limits = RateLimits(VirtualClock(at(0)), user=5, token=3)
    assert admitted(limits, identity("ann", "one"), 10) == 3
    assert admitted(limits, identity("ann", "two"), 10) == 2
    assert admitted(limits, identity("ann"), 10) == 0
    assert admitted(limits, identity("bob", "three"), 10) == 3


def test_without_limits_nothing_is_counted() -> None:
    limits = RateLimits(VirtualClock(at(0)), user=0, token=0)
    assert admitted(limits, identity("ann", "one"), 1_000) == 1_000


@pytest.mark.parametrize(
    "overrides", [{"server": ACCOUNTS, "rate_limits": {"user": 4, "token": 2}}], ids=["limited"]
)
async def test_the_api_answers_429_and_says_when_to_come_back(api: Api) -> None:
    token = await api.post("/me/api-tokens", json={"name": "mine"}, auth=ADMIN)
    headers = {"Authorization": f"Bearer {token.json()['fullToken']}"}
    answers = [await api.get("/flows/search", headers=headers) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    refused: Json = answers[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "At most 2 requests a minute are allowed to a token" in refused.text
    # The user has one left of four: a token and two searches are counted.
    statuses = [(await api.get("/flows/search", auth=ADMIN)).status_code for _ in range(2)]
    assert statuses == [200, 429]
    # What takes no credentials is not counted.
    assert (await api.http.get("/ping")).status_code == 200
