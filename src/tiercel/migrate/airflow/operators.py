"""What takes the place of operators, sensors and decorators of Airflow."""

from __future__ import annotations

from enum import StrEnum

import msgspec

_CORE = "io.kestra.plugin.core"
_SCRIPTS = "io.kestra.plugin.scripts"
_PYTHON = f"{_SCRIPTS}.python.Script"
_SHELL = f"{_SCRIPTS}.shell.Commands"
_JDBC = "io.kestra.plugin.jdbc"
_HTTP = f"{_CORE}.http.Request"


class Effort(StrEnum):
    """How much a move of one takes, least first."""

    COPY = "copy"  # Its text goes into a property.
    REWRITE = "rewrite"  # A type does the same in another form.
    SCRIPT = "script"  # No type does it: a script, with the client of that system.
    UNKNOWN = "unknown"  # Nobody has looked at it yet.


class Replacement(msgspec.Struct, frozen=True):
    """The type that takes the place, empty for none, and what to do."""

    type: str
    effort: Effort
    note: str = ""


_CONTAINER = "its image and command, with a task runner for containers"
_BODY = "the body of the function; arguments by expressions, results by Kestra.outputs"
_SQL = "the connection becomes url, username and password; pip install 'tiercel[jdbc]'"
REPLACEMENTS: dict[str, Replacement] = {
    "BashOperator": Replacement(_SHELL, Effort.COPY, "bash_command becomes a command"),
    "PythonOperator": Replacement(_PYTHON, Effort.REWRITE, _BODY),
    "PythonVirtualenvOperator": Replacement(_PYTHON, Effort.REWRITE, f"{_BODY}; dependencies"),
    "ExternalPythonOperator": Replacement(_PYTHON, Effort.REWRITE, _BODY),
    "@task": Replacement(_PYTHON, Effort.REWRITE, _BODY),
    "@task.virtualenv": Replacement(_PYTHON, Effort.REWRITE, f"{_BODY}; dependencies"),
    "@task.external_python": Replacement(_PYTHON, Effort.REWRITE, _BODY),
    "@task.bash": Replacement(_SHELL, Effort.REWRITE, "the command that the function returns"),
    "@task.docker": Replacement(_PYTHON, Effort.REWRITE, f"{_BODY}; {_CONTAINER}"),
    "@task.kubernetes": Replacement(_PYTHON, Effort.REWRITE, f"{_BODY}; {_CONTAINER}"),
    "@task.branch": Replacement(f"{_CORE}.flow.Switch", Effort.REWRITE, "an expression decides"),
    "@task.short_circuit": Replacement(f"{_CORE}.flow.If", Effort.REWRITE),
    "@task.sensor": Replacement(f"{_CORE}.flow.LoopUntil", Effort.REWRITE),
    "DockerOperator": Replacement(_SHELL, Effort.COPY, _CONTAINER),
    "KubernetesPodOperator": Replacement(_SHELL, Effort.REWRITE, _CONTAINER),
    "EmptyOperator": Replacement("", Effort.COPY, "leave it out: a list of tasks has an order"),
    "DummyOperator": Replacement("", Effort.COPY, "leave it out: a list of tasks has an order"),
    "BranchPythonOperator": Replacement(
        f"{_CORE}.flow.Switch", Effort.REWRITE, "an expression decides"
    ),
    "ShortCircuitOperator": Replacement(f"{_CORE}.flow.If", Effort.REWRITE),
    "LatestOnlyOperator": Replacement(
        "", Effort.COPY, "leave it out: recoverMissedSchedules: LAST on the trigger"
    ),
    "TriggerDagRunOperator": Replacement(
        f"{_CORE}.flow.Subflow", Effort.COPY, "conf becomes inputs, wait_for_completion is wait"
    ),
    "SubDagOperator": Replacement(f"{_CORE}.flow.Subflow", Effort.REWRITE),
    "TaskGroup": Replacement(f"{_CORE}.flow.Sequential", Effort.REWRITE, "or Parallel, or Dag"),
    "@task_group": Replacement(f"{_CORE}.flow.Sequential", Effort.REWRITE, "or Parallel, or Dag"),
    "HttpOperator": Replacement(_HTTP, Effort.COPY, "the connection becomes uri and secrets"),
    "SimpleHttpOperator": Replacement(_HTTP, Effort.COPY, "the connection becomes uri and secrets"),
    "HttpSensor": Replacement(f"{_CORE}.http.Trigger", Effort.REWRITE, "it starts the flow"),
    "ExternalTaskSensor": Replacement(
        f"{_CORE}.trigger.Flow", Effort.REWRITE, "the end of the other flow starts this one"
    ),
    "TimeDeltaSensor": Replacement(f"{_CORE}.flow.Sleep", Effort.COPY),
    "DateTimeSensor": Replacement(f"{_CORE}.flow.Sleep", Effort.REWRITE, "or a schedule"),
    "PythonSensor": Replacement(f"{_CORE}.flow.LoopUntil", Effort.REWRITE),
    "BashSensor": Replacement(
        f"{_SCRIPTS}.shell.CommandsTrigger", Effort.REWRITE, "or LoopUntil within the flow"
    ),
    "PostgresOperator": Replacement(f"{_JDBC}.postgresql.Query", Effort.COPY, _SQL),
    "MySqlOperator": Replacement(f"{_JDBC}.mysql.Query", Effort.COPY, _SQL),
    "MsSqlOperator": Replacement(f"{_JDBC}.sqlserver.Query", Effort.COPY, _SQL),
    "OracleOperator": Replacement(f"{_JDBC}.oracle.Query", Effort.COPY, _SQL),
    "SqliteOperator": Replacement(f"{_JDBC}.sqlite.Query", Effort.COPY, _SQL),
    "SnowflakeOperator": Replacement(f"{_JDBC}.snowflake.Query", Effort.COPY, _SQL),
    "SQLExecuteQueryOperator": Replacement(
        f"{_JDBC}.postgresql.Query", Effort.COPY, f"or the type of its database; {_SQL}"
    ),
    "EmailOperator": Replacement(_PYTHON, Effort.SCRIPT, "smtplib, or a service over HTTP"),
    "SlackAPIPostOperator": Replacement(_HTTP, Effort.REWRITE, "to an incoming webhook"),
    "SlackWebhookOperator": Replacement(_HTTP, Effort.REWRITE, "to an incoming webhook"),
}
# By the beginning or the end of a name, for those that are not above.
_FAMILIES = (
    (("SQL", "Postgres", "MySql", "MsSql", "Oracle", "Snowflake"), "the driver of the database"),
    (("BigQuery", "GCS", "GKE", "Dataflow", "Dataproc", "CloudRun"), "the clients of Google Cloud"),
    (("S3", "Redshift", "Ecs", "Emr", "Glue", "Lambda", "Athena", "Batch"), "boto3"),
    (("Wasb", "Azure", "ADLS"), "the clients of Azure"),
    (("Dbt", "Databricks", "Spark", "Livy"), "its command line or its HTTP interface"),
    (("SSH", "SFTP", "FTP"), "its command line"),
)


def replacement_of(name: str) -> Replacement:
    """What takes the place of an operator, sensor or decorator by its name."""
    known = REPLACEMENTS.get(name)
    if known is not None:
        return known
    for beginnings, client in _FAMILIES:
        if name.startswith(beginnings):
            return Replacement(_PYTHON, Effort.SCRIPT, f"a script with {client}")
    if name.endswith("Sensor"):
        note = "a polling trigger of your own, or LoopUntil around a script"
        return Replacement(f"{_CORE}.flow.LoopUntil", Effort.SCRIPT, note)
    return Replacement("", Effort.UNKNOWN, "a script in its place, or a plugin of your own")
