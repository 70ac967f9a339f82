"""Sessions, tokens and what is known of them for a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tiercel.adapters.memory.ports import memory_ports
from tiercel.adapters.random_ids import RandomIds
from tiercel.model.authorization.people import User
from tiercel.model.errors import Conflict, Invalid, NotFound
from tiercel.model.stored.records import USERS
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.service.access.access import Access
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.flow_grants import FlowGrants
from tiercel.service.access.flow_tokens import FlowTokens
from tiercel.service.access.granting import Granting
from tiercel.service.access.identities import Identities
from tiercel.service.access.locks import UserLocks
from tiercel.service.access.provisioning import Provisioning
from tiercel.service.access.rows import document_of
from tiercel.service.access.sessions import Sessions
from tiercel.service.access.tokens import NewToken, Tokens, may_be_token, new_text
from tiercel.service.audit.log import AuditLog
from tiercel.settings.sections import BasicAuth


class Clock:
    def __init__(self) -> None:
        self.date = datetime(2026, 5, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.date


class Server:
    """One server over a store that others may use too."""

    def __init__(self, clock: Clock, ports: Ports) -> None:
        self.clock, self.ports = clock, ports
        changes = AccessChanges(ports)
        self.access = Access(ports, BasicAuth(), changes)
        self.sessions = Sessions(ports, changes)
        self.tokens = Tokens(ports, changes)
        provisioning = Provisioning(ports, changes)
        self.identities = Identities(
            ports,
            self.access,
            changes,
            self.tokens,
            self.sessions,
            provisioning,
            UserLocks(ports, changes, AuditLog(ports)),
            FlowTokens(ports, changes, self.access),
            FlowGrants(self.access, Granting(ports.store, changes)),
        )

    async def bearer(self, text: str | None) -> str | None:
        """Whose token it is."""
        found = await self.identities.of_authorization(f"Bearer {text}", "")
        return None if found is None else found.user.id


@pytest.fixture
async def server() -> Server:
    clock = Clock()
    ports = msgspec.structs.replace(memory_ports(clock, Catalog([])), ids=RandomIds())
    async with ports.store.transaction() as tx:
        user = User(id="ann", username="ann@example.org")
        tx.records(USERS).put(("ann",), document_of(user))
    return Server(clock, ports)


async def test_a_session_ends_by_time_by_silence_and_by_signing_out(server: Server) -> None:
    text = await server.sessions.begin("ann", "")
    assert await server.sessions.user_of(text) == "ann"
    assert await server.sessions.user_of(text + "x") is None
    assert await server.sessions.user_of("") is None
    for _ in range(7):
        server.clock.date += timedelta(minutes=100)
        assert await server.sessions.user_of(text) == "ann"
    server.clock.date += timedelta(minutes=100)
    assert await server.sessions.user_of(text) is None
    silent = await server.sessions.begin("ann", "")
    server.clock.date += timedelta(hours=2)
    assert await server.sessions.user_of(silent) is None
    over = await server.sessions.begin("ann", "")
    await server.sessions.end(over)
    assert await server.sessions.user_of(over) is None


async def test_a_cookie_is_no_token_and_a_token_no_cookie_however_lately_used(
    server: Server,
) -> None:
    cookie = await server.sessions.begin("ann", "")
    token = (await server.tokens.create("ann", NewToken(name="ci"))).full_text or ""
    assert await server.identities.of_session(cookie) is not None
    assert await server.bearer(token) == "ann"
    assert server.identities.known(f"Bearer {token}") is not None
    assert server.identities.known(f"Bearer {cookie}") is None
    assert await server.bearer(cookie) is None
    assert await server.identities.of_session(token) is None


async def test_a_token_expires_and_an_extended_one_lives_on_with_use(server: Server) -> None:
    day = timedelta(days=1)
    short = await server.tokens.create("ann", NewToken(name="ci", max_age=day))
    living = await server.tokens.create("ann", NewToken(name="x", max_age=day, extended=True))
    server.clock.date += timedelta(hours=20)
    assert await server.bearer(short.full_text) == "ann"
    assert await server.bearer(living.full_text) == "ann"
    server.clock.date += timedelta(hours=20)
    assert await server.bearer(short.full_text) is None
    assert await server.bearer(living.full_text) == "ann"
    listed = {each.name: each for each in await server.tokens.of("ann")}
    assert listed["ci"].is_expired
    assert listed["x"].last_used == server.clock.date.isoformat()


async def test_names_of_tokens_are_unique_and_plain(server: Server) -> None:
    made = await server.tokens.create("ann", NewToken(name="ci"))
    with pytest.raises(Conflict):
        await server.tokens.create("ann", NewToken(name="ci"))
    for name in ("", "C I", "-a", "a" * 64):
        with pytest.raises(Invalid):
            await server.tokens.create("ann", NewToken(name=name))
    with pytest.raises(NotFound):
        await server.tokens.delete("bob", made.id)
    await server.tokens.delete("ann", made.id)
    with pytest.raises(NotFound):
        await server.tokens.delete("ann", made.id)


def test_a_mistyped_token_is_known_without_a_look_at_the_store() -> None:
    text = new_text()
    assert may_be_token(text)
    assert len(text) == len("tck_") + 8 + 1 + 43 + 6
    for place in (5, 20, 60):
        other = "a" if text[place] != "a" else "b"
        assert not may_be_token(text[:place] + other + text[place + 1 :])
    assert may_be_token("tc_of_an_older_server")


async def test_what_another_server_revokes_is_refused_here_within_two_seconds(
    server: Server,
) -> None:
    other = Server(server.clock, server.ports)
    token = await server.tokens.create("ann", NewToken(name="ci"))
    assert await server.bearer(token.full_text) == "ann"
    await other.tokens.delete("ann", token.id)
    assert await other.bearer(token.full_text) is None
    server.clock.date += timedelta(seconds=2)
    assert await server.bearer(token.full_text) is None
