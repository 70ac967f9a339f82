"""Clock, ids and secrets; and the memory store under faults."""

from __future__ import annotations

import base64
import time
from collections.abc import Coroutine
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.ports.values import a_job, an_execution, at
from tiercel.adapters.env_secrets import EnvSecrets
from tiercel.adapters.folder_secrets import FolderSecrets, SecretSources
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.system_clock import SystemClock
from tiercel.model.errors import IllegalArgument, Unavailable
from tiercel.model.events import Submitted
from tiercel.model.ids import ALPHABET, by_time
from tiercel.ports.clock import IdSource
from tiercel.ports.secrets import SecretStore


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


class Machine:
    """A wall clock that may be set, and a steady one."""

    def __init__(self) -> None:
        self.wall, self.steady = at(0), 0.0
        self.clock = SystemClock(lambda: self.wall, lambda: self.steady)

    def after(self, seconds: float, *, set_by: timedelta = timedelta()) -> float:
        """Seconds from the beginning, as the server sees it after a while."""
        self.steady += seconds
        self.wall += timedelta(seconds=seconds) + set_by
        return (self.clock.now() - at(0)).total_seconds()


def test_a_clock_that_is_set_back_goes_on_and_is_caught_up_with(
    caplog: pytest.LogCaptureFixture,
) -> None:
    machine = Machine()
    assert machine.after(10) == 10
    assert machine.after(0, set_by=timedelta(seconds=-60)) == 10
    assert "was set back by 0:01:00" in caplog.text
    assert machine.after(10) == 19
    assert machine.after(90) == 100
    # A tenth of 600 s makes up for the minute.
    assert machine.after(500) == 550
    assert machine.after(10) == 560
    assert machine.after(0, set_by=timedelta(seconds=-30)) == 560
    assert machine.after(10) == 569
    assert len(caplog.records) == 2


def test_a_clock_that_is_set_forward_is_followed() -> None:
    machine = Machine()
    assert machine.after(10) == 10
    assert machine.after(1, set_by=timedelta(days=1)) == 86411


def test_small_steps_back_are_not_reported(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    assert machine.after(10) == 10
    assert machine.after(0.01, set_by=timedelta(seconds=-0.05)) == 10
    assert machine.after(1, set_by=timedelta(seconds=-2)) == 10
    assert not caplog.records


def test_the_virtual_clock_moves_only_when_it_is_moved() -> None:
    clock = VirtualClock(at(0))
    assert clock.now() == at(0)
    assert clock.advance(timedelta(seconds=2)) == clock.now() == at(2)
    clock.move_to(at(-5))
    assert clock.now() == at(-5)


@pytest.mark.parametrize("ids", [RandomIds(), CountedIds(), CountedIds(3)])
def test_ids_have_22_characters_of_base_62_and_differ(ids: IdSource) -> None:
    made = [ids.new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(len(one) == 22 and set(one) <= set(ALPHABET) for one in made)


def test_ids_of_a_server_sort_by_time_when_it_is_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    ids, made = RandomIds(), []
    for milliseconds in (1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000, 2**42):
        monkeypatch.setattr(time, "time_ns", lambda now=milliseconds: now * 1_000_000 + 5)
        made.append([ids.new_id() for _ in range(100)])
    turned = [sorted(map(by_time, each)) for each in made]
    assert all(earlier[-1] < later[0] for earlier, later in pairwise(turned))
    assert len({each for several in turned for each in several}) == 400
    # People tell executions apart by how their ids begin.
    assert len({each[:8] for several in made for each in several}) == 400


def test_counted_ids_repeat_by_seed() -> None:
    assert CountedIds(1).new_id() == CountedIds(1).new_id() != CountedIds(2).new_id()


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "secrets",
    [
        EnvSecrets(
            {"SECRET_B": encoded("pässword"), "SECRET_a_key": encoded("x\n"), "PATH": "/bin"}
        ),
        MemorySecrets({"B": "pässword", "a_key": "x\n"}),
    ],
)
async def test_secrets_are_found_whatever_their_case(secrets: SecretStore) -> None:
    assert await secrets.get("any", "b") == "pässword"
    assert await secrets.get("any", "A_KEY") == "x\n"
    assert await secrets.get("any", "PATH") is None
    assert await secrets.names("any") == ["A_KEY", "B"]


@pytest.mark.parametrize("value", ["not base64!", "/w==", "abc"])
async def test_a_badly_encoded_secret_is_reported_without_its_value(value: str) -> None:
    secrets = EnvSecrets({"SECRET_X": value, "SECRET_": "eA=="})
    assert await secrets.names("any") == ["X"]
    with pytest.raises(IllegalArgument) as caught:
        await secrets.get("any", "x")
    assert value not in caught.value.message


async def test_a_plain_secret_is_taken_as_it_is() -> None:
    secrets = EnvSecrets({"SECRET_X": "not base64!\n"}, is_plain=True)
    assert await secrets.get("any", "x") == "not base64!\n"


async def test_files_of_a_folder_are_read_anew(tmp_path: Path) -> None:
    folder = FolderSecrets(tmp_path)
    (tmp_path / "TOKEN").write_text("one\n")
    (tmp_path / "..data").mkdir()
    (tmp_path / ".hidden").write_text("x")
    assert await folder.names("any") == ["TOKEN"]
    assert await folder.get("any", "token") == "one"
    (tmp_path / "TOKEN").write_text("two\nlines\n\n")
    assert await folder.get("any", "token") == "two\nlines\n"
    (tmp_path / "TOKEN").unlink()
    assert await folder.get("any", "token") is None
    assert await folder.get("any", "../etc/passwd") is None


async def test_a_mounted_secret_that_changes_is_followed(tmp_path: Path) -> None:
    """A mount of Kubernetes: links to a folder that is replaced as a whole."""
    for name, value in (("v1", "one"), ("v2", "two")):
        (tmp_path / f"..{name}").mkdir()
        (tmp_path / f"..{name}" / "TOKEN").write_text(value)
    (tmp_path / "..data").symlink_to("..v1")
    (tmp_path / "TOKEN").symlink_to("..data/TOKEN")
    folder = FolderSecrets(tmp_path)
    assert await folder.get("any", "TOKEN") == "one"
    (tmp_path / "..new").symlink_to("..v2")
    (tmp_path / "..new").rename(tmp_path / "..data")
    assert await folder.get("any", "TOKEN") == "two"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 100_001])
async def test_a_file_that_is_no_secret_is_reported_without_its_content(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "TOKEN").write_bytes(content)
    with pytest.raises(IllegalArgument) as caught:
        await FolderSecrets(tmp_path).get("any", "TOKEN")
    assert "TOKEN" in caught.value.message
    assert "xx" not in caught.value.message


async def test_a_folder_that_is_gone_is_reported(tmp_path: Path) -> None:
    folder = FolderSecrets(tmp_path / "gone")
    with pytest.raises(Unavailable, match=r"tiercel\.secrets\.folder"):
        await folder.names("any")


async def test_the_first_source_that_has_a_secret_counts(tmp_path: Path) -> None:
    (tmp_path / "A").write_text("file")
    environ = EnvSecrets({"SECRET_A": "env", "SECRET_B": "env"}, is_plain=True)
    sources = SecretSources(FolderSecrets(tmp_path), environ)
    assert [await sources.get("any", key) for key in "ABC"] == ["file", "env", None]
    assert await sources.names("any") == ["A", "B"]


async def test_an_encoded_secret_may_be_wrapped() -> None:
    assert await EnvSecrets({"SECRET_X": "aGVs\n bG8=\n"}).get("any", "x") == "hello"


class Faults(FaultPlan):
    """Fails the commits that are named, by number from 1."""

    def __init__(self, *, before: frozenset[int] = frozenset(), after: int = 0) -> None:
        self._before = before
        self._after = after
        self._count = 0

    def before_commit(self, write_count: int) -> None:
        self._count += 1
        if self._count in self._before:
            raise Unavailable("before")

    def after_commit(self, write_count: int) -> None:
        if self._count == self._after:
            raise Unavailable("after")


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that must not suspend."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    pytest.fail("the coroutine waits for something")


async def insert(store: MemoryStore, name: str) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(name))
        tx.inbox.put(name, Submitted())
        tx.jobs.put(a_job(name, execution_id=name))


async def waiting(store: MemoryStore) -> list[str]:
    async with store.transaction() as tx:
        return list(await tx.inbox.claim(9, frozenset()))


def test_commits_can_be_dropped_or_lose_their_answer() -> None:
    notifier = MemoryNotifier()
    store = MemoryStore(notifier, Faults(before=frozenset({1}), after=2))
    for name, message in (("dropped", "before"), ("unknown", "after")):
        with pytest.raises(Unavailable, match=message):
            run(insert(store, name))
    run(insert(store, "fine"))
    assert run(waiting(store)) == ["unknown", "fine"]


async def claim(store: MemoryStore) -> Any:
    async with store.transaction() as tx:
        return await tx.jobs.claim("w", 9, at(9), None)


def test_a_claim_that_was_dropped_leaves_the_job() -> None:
    store = MemoryStore(MemoryNotifier(), Faults(before=frozenset({2})))
    run(insert(store, "x"))
    with pytest.raises(Unavailable):
        run(claim(store))
    assert [job.fence for job in run(claim(store))] == [1]


def test_a_restart_frees_claims_and_kills_open_transactions() -> None:
    store = MemoryStore(MemoryNotifier())
    run(insert(store, "x"))
    old = store.transaction()
    assert list(run(old.inbox.claim(9, frozenset()))) == ["x"]
    run(old.slots.lock("ns", "flow"))
    old.inbox.put("y", Submitted())
    assert run(waiting(store)) == []
    store.restart()
    new = store.transaction()
    assert list(run(new.inbox.claim(9, frozenset()))) == ["x"]
    run(new.slots.lock("ns", "flow"))
    with pytest.raises(Unavailable, match="restarted"):
        run(old.__aexit__(None, None, None))
    assert run(waiting(store)) == []
    run(new.__aexit__(None, None, None))
    assert run(waiting(store)) == ["x"]
