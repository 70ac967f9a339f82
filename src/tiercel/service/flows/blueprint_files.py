"""The bundled catalogue of blueprints: documents that come with the package, read once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from tiercel.flowlang.source import parse
from tiercel.flowlang.walk import type_names
from tiercel.model.json_types import Json

FLOW = "FLOW"
DASHBOARD = "DASHBOARD"
APP = "APP"
_FOLDERS = ((FLOW, "blueprints"), (DASHBOARD, "dashboards"))
_SPECIAL_NAMES = {"cli": "CLI", "api": "API", "system-flow": "System Flow"}


class Blueprint(msgspec.Struct, frozen=True):
    """A document to start from.

    Shapes: `included` are the plugin types in it, in the order of the source. `runs_alone` says
    that an execution without inputs needs nothing from outside.
    """

    id: str
    kind: str
    title: str
    description: str
    tags: tuple[str, ...]
    published: datetime
    source: str
    included: tuple[str, ...]
    runs_alone: bool = False


@cache
def bundled_blueprints() -> tuple[Blueprint, ...]:
    """All blueprints that come with the package, by kind and id."""
    return tuple(
        _read(kind, entry)
        for kind, folder in _FOLDERS
        for entry in sorted(files("tiercel").joinpath(folder).iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".yaml")
    )


def tag_name(tag: str) -> str:
    """The words that are shown for a tag."""
    known = _SPECIAL_NAMES.get(tag)
    return known if known is not None else tag.replace("-", " ").title()


def _read(kind: str, entry: Traversable) -> Blueprint:
    """A file: a head with title, description and tags, then the document itself."""
    head, _, source = entry.read_text("utf-8").partition("\n---\n")
    about: dict[str, Json] = parse(head).value
    document = parse(source).value
    return Blueprint(
        id=entry.name.removesuffix(".yaml"),
        kind=kind,
        title=str(about["title"]),
        description=str(about["description"]),
        tags=tuple(str(tag) for tag in about["tags"]),
        published=datetime.fromisoformat(str(about["publishedAt"])),
        source=source,
        included=tuple(dict.fromkeys(type_names(document))),
        runs_alone=about.get("runsAlone") is True,
    )
