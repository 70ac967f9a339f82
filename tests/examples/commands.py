"""What a README or a page shows at a shell: its blocks, run line by line."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.e2e.server import free_port
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

BLOCK = re.compile(r"^```(yaml|sh|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
FLOW_ID = re.compile(r"id: ([\w-]+)\nnamespace: ")
EXIT_STATUS = re.compile(r" +# exit status (\d+)$")
EXECUTION_ID = re.compile(r"^[0-9A-Za-z]{20,24}\b", re.MULTILINE)
# What the reader does once, and a test has: the packages, and a server.
HAS = re.compile(r"pip install|python -m venv|tiercel server standalone &$")


class Commands:
    """Runs the lines of a README; what it starts in the background ends with it."""

    def __init__(self) -> None:
        self._background: list[subprocess.Popen[bytes]] = []
        self._ports: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for each in self._background:
            os.killpg(each.pid, signal.SIGTERM)
            each.wait(timeout=60)

    def run_all(self, text: str) -> None:
        """The lines of a block."""
        for line in text.splitlines():
            self.run(line)

    def run(self, line: str) -> None:
        """One line, to its end unless it goes to the background."""
        if HAS.search(line):
            return
        line = re.sub(r"\b809\d\b", lambda port: self._port(port[0]), line)
        wanted = EXIT_STATUS.search(line)
        words = shlex.split(line, comments=True)
        if words[-1] == "&":
            self._start(words[:-1])
            return
        # The lines of `tiercel` in this process: twenty starts of Python are most of a minute.
        if words[0] == "tiercel":
            status = run(words[1:], Wiring())
        else:
            status = subprocess.run(words, check=False, timeout=300).returncode
        assert status == (int(wanted[1]) if wanted else 0), line

    def _port(self, written: str) -> str:
        return self._ports.setdefault(written, str(free_port()))

    def _start(self, words: list[str]) -> None:
        process = subprocess.Popen(words, start_new_session=True)
        self._background.append(process)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            assert process.poll() is None, words
            try:
                socket.create_connection(("127.0.0.1", int(words[-1])), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"nobody listens: {words}")


def with_id(text: str, shown: str) -> str:
    """Lines with the first execution that the block before has shown, where they say `ID`."""
    found = EXECUTION_ID.search(shown)
    return re.sub(r"\bID\b", found[0], text) if found else text


def blocks_of(document: Path) -> list[tuple[str, str]]:
    """The language and the content of each block, in their order."""
    return BLOCK.findall(document.read_text(encoding="utf-8"))
