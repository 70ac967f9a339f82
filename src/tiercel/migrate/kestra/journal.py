"""What a copy has read so far, on the disk: it goes on there after it was cut.

Each step writes its records into files of its own, and only then a line into the journal: what a
cut leaves behind without a line is written over. So nothing is read twice into an archive.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.service.transfer.manifest import FILES
from tiercel.service.transfer.parts import Piece, Record

_JOURNAL = "journal.jsonl"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is done.

    Shapes: `counts` by the names of a report; `left_out` are sentences; `next` is where the steps
    of the same kind go on, None at their end.
    """

    name: str
    number: int
    counts: dict[str, int] = {}
    left_out: tuple[str, ...] = ()
    next: Json = None


class StepWriter:
    """Takes the records of one step, a file for each kind."""

    def __init__(self, folder: Path, name: str, number: int) -> None:
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self.name = name
        self.number = number
        self.counts: dict[str, int] = {}
        self.left_out: list[str] = []
        self.next: Json = None

    def __enter__(self) -> StepWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def add(self, kind: str, line: bytes, payload: bytes = b"") -> None:
        """Write a record; one of a file is followed by its bytes."""
        file = self._files.get(kind)
        if file is None:
            file = self._files[kind] = _place(self._folder, self.number, kind).open("wb")
        file.write(line + b"\n" + payload)

    def count(self, name: str, by: int = 1) -> None:
        """Count for the report."""
        self.counts[name] = self.counts.get(name, 0) + by

    def sync(self) -> None:
        """Leave all of it on the disk."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())


class Journal:
    """The steps of one copy, in a folder beside the archive that it makes."""

    def __init__(self, folder: Path, source: str) -> None:
        """Raises: TiercelError when the folder belongs to a copy of another server."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / _JOURNAL
        lines = self._path.read_bytes().split(b"\n") if self._path.exists() else []
        # The last line may be torn: its step is done again.
        whole = lines[:-1]
        self.is_resumed = bool(whole)
        if not whole:
            self._rewrite([msgspec.json.encode(source)])
        elif msgspec.json.decode(whole[0], type=str) != source:
            raise TiercelError(
                f"{folder} is an unfinished copy of another server: remove it, or name another"
                " archive"
            )
        elif lines[-1]:
            self._rewrite(whole)
        self.steps = [msgspec.json.decode(line, type=Step) for line in whole[1:]]

    def last(self, name: str) -> Step | None:
        """The newest step of a name, None before the first."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    def begin(self, name: str) -> StepWriter:
        """A new step; it is done when it is given to `end`."""
        return StepWriter(self._folder, name, len(self.steps))

    def end(self, writer: StepWriter) -> None:
        """Note that a step is done."""
        writer.sync()
        step = Step(
            name=writer.name,
            number=writer.number,
            counts=writer.counts,
            left_out=tuple(writer.left_out),
            next=writer.next,
        )
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(step) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.steps.append(step)

    def records(self, kind: str) -> Iterator[Record]:
        """Everything of a kind, in the order in which it was read."""
        for step in self.steps:
            place = _place(self._folder, step.number, kind)
            if place.exists():
                with place.open("rb") as file:
                    yield from _records(file, kind)

    def remove(self) -> None:
        """The archive is complete: nothing is left to go on with."""
        shutil.rmtree(self._folder)

    def _rewrite(self, lines: list[bytes]) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(b"".join(line + b"\n" for line in lines))
        fresh.replace(self._path)


def _place(folder: Path, number: int, kind: str) -> Path:
    return folder / f"{number:07}-{kind}"


def _records(file: IO[bytes], kind: str) -> Iterator[Record]:
    for line in iter(file.readline, b""):
        piece = msgspec.json.decode(line, type=Piece) if kind == FILES else None
        yield line[:-1], b"" if piece is None else file.read(piece.length)
