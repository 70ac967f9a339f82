"""The job queue: claims, leases and fences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.ports.expectations import STORED_ON_DISK, stale
from tests.ports.values import NOW, a_job, at
from tiercel.model.job import Job
from tiercel.ports.store import Store

LEASE = at(30)


async def put(store: Store, *jobs: Job) -> None:
    async with store.transaction() as tx:
        for job in jobs:
            tx.jobs.put(job)


async def claim(
    store: Store, worker: str = "w", limit: int = 9, group: str | None = None
) -> list[Job]:
    async with store.transaction() as tx:
        return await tx.jobs.claim(worker, limit, LEASE, group)


def ids(jobs: list[Job]) -> list[str]:
    return [job.id for job in jobs]


async def test_a_claim_takes_the_oldest_jobs_with_a_new_fence(store: Store) -> None:
    job = a_job("b", payload=b"\x00\xff", trigger_id="t", namespace="n", flow_id="f")
    await put(store, job, a_job("a"), a_job("c"))
    claimed = await claim(store, limit=2)
    assert ids(claimed) == ["b", "a"]
    assert claimed[0] == replace(job, worker_id="w", lease_until=LEASE, fence=1)
    assert ids(await claim(store)) == ["c"]
    assert await claim(store) == []


async def test_jobs_of_other_groups_stay(store: Store) -> None:
    await put(store, a_job("a", worker_group="gpu"), a_job("b"), a_job("c", worker_group="gpu"))
    assert ids(await claim(store)) == ["b"]
    assert ids(await claim(store, group="gpu")) == ["a", "c"]


async def test_concurrent_claims_never_share_a_job(store: Store) -> None:
    await put(store, *(a_job(f"j{number:02}") for number in range(20)))
    taken = await asyncio.gather(*(claim(store, f"w{n}", 7) for n in range(4)))
    assert sorted(job_id for jobs in taken for job_id in ids(jobs)) == [
        f"j{number:02}" for number in range(20)
    ]


async def test_done_removes_a_job_of_the_same_fence(store: Store) -> None:
    await put(store, a_job())
    (job,) = await claim(store)
    async with store.transaction() as tx:
        tx.jobs.done(job)
    async with store.transaction() as tx:
        assert await tx.jobs.count() == (0, 0)


@pytest.mark.parametrize("fence", [0, 2])
async def test_done_with_another_fence_is_stale(store: Store, fence: int) -> None:
    await put(store, a_job())
    (job,) = await claim(store)
    async with stale(store) as tx:
        tx.jobs.done(replace(job, fence=fence))
    async with store.transaction() as tx:
        assert await tx.jobs.claimed_by("w") == [job]


async def test_done_twice_is_stale(store: Store) -> None:
    await put(store, a_job())
    (job,) = await claim(store)
    async with store.transaction() as tx:
        tx.jobs.done(job)
    async with stale(store) as tx:
        tx.jobs.done(job)


async def test_keep_extends_the_leases_of_the_holder_only(store: Store) -> None:
    await put(store, a_job("a"), a_job("b"), a_job("c"))
    await claim(store, "w", 2)
    await claim(store, "other", 1)
    async with store.transaction() as tx:
        assert await tx.jobs.keep("w", ["a", "b", "c", "unknown"], at(90)) == ["a", "b"]
    async with store.transaction() as tx:
        assert ids(await tx.jobs.expired(at(60), 9)) == ["c"]
        assert [job.lease_until for job in await tx.jobs.claimed_by("w")] == [at(90), at(90)]


async def test_expired_leases_are_found_longest_over_first(store: Store) -> None:
    await put(store, a_job("a"), a_job("b"), a_job("waiting"))
    async with store.transaction() as tx:
        await tx.jobs.claim("w", 1, at(20), None)
        await tx.jobs.claim("w", 1, at(10), None)
    async with store.transaction() as tx:
        assert await tx.jobs.expired(at(9), 9) == []
        assert ids(await tx.jobs.expired(at(20), 9)) == ["b", "a"]
        assert ids(await tx.jobs.expired(at(20), 1)) == ["b"]


async def test_jobs_are_found_by_execution_and_worker(store: Store) -> None:
    await put(store, a_job("a"), a_job("b", execution_id="y"), a_job("c"))
    await claim(store, "w", 1)
    async with store.transaction() as tx:
        assert ids(await tx.jobs.of("x")) == ["a", "c"]
        assert ids(await tx.jobs.claimed_by("w")) == ["a"]
        assert await tx.jobs.claimed_by("nobody") == []
        assert await tx.jobs.count() == (2, 1)


async def test_jobs_are_forgotten_by_task_run_without_a_guard(store: Store) -> None:
    await put(
        store,
        a_job("a", task_run_id="1"),
        a_job("b", task_run_id="2"),
        a_job("c", task_run_id="3"),
        a_job("d", task_run_id="1", execution_id="y"),
    )
    await claim(store, "w", 1)
    async with store.transaction() as tx:
        tx.jobs.forget("x", ["1", "2", "unknown"])
    async with store.transaction() as tx:
        assert ids(await tx.jobs.of("x")) == ["c"]
        assert ids(await tx.jobs.of("y")) == ["d"]
        assert await tx.jobs.count() == (2, 0)


async def test_holders_are_asked_to_stop(store: Store) -> None:
    await put(store, a_job("a", task_run_id="1"), a_job("b", task_run_id="2"), a_job("c"))
    await claim(store, "w", 2)
    async with store.transaction() as tx:
        tx.jobs.stop("x", ["1", "run", "unknown"])
        tx.settings.put("barrier", 1)
    async with store.transaction() as tx:
        job = await tx.jobs.claimed_by("w")
        assert [(job.id, job.is_stopping) for job in job] == [("a", True), ("b", False)]
    (waiting,) = await claim(store, "w")
    assert not waiting.is_stopping


async def test_a_job_that_is_put_again_is_replaced(store: Store) -> None:
    await put(store, a_job("a"), a_job("b"))
    await claim(store, "w", 1)
    await put(store, a_job("a", attempt=1))
    async with store.transaction() as tx:
        assert await tx.jobs.count() == (2, 0)
    assert [(job.id, job.attempt) for job in await claim(store)] == [("b", 0), ("a", 1)]


async def test_a_job_that_is_put_and_done_in_one_transaction_is_given_to_nobody(
    store: Store,
) -> None:
    async with store.transaction() as tx:
        tx.jobs.put(a_job("a"))
        tx.jobs.put(a_job("b"))
        tx.jobs.done(a_job("a"))
        tx.jobs.stop("x", ["run"])
    async with store.transaction() as tx:
        assert await tx.jobs.count() == (1, 0)
    (job,) = await claim(store)
    assert (job.id, job.is_stopping) == ("b", False)


async def test_a_job_forgotten_during_a_claim_is_given_to_nobody(store: Store) -> None:
    await put(store, a_job("a"), a_job("b"))

    async def forget() -> None:
        async with store.transaction() as tx:
            tx.jobs.forget("x", ["run"])

    _, claimed = await asyncio.gather(forget(), claim(store))
    async with store.transaction() as tx:
        assert await tx.jobs.count() == (0, 0)
        assert await tx.jobs.claimed_by("w") == []
    async with stale(store) as tx:
        tx.jobs.done(claimed[0] if claimed else a_job("a"))


async def test_a_handle_is_kept_with_the_job_of_its_fence(store: Store) -> None:
    await put(store, a_job("a"))
    (job,) = await claim(store)
    async with store.transaction() as tx:
        assert not await tx.jobs.remember(replace(job, fence=job.fence - 1), b"old")
        assert await tx.jobs.remember(job, b"new")
    async with store.transaction() as tx:
        assert await tx.jobs.of("x") == [replace(job, handle=b"new")]
        assert await tx.jobs.expired(LEASE, 9) == [replace(job, handle=b"new")]
        tx.jobs.done(job)
    async with store.transaction() as tx:
        assert not await tx.jobs.remember(job, b"late")


@STORED_ON_DISK
async def test_claims_and_fences_survive_a_reopening(make_store: Callable[[], Store]) -> None:
    store = make_store()
    await store.open()
    await put(store, a_job("a"), a_job("b", created=NOW))
    (job,) = await claim(store, "w", 1)
    async with store.transaction() as tx:
        await tx.jobs.remember(job, b"handle")
    job = replace(job, handle=b"handle")
    await store.close()
    store = make_store()
    await store.open()
    async with store.transaction() as tx:
        assert await tx.jobs.claimed_by("w") == [job]
        assert await tx.jobs.count() == (1, 1)
        tx.jobs.done(job)
    assert ids(await claim(store)) == ["b"]
    await store.close()


async def test_a_job_has_a_place_in_the_queue_of_its_group(store: Store) -> None:
    await put(store, *(a_job(name) for name in "abcd"), a_job("g", worker_group="gpu"))
    (claimed,) = await claim(store, limit=1)
    async with store.transaction() as tx:
        places = [await tx.jobs.queue_of(a_job(name), 2) for name in "bcd"]
        assert places == [(1, 1), (2, 1), (3, 1)]
        assert await tx.jobs.queue_of(a_job("g", worker_group="gpu"), 9) == (1, 0)
        assert await tx.jobs.queue_of(claimed, 9) == (0, 1)
        assert await tx.jobs.queue_of(a_job("gone"), 9) == (0, 1)
