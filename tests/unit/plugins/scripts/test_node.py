"""The program of a cluster's node, run here, and the runner's half of the protocol."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tiercel.model.log import Level
from tiercel.plugin.errors import PluginError
from tiercel.plugin.runner import Command
from tiercel.plugins.scripts.runner import limits
from tiercel.plugins.scripts.runner.node import baggage as packing
from tiercel.plugins.scripts.runner.node import protocol as talking
from tiercel.plugins.scripts.runner.node.baggage import PROGRAM, baggage, new_mark
from tiercel.plugins.scripts.runner.node.protocol import Lines, NodeProtocol
from tiercel.testing import FakeContext

MARK = "tiercel-0123456789abcdef"
Said = list[tuple[str, bool]]


class Here:
    """A runner whose node is this machine."""

    def __init__(self, tmp_path: Path) -> None:
        self.context = FakeContext()
        self.folder = tmp_path / "ours"
        self.folder.mkdir()
        self.theirs = tmp_path / "node" / new_mark()
        self.program = tmp_path / "program.py"
        self.program.write_text(PROGRAM, encoding="utf-8")
        self.lines: Said = []

    def command(self, *argv: str, **env: str) -> Command:
        return Command(
            argv=argv,
            env=env,
            folder=self.folder,
            on_line=lambda line, is_error: self.lines.append((line, is_error)),
        )

    def start(self, command: Command) -> subprocess.Popen[bytes]:
        path = self.program.with_name("baggage.zip")
        with baggage(command, str(self.theirs), MARK, ends_with_input=True) as content:
            path.write_bytes(content.read())
        return subprocess.Popen(
            [sys.executable, "-I", self.program, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(
        self, *argv: str, on_line: Callable[[subprocess.Popen[bytes]], None] | None = None
    ) -> NodeProtocol:
        command = self.command(*argv, GREETING="hällo")
        protocol = NodeProtocol(self.context, command, MARK)
        with self.start(command) as process:
            assert process.stdout is not None
            for line in process.stdout:
                protocol.take(line.decode("ascii").rstrip("\n"))
                if self.lines and on_line is not None:
                    on_line(process)
                    on_line = None
        return protocol


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def test_changed_files_come_back_and_others_do_not(here: Here) -> None:
    (here.folder / "sub").mkdir()
    (here.folder / "empty").mkdir()
    for name in ("kept", "changed", "sub/run"):
        (here.folder / name).write_text(name)
    (here.folder / "sub" / "run").chmod(0o755)
    (here.folder / "link").symlink_to("/etc/passwd")
    before = (here.folder / "kept").stat().st_ino
    commands = (
        "test -d empty && sub/run; test ! -e link; echo more >> changed; mkdir a; echo $$ > a/b"
    )
    (here.folder / "sub" / "run").write_text("#!/bin/sh\necho ran $GREETING\n")
    protocol = here.run("/bin/sh", "-ec", commands)
    assert protocol.code == 0
    assert here.lines == [("ran hällo", False)]
    assert (here.folder / "changed").read_text() == "changedmore\n"
    assert (here.folder / "a" / "b").read_text().strip().isdigit()
    assert (here.folder / "kept").stat().st_ino == before
    assert not here.theirs.exists()


def test_lines_of_both_streams_come_whole(here: Here) -> None:
    script = "print('ä' * 40000); import sys; print('e', file=sys.stderr); print('end', end='')"
    protocol = here.run(sys.executable, "-c", script)
    assert protocol.code == 0
    assert sorted(here.lines) == [("e", True), ("end", False), ("ä" * 40000, False)]


def test_the_exit_code_is_that_of_the_command_or_its_signal(here: Here) -> None:
    assert here.run("/bin/sh", "-c", "exit 7").code == 7
    assert here.run("/bin/sh", "-c", "kill -9 $$").code == 128 + 9


def test_a_program_that_is_missing_is_refused(here: Here) -> None:
    with pytest.raises(PluginError, match="Unable to start 'no-such-program'"):
        here.run("no-such-program")


def test_files_that_are_too_large_are_refused_on_the_node(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "CLUSTER_FILES_BYTES_MAX", 1000)
    with pytest.raises(PluginError, match="larger than 1000 bytes"):
        here.run("/bin/sh", "-c", "head -c 2000 /dev/zero > big")
    assert not (here.folder / "big").exists()


def test_a_working_directory_that_is_too_large_is_not_packed(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "CLUSTER_FILES_BYTES_MAX", 3)
    (here.folder / "big").write_text("four")
    with pytest.raises(PluginError, match="exceed 3 bytes"):
        here.run("true")


@pytest.mark.parametrize("how", ["signal", "end of input"])
def test_a_stop_ends_orphans_too(here: Here, how: str) -> None:
    def stop(process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        if how == "signal":
            process.send_signal(signal.SIGTERM)
        process.stdin.close()

    commands = "trap '' TERM; (setsid sleep 600 & echo $!); while true; do sleep 0.1; done"
    protocol = here.run("/bin/sh", "-c", commands, on_line=stop)
    assert protocol.code == 128 + signal.SIGKILL
    assert not Path(f"/proc/{here.lines[0][0]}/cwd").exists()
    assert not here.theirs.exists()


def test_what_a_command_leaves_running_ends_with_it(here: Here) -> None:
    here.run("/bin/sh", "-c", "setsid sleep 600 >/dev/null 2>&1 & echo $!")
    assert not Path(f"/proc/{here.lines[0][0]}/cwd").exists()


def a_protocol(here: Here) -> NodeProtocol:
    return NodeProtocol(here.context, here.command("true"), MARK)


def frame(kind: str, content: Any) -> str:
    return f"{MARK} {kind} {json.dumps(content)}"


def chunk(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode()


@pytest.mark.parametrize("path", ["../out", "/out", "link/out", ""])
def test_no_file_lands_outside_the_directory(here: Here, tmp_path: Path, path: str) -> None:
    (here.folder / "link").symlink_to(tmp_path)
    with pytest.raises(PluginError, match="outside the directory"):
        a_protocol(here).take(frame("f", {"path": path, "mode": 0o644}))
    assert not (tmp_path / "out").exists()


def test_a_link_is_replaced_and_not_followed(here: Here) -> None:
    (here.folder / "target").write_text("old")
    (here.folder / "link").symlink_to("target")
    protocol = a_protocol(here)
    for line in (frame("f", {"path": "link", "mode": 0o644}), frame("d", chunk(b"new"))):
        protocol.take(line)
    protocol.take(frame("c", None))
    assert (here.folder / "target").read_text() == "old"
    assert (here.folder / "link").read_text() == "new"
    assert not (here.folder / "link").is_symlink()


def test_a_file_that_does_not_come_whole_leaves_nothing(here: Here) -> None:
    protocol = a_protocol(here)
    protocol.take(frame("f", {"path": "half", "mode": 0o644}))
    protocol.take(frame("d", chunk(b"ha")))
    protocol.close()
    assert list(here.folder.iterdir()) == []


def test_a_part_that_expands_too_far_is_refused(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talking, "CLUSTER_FILES_BYTES_MAX", 1000)
    protocol = a_protocol(here)
    protocol.take(frame("f", {"path": "bomb", "mode": 0o644}))
    with pytest.raises(PluginError, match="exceed 1000 bytes"):
        protocol.take(frame("d", chunk(bytes(1_000_000))))
    protocol.close()


@pytest.mark.parametrize(
    "line",
    [f"{MARK} o nothing", f"{MARK} x {{}}", f'{MARK} d "!"', f'{MARK} d "AAAA"', f"{MARK} f 3"],
)
def test_what_is_not_understood_fails_the_task(here: Here, line: str) -> None:
    with pytest.raises(PluginError):
        a_protocol(here).take(line)


def test_other_lines_are_for_those_who_look_closely(here: Here) -> None:
    a_protocol(here).take("Running entry point")
    a_protocol(here).take('tiercel-ffffffffffffffff o "of another attempt"')
    assert here.context.log.entries == [(Level.DEBUG, "Running entry point")]
    assert here.lines == []


def test_a_very_long_line_is_cut_at_the_bound(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "SCRIPT_LINE_BYTES_MAX", 10)
    protocol = a_protocol(here)
    for _ in range(10):
        protocol.take(frame("O", "12345"))
    protocol.take(frame("o", ""))
    protocol.take(frame("o", "next"))
    assert here.lines == [("1234512345", False), ("next", False)]


def test_text_in_any_pieces_is_put_together_to_lines(here: Here) -> None:
    lines = Lines(a_protocol(here))
    text = frame("o", "one") + "\n" + frame("e", "two") + "\n"
    for letter in text:
        lines.feed(letter)
    assert here.lines == [("one", False), ("two", True)]
    with pytest.raises(PluginError, match="too long"):
        lines.feed("x" * (limits.CLUSTER_TEXT_CHARS_MAX + 1))
