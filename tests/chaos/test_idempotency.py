"""Requests with keys, each sent ten times, while servers are killed and answers cut off.

TIERCEL_IDEMPOTENCY_KEYS says how many keys, TIERCEL_IDEMPOTENCY_CLIENTS how many clients, and
TIERCEL_CHAOS_SEED in which order everything happens.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.chaos.chaos import SEED
from tests.chaos.cluster import STANDALONE, Servers, cluster_config
from tests.chaos.repeats import Repeats, problems
from tests.postgres.server import FAST, Missing, running_server

KEYS = int(os.environ.get("TIERCEL_IDEMPOTENCY_KEYS", "160"))
CLIENTS = int(os.environ.get("TIERCEL_IDEMPOTENCY_CLIENTS", "16"))
TIMES = 10
KILLS = 3 if KEYS < 1_000 else 24
# What takes a minute on idle cores; a start alone may take minutes on busy ones.
pytestmark = pytest.mark.timeout(1_800 + KEYS / 2)


@pytest.mark.postgres
def test_two_servers_make_one_execution_a_key(tmp_path: Path) -> None:
    try:
        with running_server(FAST) as database:
            wrong = run(Servers(tmp_path, {"standalone": 2}, cluster_config(database.url)))
    except Missing as error:
        pytest.skip(str(error))
    assert not wrong, f"seed {SEED}: {len(wrong)} problems: {wrong[:20]}"


def test_one_server_makes_one_execution_a_key(tmp_path: Path) -> None:
    wrong = run(Servers(tmp_path, STANDALONE, "{}\n"))
    assert not wrong, f"seed {SEED}: {len(wrong)} problems: {wrong[:20]}"


def run(servers: Servers) -> list[str]:
    """Send everything while servers are killed; what is wrong."""
    chance = random.Random(SEED)
    repeats = Repeats(servers.ports, KEYS, TIMES, SEED)
    begun = time.monotonic()
    try:
        servers.start()
        repeats.create_flows()
        repeats.start(CLIENTS, SEED)
        for number in range(KILLS):
            # There is as much under way on a slow machine as on a quick one.
            share = (number + chance.random()) / KILLS
            while repeats.done < share * repeats.total and not repeats.are_done:
                time.sleep(0.02)
            servers.kill_one(chance)
        while not repeats.are_done:
            time.sleep(0.1)
        servers.wait()
        base = f"http://127.0.0.1:{servers.ports[0]}/api/v1"
        wrong = problems(repeats, KEYS, lambda path: read(base + path))
    finally:
        repeats.end()
        servers.stop()
        repeats.join()
    replayed = sum(each.is_replayed for answers in repeats.answers.values() for each in answers)
    answered = sum(map(len, repeats.answers.values()))
    sys.stdout.write(
        f"\n{KEYS} keys, {repeats.sent} requests, {answered} answers ({replayed} of an earlier"
        f" request), {repeats.cut} cut off, {repeats.failed} failed, {servers.kills.total()} kills,"
        f" {time.monotonic() - begun:.0f} s, {len(wrong)} problems\n"
    )
    assert repeats.cut > 0
    assert repeats.failed > 0
    assert replayed > 0
    return wrong


def read(url: str) -> dict[str, object]:
    """One answer of the API."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        found: dict[str, object] = json.loads(answer.read())
    return found
