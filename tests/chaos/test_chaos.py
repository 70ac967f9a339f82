"""Real servers, all of them killed again and again: nothing is lost or done twice.

TIERCEL_CHAOS_EXECUTIONS says how many executions are started, TIERCEL_CHAOS_SEED in which order
everything is killed, and TIERCEL_CHAOS_KEEP names a folder for logs and rows of a run that failed.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from tests.chaos.chaos import SEED, Chaos, Scene
from tests.chaos.cluster import CLUSTER, STANDALONE, Servers, cluster_config
from tests.chaos.looks import PostgresLook, SqliteLook
from tests.postgres.server import FAST, Missing, PackagedServer, running_server

EXECUTIONS = int(os.environ.get("TIERCEL_CHAOS_EXECUTIONS", "120"))
IS_SHORT = EXECUTIONS < 1_000
pytestmark = pytest.mark.timeout(420 + EXECUTIONS / 10)


@pytest.mark.postgres
def test_nothing_is_lost_or_done_twice_by_a_cluster(tmp_path: Path) -> None:
    try:
        # A server of its own: it is killed, too.
        with running_server(FAST) as database:
            wrong = Chaos(cluster_scene(tmp_path, database), EXECUTIONS).run()
    except Missing as error:
        pytest.skip(str(error))
    assert not wrong, f"seed {SEED}: {len(wrong)} problems: {wrong[:20]}"


def test_nothing_is_lost_or_done_twice_by_one_server(tmp_path: Path) -> None:
    scene = Scene(
        name="sqlite",
        folder=tmp_path,
        servers=Servers(tmp_path, STANDALONE, "{}\n"),
        make_look=lambda: SqliteLook(tmp_path / "data" / "tiercel.db"),
        kills=5 if IS_SHORT else 50,
        pause=(0.5, 2.0) if IS_SHORT else (1.0, 4.0),
    )
    wrong = Chaos(scene, EXECUTIONS).run()
    assert not wrong, f"seed {SEED}: {len(wrong)} problems: {wrong[:20]}"


def cluster_scene(folder: Path, database: PackagedServer) -> Scene:
    """Two executors, three workers, two schedulers and two webservers on one database."""

    def crash(chance: random.Random) -> None:
        database.kill()
        time.sleep(chance.uniform(0.1, 1.0))
        database.start()

    return Scene(
        name="postgres",
        folder=folder,
        servers=Servers(folder, CLUSTER, cluster_config(database.url)),
        make_look=lambda: PostgresLook(database.url),
        kills=9 if IS_SHORT else 100,
        pause=(0.3, 1.2) if IS_SHORT else (0.5, 3.0),
        crash=crash,
    )
