"""Names that fixed words of other routes hide: each is known, and documented in docs/compat.md."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from tests.api.client import HELLO, Api
from tiercel.bootstrap import Application
from tiercel.web.route import Route
from tiercel.web.routing import Matcher

# The server makes up these names itself: they are never words of other routes.
MADE_UP = ("executionId", "taskRunId", "cls", "type", "kind")
MADE_UP_BELOW = (
    *("/auditlogs/", "/bindings/", "/blueprints/", "/groups/", "/instance/", "/invitations/"),
    "/roles/",
)
SAMPLES = {
    "namespace": ("company.team", "company"),
    "executionId": ("4xYbRLnP0ZsTu1aEmQ9wKd",),
}
MANY = [
    "change-status",
    "force-run",
    "kill",
    "labels",
    "pause",
    "replay",
    "restart",
    "resume",
    "unqueue",
]
ONE = [*MANY, "eval", "replay-with-inputs", "resume-from-breakpoint", "state"]
BY = ("by-ids", "by-query")
HIDDEN = {
    # Flows of a namespace with a dot in its name can be started; all can by /executions/trigger.
    *(f"POST /executions/company/{word}" for word in ONE),
    *(f"POST /executions/company/{word}/validate" for word in ("eval", "resume")),
    *(f"POST /executions/{word}/{by}" for word in MANY for by in BY),
    "POST /executions/trigger/some/validate",
    *(f"DELETE /{kind}/delete/{by}" for kind in ("flows", "templates") for by in BY),
    *(f"GET /{kind}/export/by-query" for kind in ("flows", "templates")),
    *(f"GET /flows/{word}" for word in ("deprecated", "distinct-namespaces", "search", "source")),
    *(f"POST /flows/{word}" for word in ("bulk", "expressions", "graph", "import", "validate")),
    *(f"POST /templates/{word}" for word in ("import", "validate")),
    *(f"GET /namespaces/{word}" for word in ("ids", "search")),
    *(f"GET /namespaces/{name}/kv/inheritance" for name in SAMPLES["namespace"]),
    # No policy has that name.
    *(
        f"GET {place}/policies/search"
        for place in ("", *(f"/namespaces/{name}" for name in SAMPLES["namespace"]))
    ),
    # Nor a credential.
    *(f"GET /namespaces/{name}/credentials/inherited" for name in SAMPLES["namespace"]),
    # Nor has a security integration: ids are longer.
    "GET /security-integrations/search",
    # No tenant has that name either.
    "GET /tenants/search",
    *(f"{method} /mcp/servers" for method in ("GET", "POST")),
}


def parts(route: Route) -> list[str]:
    return [part for part in route.path.split("/") if part]


def hiding(route: Route, other: Route) -> list[str] | None:
    """The path of a route with the fixed words of another one in it; None when both never meet."""
    mine, others = parts(route), parts(other)
    if route.method != other.method or route is other or len(mine) != len(others):
        return None
    found = []
    for own, word in zip(mine, others, strict=True):
        if "{" not in own and "{" not in word and own != word:
            return None
        is_hidden = "{" in own and "{" not in word
        if is_hidden and own.strip("{}") in MADE_UP:
            return None
        found.append(word if is_hidden else own)
    return None if found == mine else found


def samples(path: list[str]) -> Iterator[list[str]]:
    """Paths with names in place of parameters."""
    yield from map(
        list,
        product(
            *(SAMPLES.get(part.strip("{}"), ("some",)) if "{" in part else (part,) for part in path)
        ),
    )


def hidden(routes: list[Route]) -> set[str]:
    """Paths that a route should have, and another one gets."""
    found = set()
    matcher = Matcher(routes)
    for route in routes:
        for other in routes:
            for path in samples(hiding(route, other) or []):
                gets = matcher.find(path, route.method)
                if path and gets is not None and gets[0] is not route:
                    found.add(f"{route.method} /{'/'.join(path)}")
    return found


async def test_what_is_hidden_is_known(application: Application) -> None:
    routes = [route for route in application.app.routes if not route.is_root]
    found = hidden([route for route in routes if not route.path.startswith(MADE_UP_BELOW)])
    assert sorted(found) == sorted(HIDDEN)


async def test_a_flow_kill_of_any_namespace_is_started(api: Api) -> None:
    source = HELLO.replace("id: hello", "id: kill").replace("company.team", "company")
    await api.create(source)
    started = await api.post("/executions/company/kill")
    assert (started.status_code, started.json()["flowId"]) == (200, "kill")


@pytest.mark.parametrize("word", ONE)
async def test_flows_that_are_called_like_an_action(api: Api, word: str) -> None:
    for namespace in SAMPLES["namespace"]:
        source = HELLO.replace("id: hello", f"id: {word}").replace("company.team", namespace)
        await api.create(source)
    base = "/executions/company.team"
    assert (await api.post(f"{base}/{word}")).json()["flowId"] == word
    assert (await api.post(f"{base}/{word}/validate")).json()["id"] == word
    started = (await api.post(f"/executions/trigger/company/{word}")).json()
    assert (started["namespace"], started["flowId"]) == ("company", word)
