"""B1 and B5 for Prefect: `python prefect_serve.py` serves both, with `--calls N` calls B1.

A call runs the flow in this process, from four threads, against the same Prefect server.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prefect import flow, get_run_logger, serve, task

SCRIPT = str(Path(__file__).parent / "fibo.py")
THREADS = 4


@task
def out(name: str) -> str:
    """What B1's OutputValues does."""
    return f"Hello {name}"


@task
def log(message: str) -> None:
    """What B1's Log does."""
    get_run_logger().info(message)


@flow
def b1(name: str = "World") -> None:
    """Two tasks, the second with the first one's output."""
    log(out(name))


@task
def script(number: int) -> str:
    """One Python script in a process of its own."""
    done = subprocess.run([sys.executable, SCRIPT], check=True, capture_output=True, text=True)
    get_run_logger().info("script %s: %s", number, done.stdout.strip())
    return done.stdout


@flow
def b5() -> None:
    """Forty scripts, one after the other."""
    for number in range(40):
        script(number)


def calls(count: int) -> None:
    """Print the seconds of `count` calls."""
    b1()
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(b1) for _ in range(count)]:
            future.result()
    print(f"seconds {time.perf_counter() - began}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--calls"]:
        calls(int(sys.argv[2]))
    else:
        serve(b1.to_deployment("b1"), b5.to_deployment("b5"))
