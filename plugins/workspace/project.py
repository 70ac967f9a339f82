"""What a family is built from: a project made of its `family.toml`, in lockstep with the server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from plugins.workspace.family import PLACE, Family, family
from release.long_description import without_links
from tiercel import __version__
from tiercel.plugin.catalog.index import IndexRow, listed_of, load_class, rows_of_package
from tiercel.plugin.catalog.packages import ENTRY_POINT_GROUP, INDEX_FILE
from tiercel.settings.adapter_types import SECRET_GROUP

TEMPLATE = Path(__file__).with_name("pyproject.toml.txt")
PROJECTS = PLACE.parent / ".cache" / "plugins"
INDEX_NAME = INDEX_FILE.partition("/")[2]


def index_of(one: Family) -> list[IndexRow]:
    """A row for every type of a family, with what lists show of it."""
    with _importable(one):
        return [
            replace(row, listed=replace(listed_of(load_class(row.place)), drawing=one.file.icon))
            for row in sorted(rows_of_package(one.package), key=lambda row: row.name)
        ]


def write_project(family: Family) -> Path:
    """Write the project of a family anew; its folder, which package managers take."""
    folder = PROJECTS / family.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INDEX_NAME).write_bytes(msgspec.json.encode(index_of(family)))
    (folder / "pyproject.toml").write_text(project_text(family), encoding="utf-8")
    return folder


def project_text(family: Family) -> str:
    """The `pyproject.toml` of a family."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        distribution=family.distribution,
        version=__version__,
        title=json.dumps(family.file.title),
        readme=json.dumps(_long_description(family)),
        keyword=json.dumps(family.name),
        dependencies=json.dumps([*_own_packages(family), *family.file.dependencies]),
        extras=_table(family.file.extras),
        secret_group=SECRET_GROUP,
        secret_managers=_table(family.file.secret_managers),
        group=ENTRY_POINT_GROUP,
        name=family.name,
        package=family.package,
        sources=json.dumps(str(family.sources)),
        code=json.dumps(str(family.sources / family.package)),
        index=json.dumps(INDEX_NAME),
    )


def _table(members: Mapping[str, str | tuple[str, ...]]) -> str:
    """The lines of a table by name."""
    return "\n".join(f"{name} = {json.dumps(value)}" for name, value in sorted(members.items()))


def _long_description(family: Family) -> str:
    """What an index shows of it: its page of the documentation."""
    page = PLACE.parent / "docs" / f"{family.name}.md"
    return without_links(page.read_text("utf-8")) if page.exists() else family.file.title


def _own_packages(family: Family) -> list[str]:
    """The server and the families that one needs, in exactly its version."""
    names = ["tiercel", *(f"tiercel-{each}" for each in family.file.families)]
    return [f"{name}=={__version__}" for name in names]


@contextmanager
def _importable(one: Family) -> Iterator[None]:
    places = [str(each.sources) for each in (one, *map(family, one.file.families))]
    sys.path[:0] = places
    try:
        yield
    finally:
        for place in places:
            sys.path.remove(place)
