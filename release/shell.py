"""A shell that somebody types into, line by line, and that keeps what it was told before."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

MARK = "--status-of-the-line--"
# What a server says when it can be asked, which whoever starts one waits for.
READY = " is ready: "
LINE_SECONDS_MAX = 1800.0


class Shell:
    """What it starts in the background ends with it."""

    def __init__(self, argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self._process = subprocess.Popen(
            argv,
            env=environ,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.communicate()

    def typed(self, line: str) -> tuple[str, int]:
        """What a line prints, and its exit status; -1 when the shell ended, or had to be."""
        assert self._process.stdin is not None
        self._process.stdin.write(f'{line}\necho "{MARK} $?"\n')
        self._process.stdin.flush()
        watch = threading.Timer(LINE_SECONDS_MAX, self._process.kill)
        watch.start()
        try:
            printed, status = self._until(MARK)
            # It may have been ready before the shell said that it was started.
            if line.rstrip().endswith("&") and status == "0" and READY not in printed:
                more, _ = self._until(READY)
                printed += more
        finally:
            watch.cancel()
        return printed, int(status or -1)

    def _until(self, word: str) -> tuple[str, str]:
        """What is printed until a line has a word, and what is behind the word there."""
        assert self._process.stdout is not None
        printed = ""
        for line in self._process.stdout:
            before, found, behind = line.partition(word)
            if found:
                return printed + (line if word != MARK else before), behind.strip()
            printed += line
        return printed, ""
