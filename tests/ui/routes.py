"""Every address of the pages, as the router and the tabs of the screens declare them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "ui" / "src"
TABBED = {
    "access": "access/AccessPage.vue",
    "flow": "flow/FlowPage.vue",
    "execution": "execution/useTabs.ts",
    "namespace": "namespace/NamespacePage.vue",
    "governance": "governance/GovernancePage.vue",
    "workers": "workers/WorkersPage.vue",
}
# What they call a tab chooses a catalogue: the values of a test name it.
UNTABBED = {"blueprints"}
_ROUTE = re.compile(r"path: '(?P<path>[^']+)',\s*name: '(?P<name>\w+)'")
_TABS = re.compile(r"const TABS = \[(?P<tabs>[^\]]+)\]")
_PARAMETER = re.compile(r":(?P<name>\w+)(?P<rest>\(\.\*\)\*|\?)?")


def addresses() -> tuple[str, ...]:
    """Paths below `/ui/` with `:names` in them, a tab each where a screen has tabs."""
    return tuple(_addresses())


def _addresses() -> Iterator[str]:
    router = (SOURCES / "router.ts").read_text(encoding="utf-8")
    found = list(_ROUTE.finditer(router))
    if len(found) != router.count("component: () => import("):
        raise AssertionError("router.ts declares routes in a form that is not read here")
    for route in found:
        path = route["path"].removeprefix("/")
        if route["name"] in UNTABBED or not path.endswith("/:tab?"):
            yield path
            continue
        screen = SOURCES / "screens" / TABBED[route["name"]]
        tabs = _TABS.search(screen.read_text(encoding="utf-8"))
        assert tabs is not None, screen
        for tab in re.findall(r"'([^']+)'", tabs["tabs"]):
            yield path.replace(":tab?", tab)


def filled(path: str, values: Mapping[str, str]) -> str:
    """The path with values for its names; optional ones without a value are left out."""

    def value(match: re.Match[str]) -> str:
        name, rest = match["name"], match["rest"] or ""
        if name in values:
            return values[name]
        if not rest:
            raise AssertionError(f"{path} needs a value for {name}")
        return "nothing/here" if rest.startswith("(") else ""

    return _PARAMETER.sub(value, path)
