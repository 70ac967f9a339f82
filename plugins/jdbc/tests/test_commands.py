"""Programs of databases run as script tasks do, with variables that say who asks."""

from __future__ import annotations

from tiercel.plugin import Json
from tiercel.testing import run_task
from tiercel_jdbc.types.commands import ClickhouseCommands, SnowflakeCLI

PROCESS: Json = {"type": "io.kestra.plugin.core.runner.Process"}


def test_the_program_of_snowflake_knows_who_asks() -> None:
    asked: dict[str, Json] = {
        "taskRunner": PROCESS,
        "account": "acme",
        "username": "a",
        "privateKey": "pem",
        "commands": ['echo "$SNOWFLAKE_ACCOUNT $SNOWFLAKE_USER $SNOWFLAKE_AUTHENTICATOR"'],
    }
    ran = run_task(SnowflakeCLI, asked)
    assert ran.error is None, ran.logs
    assert "acme a SNOWFLAKE_JWT" in ran.logs
    ran = run_task(SnowflakeCLI, {**asked, "privateKey": None})
    assert "Either `password` or `privateKey` must be provided" in str(ran.error)


def test_commands_of_the_local_clickhouse() -> None:
    ran = run_task(ClickhouseCommands, {"taskRunner": PROCESS, "commands": ["echo hello"]})
    assert (ran.error, "hello" in ran.logs) == (None, True)
