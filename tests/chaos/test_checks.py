"""The checks find what they are for."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.chaos.checks import Found, differences, ledger_problems, problems, silence_of
from tests.chaos.cluster import command_of, descendants, survivors
from tests.chaos.ledger import ALIVE, BEGIN, END, Entry, Ledger
from tests.ports.values import an_execution
from tiercel.model.state import Change, State, StateType


def an_entry(attempt: int, what: str, at: int) -> Entry:
    return Entry("note", "execution", "run", attempt, what, at)


def test_an_attempt_that_worked_once_is_fine() -> None:
    entries = [an_entry(0, BEGIN, 1), an_entry(0, ALIVE, 2), an_entry(1, BEGIN, 3)]
    assert not list(ledger_problems([*entries, an_entry(1, END, 4)]))


def test_an_attempt_that_worked_twice_is_found() -> None:
    found = list(ledger_problems([an_entry(0, BEGIN, 1), an_entry(0, BEGIN, 2)]))
    assert found == ["attempt ('run', 0) worked 2 times"]


def test_an_orphan_beside_the_next_attempt_is_found() -> None:
    entries = [an_entry(0, BEGIN, 1), an_entry(1, BEGIN, 2), an_entry(0, ALIVE, 3)]
    assert list(ledger_problems(entries)) == ["two attempts of run lived at once"]


def test_work_that_no_row_knows_is_found() -> None:
    found = Found(executions=[], entries=[an_entry(0, BEGIN, 1)], acknowledged={})
    assert len(list(differences(found))) == 1


def test_a_lost_execution_is_found() -> None:
    found = Found(executions=[], entries=[], acknowledged={"gone": "short"})
    assert list(problems(found)) == ["lost: short gone"]


def test_a_long_silence_is_found_unless_it_was_spent_in_the_queue() -> None:
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    for state, expected in ((StateType.QUEUED, 0), (StateType.RUNNING, 300)):
        changes = (
            Change(state, begin),
            Change(StateType.SUCCESS, begin + timedelta(seconds=300)),
        )
        execution = an_execution("a", state=State(changes))
        assert silence_of(execution) == timedelta(seconds=expected)


def test_the_most_at_once_are_counted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.txt")
    try:
        for execution, what in (("a", BEGIN), ("b", BEGIN), ("a", END), ("c", BEGIN), ("b", END)):
            ledger.note(Entry("limited", execution, execution, 0, what, 1))
    finally:
        ledger.close()
    assert ledger.open_most == {"limited": 2}


def test_what_outlives_a_server_is_named() -> None:
    # One that stays for longer than anybody waits.
    script = "import subprocess; subprocess.run(['sleep', '61'])"
    server = subprocess.Popen([sys.executable, "-c", script])
    try:
        # A process that is just becoming another program has no command line.
        while list(map(command_of, children := descendants(server.pid))) != ["sleep 61"]:
            assert server.poll() is None
    finally:
        server.kill()
        server.wait(10)
    try:
        assert survivors(children) == ["sleep 61"]
    finally:
        for child in children:
            subprocess.run(["kill", "-KILL", str(child)], check=True)
