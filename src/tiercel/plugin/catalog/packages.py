"""Installed plugin packages, found by the entry points of distributions."""

from __future__ import annotations

from importlib.metadata import Distribution, distributions

import msgspec

from tiercel.plugin.catalog.broken import BrokenPlugin, broken_plugin

ENTRY_POINT_GROUP = "tiercel.plugins"
BUILTIN_PACKAGE = "tiercel.plugins"


class PackageEntry(msgspec.Struct, frozen=True):
    """An installed plugin package.

    Shapes: the entry point's name, the Python package, the version, and the name to install it by.
    `broken` is set when its entry points can't even be read.
    """

    name: str
    package: str
    version: str = ""
    distribution: str = ""
    broken: BrokenPlugin | None = None


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
    # A file of entry points that somebody else wrote may be broken in any way.
    except Exception as error:  # noqa: BLE001
        return [PackageEntry(name, name, broken=broken_plugin(name, name, error))]
    return [
        PackageEntry(point.name, point.value.partition(":")[0].strip(), version, name)
        for point in points
        if point.value != BUILTIN_PACKAGE
    ]
