"""What is asked of a system under comparison."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

START_SECONDS_MAX = 300.0
TRIES_MAX = 200


@dataclass(frozen=True)
class Ended:
    """A run that has ended, at a moment of the wall clock."""

    is_success: bool
    at: float


@dataclass(frozen=True)
class Called:
    """Calls of a flow as a Python function: how many were made, in how many seconds."""

    done: int
    seconds: float


class Peer(ABC):
    """One running system, with flows `b1` and `b5`."""

    name: str
    setting: str
    # Seconds between two looks at it: a look costs the peer something.
    look_seconds = 0.5
    # How many requests to start runs are under way at once.
    callers = 8
    # B5 with an option that makes it faster; empty where there is none.
    warm_flow = ""
    # Whether flows can be called without asking the server for a run.
    can_call = False

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.headers: dict[str, str] = {}
        self.is_up = False
        self.repeated = 0
        self.failed = 0

    @abstractmethod
    async def is_ready(self) -> bool:
        """Whether a run could be asked for."""

    @abstractmethod
    async def start(self, flow: str) -> str:
        """Ask for a run; its id."""

    @abstractmethod
    async def ended(self, flow: str, run: str) -> Ended | None:
        """How a run ended; None while it runs."""

    @abstractmethod
    async def count(self, flow: str, *, is_success: bool) -> int:
        """How many runs of a flow have ended well, or have failed."""

    async def start_many(self, flow: str, count: int) -> None:
        """Ask for many runs, as fast as it takes them."""
        left = iter(range(count))

        async def caller() -> None:
            for _ in left:
                await self.start(flow)

        await asyncio.gather(*(caller() for _ in range(self.callers)))

    async def call(self, flow: str, *, count: int, seconds_max: float) -> Called:
        """Call a flow as a Python function, until all calls are made or the time is over."""
        raise NotImplementedError

    def remarks(self) -> list[str]:
        """What else a reader of the figures must know of this run, in sentences without an end."""
        return []

    async def get(self, path: str, **params: str) -> dict:
        """The JSON of an answer."""
        return await self._json("GET", path, params=params)

    async def post(self, path: str, body: object) -> dict:
        """The JSON of an answer to JSON."""
        return await self._json("POST", path, json=body)

    async def _json(self, method: str, path: str, **options: object) -> dict:
        """One call, again while the peer is too busy to answer it.

        On SQLite, a locked database makes Prefect say 503 and Airflow 500.
        """
        for _ in range(TRIES_MAX):
            try:
                async with self.http.request(
                    method, self.url + path, headers=self.headers, **options
                ) as answer:
                    if answer.status < 500:
                        answer.raise_for_status()
                        return await answer.json()
            except (aiohttp.ClientConnectionError, TimeoutError):
                if not self.is_up:
                    raise
            self.repeated += self.is_up
            await asyncio.sleep(self.look_seconds)
        raise RuntimeError(f"{self.name} does not answer")


async def until_ready(is_ready: Callable[[], Awaitable[bool]], check: Callable[[], None]) -> None:
    """Ask until it is. Raises: RuntimeError when the process ended or took too long."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        check()
        try:
            if await is_ready():
                return
        except (aiohttp.ClientError, TimeoutError):
            pass
        await asyncio.sleep(0.02)
    raise RuntimeError("it was not ready in time")
