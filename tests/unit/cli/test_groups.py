"""What is said of words that are no commands here."""

from __future__ import annotations

import pytest

from tiercel.bootstrap import build
from tiercel.cli.app import run


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("execution get", "'show' or 'list'"),
        ("execution retry", "'restart'"),
        ("flow trigger", "'run'"),
        ("flow apply", "'updates' or 'update'"),
        ("kv rm", "'delete'"),
        ("plugin describe", "'doc'"),
        ("start", "'run' or 'server'"),
        # By its letters, as the library of the commands finds it.
        ("flow validat", "'validate'"),
    ],
)
def test_what_is_meant_is_proposed(
    capsys: pytest.CaptureFixture[str], words: str, meant: str
) -> None:
    assert run([*words.split(), "x"], build) == 2
    said = " ".join(capsys.readouterr().err.replace("\u2502", " ").split())
    assert f"No such command '{words.rsplit(maxsplit=1)[-1]}'. Did you mean {meant}?" in said


def test_what_nobody_means_is_refused_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kv", "qqq"], build) == 2
    said = capsys.readouterr().err
    assert "No such command 'qqq'" in said
    assert "Did you mean" not in said
