"""Passwords, sessions and tokens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tiercel.adapters.memory.ports import memory_ports
from tiercel.model.authorization.limits import ACCESS_GUESSES_MAX
from tiercel.model.errors import Conflict, Invalid
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.access.access import Access, TooManyTries, passwords
from tiercel.settings.sections import BasicAuth


class Clock:
    def __init__(self) -> None:
        self.date = datetime(2026, 5, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.date


class Ids:
    def __init__(self) -> None:
        self.count = 0

    def new_id(self) -> str:
        self.count += 1
        return f"id{self.count}"


def an_access(**settings: object) -> tuple[Access, Clock]:
    clock = Clock()
    ports = msgspec.structs.replace(memory_ports(clock, Catalog([])), ids=Ids())
    return Access(ports, BasicAuth(**settings)), clock


def test_hashes_have_their_own_salt_and_match_only_their_password() -> None:
    one, two = passwords.hashed("secret"), passwords.hashed("secret")
    assert one != two
    assert passwords.matches("secret", one)
    assert not passwords.matches("other", one)
    assert not passwords.matches("secret", "broken")


def test_what_is_wrong_with_credentials() -> None:
    assert passwords.problems("a@b.c", "Secret123") == []
    assert len(passwords.problems("", "")) == 2
    assert passwords.problems("no mail", "Secret123")[0].startswith("Invalid username")
    assert passwords.problems("a@b.c", "weak")[0].startswith("Invalid password")
    assert passwords.problems("a@b.c", "weak", is_strong=False) == []
    assert passwords.problems("a@b.c", "Aa1" * 100)[0].startswith("The length")


async def test_off_unless_configured() -> None:
    access, _ = an_access()
    await access.open()
    assert not access.is_enabled
    assert access.is_initialised


async def test_enabled_without_credentials_waits_for_the_set_up() -> None:
    access, _ = an_access(enabled=True)
    await access.open()
    assert access.is_enabled
    assert not access.is_initialised
    with pytest.raises(Invalid):
        await access.set_up("a@b.c", "weak")
    await access.set_up("a@b.c", "Secret123")
    assert await access.is_user("a@b.c", "Secret123", "")
    with pytest.raises(Conflict):
        await access.set_up("a@b.c", "Secret123")


async def test_weak_credentials_of_the_configuration_are_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    access, _ = an_access(username="a@b.c", password="kestra")
    await access.open()
    assert await access.is_user("a@b.c", "kestra", "")
    assert "The password must have 8 chars" in caplog.text


async def test_weak_credentials_are_refused_when_the_configuration_asks_for_strong_ones() -> None:
    access, _ = an_access(username="a@b.c", password="a", password_strength=True)
    with pytest.raises(Invalid, match="The password must have 8 chars"):
        await access.open()


async def test_disabled_wins_over_credentials() -> None:
    access, _ = an_access(enabled=False, username="a@b.c", password="kestra")
    await access.open()
    assert not access.is_enabled


async def refused(access: Access, username: str, password: str, address: str) -> bool:
    """Whether nobody looks at the credentials."""
    try:
        await access.is_user(username, password, address)
    except TooManyTries:
        return True
    return False


async def test_failures_are_forgotten_after_a_while() -> None:
    access, clock = an_access(username="a@b.c", password="Secret123")
    await access.open()
    for number in range(10):
        assert not await access.is_user("a@b.c", f"guess{number}", "1.2.3.4")
    assert await refused(access, "a@b.c", "guess", "1.2.3.4")
    assert await refused(access, "a@b.c", "Secret123", "1.2.3.4")
    assert not await refused(access, "x@b.c", "guess", "1.2.3.4")
    assert await access.is_user("a@b.c", "Secret123", "5.6.7.8")
    clock.date += timedelta(minutes=2)
    assert await access.is_user("a@b.c", "Secret123", "1.2.3.4")


async def test_guessing_in_parallel_is_no_way_round() -> None:
    access, _ = an_access(username="a@b.c", password="Secret123")
    await access.open()
    tries = [refused(access, "a@b.c", f"guess{number}", "1.2.3.4") for number in range(40)]
    looked_at = [not is_refused for is_refused in await asyncio.gather(*tries)]
    assert 10 <= sum(looked_at) <= 12


async def test_other_names_are_no_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.access.passwords.matches", lambda password, stored: False)
    access, _ = an_access(username="a@b.c", password="Secret123")
    await access.open()
    names = [f"user{number}" for number in range(ACCESS_GUESSES_MAX + 1)]
    refusals = [await refused(access, name, "guess", "1.2.3.4") for name in names]
    assert refusals == [False] * ACCESS_GUESSES_MAX + [True]


async def test_what_is_remembered_of_failures_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.access.passwords.matches", lambda password, stored: False)
    monkeypatch.setattr("tiercel.service.access.access.ACCESS_CACHE_ENTRIES_MAX", 20)
    access, _ = an_access(username="a@b.c", password="Secret123")
    await access.open()
    for number in range(50):
        await access.is_user("u" * 200 + str(number), "guess", f"10.0.0.{number}")
    assert len(access._failures) == 20
    assert len(access._checked) == 20


async def test_a_set_up_takes_a_code_that_a_server_has_shown_and_only_once() -> None:
    clock = Clock()
    ports = msgspec.structs.replace(memory_ports(clock, Catalog([])), ids=Ids())
    here, there = (Access(ports, BasicAuth(), asks_set_up=True) for _ in range(2))
    for server in (here, there):
        await server.open()
        assert server.is_enabled
        assert server.needs_code
        assert not server.is_initialised
    codes = [await server.codes.issue() for server in (here, there)]
    for wrong in (None, "", codes[0][:-1], codes[0].upper() + "0"):
        with pytest.raises(Invalid, match="setupCode"):
            await here.set_up("ann@example.org", "Secret-1234", wrong)
    with pytest.raises(Invalid, match="Invalid password"):
        await here.set_up("ann@example.org", "weak", codes[1])
    await here.set_up("ann@example.org", "Secret-1234", f" {codes[1]} ")
    assert not here.needs_code
    with pytest.raises(Invalid, match="setupCode"):
        await here.codes.check(codes[0])


async def test_another_server_notices_the_first_user_and_their_new_password() -> None:
    clock = Clock()
    ports = msgspec.structs.replace(memory_ports(clock, Catalog([])), ids=Ids())
    here, there = (Access(ports, BasicAuth(), asks_set_up=True) for _ in range(2))
    for server in (here, there):
        await server.open()
        await server.refresh()
    await here.set_up("ann@example.org", "Secret-1234", await here.codes.issue())
    for password in ("Secret-1234", "Secret-5678"):
        await here.set_user("ann@example.org", password)
        clock.date += timedelta(seconds=2)
        await there.refresh()
        assert there.is_initialised
        assert await there.is_user("ann@example.org", password, "192.0.2.1")
    assert not await there.is_user("ann@example.org", "Secret-1234", "192.0.2.1")
