"""What is handed out beside the wheels: notes, licences, sums; and the limit of the size."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from release import trial
from release.distribution import LOCK, main, write_sums
from release.licences import UNKNOWN, pinned, report
from release.notes import notes_of
from release.trial import IDLE_MB_MAX, SIZE_MB_MAX, TrialError, idle_line, size_lines, timed

CHANGELOG = """# Changelog

## [Unreleased]

### Added

- Something new.

## [0.1.0] - 2026-01-01

- The first one.
"""


def test_notes_are_those_of_the_version_else_what_is_not_released() -> None:
    assert notes_of(CHANGELOG, "0.1.0") == "# Tiercel 0.1.0\n\n- The first one.\n"
    assert notes_of(CHANGELOG, "0.2.0") == "# Tiercel 0.2.0\n\n### Added\n\n- Something new.\n"
    with pytest.raises(ValueError, match=r"neither \[0.3.0\]"):
        notes_of("# Changelog\n", "0.3.0")


def test_each_package_of_the_image_names_a_licence() -> None:
    packages = pinned(LOCK.read_text(encoding="utf-8"))
    names = {name for name, _ in packages}
    assert {"starlette", "asyncpg", "babel"} <= names
    assert "colorama" not in names
    lines = report(packages).splitlines()
    assert len([line for line in lines if line.startswith("| ")]) == len(packages) + 1
    assert [line for line in lines if line.endswith(f"| {UNKNOWN} |")] == []
    assert re.search(r"^\| starlette \| \S+ \| BSD-3-Clause \|$", "\n".join(lines), re.MULTILINE)


def test_sums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "one.whl").write_bytes(b"one")
    (tmp_path / "NOTES.md").write_text("notes")
    write_sums(tmp_path)
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "one.whl").write_bytes(b"another")
    changed = subprocess.run(check, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (changed.returncode, "one.whl: FAILED" in changed.stdout) == (1, True)


def test_an_installation_that_is_too_large_is_refused_with_its_packages() -> None:
    sizes = {"tiercel": 25_000_000, "babel": 31_000_000, "pip": 300_000_000}
    assert size_lines(sizes)[0] == "   31.00 MB  babel"
    assert size_lines(sizes)[-1] == f"   56.00 MB  in all, of {SIZE_MB_MAX} at most"
    with pytest.raises(TrialError, match=r"too large:\n *100.00 MB  uv"):
        size_lines({**sizes, "uv": 100_000_000})


def test_a_server_that_takes_too_much_memory_is_refused() -> None:
    assert idle_line(61.25) == "61.2 MB of memory when nothing runs, of 70 at most"
    beyond = idle_line(IDLE_MB_MAX + 6, is_limited=False)
    assert beyond == "76.0 MB of memory when nothing runs; the limit is for older Pythons"
    with pytest.raises(TrialError, match=r"too much: 70\.1 MB"):
        idle_line(IDLE_MB_MAX + 0.1)


def test_without_a_wheel_it_says_what_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "DIST", tmp_path)
    assert trial.print_steps(["python3"], trial.trial) == 1
    assert "run `make release` first" in capsys.readouterr().err


def test_a_command_of_the_walk_has_its_time_and_what_it_printed() -> None:
    assert timed("tiercel flow list", 1.25, "hello\n") == "$ tiercel flow list   # 1.2 s\nhello"
    assert timed("python -m venv .venv", 3, "") == "$ python -m venv .venv   # 3.0 s"


def test_unknown_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--publish"]) == 2
    assert capsys.readouterr().err.startswith("usage: ")
