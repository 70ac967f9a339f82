"""What callers of routes must be allowed: by the operations that a route runs, else by a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tiercel.model.access import OWNER, PUBLIC, SIGNED_IN, Audience, Permission, Resource
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.route import Route

# Routes that run no operation, by what they ask for. Several permissions are needed together.
_ROUTES = {
    SIGNED_IN: """
        GET /executions/{executionId}/actions/review/allowed
        POST /expressions/render
        GET /taskruns/maxTaskRunSetting
    """,
    OWNER: """
        GET /usages/all
    """,
    "EXECUTION:LIST": """
        GET /taskruns/search
        GET /executions/namespaces/{namespace}/flows/{flowId}/average-duration
    """,
    "EXECUTION:VIEW": """
        GET /executions/{executionId}/flow
    """,
    "EXECUTION:FOLLOW": """
        GET /executions/{executionId}/follow-dependencies
    """,
    "EXECUTION:EXPORT": "GET /executions/export/by-query/csv",
    "EXECUTION:UPDATE": """
        POST /executions/{executionId}/eval
        POST /executions/{executionId}/eval/{taskRunId}
        POST /executions/{executionId}/actions/eval
        POST /executions/{executionId}/actions/eval/{taskRunId}
    """,
    "EXECUTION:ACCESS_FILES": """
        GET /executions/{executionId}/file
        GET /executions/{executionId}/file/metas
        GET /executions/{executionId}/file/preview
    """,
    "EXECUTION:ACCESS_OUTPUTS": """
        GET /outputs/executions/{executionId}
        GET /outputs/tasks/{executionId}
        GET /outputs/{executionId}
        GET /outputs/tasks/{executionId}/{taskRunId}
        GET /outputs/{executionId}/{taskRunId}
    """,
    "FLOW:EXECUTE": """
        GET /executions/flows/{namespace}/{flowId}
        GET /executions/namespaces
        GET /executions/namespaces/{namespace}/flows
    """,
    "FLOW:EXPORT": """
        GET /flows/export/by-query/csv
    """,
    "TRIGGER:EXPORT": "GET /triggers/export/by-query/csv",
}

Needs = Audience | frozenset[Permission]


def _read(words: str) -> Needs:
    if words in (PUBLIC, SIGNED_IN, OWNER):
        return Audience(words)
    pairs = (word.split(":") for word in words.split())
    return frozenset(Permission(Resource(resource), action) for resource, action in pairs)


TABLE: Mapping[str, Needs] = MappingProxyType(
    {
        line.strip(): _read(needs)
        for needs, lines in _ROUTES.items()
        for line in lines.strip().split("\n")
    }
)


def needs_of(route: Route) -> Needs | None:
    """What a caller needs; None when nothing says it.

    What lies outside the API is public here: the guard says which of it takes credentials.
    """
    if route.runs:
        return _all_of(route.runs)
    if route.is_root:
        return PUBLIC
    return TABLE.get(f"{route.method} {route.path}")


def _all_of(operations: Iterable[AnyOperation]) -> Needs:
    """What a caller of all of them needs: owners may do everything, and who has a permission is
    signed in.
    """
    needs = [one.allows for one in operations]
    if OWNER in needs:
        return OWNER
    permissions = frozenset(each for one in needs if isinstance(one, tuple) for each in one)
    if permissions:
        return permissions
    return SIGNED_IN if SIGNED_IN in needs else PUBLIC


def check_declared(routes: Iterable[Route]) -> None:
    """Raises: ValueError for a route that does not say what its caller needs."""
    silent = [f"{one.method} {one.path}" for one in routes if needs_of(one) is None]
    if silent:
        raise ValueError(f"Nothing says what callers need of {', '.join(silent)}")
