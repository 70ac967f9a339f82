"""The licences of what an installation brings, as each package names its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)([^\\\n]*)", re.MULTILINE)
_CLASSIFIER = "License :: "
_NAME_CHARS_MAX = 60
UNKNOWN = "not named"


def pinned(lock: str) -> list[tuple[str, str]]:
    """Names and versions of a lock, but for those of other platforms."""
    return [
        (name, version) for name, version, marker in _PINNED.findall(lock) if "win32" not in marker
    ]


def report(packages: Iterable[tuple[str, str]]) -> str:
    """A table in Markdown with a line for each package."""
    return "\n".join(_lines(packages)) + "\n"


def _lines(packages: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "# Licences of dependencies\n"
    yield "What the image installs, with the licence that each package names.\n"
    yield "| package | version | licence |"
    yield "|---|---|---|"
    for name, version in packages:
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            licence = "not installed where this was made"
        yield f"| {name} | {version} | {licence} |"


def licence_of(package: Distribution) -> str:
    """Its expression, else its classifiers, else its own word when that is short."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    named = [
        text.rpartition(" :: ")[2]
        for text in metadata.get_all("Classifier") or ()
        if text.startswith(_CLASSIFIER) and text != "License :: OSI Approved"
    ]
    word = str(metadata.get("License") or "").strip()
    if named:
        return ", ".join(named)
    return word if 0 < len(word) <= _NAME_CHARS_MAX and "\n" not in word else UNKNOWN
