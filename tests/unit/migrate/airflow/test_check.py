"""What a move of DAGs would take, told from their syntax alone."""

from __future__ import annotations

import pytest

from tiercel.migrate.airflow.check import check_dags
from tiercel.migrate.airflow.dags import read_dags
from tiercel.migrate.airflow.operators import REPLACEMENTS, Effort, replacement_of
from tiercel.plugin.catalog.families import family_of
from tiercel.plugin.catalog.registry import Catalog

CLASSIC = """
import os
from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator

os.remove("/etc/passwd")
raise SystemExit("it must not run")

with DAG("daily_sales", schedule_interval="0 6 * * *", default_args={"retries": 2}) as dag:
    fetch = BashOperator(task_id="fetch", bash_command="curl {{ ds }}", pool="web")
    load = PythonOperator(task_id="load", python_callable=load, trigger_rule="all_done")
    copy = S3ToRedshiftOperator(task_id="copy", redshift_conn_id="warehouse")
    own = OurOwnOperator(task_id="own")
    table = Variable.get("target_table")
    fetch >> load >> copy >> own
"""
TASKFLOW = """
from airflow.decorators import dag, task

@dag(schedule=None, on_failure_callback=tell)
def hourly():
    @task
    def names(): return ["a"]

    @task.branch(task_id="choose")
    def choose(ti): return ti.xcom_pull("names")

    @task(retries=3)
    def greet(name): print(name)

    greet.expand(name=names())
    BaseHook.get_connection("mail")
    BashOperator.partial(task_id="each").expand(bash_command=["a", "b"])

hourly()
"""


def test_operators_are_counted_with_what_takes_their_place() -> None:
    report = check_dags({"a.py": CLASSIC, "b.py": TASKFLOW, "empty.py": "x = 1"})
    found = {each.operator: each for each in report.operators}
    assert found["BashOperator"].uses == 2
    assert found["BashOperator"].places == ("a.py:12", "b.py:17")
    assert found["BashOperator"].type == "io.kestra.plugin.scripts.shell.Commands"
    assert found["@task"].uses == 2
    assert found["@task.branch"].type == "io.kestra.plugin.core.flow.Switch"
    assert found["S3ToRedshiftOperator"].effort is Effort.SCRIPT
    assert report.operators[0].operator == "OurOwnOperator"
    assert report.operators[0].effort is Effort.UNKNOWN
    assert [file.path for file in report.files] == ["a.py", "b.py"]
    assert report.dags == 2


def test_ids_schedules_and_names_are_read() -> None:
    report = check_dags({"a.py": CLASSIC, "b.py": TASKFLOW})
    assert [(dag.id, dag.schedule) for file in report.files for dag in file.dags] == [
        ("daily_sales", "0 6 * * *"),
        ("hourly", ""),
    ]
    assert report.connections == ("mail", "warehouse")
    assert report.variables == ("target_table",)


def test_notes_say_what_to_look_at() -> None:
    classic, taskflow = read_dags(CLASSIC).notes, read_dags(TASKFLOW).notes
    assert [note.partition(":")[0] for note in classic] == [
        "trigger_rule",
        "pools",
        "macros such as {{ ds }}",
    ]
    assert [note.partition(":")[0] for note in taskflow] == ["XCom", "mapped tasks", "callbacks"]


@pytest.mark.parametrize("source", ["def (", "\0", "print 'two'", "(" * 5_000])
def test_a_file_that_is_no_python_is_named(source: str) -> None:
    (file,) = check_dags({"a.py": source}).files
    assert "no Python" in file.error


def test_every_type_of_the_table_is_there() -> None:
    catalog = Catalog.of_builtins()
    types = {each.type for each in REPLACEMENTS.values() if each.type}
    gone = {name for name in types if catalog.canonical(name) is None and not family_of(name)}
    assert gone == set()


def test_families_and_sensors_are_known_by_their_names() -> None:
    assert "a script with the driver" in replacement_of("PostgresToGCSOperator").note
    assert replacement_of("PostgresOperator").type == "io.kestra.plugin.jdbc.postgresql.Query"
    assert replacement_of("FileSensor").type == "io.kestra.plugin.core.flow.LoopUntil"
    assert replacement_of("Other").effort is Effort.UNKNOWN
