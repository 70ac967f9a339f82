"""Which documented statuses of the routes no test provokes, and what routes give undocumented.

`TIERCEL_ANSWERS=FILE` makes the tests of this folder note each answer in that file;
`python -m tests.api.documented_errors FILE [ROUTER ...]` then reports, for all routers or those
named, and ends with 1 when a documented status was never given.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tiercel.bootstrap import build
from tiercel.settings import Settings
from tiercel.web.openapi import usual_errors
from tiercel.web.requests import ROUTE
from tiercel.web.route import Route
from tiercel.web.routing import API

VARIABLE = "TIERCEL_ANSWERS"
ROUTERS = "tiercel.web.routers."
# What the guard and the edge give for any route: no answers of the route itself.
OF_ANY_ROUTE = (401, 403, 429, 500, 503)


class Found(msgspec.Struct, frozen=True):
    """One status of one route. `kind` is `missing` or `undocumented`."""

    kind: str
    router: str
    route: str
    status: int


def recorded(app: ASGIApp) -> ASGIApp:
    """The application, or one that also notes its answers when the variable is set."""
    target = os.environ.get(VARIABLE)
    if not target:
        return app
    path = Path(target)

    async def recording(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and ROUTE in scope:
                _note(path, scope, message["status"])
            await send(message)

        await app(scope, receive, sending)

    return recording


def _note(path: Path, scope: Scope, status: int) -> None:
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    base = API if f"{API}/" in scope["path"] else ""
    with path.open("a", encoding="utf-8") as lines:
        lines.write(f"{method} {base}{scope[ROUTE]}\t{status}\n")


def given_by(lines: Iterable[str]) -> dict[str, set[int]]:
    """Statuses by route: `GET /api/v1/flows/{namespace}` and so on."""
    given: dict[str, set[int]] = {}
    for line in lines:
        route, _, status = line.rstrip("\n").partition("\t")
        given.setdefault(route, set()).add(int(status))
    return given


def compare(routes: Iterable[Route], given: dict[str, set[int]]) -> list[Found]:
    """What was documented and never given, and what was given and is not documented."""
    found = []
    for route in routes:
        name = f"{route.method} {'' if route.is_root else API}{route.path}"
        router = route.handler.__module__.removeprefix(ROUTERS)
        statuses = given.get(name, set())
        documented = {*route.errors, *(answer.status for answer in route.answers)}
        documented |= usual_errors(route)
        known = {*documented, *OF_ANY_ROUTE}
        for kind, odd in (
            ("missing", documented - statuses),
            ("undocumented", statuses - known),
        ):
            found.extend(Found(kind, router, name, status) for status in sorted(odd))
    return found


async def _routes() -> list[Route]:
    in_memory = Settings.model_validate({"repository": {"type": "memory"}})
    return (await build(in_memory)).app.routes


def _main(arguments: Sequence[str]) -> int:
    given = given_by(Path(arguments[0]).read_text(encoding="utf-8").splitlines())
    routers = arguments[1:]
    found = [
        item
        for item in compare(asyncio.run(_routes()), given)
        if not routers or item.router in routers
    ]
    for item in sorted(found, key=lambda item: (item.kind, item.router, item.route, item.status)):
        sys.stdout.write(f"{item.kind:12} {item.router:18} {item.status} {item.route}\n")
    missing = [item for item in found if item.kind == "missing"]
    affected = len({item.route for item in missing})
    sys.stdout.write(f"{len(missing)} missing in {affected} routes\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
