"""Which loops run in which kind of server."""

from __future__ import annotations

import pytest

from tiercel.runtime.roles import parts_of, reported_parts

LOOPS = ("executor", "worker", "scheduler", "reactor", "janitor")


@pytest.mark.parametrize(
    ("server_type", "expected"),
    [
        ("STANDALONE", LOOPS),
        ("EXECUTOR", ("executor", "reactor", "janitor")),
        ("WORKER", ("worker",)),
        ("SCHEDULER", ("scheduler",)),
        ("WEBSERVER", ()),
        ("INDEXER", ()),
    ],
)
def test_each_type_runs_its_own_loops(server_type: str, expected: tuple[str, ...]) -> None:
    assert parts_of(server_type, LOOPS, has_worker=True) == expected


def test_a_server_without_threads_has_no_worker() -> None:
    assert "worker" not in parts_of("STANDALONE", LOOPS, has_worker=False)


def test_every_type_says_that_it_is_alive() -> None:
    for server_type in ("EXECUTOR", "WORKER", "SCHEDULER", "WEBSERVER", "INDEXER"):
        names = parts_of(server_type, (*LOOPS, "membership"), has_worker=True)
        assert names[-1] == "membership"


def test_what_is_no_loop_is_reported_too() -> None:
    assert reported_parts("WEBSERVER", ()) == ("webserver",)
    assert reported_parts("STANDALONE", ("worker",)) == ("webserver", "worker")
    assert reported_parts("INDEXER", ()) == ("indexer",)
    assert reported_parts("WORKER", ("worker",)) == ("worker",)
