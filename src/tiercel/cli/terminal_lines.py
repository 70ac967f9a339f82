"""Lines that somebody types, awaited: nothing waits in a thread that Ctrl-C could not end."""

from __future__ import annotations

import asyncio
import os
import sys

_CHUNK_BYTES = 4096


class TerminalLines:
    """Reads the standard input line by line."""

    def __init__(self) -> None:
        self._pending = b""

    async def ask(self, prompt: str) -> str | None:
        """What is typed after a prompt, without the line's end; None when the input has ended."""
        sys.stdout.write(f"{prompt}: ")
        sys.stdout.flush()
        while b"\n" not in self._pending:
            chunk = await self._chunk()
            if not chunk:
                return None
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    async def _chunk(self) -> bytes:
        loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()
        readable = asyncio.Event()
        loop.add_reader(descriptor, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(descriptor)
        return os.read(descriptor, _CHUNK_BYTES)
