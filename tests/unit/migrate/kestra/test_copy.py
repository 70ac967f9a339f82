"""A server of Kestra becomes an archive: counted, and nothing twice however often it is cut."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.archives import lines_of, manifest_of
from tests.transfer import in_memory, load, nothing
from tests.unit.migrate.kestra.standin import EXECUTIONS, NAMESPACE_FILES, RUNNING, Standin
from tiercel.migrate.kestra.copy import Copied, Copy, survey
from tiercel.migrate.kestra.server import KestraServer
from tiercel.model.errors import Conflict, TiercelError, Unavailable
from tiercel.model.state import StateType

ADDRESS = "http://kestra:8080"
ENDED = EXECUTIONS - RUNNING
FILES = ENDED - 1 + len(NAMESPACE_FILES)


def copied(fetch: Standin, archive: Path, address: str = ADDRESS) -> Copied:
    return Copy(KestraServer(fetch), address, archive, nothing).run()


def test_everything_that_the_api_gives_is_counted(tmp_path: Path) -> None:
    done = copied(Standin(), tmp_path / "archive")
    assert done.source == "kestra 0.21.0"
    assert {name: count for name, count in done.counts.items() if count} == {
        "flows": 3,
        "templates": 1,
        "dashboards": 1,
        "kv": 2,
        "triggers": 2,
        "executions": ENDED,
        "task runs": 2 * ENDED,
        "logs": 2 * ENDED,
        "metrics": 2 * ENDED,
        "files": FILES,
        "file bytes": done.counts["file bytes"],
    }
    assert len(done.left_out) == RUNNING + 1
    assert f"execution execution{EXECUTIONS - 1} is RUNNING" in done.left_out
    assert not done.is_resumed
    assert [each.name for each in tmp_path.iterdir()] == ["archive"]


async def test_an_installation_is_filled_from_it(tmp_path: Path) -> None:
    copied(Standin(), tmp_path / "archive")
    ports = in_memory()
    outcome = await load(ports, tmp_path / "archive")
    assert outcome.is_complete, outcome.rows
    async with ports.store.transaction() as tx:
        execution = await tx.executions.get("execution000")
        trigger = await tx.triggers.get("company.team", "sched", "s")
        revisions = await tx.flows.revisions("company.team", "hello")
    assert execution is not None
    assert trigger is not None
    assert execution.current is StateType.SUCCESS
    assert execution.state.start.isoformat() == "2026-11-25T10:54:00+00:00"
    assert [run.task_id for run in execution.task_run_list()] == ["a", "b"]
    assert trigger.next_date is not None
    assert trigger.next_date.isoformat() == "2026-11-26T03:00:00+00:00"
    assert [each.revision for each in revisions] == [1, 2]
    stored = await ports.blobs.read("/company/team/_files/a/b/c.txt")
    assert stored == b"c"


@pytest.mark.parametrize("cuts", [(3, 12), (400, 600), (7, 700)])
def test_a_copy_that_is_cut_twice_goes_on(tmp_path: Path, cuts: tuple[int, int]) -> None:
    whole = Standin()
    copied(whole, tmp_path / "whole")
    for cut in cuts:
        with pytest.raises(Unavailable, match="cut"):
            copied(Standin(cut_after=cut), tmp_path / "archive")
    last = Standin()
    done = copied(last, tmp_path / "archive")
    assert done.is_resumed
    assert done.counts == manifest_of(tmp_path / "whole").counts
    assert lines_of(tmp_path / "archive") == lines_of(tmp_path / "whole")
    # What was read before a cut is not asked for again, but for the step that was cut.
    assert last.asked < whole.asked


def test_a_torn_line_of_the_journal_is_done_again(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cut"):
        copied(Standin(cut_after=500), tmp_path / "archive")
    journal = tmp_path / "archive.copy" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    done = copied(Standin(), tmp_path / "archive")
    copied(Standin(), tmp_path / "whole")
    assert lines_of(tmp_path / "archive") == lines_of(tmp_path / "whole")
    assert done.is_resumed


def test_an_archive_belongs_to_one_server_and_is_made_once(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cut"):
        copied(Standin(cut_after=20), tmp_path / "archive")
    with pytest.raises(TiercelError, match="unfinished copy of another server"):
        copied(Standin(), tmp_path / "archive", "http://other:8080")
    copied(Standin(), tmp_path / "archive")
    with pytest.raises(Conflict, match="holds an archive already"):
        copied(Standin(), tmp_path / "archive")


def test_a_survey_counts_and_copies_nothing() -> None:
    fetch = Standin()
    assert survey(KestraServer(fetch)) == {
        "flows": 2,
        "triggers": 2,
        "dashboards": 1,
        "templates": 1,
        "executions": EXECUTIONS,
    }
    assert fetch.asked < 10


def test_newer_servers_are_asked_below_their_tenant_and_by_filters() -> None:
    asked: list[str] = []

    def fetch(path: str, query: object = ()) -> bytes | None:
        asked.append(f"{path} {dict(query)}")  # type: ignore[call-overload]
        if path == "/main/configs":
            return msgspec.json.encode({"version": "1.3.2"})
        return msgspec.json.encode({"results": [], "total": 0})

    server = KestraServer(fetch)
    assert server.version == "1.3.2"
    server.executions({"since": "2026-01-01T00:00:00Z", "page": 2})
    assert asked[-1].startswith("/main/executions/search ")
    assert "'filters[startDate][GREATER_THAN_OR_EQUAL_TO]': '2026-01-01T00:00:00Z'" in asked[-1]


def test_an_answer_of_another_form_is_named() -> None:
    def fetch(path: str, query: object = ()) -> bytes | None:
        return b'{"version": 3}' if path.endswith("/configs") else None

    with pytest.raises(TiercelError, match="The server answers /configs in a form"):
        KestraServer(fetch)
