"""Requests as the document describes them, for the operations that no observed request reached.

They need not succeed: only their variants are sent. What they name exists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from starlette.types import Scope

from tests.api.client import YAML, Api
from tests.fuzz.variants import Variants
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.web.components import whole_schema
from tiercel.web.documented import FORM, JSON
from tiercel.web.requests import ROUTE
from tiercel.web.route import Route

NAMESPACE = "fuzz.documented"
SOURCES = [
    f"""id: {name}
namespace: {NAMESPACE}
inputs: [{{id: who, type: STRING, defaults: x}}]
tasks:
  - {{id: say, type: io.kestra.plugin.core.debug.Return, format: "{{{{ inputs.who }}}}"}}
{more}triggers:
  - {{id: w, type: io.kestra.plugin.core.trigger.Webhook, key: k1234567}}
  - {{id: s, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 0 1 1 *"}}
"""
    for name, more in (
        ("ended", ""),
        ("paused", "  - {id: wait, type: io.kestra.plugin.core.flow.Pause}\n"),
    )
]
TOOLS: dict[str, Json] = {"id": "tools", "serverType": "PRIVATE"}
# What is done to executions that have not ended.
OF_PAUSED = re.compile("resume|review|kill|pause|approval|breakpoint|force-run|unqueue")
# It would ask a package registry.
LEFT_OUT = ("/plugins/install",)
CHANGES = ("GET", "POST", "PUT", "PATCH", "DELETE")
BOUNDARY = "hostile"


async def vary_the_others(application: Application, variants: Variants) -> None:
    """Send variants of every operation that had none yet; what deletes comes last."""
    async with Api(application.app) as api:
        await _prepare(api)
        for route in sorted(application.app.routes, key=lambda route: CHANGES.index(route.method)):
            if (route.method, route.path) in variants.varied or route.path in LEFT_OUT:
                continue
            known = await _known(api, route)
            headers, body = _message_of(route, known)
            await variants.vary(route, {**scope_of(route, known), "headers": headers}, body)
            if route.method != "GET":
                await _prepare(api)


def _message_of(route: Route, known: Mapping[str, Json]) -> tuple[list[tuple[bytes, bytes]], bytes]:
    if route.body is None:
        return [], b""
    kind = route.body.types[0]
    value = route.body.example or sample(whole_schema(route.body.schema), known)
    boundary = f"; boundary={BOUNDARY}" if kind == FORM else ""
    return [(b"content-type", (kind + boundary).encode())], encoded(value, kind)


async def _prepare(api: Api) -> None:
    """What requests name, made anew where it went."""
    for source in SOURCES:
        saved = await api.post("/flows", headers=YAML, content=source)
        assert saved.status_code in (200, 422), saved.text
    await api.post("/mcp/servers", json=TOOLS)


async def _known(api: Api, route: Route) -> dict[str, str]:
    is_paused = OF_PAUSED.search(route.path) is not None
    flow_id = "paused" if is_paused else "ended"
    ids = {"mcp": "tools", "mcp-servers": "tools", "namespaces": NAMESPACE}
    known = {
        "namespace": NAMESPACE,
        "flowId": flow_id,
        "taskId": "say",
        "triggerId": "s",
        "key": "k1234567",
        "kind": "flow",
        "type": "tasks",
        "cls": "io.kestra.plugin.core.log.Log",
        "id": ids.get(route.path.split("/")[1], flow_id),
    }
    if "{executionId}" in route.path:
        started = await api.post(f"/executions/{NAMESPACE}/{flow_id}")
        assert started.status_code == 200, started.text
        state = "PAUSED" if is_paused else "SUCCESS"
        execution = await api.until(started.json()["id"], state)
        known["executionId"] = execution["id"]
        known["taskRunId"] = execution["taskRunList"][0]["id"]
    return known


def scope_of(route: Route, known: Mapping[str, str]) -> Scope:
    """The request without its body."""
    named = re.sub(r"\{(\w+)[^}]*\}", lambda found: known.get(found[1], "x"), route.path)
    path = named if route.is_root else f"/api/v1{named}"
    return {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": route.method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        ROUTE: route.path,
    }


def sample(schema: dict[str, Json], known: Mapping[str, Json]) -> Json:
    """A value of a schema in which every member stands."""
    options = [each for each in schema.get("anyOf") or () if each.get("type") != "null"]
    if options:
        return sample(options[0], known)
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "string")
    match kinds if isinstance(kinds, str) else kinds[0]:
        case "object":
            members = schema.get("properties") or {"x": {"type": "string"}}
            return {
                name: known.get(name, sample(member, known)) for name, member in members.items()
            }
        case "array":
            return [sample(schema.get("items") or {}, known)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return "2026-01-01T00:00:00Z" if schema.get("format") == "date-time" else "x"


def encoded(value: Json, kind: str) -> bytes:
    """As a body of that media type."""
    if kind == FORM:
        members = value if isinstance(value, dict) else {"fileUpload": "x"}
        parts = [
            f'Content-Disposition: form-data; name="{name}"'
            + ('; filename="x.zip"' if name.startswith("file") else "")
            + f"\r\n\r\n{member}"
            for name, member in members.items()
        ]
        ends = f"--{BOUNDARY}--\r\n"
        return ("".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts) + ends).encode()
    if kind == JSON or not isinstance(value, str):
        return json.dumps(value).encode()
    return SOURCES[0].encode() if "yaml" in kind else value.encode()
