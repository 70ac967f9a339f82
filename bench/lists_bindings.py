"""Whether a list costs somebody with 200 bindings more than an administrator: both ask for it.

On the stores of `bench.lists`, which are filled once and kept. Both sign in by tokens and ask in
turn, so that what else the machine does is the same for both; the medians count. Each binding gives
a role in a namespace of its own: one user's cover all that have rows, so that both see as much,
another one's a part of them.
Run: `python -m bench.lists_bindings FILE [--postgres FOLDER] [--executions N] [--rounds N]`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from bench.lists import application_over, as_a_server_collects, count_of, read_once
from bench.lists_calls import EXECUTIONS, LOGS, SMALL, ListCall, listed
from bench.lists_fill import TEAMS, fill, namespace_of
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.ports.store import Store

BINDINGS = 200
RATIO_MAX = 1.2
# Below that the clock tells nothing.
NOISE_MS = 1.0
ADMIN = {"username": "admin@example.org", "password": "Secret-Password-1"}
ALL, PART = "all@example.org", "part@example.org"
CALLS = {
    "/executions/search": (
        EXECUTIONS,
        ("all", "all, late page", "last week", "failed", "search flow", "by end", "namespace"),
    ),
    "/logs/search": (LOGS, ("all", "error", "info and above, last week")),
    "/flows/search": (SMALL["/flows/search"], ("all", "search")),
    "/triggers/search": (SMALL["/triggers/search"], ("all",)),
    "/kv": (SMALL["/kv"], ("all",)),
}


class Row(msgspec.Struct, frozen=True):
    """A call: milliseconds of the administrator and of a user, and how many rows each finds."""

    call: ListCall
    admin_ms: float
    user_ms: float
    admin_found: int
    user_found: int

    @property
    def ratio(self) -> float:
        """How much longer the user waits."""
        return self.user_ms / self.admin_ms

    @property
    def is_good(self) -> bool:
        """Whether the user does not wait much longer."""
        return self.user_ms - self.admin_ms <= NOISE_MS or self.ratio <= RATIO_MAX


def calls() -> list[ListCall]:
    """The lists that are compared."""
    return [
        call
        for path, (rows, names) in CALLS.items()
        for call in listed(path, {name: rows[name] for name in names})
    ]


def places(count: int) -> list[str]:
    """So many namespaces, the first `count` of which have rows, none of them below another."""
    known = [namespace_of(team) for team in range(count)]
    return [*known, *(f"elsewhere.team{number}" for number in range(BINDINGS - count))]


async def compared(store: Store, rounds: int) -> dict[str, list[Row]]:
    """For each user one row a call."""
    await store.open()
    with tempfile.TemporaryDirectory() as folder:
        application = application_over(store, Path(folder), {"server": {"basic_auth": ADMIN}})
        await application.services.open()
        as_a_server_collects()
        transport = httpx2.ASGITransport(app=application.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            admin = await token_of(http, tuple(ADMIN.values()))
            found = {}
            for email, count in ((ALL, TEAMS), (PART, TEAMS // 2)):
                user = await token_of(http, await signed_up(http, email, places(count)))
                found[email] = [await row_of(http, each, (admin, user), rounds) for each in calls()]
        application.attempts.close()
    await store.close()
    return found


async def signed_up(
    http: httpx2.AsyncClient, email: str, namespaces: Sequence[str]
) -> tuple[str, str]:
    """A new user, in place of the one of an earlier run, with a binding for each namespace."""
    auth = tuple(ADMIN.values())
    known = await asked(http, "GET", f"/users?q={email}", auth)
    for each in known["results"]:
        await asked(http, "DELETE", f"/users/{each['id']}", auth)
    body = {"email": email, "password": ADMIN["password"]}
    user = await asked(http, "POST", "/users", auth, body)
    bindings = [
        {"type": "USER", "externalId": user["id"], "roleId": "viewer", "namespaceId": namespace}
        for namespace in namespaces
    ]
    await asked(http, "POST", "/bindings/bulk", auth, bindings)
    return email, ADMIN["password"]


async def token_of(http: httpx2.AsyncClient, auth: tuple[str, ...]) -> str:
    """A token: to check a password takes longer than a list."""
    body = {"name": f"bench-{time.time_ns()}", "maxAge": "PT2H"}
    made = await asked(http, "POST", "/me/api-tokens", auth, body)
    return str(made["fullToken"])


async def asked(
    http: httpx2.AsyncClient, method: str, path: str, auth: tuple[str, ...], body: Any = None
) -> Any:
    """The answer; an error for a refusal."""
    name, password = auth
    answer = await http.request(method, f"/api/v1{path}", json=body, auth=(name, password))
    if not answer.is_success:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
    return answer.json() if answer.content else None


async def row_of(
    http: httpx2.AsyncClient, call: ListCall, tokens: tuple[str, str], rounds: int
) -> Row:
    """Both in turn; the first round is not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    found = [0, 0]
    for number in range(rounds + 1):
        for place, token in enumerate(tokens):
            began = time.perf_counter()
            answer = await http.get(
                f"/api/v1{call.path}", headers={"Authorization": f"Bearer {token}"}
            )
            took = (time.perf_counter() - began) * 1000
            if answer.status_code != 200:
                raise RuntimeError(f"{call.path}: {answer.status_code} {answer.text[:300]}")
            found[place] = count_of(answer.json())
            if number:
                times[place].append(took)
    admin, user = map(statistics.median, times)
    return Row(call, admin, user, *found)


def printed(store: str, found: dict[str, list[Row]]) -> bool:
    """Whether all is good, after a table of it."""
    for email, rows in found.items():
        print(f"{store}: {email}, {BINDINGS} bindings")
        for row in rows:
            mark = "" if row.is_good else "  TOO SLOW"
            print(
                f"  {row.call.group:<20} {row.call.name:<28} {row.admin_ms:7.1f} ms"
                f" {row.user_ms:7.1f} ms  x{row.ratio:4.2f}"
                f" {row.admin_found:>9,} {row.user_found:>9,}{mark}",
                flush=True,
            )
    return all(row.is_good for rows in found.values() for row in rows)


def main() -> None:
    """Compare on one store or both; exit 1 when a user waits too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--postgres", type=Path, help="a folder for a PostgreSQL database")
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    if not given.file.exists():
        fill(given.file, given.executions)
    read_once(given.file)
    store = SqliteStore(given.file, AsyncioNotifier())
    is_good = printed("SQLite", asyncio.run(compared(store, given.rounds)))
    if given.postgres:
        from bench import lists_postgres

        read_once(given.postgres)
        with lists_postgres.kept_database(given.postgres) as database:
            if not asyncio.run(lists_postgres.is_filled(database.url)):
                asyncio.run(lists_postgres.fill(database.url, given.executions))
            other = lists_postgres.store_of(database.url)
            is_good &= printed("PostgreSQL", asyncio.run(compared(other, given.rounds)))
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
