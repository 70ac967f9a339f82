"""What `make hostile` says at its end."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.measuring import Measured
from tests.hostile.report import as_json, line_of, tables
from tests.hostile.silence import Silence
from tests.hostile.turns import LongestTurn


def measured(number: int, failure: str = "") -> Measured:
    """One that waits the longer, the shorter its turn is."""
    silence = Silence(number / 1e3, 0.2, 0.3, (100 - number) / 1e3)
    return Measured("GET /x", f"q{number}", silence, failure)


FOUND = [measured(number) for number in range(1, 13)]


def test_the_ten_longest_of_all_come_first_by_the_clock_then_by_the_turn() -> None:
    lines = list(tables(FOUND))
    assert lines[0] == "The longest silences of /ping, of 12 inputs:"
    assert [line.rsplit(" ", 1)[1] for line in lines[2:12]] == [f"q{n}" for n in range(12, 2, -1)]
    assert [line.rsplit(" ", 1)[1] for line in lines[14:]] == [f"q{n}" for n in range(1, 11)]


def test_a_line_has_both_times_and_what_failed() -> None:
    line = line_of(measured(7, "AssertionError(500)"))
    assert line.split() == [
        *("7", "ms", "93", "ms", "200", "ms", "300", "ms"),
        *("GET", "/x:", "q7", "FAILED:", "AssertionError(500)"),
    ]


def test_programs_read_the_same_as_json() -> None:
    found = as_json([*FOUND, measured(0, "no answer")], 20)
    assert (found["size"], found["inputs"]) == (20, 13)
    assert [row["name"] for row in found["silences"]] == [f"q{n}" for n in range(12, 2, -1)]
    assert (
        found["turns"][0]
        == found["failures"][0]
        == {
            "where": "GET /x",
            "name": "q0",
            "waited_ms": 0.0,
            "worked_ms": 200.0,
            "burnt_ms": 300.0,
            "turn_ms": 100.0,
            "failure": "no answer",
        }
    )


def test_the_longest_turn_is_taken_once(tmp_path: Path) -> None:
    server, watcher = (LongestTurn(tmp_path / "turn") for _ in range(2))
    for seconds in (0.1, 0.3, 0.2):
        server.note(seconds)
    assert watcher.take() == 0.3
    assert watcher.take() == 0.0
    server.note(0.2)
    assert watcher.take() == 0.2
