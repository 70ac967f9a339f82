"""What any route of the API may be asked with, as the route table declares it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from tests.figures.document import routes
from tests.hostile.bodies import TEXTS, bodies_of
from tests.hostile.inputs import NAMESPACE, YAML, Client, execute, ok
from tiercel.web.documented import EVENTS
from tiercel.web.route import Route

# Of a request, with what else is in its head (WEB_HEAD_BYTES_MAX).
QUERY_BYTES_MAX = 30_000
FILTERS: Mapping[str, str] = {
    "filters of labels": "filters[labels][EQUALS][k{0}]=v&",
    "filters that nobody knows": "filters[x{0}][EQUALS]=v&",
    "filters of one field": "filters[flowId][NOT_EQUALS]=f{0}&",
    "filters of patterns": "filters[flowId][REGEX]=(a%2B)%2B$&",
    "filters in lists": "filters[namespace][IN]=a{0},&",
    "names": "x{0}&",
}
TASK = "  - {id: say, type: io.kestra.plugin.core.debug.Return, format: hi}\n"
FLOW = f"""id: hello
namespace: {NAMESPACE}
inputs: [{{id: data, type: FILE, required: false}}]
triggers:
  - {{id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: key}}
tasks:
{TASK}"""
WORDS = {"namespace": NAMESPACE, "id": "hello", "flowId": "hello", "key": "key"}


class Question(NamedTuple):
    """A request of a route that is to cost much: its name there, and what is sent."""

    name: str
    method: str
    path: str
    body: bytes = b""
    type: str = ""


def asked_routes() -> Sequence[Route]:
    """All but streams without an end, and what sets a server up or shuts it."""
    return [
        route
        for route in routes()
        if not any(answer.type == EVENTS for answer in route.answers)
        and route.path not in ("/setup", "/basicAuth")
    ]


def seed(client: Client) -> Mapping[str, str]:
    """What paths name; made again by whoever asks for much, since routes delete it."""
    # A server under maintenance, which one of the routes asks for, runs nothing.
    ok(client.post("/instance/maintenance/exit"))
    ok(client.post("/flows", FLOW, YAML))
    execution = execute(client, "quiet", TASK)
    return {**WORDS, "executionId": execution}


def questions(route: Route, words: Mapping[str, str], size: int) -> Iterator[Question]:
    """All of a route."""
    path = re.sub(r"{(\w+)(?::rest)?}", lambda found: quote(words.get(found[1], "x")), route.path)
    path = path if route.is_root else f"/api/v1{path}"
    needed = {
        param.name: str((param.schema.get("enum") or ["x"])[0])
        for param in route.params
        if param.required and param.place == "query"
    }
    for name, query in _queries(route, needed):
        yield Question(f"?{name}", route.method, f"{path}?{query}")
    if "{" in route.path:
        long = re.sub(r"{(\w+)(?::rest)?}", "x" * (QUERY_BYTES_MAX // 8), route.path)
        long = long if route.is_root else f"/api/v1{long}"
        yield Question("long words", route.method, f"{long}?{urlencode(needed)}")
    if route.body is not None:
        for name, kind, body in bodies_of(route.body, size):
            yield Question(name, route.method, f"{path}?{urlencode(needed)}", body, kind)


def _queries(route: Route, needed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names = [param.name for param in route.params if param.place == "query"]
    if not names and route.body is not None:
        return
    rest = urlencode(needed)
    for name, piece in FILTERS.items():
        count = QUERY_BYTES_MAX // (len(piece) + 4)
        yield name, "".join(piece.format(number) for number in range(count)) + rest
    for name in names:
        others = urlencode({key: value for key, value in needed.items() if key != name})
        for kind, piece in TEXTS.items():
            encoded = quote(piece)
            yield (
                f"{name}: {kind}",
                f"{others}&{name}={encoded * (QUERY_BYTES_MAX // len(encoded))}",
            )
        yield f"{name}: digits", f"{others}&{name}={'9' * QUERY_BYTES_MAX}"
        again = QUERY_BYTES_MAX // (len(name) + 8)
        yield f"{name}: again", others + "".join(f"&{name}=a{n}:b" for n in range(again))
