"""What a node reports, line by line, taken by the runner.

| kind | content | says |
|---|---|---|
| `s` | python, host | the command starts |
| `o`, `e` | text | a line of standard output, of standard error |
| `O`, `E` | text | a piece of such a line that goes on |
| `f`, `d`, `c` | path and mode; content; nothing | a file begins, goes on, is complete |
| `r` | text | the job can't be done |
| `x` | code | the command has ended |
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import msgspec

from tiercel.plugin import Json, Level, PluginError, RunContext
from tiercel.plugin.limits import SCRIPT_LINE_BYTES_MAX
from tiercel.plugin.runner import Command
from tiercel.plugins.scripts.runner.limits import CLUSTER_FILES_BYTES_MAX, CLUSTER_TEXT_CHARS_MAX

MARKED = re.compile(r"tiercel-[0-9a-f]{16} ")


class NodeProtocol:
    """The lines of one job; `code` is there once it has ended."""

    def __init__(self, ctx: RunContext, command: Command, mark: str) -> None:
        self.code: int | None = None
        self._ctx = ctx
        self._command = command
        self._mark = f"{mark} "
        self._open: dict[bool, list[str]] = {False: [], True: []}
        self._open_chars = {False: 0, True: 0}
        self._files = Arriving(command.folder)

    def take(self, line: str) -> None:
        """One line. Raises: PluginError when the node refuses the job."""
        _, found, rest = line.partition(self._mark)
        if not found:
            # What another attempt reported stands in the same log when a job has its name again.
            if line.strip() and not MARKED.match(line):
                self._ctx.log.write(Level.DEBUG, line)
            return
        kind, _, text = rest.partition(" ")
        try:
            content = msgspec.json.decode(text)
            self._take(kind, content)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, zlib.error) as error:
            raise PluginError(f"The node sent something that is not understood: {error}") from error
        except OSError as error:
            raise PluginError(f"Unable to take a file of the node: {error}") from error

    def close(self) -> None:
        """Forget a file that did not come whole."""
        self._files.close()

    def _take(self, kind: str, content: Json) -> None:
        match kind:
            case "o" | "O" | "e" | "E":
                self._text(content, is_error=kind in "eE", goes_on=kind.isupper())
            case "f":
                self._files.begin(content)
            case "d":
                self._files.add(content)
            case "c":
                self._files.complete()
            case "r":
                raise PluginError(str(content))
            case "x":
                self.code = int(content["code"])
            case "s":
                self._ctx.log.write(
                    Level.DEBUG,
                    f"Starting command on {content['host']} with Python {content['python']}",
                )

    def _text(self, text: str, *, is_error: bool, goes_on: bool) -> None:
        pieces = self._open[is_error]
        # Compat: what is longer than the bound is dropped from a line, as by the Process runner.
        if self._open_chars[is_error] < SCRIPT_LINE_BYTES_MAX:
            pieces.append(text)
            self._open_chars[is_error] += len(text)
        if not goes_on:
            self._command.on_line("".join(pieces).rstrip("\r"), is_error)
            pieces.clear()
            self._open_chars[is_error] = 0


class Arriving:
    """Files on their way into the working directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._target: Path | None = None
        self._file: IO[bytes] | None = None
        self._mode = 0o644
        self._left = CLUSTER_FILES_BYTES_MAX

    def begin(self, head: Mapping[str, Json]) -> None:
        """A file. Raises: PluginError for a path outside the working directory."""
        self.close()
        target = self._folder / str(head["path"])
        if not target.resolve().is_relative_to(self._folder) or target == self._folder:
            raise PluginError(f"The node sent a file outside the directory: {head['path']}")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        self._target, self._mode = target, int(head["mode"]) | 0o600
        self._file = self._arriving(target).open("wb")

    def add(self, content: str) -> None:
        """A part of it. Raises: PluginError when all files are too large."""
        if self._file is None:
            raise PluginError("The node sent a part of no file")
        expander = zlib.decompressobj()
        part = expander.decompress(base64.b64decode(content), self._left + 1)
        self._left -= len(part)
        if self._left < 0:
            raise PluginError(f"The files of the node exceed {CLUSTER_FILES_BYTES_MAX} bytes")
        self._file.write(part)

    def complete(self) -> None:
        """It takes the place of what was there."""
        if self._file is None or self._target is None:
            return
        self._file.close()
        self._file = None
        arrived = self._arriving(self._target)
        arrived.chmod(self._mode)
        arrived.replace(self._target)

    def close(self) -> None:
        """Remove a file that is not whole."""
        if self._file is not None and self._target is not None:
            self._file.close()
            self._file = None
            self._arriving(self._target).unlink(missing_ok=True)

    def _arriving(self, target: Path) -> Path:
        return target.with_name(f".{target.name[:200]}.arriving")


class Lines:
    """Chunks of text put together to lines."""

    def __init__(self, protocol: NodeProtocol) -> None:
        self._protocol = protocol
        self._rest = ""

    def feed(self, text: str) -> None:
        """Some text. Raises: PluginError for a line that never ends."""
        pieces = (self._rest + text).split("\n")
        self._rest = pieces.pop()
        if len(self._rest) > CLUSTER_TEXT_CHARS_MAX:
            raise PluginError("The node sent a line that is too long")
        for piece in pieces:
            self._protocol.take(piece)
