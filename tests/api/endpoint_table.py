"""The endpoints that the API must have, each with the route that answers it.

`python -m tests.api.endpoint_table` prints the table with a mark for each row, and the totals.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tiercel.web.route import Route
from tiercel.web.routing import Matcher

TABLE = Path(__file__).with_name("endpoints.tsv")
TENANT = "{tenant}/"
# A path that the front end's pages answer, which are no routes.
PAGES = ("/ui/**",)
# Forms of 0.20 that the newer form with a kind takes as well: its handler tells them apart.
SHARED = ("/blueprints/community/{id}/flow", "/blueprints/community/{id}/graph")


class Endpoint(msgspec.Struct, frozen=True):
    """One row. `place` is api, root or management; `generation` is EE for Enterprise ones."""

    group: str
    method: str
    path: str
    place: str
    in_seed: str
    generation: str

    @property
    def is_open_source(self) -> bool:
        """Whether the open-source edition has it."""
        return self.generation != "EE"


def endpoints() -> list[Endpoint]:
    """All rows."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return [Endpoint(*line.split("\t")) for line in lines]


def answering(endpoint: Endpoint, routes: Sequence[Route]) -> Route | None:
    """The route that answers, with fixed words exactly where the endpoint has them."""
    is_root = endpoint.place != "api"
    matcher = Matcher(route for route in routes if route.is_root is is_root)
    path = endpoint.path.strip("/").removeprefix(TENANT)
    wanted = [part for part in path.split("/") if part]
    sample = [_sample(part) for part in wanted]
    found = matcher.find(sample, endpoint.method)
    if found is None:
        return None
    has = [part for part in found[0].path.strip("/").split("/") if part]
    return found[0] if _is_same(wanted, has) else None


def is_answered(endpoint: Endpoint, routes: Sequence[Route]) -> bool:
    """Whether a route, or the pages, answer the endpoint."""
    return endpoint.path in (*PAGES, *SHARED) or answering(endpoint, routes) is not None


def _sample(part: str) -> str:
    return "sample" if part.startswith("{") else part


def _is_same(wanted: Sequence[str], has: Sequence[str]) -> bool:
    if has and has[-1].endswith(":rest}"):
        return _is_same(wanted[: len(has) - 1], has[:-1])
    if len(wanted) != len(has):
        return False
    pairs = zip(wanted, has, strict=True)
    return all(one.startswith("{") == two.startswith("{") for one, two in pairs)


def totals(rows: Sequence[Endpoint], routes: Sequence[Route]) -> list[str]:
    """Lines such as `seed: 142 of 142`."""
    kinds = {
        "seed": [row for row in rows if row.in_seed == "yes" and row.place == "api"],
        "seed, pages": [row for row in rows if row.in_seed == "yes" and row.place != "api"],
        "open source": [row for row in rows if row.is_open_source],
        "Enterprise": [row for row in rows if not row.is_open_source],
    }
    return [
        f"{name}: {sum(is_answered(row, routes) for row in members)} of {len(members)}"
        for name, members in kinds.items()
    ]


def report(routes: Sequence[Route]) -> str:
    """The whole table as text."""
    rows = endpoints()
    lines = []
    for row in rows:
        mark = "yes" if is_answered(row, routes) else "no " if row.is_open_source else "-  "
        place = "" if row.place == "api" else f"({row.place})"
        seed = "seed" if row.in_seed == "yes" else ""
        lines.append(f"{mark} {row.method:6} {place}{row.path}  {row.generation}  {seed}".rstrip())
    return "\n".join([*lines, "", *totals(rows, routes)])


def _main() -> None:
    import asyncio

    from tiercel.bootstrap import build
    from tiercel.settings import Settings

    async def routes() -> list[Route]:
        return (await build(Settings())).app.routes

    sys.stdout.write(report(asyncio.run(routes())) + "\n")


if __name__ == "__main__":
    _main()
