"""Servers of 2.0: turns of loops are executions that lists hide, and outputs are apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.archives import lines_of
from tests.transfer import in_memory, load, nothing
from tiercel.migrate.kestra.copy import Copied, Copy, survey
from tiercel.migrate.kestra.server import KestraServer

AT = "2026-11-25T10:54:00Z"
STATE = {
    "current": "SUCCESS",
    "startDate": AT,
    "histories": [{"state": each, "date": AT} for each in ("CREATED", "SUCCESS")],
}
PLACE = {"namespace": "company.team", "flowId": "cities", "flowRevision": 1, "state": STATE}
OWNER = {
    "id": "owner",
    **PLACE,
    "metadata": {"attemptNumber": 1, "originalCreatedDate": AT},
    "taskRunList": [{"id": "r1", "taskId": "each", "state": STATE}],
}
TURN = {
    "id": "turn",
    **PLACE,
    "parentId": "owner",
    "kind": "LOOP",
    "metadata": {"attemptNumber": 1, "originalCreatedDate": AT, "executionDepth": 1},
    "loopRun": {
        "parent": {**OWNER, "inputs": {"a": 1}},
        "taskId": "each",
        "taskRunId": "r1",
        "index": 0,
        "value": "Oslo",
    },
    "taskRunList": [{"id": "r2", "taskId": "shout", "parentTaskRunId": "r1", "state": STATE}],
}
LINE = {
    **{name: PLACE[name] for name in ("namespace", "flowId")},
    "executionId": "turn",
    "executionKind": "LOOP",
    "timestamp": AT,
    "level": "INFO",
    "message": "OSLO",
}
HIDDEN = "filters[kind][EQUALS]"


class Newer:
    """Answers as a server of a version does; of 2.0 and later unless another is given."""

    def __init__(self, version: str = "2.0.3") -> None:
        self.asked: list[str] = []
        self._answers: dict[str, Any] = {
            "/configs": {"version": version},
            "/executions/owner": OWNER,
            "/executions/turn": TURN,
            "/logs/owner": [],
            "/logs/turn": [LINE],
            "/outputs/executions/owner": {"best": "Lima"},
            "/outputs/executions/turn": {},
            "/outputs/tasks/owner": [{"taskId": "each", "taskRunId": "r1", "inline": True}],
            "/outputs/tasks/owner/r1": {"iterationCount": 1},
            "/outputs/tasks/turn": [],
        }

    def __call__(self, path: str, query: Any = ()) -> bytes | None:
        path, given = path.removeprefix("/main"), dict(query)
        self.asked.append(f"{path} {given}")
        if path in self._answers:
            return msgspec.json.encode(self._answers[path])
        if path == "/executions/search":
            return _page([TURN if given.get(HIDDEN) == "LOOP" else OWNER])
        return _page([]) if path.endswith("/search") else None

    def was_asked(self, word: str) -> bool:
        return any(word in each for each in self.asked)


def _page(rows: list[Any]) -> bytes:
    return msgspec.json.encode({"results": rows, "total": len(rows)})


def copied(fetch: Newer, archive: Path) -> Copied:
    return Copy(KestraServer(fetch), "http://kestra:8080", archive, nothing).run()


async def test_turns_of_loops_come_along(tmp_path: Path) -> None:
    done = copied(Newer(), tmp_path / "archive")
    assert done.counts["executions"] == 2
    assert done.left_out == ()
    (line,) = lines_of(tmp_path / "archive")["logs"]
    assert b'"LOOP"' in line
    ports = in_memory()
    assert (await load(ports, tmp_path / "archive")).is_complete
    async with ports.store.transaction() as tx:
        owner, turn = await tx.executions.get("owner"), await tx.executions.get("turn")
    assert owner is not None
    assert turn is not None
    assert (owner.loop_run, owner.metadata.depth) == (None, 0)
    assert turn.loop_run is not None
    assert (turn.kind, turn.metadata.depth, turn.parent_id) == ("LOOP", 1, "owner")
    assert (turn.loop_run.execution_id, turn.loop_run.item.value) == ("owner", "Oslo")


async def test_outputs_that_are_apart_come_along(tmp_path: Path) -> None:
    copied(Newer(), tmp_path / "archive")
    ports = in_memory()
    await load(ports, tmp_path / "archive")
    async with ports.store.transaction() as tx:
        owner, turn = await tx.executions.get("owner"), await tx.executions.get("turn")
    assert owner is not None
    assert turn is not None
    assert owner.outputs == {"best": "Lima"}
    assert owner.task_runs["r1"].outputs == {"iterationCount": 1}
    assert (turn.outputs, turn.task_runs["r2"].outputs) == ({}, None)


def test_a_survey_counts_turns_of_loops() -> None:
    assert survey(KestraServer(Newer()))["executions"] == 2


# Versions of Tiercel are lower than all of Kestra; it gives outputs with the execution.
@pytest.mark.parametrize(
    ("version", "has_loops", "has_outputs_apart"),
    [
        ("2.0.3", True, True),
        ("1.3.2", False, False),
        ("0.21.0", False, False),
        ("0.1.0", True, False),
    ],
)
def test_a_server_is_asked_what_its_version_has(
    version: str, has_loops: bool, has_outputs_apart: bool, tmp_path: Path
) -> None:
    fetch = Newer(version)
    copied(fetch, tmp_path / "archive")
    assert fetch.was_asked(HIDDEN) is has_loops
    assert fetch.was_asked("/outputs/") is has_outputs_apart
