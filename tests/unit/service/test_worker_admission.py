"""Who may take the jobs of a group: anybody, or whoever registers with one of its tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tiercel.adapters.memory.ports import memory_ports
from tiercel.model.stored.records import WORKER_GROUPS, WORKER_QUEUES
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.service.instance.worker_groups import WorkerGroupRegistry
from tiercel.service.workers.admission import WorkerAdmission
from tiercel.service.workers.tokens import NewWorkerToken, ShownToken, WorkerTokens


class Clock:
    def __init__(self) -> None:
        self.date = datetime(2026, 5, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.date


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def ports(clock: Clock) -> Ports:
    """A store with the group `gpu`, which serves the queue `large`."""
    ports = memory_ports(clock, Catalog([]))
    async with ports.store.transaction() as tx:
        tx.records(WORKER_QUEUES).put(("large",), {"tags": ["large"]})
        tx.records(WORKER_GROUPS).put(("gpu",), {"subscriptions": [{"queue_id": "large"}]})
    return ports


async def a_token(ports: Ports, group: str = "gpu", **asked: object) -> ShownToken:
    return await WorkerTokens(ports).create(group, NewWorkerToken(name="one", **asked))


async def a_worker(
    ports: Ports, group: str | None = None, token: str | None = None
) -> WorkerAdmission:
    """After its first heartbeat."""
    admission = WorkerAdmission(ports, WorkerGroupRegistry(), group, token)
    await admission.open()
    await admission.follow("server", "box")
    return admission


def served(admission: WorkerAdmission) -> list[str]:
    return [each.queue_id for each in admission.queues()]


async def test_a_group_without_tokens_is_open(ports: Ports) -> None:
    assert served(await a_worker(ports, "gpu")) == ["large", "gpu"]
    assert served(await a_worker(ports)) == ["default"]
    assert served(await a_worker(ports, "other")) == ["other"]


async def test_a_group_with_tokens_is_for_those_who_have_one(ports: Ports) -> None:
    made = await a_token(ports)
    without = await a_worker(ports, "gpu")
    assert (without.is_admitted, served(without)) == (False, [])
    admitted = await a_worker(ports, "gpu", made.text)
    assert (admitted.is_admitted, served(admitted)) == (True, ["large", "gpu"])
    assert served(await a_worker(ports)) == ["default"]


async def test_a_token_says_which_group_it_is_of(ports: Ports) -> None:
    made = await a_token(ports)
    admission = WorkerAdmission(ports, WorkerGroupRegistry(), None, made.text)
    await admission.open()
    assert served(admission) == []
    assert await admission.follow("server", "box")
    assert (admission.group, served(admission)) == ("gpu", ["large", "gpu"])
    assert not await admission.follow("server", "box")
    (seen,) = await WorkerTokens(ports).credentials()
    assert (seen.credential.server_id, seen.credential.host) == ("server", "box")
    assert seen.credential.token_id == made.token.id


@pytest.mark.parametrize("text", ["", "twk_unknown"])
async def test_a_token_that_is_of_no_group_is_refused(ports: Ports, text: str) -> None:
    refused = await a_worker(ports, "gpu", text)
    assert (refused.is_admitted, refused.refusal) == (False, "its token is of no group")


async def test_a_token_of_another_group_is_refused(ports: Ports) -> None:
    made = await a_token(ports)
    refused = await a_worker(ports, "other", made.text)
    assert (refused.is_admitted, "is of the group 'gpu'" in str(refused.refusal)) == (False, True)


async def test_an_old_or_revoked_token_registers_nobody(ports: Ports, clock: Clock) -> None:
    made = await a_token(ports, expires=clock.now() + timedelta(days=1))
    first = await a_worker(ports, token=made.text)
    clock.date += timedelta(days=2)
    assert not (await a_worker(ports, token=made.text)).is_admitted
    clock.date -= timedelta(days=2)
    await WorkerTokens(ports).revoke("gpu", made.token.id)
    assert not (await a_worker(ports, token=made.text)).is_admitted
    # Whoever registered before goes on.
    assert not await first.follow("server", "box")
    assert first.is_admitted


async def test_a_revoked_credential_ends_what_its_worker_may_do(ports: Ports) -> None:
    admission = await a_worker(ports, token=(await a_token(ports)).text)
    (seen,) = await WorkerTokens(ports).credentials()
    await WorkerTokens(ports).revoke_credential(seen.credential.id)
    assert await admission.follow("server", "box")
    assert (admission.is_admitted, served(admission)) == (False, [])


async def test_the_text_of_a_token_is_in_no_message(
    ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    made = await a_token(ports)
    await WorkerTokens(ports).revoke("gpu", made.token.id)
    await a_worker(ports, token=made.text)
    assert "takes no jobs of its group" in caplog.text
    assert made.text not in caplog.text
    assert made.token.hash not in msgspec.json.encode(caplog.messages).decode()
