"""Which route answers a request: those below the API in one tree, those of the root in another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from starlette.types import Scope

from tiercel.model.limits import WEB_PATH_KNOWN_CHARS_MAX, WEB_PATHS_KNOWN_MAX
from tiercel.web.errors import Refused
from tiercel.web.matcher import FoundRoute, Matcher
from tiercel.web.route import Route

API = "/api/v1"
TENANT = "main"
# With the tenant these are those of the tenant, without it those of the server.
OF_BOTH = ("service-accounts",)


class Routing:
    """Finds routes by path and method; those of paths that were asked for of late are known."""

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
