"""The conformance cases: where they lie, how a file of them is read, which ones are not yet met."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NOT_YET = HERE / "not_yet.txt"
NOT_YET_HTTP = HERE / "not_yet_http.txt"

CASE_KEYS = frozenset(
    [
        "name",
        "covers",
        "since",
        "note",
        "differs",
        "requires",
        "templates",
        "flows",
        "start",
        "actions",
        "expect",
        "timeout",
    ]
)
TIMEOUT_S = 30.0


class _PlainLoader(yaml.CSafeLoader):
    """YAML whose dates stay text, as JSON has them."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Case:
    """One case of a case file; the fields are those of the file's header."""

    name: str
    flows: tuple[str, ...]
    expect: dict[str, Any]
    start: Any = None
    actions: tuple[dict[str, Any], ...] = ()
    templates: tuple[str, ...] = ()
    requires: str = ""
    timeout_s: float = TIMEOUT_S
    file: str = ""
    unknown: frozenset[str] = field(default_factory=frozenset)


def folder() -> Path:
    """Where the case files lie: TIERCEL_CASES, else those of the repository."""
    given = os.environ.get("TIERCEL_CASES")
    return Path(given) if given else ROOT / "tests" / "cases" / "files"


@cache
def all_cases() -> tuple[Case, ...]:
    """Every engine case of every file in the folder, in the order of the files."""
    return tuple(case for path in _files() for case in read_file(path))


def read_file(path: Path) -> list[Case]:
    """The cases of one file; none when it is of another format."""
    document = yaml.load(path.read_text(encoding="utf-8"), _PlainLoader)
    if not isinstance(document, dict) or not isinstance(document.get("cases"), list):
        return []
    return [
        _case(entry, path.name)
        for entry in document["cases"]
        if isinstance(entry, dict) and "expect" in entry and "flows" in entry
    ]


def not_yet(path: Path = NOT_YET) -> dict[str, str]:
    """Names of cases that do not pass yet, each with its reason."""
    listed: dict[str, str] = {}
    if not path.exists():
        return listed
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text and not text.startswith("#"):
            name, _, reason = text.partition(":")
            listed[name.strip()] = reason.strip()
    return listed


def _files() -> list[Path]:
    place = folder()
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if path.suffix in {".yaml", ".yml"})


def _case(entry: dict[str, Any], file: str) -> Case:
    return Case(
        name=entry["name"],
        flows=tuple(entry["flows"]),
        expect=entry["expect"] or {},
        start=entry.get("start"),
        actions=tuple(entry.get("actions") or ()),
        templates=tuple(entry.get("templates") or ()),
        requires=entry.get("requires") or "",
        timeout_s=float(entry.get("timeout") or TIMEOUT_S),
        file=file,
        unknown=frozenset(entry) - CASE_KEYS,
    )
