"""A run of the systems side by side keeps what it has after each of them."""

import asyncio
import copy
from typing import Any

import pytest

from bench.peers import __main__ as peers


def test_what_there_is_is_saved_after_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    async def measured(name: str, _count: int, _minutes: float) -> list[dict[str, Any]]:
        if name == "prefect":
            raise RuntimeError("no")
        return [{"name": name}]

    monkeypatch.setattr(peers, "_system", measured)
    saved: list[dict[str, Any]] = []
    names = ["tiercel", "prefect", "airflow"]
    asyncio.run(peers._all(names, 5, None, lambda figures: saved.append(copy.deepcopy(figures))))
    kept = [([row["name"] for row in each["rows"]], each["failed"], each["left"]) for each in saved]
    assert kept == [
        (["tiercel"], {}, ["prefect", "airflow"]),
        (["tiercel"], {"prefect": "no"}, ["airflow"]),
        (["tiercel", "airflow"], {"prefect": "no"}, []),
    ]
