"""dbt itself, in an environment of its own below `.cache`, with DuckDB and with PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.environments import kept_environment
from tests.postgres.server import PackagedServer
from tiercel.plugin import Json
from tiercel.testing import Ran, run_task
from tiercel_dbt.cli import DbtCLI

# The first test of a machine installs it.
pytestmark = pytest.mark.timeout(600)
FOLDER = Path(__file__).parents[3] / ".cache" / "dbt"
# Later releases fetch a part of theirs from elsewhere than the registry.
WANTED = (
    "dbt-core==1.12.0",
    "dbt-core-experimental-parser==2.0.0a4",
    "dbt-duckdb==1.11.1",
    "dbt-postgres==1.11.0",
)
FILES = {
    "dbt_project.yml": "name: shop\nprofile: shop\nmodel-paths: [models]\n",
    "models/orders.sql": "select 1 as id, 20 as total union all select 2, 30\n",
    "models/totals.sql": (
        "select sum(total) as total from {% raw %}{{ ref('orders') }}{% endraw %}\n"
    ),
    "models/schema.yml": (
        "models:\n- name: orders\n  columns:\n  - name: id\n    data_tests: [unique, not_null]\n"
    ),
}
DUCKDB = {"type": "duckdb", "path": "shop.duckdb"}


def built(output: dict[str, Json], **files: str) -> Ran:
    programs = kept_environment(FOLDER, WANTED).parent
    return run_task(
        DbtCLI,
        {
            "taskRunner": {"type": "io.kestra.plugin.core.runner.Process"},
            "env": {"PATH": f"{programs}:/usr/bin:/bin", "DO_NOT_TRACK": "1"},
            "inputFiles": {**FILES, **files},
            "outputFiles": ["shop.duckdb"],
            "profiles": json.dumps({"shop": {"target": "dev", "outputs": {"dev": output}}}),
            "commands": ["dbt build"],
        },
    )


def statuses(ran: Ran, uri: Json) -> dict[str, str]:
    results = json.loads(ran.context.blobs.read(str(uri)))["results"]
    return {each["unique_id"].split(".")[2]: each["status"] for each in results}


def test_models_and_their_tests_in_duckdb() -> None:
    ran = built(DUCKDB)
    assert ran.error is None, ran.logs
    kept = ran.outputs["outputFiles"]
    assert statuses(ran, kept["run_results.json"]) == {
        "orders": "success",
        "not_null_orders_id": "pass",
        "unique_orders_id": "pass",
        "totals": "success",
    }
    assert {"manifest.json", "run_results.json", "shop.duckdb"} <= kept.keys()
    entries = [(level.value, text) for level, text in ran.context.log.entries]
    assert ("INFO", "Found 2 models, 2 data tests") in [(a, b[:28]) for a, b in entries]
    assert {each.name: each.value for each in ran.metrics}["log.stats.success"] == 4


def test_a_model_that_fails_is_told_and_what_follows_is_skipped() -> None:
    ran = built(DUCKDB, **{"models/orders.sql": "select id from nowhere\n"})
    assert str(ran.error) == "Command failed with exit code 1"
    errors = [text for level, text in ran.context.log.entries if level.value == "ERROR"]
    assert any("model.shop.orders" in text and "nowhere" in text for text in errors), errors
    found = statuses(ran, ran.error.outputs["outputFiles"]["run_results.json"])
    assert (found["orders"], found["totals"]) == ("error", "skipped")


@pytest.mark.postgres
def test_models_in_postgresql(postgres_server: PackagedServer) -> None:
    with psycopg.connect(postgres_server.url) as connection:
        info = connection.info
        output: dict[str, Json] = {
            "type": "postgres",
            "host": info.host,
            "port": info.port,
            "user": info.user,
            "password": info.password or "none",
            "dbname": info.dbname,
            "schema": "dbt_shop",
            "threads": 1,
        }
        ran = built(output)
        assert ran.error is None, ran.logs
        assert connection.execute("SELECT total FROM dbt_shop.totals").fetchone() == (50,)
        connection.execute("DROP SCHEMA dbt_shop CASCADE")
