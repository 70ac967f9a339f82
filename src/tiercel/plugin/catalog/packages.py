"""Installed plugin packages, found by the entry points of distributions."""

from __future__ import annotations

from importlib.metadata import Distribution, distributions

import msgspec

from tiercel.plugin.catalog.broken import BrokenPlugin, broken_plugin
from tiercel.plugin.catalog.index import IndexRow

ENTRY_POINT_GROUP = "tiercel.plugins"
BUILTIN_PACKAGE = "tiercel.plugins"
# Among the metadata of a distribution: its types, a JSON list of `IndexRow`, made when it is built.
INDEX_FILE = "extra_metadata/tiercel-plugins.json"
_DECODER = msgspec.json.Decoder(tuple[IndexRow, ...])


class PackageEntry(msgspec.Struct, frozen=True):
    """An installed plugin package.

    Shapes: the entry point's name, the Python package, the version, and the name to install it by.
    `rows` are its types as the distribution lists them, None where it has no list and the package
    must be searched. `broken` is set when its entry points or its list can't even be read.
    """

    name: str
    package: str
    version: str = ""
    distribution: str = ""
    broken: BrokenPlugin | None = None
    rows: tuple[IndexRow, ...] | None = None


def installed_packages() -> list[PackageEntry]:
    """What entry points name, the built-in package left out."""
    seen: set[str] = set()
    found = []
    for each in distributions():
        text = each.read_text("entry_points.txt")
        if not text or ENTRY_POINT_GROUP not in text:
            continue
        name = each.name or "a package without a name"
        # As imports do: the first on the path wins.
        if name not in seen:
            seen.add(name)
            found.extend(_entries_of(each, name))
    return found


def _entries_of(distribution: Distribution, name: str) -> list[PackageEntry]:
    try:
        points = distribution.entry_points.select(group=ENTRY_POINT_GROUP)
        version = distribution.version or ""
        listed = distribution.read_text(INDEX_FILE)
        rows = None if listed is None else _DECODER.decode(listed)
    # Files that somebody else wrote may be broken in any way.
    except Exception as error:  # noqa: BLE001
        return [PackageEntry(name, name, broken=broken_plugin(name, name, error))]
    return [
        PackageEntry(point.name, point.value.partition(":")[0].strip(), version, name, rows=rows)
        for point in points
        if point.value != BUILTIN_PACKAGE
    ]
