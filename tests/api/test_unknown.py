"""What does not exist is not found, by every route that documents it."""

from __future__ import annotations

from tests.api.client import Api
from tiercel.model.json_types import Json
from tiercel.web.route import Route

FLOW = "id: unknown\nnamespace: unknown\ntasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log}\n"
IDS = [{"namespace": "unknown", "id": "unknown"}]
TRIGGER: dict[str, Json] = {
    "namespace": "unknown",
    "flowId": "unknown",
    "triggerId": "unknown",
    "disabled": True,
    "backfill": {"start": "2024-01-01T00:00:00Z"},
}
CREDENTIAL: dict[str, Json] = {
    "type": "OAUTH2",
    "tokenEndpoint": "https://login.example.com/token",
    "authConfig": {
        "type": "CLIENT_CREDENTIALS",
        "clientId": "unknown",
        "clientSecret": {"secretKey": "UNKNOWN"},
    },
}
LOGO = b"\x89PNG\r\n\x1a\n"
# What a route is asked with, by the end of its path, where ids alone would not be enough.
JSON_OF: dict[str, Json] = {
    "/state": {"taskRunId": "unknown", "state": "SUCCESS"},
    "/labels": [{"key": "a", "value": "b"}],
    "/delete/by-ids": IDS,
    "/enable/by-ids": IDS,
    "/disable/by-ids": IDS,
    "/export/by-ids": IDS,
    "/expressions/render": {"expressions": ["{{ 1 }}"], "executionId": "unknown"},
    "/groups/unknown-id": {"name": "unknown"},
    "/policies/unknown-id": {
        "rules": [{"type": "io.kestra.plugin.ee.rules.Require", "properties": ["description"]}]
    },
    "/roles/unknown-id": {"name": "unknown", "permissions": {"FLOW": ["VIEW"]}},
    "/invitation/create/unknown-id": {"password": "Secret-Password-1"},
    "/worker-groups/unknown-id/tokens": {"name": "unknown"},
    "/views/unknown-id": {"list": "executions", "name": "Failed"},
    "/blueprints/custom/unknown-id": {"title": "Unknown", "source": FLOW},
    "/blueprints/flows/unknown-id": {"title": "Unknown", "source": FLOW},
    "/credentials/unknown-id": CREDENTIAL,
    "/credentials/unknown-name": CREDENTIAL,
    "/replace/line": {**IDS[0], "query": "a", "replacement": "b", "line": 1},
}
QUERY_OF = {
    "/files": {"path": "/unknown"},
    "/files/stats": {"path": "/unknown"},
    "/files/directory": {"path": "/unknown"},
    "/revisions": {"revisions": "1", "path": "/unknown"},
}
WORDS = {"kind": "flow", "type": "unknown"}
# Records of the whole server, and what is enough for each kind of them.
RECORDS = ("/kill-switches/unknown-id", "/banners/unknown-id", "/tenants/unknown-id")
RECORD: Json = {
    "name": "unknown",
    "message": "unknown",
    "evaluationType": "KILL",
    "startDate": "2099-01-01T00:00:00Z",
}
# Lists that are empty, documents that are only looked at, kinds that are refused as a word, and
# secrets that this server can't change.
OTHERS = (
    "/secrets/{key}",
    "/plugins/{cls}/versions",
    "/triggers/{namespace}/{flowId}",
    "/templates/{namespace}",
    "/flows/{namespace}/{id}/{taskId}",
    "/blueprints/community/{kind}",
    "/blueprints/community/{kind}/tags",
    "{type}",
)


def is_asked(route: Route) -> bool:
    """Whether something unknown can be named in its path or body."""
    path = route.path
    is_documented = 404 in route.errors and not route.is_root and "follow" not in path
    is_named = "{" in path or any(path.endswith(end) for end in JSON_OF)
    return is_documented and is_named and not path.endswith(OTHERS)


def request_of(route: Route) -> tuple[str, dict[str, Json]]:
    """A path and options that fit in form."""
    path = route.path.replace(":rest", "")
    for name, word in WORDS.items():
        path = path.replace(f"{{{name}}}", word)
    path = path.replace("{", "unknown-").replace("}", "")
    query = {
        param.name: (param.schema.get("enum") or ["unknown"])[0]
        for param in route.params
        if param.required and param.place == "query"
    }
    for end, more in QUERY_OF.items():
        if path.endswith(end):
            query |= more
    own = next((value for end, value in JSON_OF.items() if path.endswith(end)), None)
    if path.endswith(RECORDS):
        own = RECORD
    if route.body is None or not route.body.required:
        return path, {"params": query}
    if path.endswith("/logo"):
        return path, {"params": query, "files": {"logo": ("logo.png", LOGO)}}
    kind = route.body.types[0]
    if kind == "application/json" or own is not None:
        return path, {"params": query, "json": TRIGGER if own is None else own}
    source = FLOW.replace("id: unknown\n", "id: unknown-taskId\n", 1) if "taskId" in path else FLOW
    return path, {"params": query, "content": source, "headers": {"Content-Type": kind}}


async def test_every_route_that_documents_it_says_not_found(api: Api) -> None:
    asked = [route for route in api.app.routes if is_asked(route)]
    wrong = []
    for route in asked:
        path, options = request_of(route)
        response = await api.call(route.method, path, **options)
        if response.status_code != 404:
            wrong.append(f"{response.status_code} {route.method} {route.path} {response.text[:90]}")
        elif response.content:
            assert response.json()["status"] == 404
    assert wrong == []
    assert len(asked) > 90
