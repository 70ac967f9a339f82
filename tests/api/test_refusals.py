"""Errors that the routes of flows, templates, namespaces and their contents document."""

from __future__ import annotations

import base64

import pytest

from tests.api.client import YAML, Api
from tests.api.refusals import DASHBOARD, TOO_MANY_PARTS, Row, check_refused, seed
from tiercel.model.json_types import Json

FLOW = "/flows/company.team/hello"
FILES = "/namespaces/company.team/files"
CHARTS = "/dashboards/board/charts/pie"
PREVIEWS = ("preview", "export", "export/to-csv")
CHART = DASHBOARD.partition("charts:\n")[2].replace("  - id", "    id").replace("\n    ", "\n")
WRONG = {"filters": [{"field": "colour", "operation": "EQUALS", "value": "red"}]}
NO_COLOUR = "Invalid query filters: Field colour is not supported"
BY_QUERY = (
    ("GET", "/flows/search"),
    ("GET", "/flows/export/by-query"),
    ("GET", "/flows/export/by-query/csv"),
    ("GET", "/executions/export/by-query/csv"),
    ("GET", "/triggers/export/by-query/csv"),
    ("DELETE", "/flows/delete/by-query"),
    ("POST", "/flows/delete/by-query"),
    ("POST", "/flows/disable/by-query"),
    ("POST", "/flows/enable/by-query"),
    ("GET", "/templates/search"),
    ("GET", "/templates/export/by-query"),
    ("DELETE", "/templates/delete/by-query"),
    ("POST", "/templates/delete/by-query"),
    ("GET", "/namespaces/search"),
    ("GET", "/namespaces/company.team/secrets"),
    ("GET", "/secrets"),
    ("GET", "/kv"),
)
SCOPED = (
    *(row for row in BY_QUERY if row[1].startswith("/flows/")),
    ("POST", "/executions/by-query"),
    ("POST", "/executions/kill/by-query"),
)
PATTERNS = ("templates/search", "templates/export/by-query")
BROKEN = "filters[namespace][REGEX]=("
ROWS = [
    Row("DELETE", f"{FLOW}/revisions?revisions=2", 409, "The latest revision can't be deleted"),
    Row("DELETE", f"{FLOW}/revisions?revisions=1,2", 409, "The latest revision can't be deleted"),
    Row("DELETE", f"{FLOW}/revisions", 400, "Required QueryValue [revisions] not specified"),
    Row("DELETE", f"{FLOW}/revisions?revisions=x", 422, "[revisions] for value [x]"),
    Row("POST", "/flows/import", 413, "more than 1000 parts", {"files": TOO_MANY_PARTS}),
    Row("POST", "/templates/import", 413, "more than 1000 parts", {"files": TOO_MANY_PARTS}),
    Row("POST", FILES, 413, "more than 1000 parts", {"files": TOO_MANY_PARTS}),
    Row(
        "GET",
        FILES,
        400,
        "Required QueryValue [path] not specified",
        {"headers": {"Accept": "application/octet-stream"}},
    ),
    Row("PUT", f"{FILES}?from=/folder&to=/full", 409, "The folder /full is not empty"),
    Row("PUT", f"{FILES}?from=/folder/a.txt&to=/full", 409, "The folder /full is not empty"),
    Row("POST", f"{FILES}/directory?path=/folder/a.txt", 409, "There is a file at /folder/a.txt"),
    *(
        Row("GET", f"/namespaces/%C2%84/files/{end}", 422, "is no namespace")
        for end in ("export", "search?q=", "directory", "stats")
    ),
    Row("POST", "/namespaces", 409, "already exists", {"json": {"id": "company.team"}}),
    Row("PUT", "/namespaces/UPPER", 422, "id must match", {"json": {}}),
    Row("POST", "/dashboards", 409, "already exists", {"headers": YAML, "content": DASHBOARD}),
    *(
        Row(method, f"{path}?filters[colour][EQUALS]=red", 400, NO_COLOUR)
        for method, path in BY_QUERY
    ),
    *(
        Row(method, f"{path}?scope=NOBODY", 422, "[scope] for value [NOBODY]")
        for method, path in SCOPED
    ),
    Row("DELETE", "/executions/any?deleteLogs=maybe", 422, "[deleteLogs] for value [maybe]"),
    Row("DELETE", "/logs/any?minLevel=LOUD", 422, "for value [LOUD]"),
    Row("POST", "/executions/any/actions/cancel-approval", 400, "QueryValue [taskRunId] not"),
    Row("DELETE", "/namespaces/company.team/kv/-", 422, "Key must start with an alphanumeric"),
    *(Row("GET", f"/{path}?{BROKEN}", 422, "regular expression '('") for path in PATTERNS),
    *(
        Row(method, f"/templates/delete/by-query?{BROKEN}", 422, "regular expression '('")
        for method in ("DELETE", "POST")
    ),
    Row("GET", "/triggers/export/by-query/csv?filters[startDate][EQUALS]=x", 422, "startDate"),
    *(
        Row("POST", f"{CHARTS}{end}", 400, "Field colour is not supported", {"json": WRONG})
        for end in ("", "/export", "/export/to-csv")
    ),
    *(
        Row(
            "POST",
            f"/dashboards/charts/{end}",
            400,
            "Field colour is not supported",
            {"json": {"chart": CHART, "globalFilter": WRONG}},
        )
        for end in PREVIEWS
    ),
    *(
        Row("GET", f"/blueprints/community{path}?filters[colour][EQUALS]=red", 400, "no filter of")
        for path in ("", "/tags", "/flow", "/flow/tags")
    ),
    Row("GET", "/plugins/x/pluginUi/a/..%2Fb", 400, "The path is not allowed"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.status} {row.method} {row.path[:60]}")
async def test_what_is_refused_changes_nothing(api: Api, row: Row) -> None:
    await seed(api)
    await check_refused(api, row)


class TestSecrets:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {"encryption": {"secret_key": base64.b64encode(bytes(range(32))).decode()}}

    @pytest.mark.parametrize(
        ("body", "status", "text"),
        [
            ({"value": "x" * 100_001}, 413, "100000 characters at most"),
            ({"value": ["x", "y"]}, 422, "[value] must be a text"),
            ({"tags": "x"}, 422, "[labels] must hold objects"),
        ],
    )
    async def test_a_bad_change_leaves_the_secret_as_it_was(
        self, api: Api, body: Json, status: int, text: str
    ) -> None:
        await seed(api)
        path = "/namespaces/company.team/secrets"
        assert (await api.put(path, json={"key": "TOKEN", "value": "x"})).is_success
        await check_refused(api, Row("PATCH", f"{path}/TOKEN", status, text, {"json": body}))
