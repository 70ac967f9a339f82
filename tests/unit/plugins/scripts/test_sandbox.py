"""What scripts can't do from inside of their sandbox."""

from __future__ import annotations

import json
import os
import platform
import pwd
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.plugins.scripts import escapes
from tiercel.bootstrap.sandboxes import sandbox_rules
from tiercel.model.sandbox import Sandbox, SandboxLevel, SandboxNetwork, SandboxRules
from tiercel.plugins.core.runner import descendants, landlock, sandbox, seccomp
from tiercel.plugins.scripts.languages import python, shell
from tiercel.settings import Settings
from tiercel.testing import Ran, World, run_task

KILLED_SECONDS_MAX = 120
PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}
SCOPES = landlock.version() >= landlock.VERSION_OF_SCOPES
needs_landlock = pytest.mark.skipif(
    not (SCOPES and seccomp.is_known()),
    reason="these walls need Linux 6.12 with Landlock switched on, on x86_64 or aarch64",
)
ANYWHERE = escapes.FILES | escapes.PROCESSES | escapes.NAMESPACES | escapes.NETWORKS
CALLS = {
    f"the call {name}": f"call({name!r}, -1, -1, -1, -1)"
    for name in seccomp.REFUSED | seccomp.UNKNOWN
}
# Whoever is not root can't do the others anyway.
OF_ANYBODY = (
    "read the database", "write the database", "append to the database", "list the data folder",
    "the database by /proc/self/root", "a race of links", "the key", "another task's file",
    "a race of folders", "the database from another session", "list all tasks",
    "keys of the home", "signal another", "limits of another", "new privileges",
    "a nameless socket of another", "what a shell starts with",
)  # fmt: skip


class Machine:
    """What there is to steal."""

    def __init__(self, folder: Path, held: ExitStack) -> None:
        self.folder = folder
        self.data, self.home, self.work = folder / "data", folder / "home", folder / "work"
        for each in (self.home / ".ssh", self.home / "bin", self.data, self.work / "other"):
            each.mkdir(parents=True)
        for path in ("data/tiercel.db", "key", "work/other/out.txt", "home/.ssh/id"):
            (folder / path).write_text("secret")
        (self.work / "cache" / "other").mkdir(parents=True)
        command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        self.victim = held.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE))
        held.callback(self.victim.kill)
        self.abstract = f"\0tiercel-{os.getpid()}-{folder.name}"
        self.port = 0
        for kind, address in (
            (socket.AF_UNIX, self.abstract),
            (socket.AF_UNIX, str(folder / "s")),
            (socket.AF_INET, ("127.0.0.1", 0)),
        ):
            listening = held.enter_context(socket.socket(kind))
            listening.bind(address)
            listening.listen()
            self.port = listening.getsockname()[1]

    def world(
        self, level: SandboxLevel, network: SandboxNetwork = "all", processes: int = 0
    ) -> World:
        rules = Sandbox(
            level=level,
            network=network,
            processes=processes,
            work_folder=str(self.work),
            cache_folder=str(self.work / "cache"),
            hidden=(str(self.data), str(self.key), str(self.folder / "s")),
        )
        # The Python of the tests, which need not be that of the user's home.
        path = f"{sys.prefix}/bin:{os.defpath}"
        environment = {"PATH": path, "HOME": str(self.home)}
        return World(sandboxes=SandboxRules(rules), environment=environment)

    @property
    def key(self) -> Path:
        return self.folder / "key"

    def context(self, attempts: Mapping[str, str]) -> dict[str, Any]:
        column = list(seccomp.ARCHITECTURES).index(platform.machine())
        numbers = {name: each[column] for name, each in (seccomp.REFUSED | seccomp.UNKNOWN).items()}
        for name in ("ptrace", "unshare", "clone"):
            numbers[name] = getattr(seccomp, name.upper())[column]
        return {
            "database": str(self.data / "tiercel.db"),
            "data": str(self.data),
            "key": str(self.key),
            "home": str(self.home),
            "real": pwd.getpwuid(os.getuid()).pw_dir,
            "work": str(self.work),
            "other": str(self.work / "other"),
            "module": os.__file__,
            "victim": self.victim.pid,
            "server": os.getpid(),
            "abstract": self.abstract,
            "named": str(self.folder / "s"),
            "port": self.port,
            "numbers": numbers,
            "attempts": dict(attempts),
        }


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with ExitStack() as held:
        yield Machine(tmp_path, held)


def worked(
    machine: Machine, world: World, attempts: Mapping[str, str], *, is_warm: bool = False
) -> set[str]:
    """The attempts that worked."""
    files = {"context.json": json.dumps(machine.context(attempts))}
    properties = {
        "taskRunner": PROCESS,
        "warmInterpreter": is_warm,
        "script": escapes.HARNESS,
        "inputFiles": files,
    }
    ran = run_task(python.Script, properties, world)
    assert ran.error is None, ran.logs
    return set(ran.outputs["vars"]["worked"])


@needs_landlock
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
def test_no_attempt_works_on_standard(machine: Machine, is_warm: bool) -> None:
    attempts = ANYWHERE | CALLS
    assert len(attempts) >= 60
    assert {name for names in escapes.KINDS.values() for name in names} <= set(attempts)
    assert worked(machine, machine.world("standard"), attempts, is_warm=is_warm) == set()


def test_the_attempts_are_real(machine: Machine) -> None:
    attempts = {name: ANYWHERE[name] for name in OF_ANYBODY}
    assert worked(machine, machine.world("off"), attempts) == set(attempts)


@needs_landlock
def test_what_standard_leaves_open_is_known(machine: Machine) -> None:
    attempts = escapes.OPEN_ON_STANDARD | escapes.METADATA
    assert worked(machine, machine.world("standard"), attempts) == set(attempts)


@needs_landlock
def test_no_attempt_works_on_strict(machine: Machine) -> None:
    attempts = ANYWHERE | escapes.OPEN_ON_STANDARD
    # These read what is their own from /proc, which is not there.
    assert worked(machine, machine.world("strict"), attempts) == set()


@needs_landlock
def test_no_network_is_reached_on_none(machine: Machine) -> None:
    attempts = escapes.WITHOUT_NETWORK
    assert worked(machine, machine.world("standard", "none"), attempts) == set()
    assert "a connection" in worked(machine, machine.world("standard"), attempts)


@needs_landlock
def test_a_list_of_ports_lets_nothing_else_through(machine: Machine) -> None:
    attempts = escapes.OTHER_PORTS
    assert worked(machine, machine.world("standard", (1,)), attempts) == set()
    listed = worked(machine, machine.world("standard", (machine.port,)), attempts)
    assert listed == {"a connection"}


def test_nothing_is_left_of_a_script_that_forks_and_leaves_its_session(machine: Machine) -> None:
    mark = f"1{os.getpid()}"
    bomb = f"n() {{ [ $1 -gt 0 ] && {{ n $(($1 - 1)) & n $(($1 - 1)) & }}; sleep {mark}; }}; n 5 &"
    ran = commands(machine, machine.world("standard"), bomb, f"setsid sleep {mark} &", "echo done")
    assert ran.error is None, ran.logs
    assert "done" in ran.logs
    assert left_of(mark) == []


needs_children = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="only Linux lists children of processes"
)
# Each has some hundreds of processes at most, should nobody end it.
BOMBS = {
    "a loop": "import os\nfor _ in range(400):\n    if os.fork() == 0: wait()\nwait()",
    "doubled": "import os\nfor _ in range(9): os.fork()\nwait()",
    "sessions": "import os\nfor _ in range(9):\n    if os.fork() == 0: os.setsid()\nwait()",
    "orphans": (
        "import os\n"
        "for _ in range(400):\n"
        "    if os.fork() == 0:\n"
        "        if os.fork(): os._exit(0)\n"
        "        wait()\n"
        "wait()"
    ),
}
WAIT = "def wait(): os.execvp('sleep', ['sleep', '{mark}'])\n"


@needs_children
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_script_that_forks_without_end_is_killed(
    machine: Machine, bomb: str, is_warm: bool
) -> None:
    mark = f"2{os.getpid()}"
    script = WAIT.format(mark=mark) + bomb
    properties = {"taskRunner": PROCESS, "warmInterpreter": is_warm, "script": script}
    ran = run_task(python.Script, properties, machine.world("standard", processes=50))
    assert str(ran.error) == (
        "The command was killed: it had more than 50 processes at a time, which is the most that"
        " tiercel.sandbox.processes allows"
    )
    assert left_of(mark) == []
    # What a supervisor or an interpreter has ended so, it goes on from.
    properties["script"] = "print('next')"
    ran = run_task(python.Script, properties, machine.world("standard", processes=50))
    assert ran.error is None
    assert "next" in ran.logs


@needs_children
@pytest.mark.parametrize(("level", "processes"), [("standard", 50), ("standard", 0), ("off", 5)])
def test_a_script_may_have_as_many_processes_as_are_allowed(
    machine: Machine, level: SandboxLevel, processes: int
) -> None:
    seconds = 2 * descendants.LOOK_SECONDS
    loop = f"for i in $(seq 20); do sleep {seconds} & done; wait; echo done"
    ran = commands(machine, machine.world(level, processes=processes), loop)
    assert ran.error is None
    assert "done" in ran.logs


def test_commands_are_bounded_by_default() -> None:
    assert sandbox_rules(Settings(), Path("/work")).of("a").processes_max == 4096
    of_off = Settings.model_validate({"sandbox": {"level": "off"}})
    assert sandbox_rules(of_off, Path("/work")).of("a").processes_max == 0
    with pytest.raises(ValidationError, match=r"sandbox\.processes\n.*greater than or equal to 0"):
        Settings.model_validate({"sandbox": {"processes": -1}})


def test_a_machine_that_lists_no_children_has_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descendants, "are_listed", lambda: False)
    found = sandbox.missing(Sandbox(level="standard", processes=50))
    assert "no list of children in /proc: a command may have any number of processes" in found
    assert not any("children" in each for each in sandbox.missing(Sandbox(level="standard")))


def left_of(mark: str) -> list[Path]:
    """What still runs of a script; its supervisor goes on killing when its task is over."""
    until = monotonic() + KILLED_SECONDS_MAX
    while processes_with(mark) and monotonic() < until:
        sleep(0.1)
    return processes_with(mark)


def processes_with(mark: str) -> list[Path]:
    return [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in text_of(path)]


def text_of(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def commands(machine: Machine, world: World, *lines: str) -> Ran:
    return run_task(shell.Commands, {"taskRunner": PROCESS, "commands": list(lines)}, world)


@needs_landlock
@pytest.mark.parametrize("level", ["standard", "strict"])
def test_a_script_has_its_folder_the_system_and_temporary_files(
    machine: Machine, level: SandboxLevel
) -> None:
    ran = commands(
        machine,
        machine.world(level),
        "mkdir a && echo hi > a/b && ln a/b c && mv c a/c && cat a/c",
        "file=$(mktemp) && echo temporary > $file && cat $file",
        "echo x > /dev/null",
        'mkdir -p "$XDG_CACHE_HOME/x" && echo cached',
        "ls /usr >/dev/null && echo system",
    )
    assert ran.error is None, ran.logs
    assert [line for line in ran.logs if line in ("hi", "temporary", "cached", "system")] == [
        *("hi", "temporary", "cached", "system")
    ]


def test_strict_refuses_what_the_machine_cannot_do(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(sandbox, "_bases", lambda process: sandbox.Bases())
    ran = commands(machine, machine.world("strict"), "echo hi")
    assert ran.error is not None
    assert "is strict, and this machine can't keep it: no Landlock" in str(ran.error)
    ran = commands(machine, machine.world("standard"), "echo hi")
    assert ran.error is None
    assert any(line.startswith("The sandbox has gaps on this machine") for line in ran.logs)


def test_the_nearest_namespace_above_says_the_level() -> None:
    rules = SandboxRules(
        Sandbox(level="standard", cache_folder="/c"), {"a": "strict", "a.b.c": "off"}
    )
    assert [rules.of(each).level for each in ("x", "a", "a.b", "a.b.c.d", "ab")] == [
        *("standard", "strict", "strict", "off", "standard")
    ]
    assert rules.of("a.b").cache_folder == "/c/a.b"
