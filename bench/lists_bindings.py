"""Whether a list costs somebody with 200 bindings more than an administrator: both ask for it.

On the stores of `bench.lists`, which are filled once and kept. Both sign in by tokens and ask in
turn, so that what else the machine does is the same for both; the medians count, those of processor
time (of this process and of the database's) before those of the clock. Each binding gives a role in
a namespace of its own: one user's cover all that have rows, so that both see as much, another one's
a part of them.
Run: `python -m bench.lists_bindings FILE [--postgres FOLDER] [--executions N] [--rounds N]
[--only TEXT]`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
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


class Took(msgspec.Struct, frozen=True):
    """What a call took somebody, in milliseconds: of the processor, by the clock."""

    cpu: float
    clock: float


class Row(msgspec.Struct, frozen=True):
    """A call: what it took the administrator and a user, and how many rows each finds."""

    call: ListCall
    admin: Took
    user: Took
    admin_found: int
    user_found: int

    @property
    def ratio(self) -> float:
        """How much more the user costs."""
        return self.user.cpu / self.admin.cpu

    @property
    def is_good(self) -> bool:
        """Whether the user does not cost much more."""
        return self.ratio <= RATIO_MAX


def calls(only: str) -> list[ListCall]:
    """The lists that are compared, those with the text in their names."""
    return [
        call
        for path, (rows, names) in CALLS.items()
        for call in listed(path, {name: rows[name] for name in names})
        if only in f"{call.group} {call.name}"
    ]


def places(count: int) -> list[str]:
    """So many namespaces, the first `count` of which have rows, none of them below another."""
    known = [namespace_of(team) for team in range(count)]
    return [*known, *(f"elsewhere.team{number}" for number in range(BINDINGS - count))]


async def compared(
    store: Store, asked_for: Sequence[ListCall], rounds: int, cpu_s: Callable[[], float]
) -> dict[str, list[Row]]:
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
                tokens = admin, user
                found[email] = [
                    await row_of(http, each, tokens, rounds, cpu_s) for each in asked_for
                ]
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
    http: httpx2.AsyncClient,
    call: ListCall,
    tokens: tuple[str, str],
    rounds: int,
    cpu_s: Callable[[], float],
) -> Row:
    """Both in turn; the first round is not counted."""
    taken: tuple[list[Took], list[Took]] = ([], [])
    found = [0, 0]
    for number in range(rounds + 1):
        for place, token in enumerate(tokens):
            used, began = cpu_s(), time.perf_counter()
            answer = await http.get(
                f"/api/v1{call.path}", headers={"Authorization": f"Bearer {token}"}
            )
            clock = time.perf_counter() - began
            cpu = cpu_s() - used
            if answer.status_code != 200:
                raise RuntimeError(f"{call.path}: {answer.status_code} {answer.text[:300]}")
            found[place] = count_of(answer.json())
            if number:
                taken[place].append(Took(cpu * 1000, clock * 1000))
    admin, user = map(median_of, taken)
    return Row(call, admin, user, *found)


def median_of(taken: Sequence[Took]) -> Took:
    """The medians."""
    cpu, clock = ([getattr(one, name) for one in taken] for name in ("cpu", "clock"))
    return Took(statistics.median(cpu), statistics.median(clock))


def printed(store: str, found: dict[str, list[Row]]) -> bool:
    """Whether all is good, after a table of it."""
    for email, rows in found.items():
        print(f"{store}: {email}, {BINDINGS} bindings")
        for row in rows:
            mark = "" if row.is_good else "  ABOVE THE GOAL"
            print(
                f"  {row.call.group:<20} {row.call.name:<26} {row.admin.cpu:7.2f} ms"
                f" {row.user.cpu:7.2f} ms  x{row.ratio:4.2f}  by the clock"
                f" x{row.user.clock / row.admin.clock:4.2f}"
                f" {row.admin_found:>9,} {row.user_found:>9,}{mark}",
                flush=True,
            )
    return all(row.is_good for rows in found.values() for row in rows)


def main() -> None:
    """Compare on one store or both; exit 1 when a user costs too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--postgres", type=Path, help="a folder for a PostgreSQL database")
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--only", default="", help="a part of the names of calls to compare")
    given = parser.parse_args()
    if not given.file.exists():
        fill(given.file, given.executions)
    read_once(given.file)
    store, asked_for = SqliteStore(given.file, AsyncioNotifier()), calls(given.only)
    found = asyncio.run(compared(store, asked_for, given.rounds, time.process_time))
    is_good = printed("SQLite", found)
    if given.postgres:
        from bench import lists_postgres

        read_once(given.postgres)
        with lists_postgres.kept_database(given.postgres) as database:
            if not asyncio.run(lists_postgres.is_filled(database.url)):
                asyncio.run(lists_postgres.fill(database.url, given.executions))
            other = lists_postgres.store_of(database.url)
            found = asyncio.run(compared(other, asked_for, given.rounds, database.cpu_s))
            is_good &= printed("PostgreSQL", found)
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
