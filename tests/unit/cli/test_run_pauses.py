"""`tiercel run` of flows that pause."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer import BadParameter

from tiercel.bootstrap import build
from tiercel.cli.app import run
from tiercel.cli.run_pauses import answers_of

ASK = """id: ask
namespace: company.team
tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: reason, type: STRING, required: true}
      - {id: count, type: INT, defaults: 3}
outputs:
  - {id: reason, type: STRING, value: "{{ outputs.ask.onResume.reason }}"}
  - {id: count, type: INT, value: "{{ outputs.ask.onResume.count }}"}
"""
DECIDE = """id: decide
namespace: company.team
tasks:
  - id: ok
    type: io.kestra.plugin.core.flow.Approval
outputs:
  - {id: decision, type: STRING, value: "{{ outputs.ok.decision }}"}
"""

# Programs that the background of a shell starts begin with the signal ignored.
HEARS_INTERRUPTS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tiercel.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def ask(tmp_path: Path) -> Path:
    path = tmp_path / "ask.yaml"
    path.write_text(ASK, encoding="utf-8")
    return path


def test_answers() -> None:
    given = answers_of(["a.b=c=d", "a.e.f=", "g"])
    assert given == {"a": {"b": "c=d", "e.f": ""}, "g": {}}
    for wrong in ("", "=x", "a=b", ".b=c", "a.b"):
        with pytest.raises(BadParameter):
            answers_of([wrong])


def test_values_come_from_options(ask: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", str(ask), "--json", "--resume", "ask.reason=because"], build) == 0
    assert json.loads(capsys.readouterr().out)["outputs"] == {"reason": "because", "count": 3}


def test_a_wrong_value_is_named_and_the_run_ends(
    ask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--resume", "ask.reason=x", "--resume", "ask.count=many"]
    assert run(["run", str(ask), *options], build) == 1
    assert "count" in capsys.readouterr().err


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_without_a_terminal_it_says_what_is_missing_and_ends(
    form: list[str], ask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", str(ask), *form], build) == 1
    errors = capsys.readouterr().err
    assert "ask waits for reason (STRING), count (INT, default 3)" in errors
    assert "Give it with --resume ask.reason=VALUE" in errors


def test_an_approval_is_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "decide.yaml"
    path.write_text(DECIDE, encoding="utf-8")
    assert run(["run", str(path), "--json", "--resume", "ok.decision=approve"], build) == 0
    assert json.loads(capsys.readouterr().out)["outputs"] == {"decision": "APPROVED"}


def test_values_are_asked_for_at_a_terminal(ask: Path) -> None:
    """The first value of `count` is wrong, so it is asked for once more."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tiercel", "run", str(ask), "--json"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.write(ours, b"because\nmany\nbecause\n7\n")
    shown, errors = process.communicate(timeout=50)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, errors
    assert '"reason": "because"' in shown
    assert '"count": 7' in shown


def test_a_run_that_is_interrupted_says_so(tmp_path: Path) -> None:
    path = tmp_path / "nap.yaml"
    nap = "{id: nap, type: io.kestra.plugin.core.flow.Sleep, duration: PT10M}"
    path.write_text(f"id: nap\nnamespace: n\ntasks:\n  - {nap}\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", HEARS_INTERRUPTS, "run", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "Waiting for PT10M" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (130, "Interrupted\n")


def test_stacks_are_shown_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fail.yaml"
    task = "{id: f, type: io.kestra.plugin.core.log.Log, message: \"{{ secret('NO') }}\"}"
    path.write_text(f"id: fail\nnamespace: n\ntasks:\n  - {task}\n", encoding="utf-8")
    assert run(["run", str(path)], build) == 1
    shown = capsys.readouterr()
    assert "TRACE" not in shown.out
    assert (shown.out + shown.err).count("Cannot find secret for key 'NO'") == 1
    assert run(["run", str(path), "-v"], build) == 1
    assert "TRACE" in capsys.readouterr().out


def test_inputs_that_the_flow_does_not_have_are_named(
    ask: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ask.with_name("inputs.yaml")
    path.write_text(ASK + "inputs:\n  - {id: who, type: STRING, defaults: me}\n")
    options = ["-i", "whoo=x", "--resume", "ask.reason=x", "--quiet"]
    assert run(["run", str(path), *options], build) == 0
    assert "no input 'whoo' (did you mean 'who'?" in capsys.readouterr().err
