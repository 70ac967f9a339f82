"""Families as a package manager would install them, in a folder for PYTHONPATH."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from plugins.workspace.family import Family, families
from plugins.workspace.project import index_of
from tiercel import __version__
from tiercel.plugin.catalog.packages import ENTRY_POINT_GROUP, INDEX_FILE
from tiercel.settings.adapter_types import SECRET_GROUP


def python_path(folder: Path) -> str:
    """The value of PYTHONPATH with which a process finds every family of this checkout."""
    for each in families():
        write_metadata(folder, each)
    return os.pathsep.join([str(folder), *(str(each.sources) for each in families())])


def write_metadata(folder: Path, each: Family) -> None:
    """What says in a folder of the path that a family is installed, and which types it has."""
    info = folder / f"{each.package}-{__version__}.dist-info"
    info.joinpath(INDEX_FILE).parent.mkdir(parents=True)
    info.joinpath(INDEX_FILE).write_bytes(msgspec.json.encode(index_of(each)))
    name = f"Metadata-Version: 2.4\nName: {each.distribution}\nVersion: {__version__}\n"
    info.joinpath("METADATA").write_text(name, encoding="utf-8")
    points = [f"[{ENTRY_POINT_GROUP}]", f"{each.name} = {each.package}", f"[{SECRET_GROUP}]"]
    points += [f"{kind} = {place}" for kind, place in each.file.secret_managers.items()]
    info.joinpath("entry_points.txt").write_text("\n".join(points), encoding="utf-8")
