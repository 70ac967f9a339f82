"""The program GnuPG, with the keys of one task and no others."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tiercel.plugin import Interrupted, PluginError, RunContext

_MESSAGE_CHARS_MAX = 2_000
_NOISE = ("gpg: keybox", "gpg: encrypted with", "gpg: WARNING: unsafe", "[GNUPG:]")


class Gpg:
    """Runs commands on a ring of keys of its own."""

    def __init__(self, ctx: RunContext, home: Path, passphrase: str) -> None:
        self._ctx = ctx
        self._home = home
        self._passphrase = passphrase
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, operation: str, *words: str, content: str = "") -> list[str]:
        """The lines of status. Raises: PluginError with what GnuPG says, Interrupted."""
        given = f"{self._passphrase}\n{content}".encode()
        usual = ["--batch", "--yes", "--no-tty", "--status-fd", "2", "--pinentry-mode", "loopback"]
        command = ["gpg", "--homedir", str(self._home), *usual, "--passphrase-fd", "0", *words]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**self._ctx.environment, "LC_ALL": "C"},
                start_new_session=True,
            )
        except FileNotFoundError:
            raise PluginError("The program `gpg` must be installed on the worker") from None
        with process:
            self._process = process
            if self._ctx.is_stopped:
                self.kill()
            _, said = process.communicate(given)
        if self._ctx.is_stopped:
            raise Interrupted(f"{operation} was stopped")
        lines = said.decode(errors="replace").splitlines()
        if process.returncode != 0:
            text = " ".join(each for each in lines if not each.startswith(_NOISE))
            if self._passphrase:
                text = text.replace(self._passphrase, "****")
            raise PluginError(f"OpenPGP: {operation} failed: {text[:_MESSAGE_CHARS_MAX]}")
        return [each.removeprefix("[GNUPG:] ") for each in lines if each.startswith("[GNUPG:]")]

    def add_keys(self, what: str, keys: Sequence[str | None]) -> None:
        """Put keys into the ring. Raises: PluginError for what is no key."""
        for key in keys:
            if key:
                self.run(f"reading {what}", "--import", content=f"{key.strip()}\n")

    def kill(self) -> None:
        """End the command that runs."""
        process = self._process
        if process is not None and process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def opened(ctx: RunContext, passphrase: str | None) -> Iterator[Gpg]:
    """GnuPG with an empty ring, which goes at the end with the agent that it started."""
    # Short: the path of the agent's socket lies below it.
    with tempfile.TemporaryDirectory(prefix="tiercel-gpg-") as home:
        gpg = Gpg(ctx, Path(home), passphrase or "")
        ctx.on_stop(gpg.kill)
        try:
            yield gpg
        finally:
            with suppress(FileNotFoundError):
                subprocess.run(
                    ["gpgconf", "--homedir", home, "--kill", "all"],
                    capture_output=True,
                    check=False,
                )
