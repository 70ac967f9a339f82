"""What `tiercel plugin rescan` says."""

from __future__ import annotations

import sys

import pytest

from tiercel.cli.api.plugins import RescanView
from tiercel.cli.commands.plugin import show_rescan

MANY = [f"io.kestra.plugin.aws.s{number}.Copy" for number in range(40)]
FEW = ["io.kestra.plugin.redis.string.Get", "com.acme.Wait"]


def view(*added: str, removed: tuple[str, ...] = ()) -> RescanView:
    return RescanView(added=list(added), changed=[], removed=list(removed))


def test_scripts_get_a_line_for_each_type(capsys: pytest.CaptureFixture[str]) -> None:
    show_rescan(view(*MANY, removed=("com.acme.Wait",)))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [*(f"added\t{name}" for name in MANY), "removed\tcom.acme.Wait"]


def test_people_get_each_of_few(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show_rescan(view(*FEW))
    heading, *rows = capsys.readouterr().out.splitlines()
    assert "package" not in heading
    assert [row.split() for row in rows] == [["added", name] for name in FEW]


def test_people_get_counts_of_many(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show_rescan(view(*MANY, *FEW))
    heading, *rows = capsys.readouterr().out.splitlines()
    assert "package" in heading
    assert [row.split() for row in rows] == [
        ["added", "io.kestra.plugin.aws", "40"],
        ["added", "io.kestra.plugin.redis", "1"],
        ["added", "com.acme", "1"],
    ]


def test_nothing_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    show_rescan(view())
    assert capsys.readouterr() == ("", "No types came, changed or went.\n")
