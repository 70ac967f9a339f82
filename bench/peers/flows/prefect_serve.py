"""B1 and B5 for Prefect: `python prefect_serve.py` serves both, with `--calls N S` calls B1.

N calls, in at most S seconds: a call runs the flow in this process, from four threads, against
the same Prefect server.
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


def calls(count: int, seconds_max: float) -> None:
    """Call until all calls are made or the time is over; print when each ended, in seconds."""
    b1()
    left = iter(range(count))
    began = time.perf_counter()

    def caller() -> None:
        for _ in left:
            b1()
            seconds = time.perf_counter() - began
            if seconds > seconds_max:
                return
            sys.stdout.write(f"ended {seconds}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(caller) for _ in range(THREADS)]:
            future.result()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--calls"]:
        calls(int(sys.argv[2]), float(sys.argv[3]))
    else:
        serve(b1.to_deployment("b1"), b5.to_deployment("b5"))
