"""Which route answers a request: trees of segments, fixed words before `{params}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from urllib.parse import unquote

from starlette.types import Scope

from tiercel.model.limits import WEB_PATH_KNOWN_CHARS_MAX, WEB_PATHS_KNOWN_MAX
from tiercel.web.errors import Refused
from tiercel.web.route import Route

API = "/api/v1"
TENANT = "main"
# With the tenant these are those of the tenant, without it those of the server.
OF_BOTH = ("service-accounts",)
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
        # By method: which of the routes it is, and the names of its parameters.
        self.routes: dict[str, tuple[int, tuple[str, ...]]] = {}


Found = tuple[PathNode, list[str]]
# A route, and the parameters that its path has.
FoundRoute = tuple[Route, dict[str, str]]


class Matcher:
    """Paths are lists of decoded segments."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = list(routes)
        self._root = _tree(tuple((route.method, route.path) for route in self._routes))

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
            found = self._routes[entry[0]], dict(zip(entry[1], values, strict=True))
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


@cache
def _tree(places: tuple[tuple[str, str], ...]) -> PathNode:
    """The tree of these methods and paths: each application of a process has the same.

    Raises: ValueError for a method and path that are there twice.
    """
    root = PathNode()
    for number, (method, path) in enumerate(places):
        node = root
        names: list[str] = []
        for segment in filter(None, path.split("/")):
            node = _next(node, segment)
            if segment.startswith("{"):
                names.append(segment.strip("{}").removesuffix(":rest"))
        if method in node.routes:
            raise ValueError(f"two routes for {method} {path}")
        node.routes[method] = (number, tuple(names))
    return root


def _next(node: PathNode, segment: str) -> PathNode:
    """The node below it of that segment, made when it is the first."""
    if not segment.startswith("{"):
        return node.fixed.setdefault(segment, PathNode())
    if segment.endswith(":rest}"):
        node.rest = node.rest or PathNode()
        return node.rest
    node.param = node.param or PathNode()
    return node.param


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


class Routing:
    """Routes of the API in one tree, those of the root in another.

    Those of paths that were asked for of late are known.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        listed = list(routes)
        self._api = Matcher(route for route in listed if not route.is_root)
        self._root = Matcher(route for route in listed if route.is_root)
        self._known = lru_cache(WEB_PATHS_KNOWN_MAX)(self._look)

    def find(self, path: str, method: str) -> FoundRoute | None:
        """The route and its parameters, which others may get as well: not to be changed."""
        if len(path) <= WEB_PATH_KNOWN_CHARS_MAX:
            return self._known(path, method)
        return self._look(path, method)

    def _look(self, path: str, method: str) -> FoundRoute | None:
        matcher, segments = self._place(path)
        return matcher.find(segments, method)

    def _place(self, path: str) -> tuple[Matcher, list[str]]:
        """Where a path is looked for, and its decoded segments without the tenant."""
        if not is_of_api(path):
            return self._root, [unquote(part) for part in path.strip("/").split("/") if part]
        segments = [unquote(part) for part in path[len(API) + 1 :].split("/")]
        if len(segments) > 1 and segments[0] == TENANT and segments[1] not in OF_BOTH:
            del segments[0]
        return self._api, segments

    def refusal(self, path: str, scope: Scope) -> Refused | None:
        """Why a path that has no route can't be answered; None for one of the front end."""
        matcher, segments = self._place(path)
        methods = matcher.methods(segments)
        if methods:
            allowed = sorted(methods | ({"HEAD"} if "GET" in methods else set()))
            refused = Refused(
                "method",
                f"Method [{scope['method']}] not allowed for URI [{scope['path']}]. "
                f"Allowed methods: [{', '.join(allowed)}]",
            )
            refused.allow = ", ".join(allowed)
            return refused
        if not is_of_api(path):
            return None
        is_name = len(segments) > 1 and not scope["path"].startswith(f"{API}/{TENANT}/")
        # The list of a group that is not here, such as `roles/search`, not `search` of a tenant.
        is_name = is_name and segments[1:] != ["search"]
        is_name = is_name and segments[0].replace("-", "").replace("_", "").isalnum()
        if is_name and not matcher.is_word(segments[0]) and matcher.methods(segments[1:]):
            return Refused("bad-request", "Tenant must be 'main' for OSS version")
        return Refused("not-found")


def is_of_api(path: str) -> bool:
    """Whether a path is one of the API."""
    return path.startswith(f"{API}/")
