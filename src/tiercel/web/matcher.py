"""Finds the route of a path: a tree of segments, fixed words before `{params}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tiercel.web.route import Route

# What can't be one of these is rather something else: `/executions/company.team/pause` is no action
# on an execution, whose id is no name with dots, but starts the flow `pause`.
FORMS = {"executionId": re.compile(r"(?![A-Za-z][\w-]*(\.[A-Za-z][\w-]*)+$).*", re.DOTALL)}


class PathNode:
    """One segment of the tree."""

    __slots__ = ("fixed", "param", "rest", "routes")

    def __init__(self) -> None:
        self.fixed: dict[str, PathNode] = {}
        self.param: PathNode | None = None
        self.rest: PathNode | None = None
        self.routes: dict[str, tuple[Route, tuple[str, ...]]] = {}


Found = tuple[PathNode, list[str]]
# A route, and the parameters that its path has.
FoundRoute = tuple[Route, dict[str, str]]


class Matcher:
    """Paths are lists of decoded segments."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = PathNode()
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        names: list[str] = []
        for segment in route.path.strip("/").split("/"):
            if not segment:
                continue
            if not segment.startswith("{"):
                node = node.fixed.setdefault(segment, PathNode())
                continue
            name = segment.strip("{}")
            names.append(name.removesuffix(":rest"))
            if name.endswith(":rest"):
                node.rest = node.rest or PathNode()
                node = node.rest
            else:
                node.param = node.param or PathNode()
                node = node.param
        if route.method in node.routes:
            raise ValueError(f"two routes for {route.method} {route.path}")
        node.routes[route.method] = (route, tuple(names))

    def find(self, segments: list[str], method: str) -> FoundRoute | None:
        """The route of that method, and its path parameters.

        The most literal one wins, unless its parameters can't be what they are called and those of
        another one can.
        """
        first: FoundRoute | None = None
        for node, values in _walk(self._root, segments, 0, []):
            entry = node.routes.get(method)
            if entry is None:
                continue
            found = entry[0], dict(zip(entry[1], values, strict=True))
            if can_be(found[1]):
                return found
            first = first or found
        return first

    def is_word(self, segment: str) -> bool:
        """Whether paths begin with that word, so that it names no tenant."""
        return segment in self._root.fixed

    def methods(self, segments: list[str]) -> set[str]:
        """The methods of the most literal path that fits; empty when there is no such path.

        What a path with parameters would also take is another resource: `POST /flows/search`
        would change flows of a namespace of that name, which a search does not offer.
        """
        for node, _ in _walk(self._root, segments, 0, []):
            return set(node.routes)
        return set()


def can_be(params: Mapping[str, str]) -> bool:
    """Whether all values have the form of what they are called."""
    return all(form.fullmatch(params[name]) for name, form in FORMS.items() if name in params)


def _walk(node: PathNode, segments: list[str], index: int, values: list[str]) -> Iterable[Found]:
    """Every node that the path fits, the most literal one first."""
    if index == len(segments):
        if node.routes:
            yield node, values
        return
    segment = segments[index]
    fixed = node.fixed.get(segment)
    if fixed is not None:
        yield from _walk(fixed, segments, index + 1, values)
    if node.param is not None:
        yield from _walk(node.param, segments, index + 1, [*values, segment])
    if node.rest is not None and node.rest.routes:
        yield node.rest, [*values, "/".join(segments[index:])]
