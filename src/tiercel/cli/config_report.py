"""What is wrong with the configuration of a server, each mistake with its place in the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from tiercel.flowlang.paths import joined
from tiercel.flowlang.source import Document, parse
from tiercel.model.errors import Invalid, TiercelError, Violation
from tiercel.model.json_types import Json
from tiercel.settings.keys import ROOTS
from tiercel.settings.sources import configuration_files, read_settings
from tiercel.settings.values import fold_key

_STEP = re.compile(r"[.\[\]]+")


class Mistake(msgspec.Struct, frozen=True):
    """A violation and the file that it is in; `file` is empty for the environment."""

    file: str
    violation: Violation


class ConfigReport(msgspec.Struct, frozen=True):
    """The files that were read, what stops a start, and what has no effect or is weak."""

    files: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[str, ...] = ()


def report_on(config: Path | None, environ: Mapping[str, str]) -> ConfigReport:
    """Read the configuration as a start of the server does. Raises: IllegalArgument."""
    files = {str(path): _read(path) for path in configuration_files(config, environ)}
    broken = tuple(
        Mistake(name, each) for name, document in files.items() for each in document.problems
    )
    if broken:
        return ConfigReport(tuple(files), broken)
    try:
        settings = read_settings(config=config, environ=environ)
    except Invalid as error:
        found = tuple(_with_place(each, files) for each in error.violations)
        return ConfigReport(tuple(files), found)
    return ConfigReport(tuple(files), warnings=settings.origin.warnings)


def _read(path: Path) -> Document:
    try:
        return parse(path.read_text(encoding="utf-8"), kind="configuration")
    except UnicodeDecodeError:
        raise TiercelError(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise TiercelError(f"Can't read {path}: {error.strerror}") from None


def _with_place(violation: Violation, files: Mapping[str, Document]) -> Mistake:
    """The place of the longest part of the path that a file has; a later file wins, as it does
    when the settings are read."""
    wanted = _steps(violation.path)
    best, depth = Mistake("", violation), 0
    for name, document in files.items():
        for path in _paths(document.value):
            steps = _steps(path)
            if max(depth, 1) <= len(steps) <= len(wanted) and wanted[: len(steps)] == steps:
                place = document.place(path, of_key=True)
                found = msgspec.structs.replace(violation, line=place.line, column=place.column)
                best, depth = Mistake(name, found), len(steps)
    return best


def _steps(path: str) -> list[str]:
    """The keys of a path without the root that all settings of the server may have, folded."""
    steps = [fold_key(step) for step in _STEP.split(path) if step]
    return steps[1:] if steps and steps[0] in ROOTS else steps


def _paths(value: Json, path: str = "") -> Iterator[str]:
    """The path of every property of a document, parents before their children."""
    entries: Iterator[tuple[str, Json]] = iter(())
    if isinstance(value, Mapping):
        entries = ((joined(path, str(key)), each) for key, each in value.items())
    elif isinstance(value, list):
        entries = ((f"{path}[{index}]", each) for index, each in enumerate(value))
    for name, each in entries:
        yield name
        yield from _paths(each, name)
