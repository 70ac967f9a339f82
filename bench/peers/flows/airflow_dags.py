"""B1 and B5 for Airflow."""

import logging
import sys
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag, task

SCRIPT = str(Path(__file__).parent / "fibo.py")


@dag(schedule=None, catchup=False, is_paused_upon_creation=False, max_active_runs=32)
def b1():
    """Two tasks, the second with the first one's output."""

    @task
    def out(name):
        return f"Hello {name}"

    @task
    def log(message):
        logging.getLogger(__name__).info(message)

    log(out("World"))


@dag(schedule=None, catchup=False, is_paused_upon_creation=False)
def b5():
    """Forty scripts, one after the other, each in a process of its own."""
    before = None
    for number in range(40):
        script = BashOperator(task_id=f"script_{number}", bash_command=f"{sys.executable} {SCRIPT}")
        if before is not None:
            before >> script
        before = script


b1()
b5()
