"""Commands on real clusters: files, outputs, failures, kills, and what goes wrong."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from tests.clusters.local_dask import running_dask
from tests.clusters.shared import end_group
from tiercel.model.log import Level
from tiercel.plugin.errors import Interrupted, PluginError, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.languages import python, shell
from tiercel.testing import FakeContext, Ran, World, run_task

RAY = "io.tiercel.plugin.ray.runner.Ray"
DASK = "io.tiercel.plugin.dask.runner.Dask"
# The first test of a process may install and start the cluster.
pytestmark = pytest.mark.timeout(420)
STOP_SECONDS_MAX = 30.0
# A job of Ray is two processes that import it, which take seconds of a processor each.
PARALLEL = {RAY: int(os.environ.get("TIERCEL_RAY_JOBS", "2")), DASK: 20}

SCRIPT = """
import os, sys
print(open("in.txt").read())
print("to stderr", file=sys.stderr)
os.makedirs("sub")
with open("sub/made.bin", "wb") as file:
    file.write(bytes(range(256)) * 4096)
print('::{"outputs": {"n": 3, "said": "' + os.environ["GREETING"] + '"}}::')
print("x" * 100_000)
"""
# What a script does with the cluster that it runs on.
USES = {
    RAY: "import ray\nray.init()\n"
    "print(ray.get(ray.remote(num_cpus=0.1)(lambda: 40 + 2).remote()))",
    DASK: "from distributed import Client\nprint(Client().submit(sum, [40, 2]).result())",
}

Runner = dict[str, Any]


@pytest.fixture(params=[RAY, DASK], ids=["ray", "dask"])
def runner(request: pytest.FixtureRequest) -> Runner:
    name = "ray_address" if request.param == RAY else "dask_address"
    found: Runner = {"type": request.param, "address": request.getfixturevalue(name)}
    if request.param == RAY:
        # A share of a processor: all of them may run at once.
        found["cpus"] = 0.1
    return found


def run(task: Any, runner: Runner, task_run: str, **properties: Any) -> Ran:
    world = World(variables={"taskrun": {"id": task_run, "attemptsCount": 1}})
    return run_task(task, {"warningOnStdErr": False, "taskRunner": runner, **properties}, world)


def test_files_and_outputs_come_back(runner: Runner) -> None:
    ran = run(
        python.Script,
        {**runner, "resources": {"slot": 1}},
        "comes-back",
        script=SCRIPT + USES[runner["type"]],
        env={"GREETING": "hällo"},
        inputFiles={"in.txt": "from outside"},
        outputFiles=["sub/**", "in.txt"],
    )
    assert ran.error is None, (ran.error, ran.logs)
    assert ran.outputs["vars"] == {"n": 3, "said": "hällo"}
    assert ran.outputs["exitCode"] == 0
    files = ran.outputs["outputFiles"]
    assert sorted(files) == ["in.txt", "sub/made.bin"]
    assert ran.context.blobs.read(files["sub/made.bin"]) == bytes(range(256)) * 4096
    assert "from outside" in ran.context.log.lines(Level.INFO)
    assert "to stderr" in ran.context.log.lines(Level.ERROR)
    assert "42" in ran.context.log.lines(Level.INFO)
    long = [line for line in ran.context.log.lines(Level.INFO) if line.startswith("xxx")]
    assert len(long) == 1
    assert set(ran.outputs["taskRunner"]) in ({"jobId", "nodeId"}, {"worker", "key"})


def test_the_exit_code_is_reported_and_files_come_back(runner: Runner) -> None:
    commands = ["echo before", "echo partial > made.txt", "exit 7"]
    ran = run(shell.Commands, runner, "fails", commands=commands, outputFiles=["*.txt"])
    assert isinstance(ran.error, TaskFailed), (ran.error, ran.logs)
    assert ran.error.message == "Command failed with exit code 7"
    assert ran.error.outputs is not None
    assert list(ran.error.outputs["outputFiles"]) == ["made.txt"]
    assert "before" in ran.logs


def test_a_stop_ends_the_command_and_its_children(runner: Runner, tmp_path: Path) -> None:
    """They ignore the signal, and one has left the session and its parent."""
    commands = [
        "trap '' TERM",
        "(trap '' TERM; exec setsid sleep 600) &",
        f"echo $! > {tmp_path}/child",
        "(sleep 600 & echo $! > orphan) ",
        f"cp orphan {tmp_path}/orphan",
        f"pwd > {tmp_path}/folder",
        "echo ready",
        "sleep 600",
    ]
    context = FakeContext(World(variables={"taskrun": {"id": "stops", "attemptsCount": 1}}))
    properties = {"taskRunner": runner, "commands": commands}
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            task.run(context)
        except PluginError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    # The line comes while the command runs.
    until(lambda: "ready" in context.log.lines() or not thread.is_alive(), 90)
    assert not errors, (errors, context.log.lines())
    context.stop()
    thread.join(timeout=STOP_SECONDS_MAX)
    assert not thread.is_alive()
    assert [type(error) for error in errors] == [Interrupted]
    for name in ("child", "orphan"):
        process = int((tmp_path / name).read_text())
        until(lambda process=process: not is_alive(process), 5)
    folder = Path((tmp_path / "folder").read_text().strip())
    until(lambda: not folder.exists(), 5)


def test_many_at_once_all_end_well(runner: Runner) -> None:
    # With whole processors, Ray lets the others wait.
    at_once = {key: value for key, value in runner.items() if key != "cpus"}

    def one(number: int) -> Ran:
        return run(
            python.Script,
            at_once,
            f"parallel-{number}",
            script=f'print(\'::{{"outputs": {{"n": {number}}}}}::\')',
        )

    count = PARALLEL[runner["type"]]
    with ThreadPoolExecutor(count) as pool:
        found = list(pool.map(one, range(count)))
    assert [ran.error for ran in found] == [None] * count
    assert [ran.outputs["vars"]["n"] for ran in found] == list(range(count))


def test_what_no_node_has_is_waited_for_and_then_reported(runner: Runner) -> None:
    wanting = {**runner, "resources": {"unicorn": 1}, "waitUntilRunning": "PT2S"}
    ran = run(shell.Commands, wanting, "waits", commands=["echo never"])
    assert ran.error is not None
    assert "within 2 seconds" in ran.error.message
    assert "`resources`" in ran.error.message
    assert "never" not in ran.logs


def test_a_node_that_dies_is_reported(runner: Runner) -> None:
    """What started the node's program is killed: Ray's supervisor of the job, Dask's worker."""
    context = FakeContext(World(variables={"taskrun": {"id": "dies", "attemptsCount": 1}}))
    with ExitStack() as stack:
        if runner["type"] == DASK:
            # The worker is also that of other tests.
            own = running_dask()
            stack.callback(shutil.rmtree, own.folder, ignore_errors=True)
            stack.callback(end_group, own.group)
            runner = {**runner, "address": own.address}
        commands = ["echo parent $PPID own $$", "sleep 600"]
        properties = {"taskRunner": runner, "commands": commands}
        task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
        with ThreadPoolExecutor(1) as pool:
            ended = pool.submit(task.run, context)
            until(lambda: bool(printed(context)) or ended.done(), 90)
            _, program, _, own_id = printed(context)[0].split()
            os.kill(parent_of(int(program)), signal.SIGKILL)
            with pytest.raises(PluginError, match=r"was lost|job failed"):
                ended.result(timeout=90)
            until(lambda: not is_alive(int(own_id)), 20)


def test_a_scheduler_of_dask_that_dies_is_reported_and_the_command_ends() -> None:
    context = FakeContext(World(variables={"taskrun": {"id": "lost", "attemptsCount": 1}}))
    with ExitStack() as stack:
        own = running_dask()
        stack.callback(shutil.rmtree, own.folder, ignore_errors=True)
        stack.callback(end_group, own.group)
        properties = {
            "taskRunner": {"type": DASK, "address": own.address},
            "commands": ["echo parent $PPID own $$", "while true; do sleep 1; echo more; done"],
        }
        task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
        with ThreadPoolExecutor(1) as pool:
            ended = pool.submit(task.run, context)
            until(lambda: bool(printed(context)) or ended.done(), 90)
            *_, own_id = printed(context)[0].split()
            # The scheduler is in the first process of the group; the workers have their own.
            os.kill(own.group, signal.SIGKILL)
            with pytest.raises(PluginError, match="Lost the Dask cluster"):
                ended.result(timeout=90)
            until(lambda: not is_alive(int(own_id)), 40)


def test_a_command_announces_nothing_to_other_clients_of_dask(dask_address: str) -> None:
    """What is announced to all clients, one that just connects does not understand."""
    reported: list[str] = []
    with Client(dask_address, set_as_default=False) as other:
        other._stream_handlers["cancelled-keys"] = lambda keys, **more: reported.extend(keys)
        runner = {"type": DASK, "address": dask_address}
        assert run(shell.Commands, runner, "quiet", commands=["true"]).error is None
        # The answer comes after what the scheduler sent before.
        assert other.submit(sum, [40, 2], pure=False).result(timeout=30) == 42
    # Another test cancels sums of its own on the same cluster meanwhile.
    assert [key for key in reported if not str(key).startswith("sum-")] == []


def test_commands_run_on_dask_while_others_cancel_theirs(dask_address: str) -> None:
    runner = {"type": DASK, "address": dask_address}
    is_over = threading.Event()

    def cancel(other: Client) -> None:
        while not is_over.wait(0.001):
            other.cancel([other.submit(sum, [1], pure=False)], force=True)

    with (
        Client(dask_address, set_as_default=False) as other,
        ThreadPoolExecutor(PARALLEL[DASK] + 1) as pool,
    ):
        cancelling = pool.submit(cancel, other)
        try:
            found = list(
                pool.map(
                    lambda number: run(
                        shell.Commands, runner, f"among-{number}", commands=["true"]
                    ),
                    range(PARALLEL[DASK]),
                )
            )
        finally:
            is_over.set()
        cancelling.result(timeout=30)
    assert [ran.error for ran in found] == [None] * PARALLEL[DASK]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "tcp://127.0.0.1:9"])
def test_a_cluster_that_is_not_there_is_reported(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.plugins.scripts.runner.dask.dask.CLUSTER_CONNECT_SECONDS_MAX", 1)
    runner = {"type": RAY if address.startswith("http") else DASK, "address": address}
    ran = run(shell.Commands, runner, "unreachable", commands=["echo never"])
    assert ran.error is not None
    assert "Unable to reach the" in ran.error.message
    assert address in ran.error.message


def printed(context: FakeContext) -> list[str]:
    """The line with the processes."""
    return [line for line in context.log.lines(Level.INFO) if line.startswith("parent ")]


def parent_of(process: int) -> int:
    """Its parent."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        threading.Event().wait(0.05)


def is_alive(process: int) -> bool:
    """Whether it runs, on this machine."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and os.path.exists(f"/proc/{process}")
