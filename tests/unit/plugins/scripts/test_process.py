"""Script tasks as processes of this machine."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tiercel.model.log import Level
from tiercel.plugin.errors import EndedWith, Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, dynamic_properties, render_properties
from tiercel.plugin.runner import Command
from tiercel.plugins.core.runner.process import Process
from tiercel.plugins.scripts.languages import python, shell
from tiercel.testing import FakeContext, Ran, World, run_task

PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}


def run(task: type[Any], properties: Mapping[str, Any], world: World | None = None) -> Ran:
    return run_task(task, {"taskRunner": PROCESS, **properties}, world)


def outputs_of(error: Any) -> Mapping[str, Any]:
    assert isinstance(error, (TaskFailed, EndedWith))
    assert error.outputs is not None
    return error.outputs


def test_plain_lines_go_to_the_log_and_marked_ones_to_the_outputs() -> None:
    script = """echo hello
echo '::{"outputs": {"size": 3, "more": {"a": [1]}}}::'
echo '::{"metrics": [{"name": "rows", "type": "counter", "value": 2, "tags": {"x": "y"}}]}::'
echo '::{"logs": [{"level": "WARN", "message": "careful"}]}::'
"""
    ran = run(shell.Script, {"script": script})
    assert ran.outputs["vars"] == {"size": 3, "more": {"a": [1]}}
    assert ran.outputs["exitCode"] == 0
    assert ran.context.log.lines(Level.INFO) == ["hello"]
    assert ran.context.log.lines(Level.WARN) == ["careful"]
    assert [(m.name, m.value, m.tags) for m in ran.metrics] == [("rows", 2, {"x": "y"})]


def test_a_failing_command_keeps_its_outputs() -> None:
    ran = run(
        shell.Commands,
        {
            "commands": ["echo one > one.txt", 'echo \'::{"outputs": {"a": 1}}::\'', "exit 3"],
            "outputFiles": ["*.txt"],
        },
    )
    assert ran.error is not None
    assert ran.error.message == "Command failed with exit code 3"
    found = outputs_of(ran.error)
    assert found["vars"] == {"a": 1}
    assert list(found["outputFiles"]) == ["one.txt"]


def test_the_first_failing_command_ends_the_script() -> None:
    ran = run(shell.Commands, {"commands": ["false", "echo never"]})
    assert isinstance(ran.error, TaskFailed)
    assert "never" not in ran.logs


def test_without_fail_fast_it_goes_on() -> None:
    ran = run(shell.Commands, {"commands": ["false", "echo on"], "failFast": False})
    assert ran.error is None
    assert "on" in ran.logs


def test_standard_error_is_logged_and_warns() -> None:
    ran = run(shell.Commands, {"commands": ["echo oops >&2"]})
    assert isinstance(ran.error, EndedWith)
    assert ran.error.state == "WARNING"
    assert ran.context.log.lines(Level.ERROR) == ["oops"]


def test_standard_error_is_fine_when_the_flow_says_so() -> None:
    ran = run(shell.Commands, {"commands": ["echo oops >&2"], "warningOnStdErr": False})
    assert ran.error is None


def test_input_files_environment_and_variables_reach_the_script() -> None:
    world = World(
        variables={"inputs": {"name": "Ada"}},
        stored={"kestra:///a/f/executions/e/data.csv": b"1,2\n"},
    )
    ran = run(
        shell.Commands,
        {
            "inputFiles": {
                "dir/hello.txt": "hi {{ inputs.name }}",
                "data.csv": "kestra:///a/f/executions/e/data.csv",
            },
            "env": {"WHO": "{{ inputs.name }}", "NUMBER": 3},
            "commands": [
                "cat dir/hello.txt",
                "cat data.csv",
                'echo "$WHO $NUMBER"',
                "cat kestra:///a/f/executions/e/data.csv",
                'test "{{ workingDir }}" = "$WORKING_DIR" && echo same',
            ],
        },
        world,
    )
    assert ran.error is None, ran.error
    assert ran.context.log.lines(Level.INFO) == ["hi Ada1,2", "Ada 3", "1,2", "same"]


def test_before_commands_are_logged_at_debug() -> None:
    ran = run(shell.Commands, {"beforeCommands": ["echo first"], "commands": ["echo second"]})
    assert "first" in ran.context.log.lines(Level.DEBUG)
    assert ran.context.log.lines(Level.INFO) == ["second"]


def test_a_script_sees_the_environment_that_the_server_gives_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "x")
    world = World(environment={"PATH": os.environ["PATH"], "A_PLAIN_ONE": "fine"})
    ran = run(shell.Commands, {"commands": ["env"]}, world)
    text = "\n".join(ran.logs)
    assert "A_PLAIN_ONE=fine" in text
    assert "DATABASE_PASSWORD" not in text


def test_a_script_has_a_token_of_its_execution_unless_it_brings_a_user() -> None:
    token = "tcx_of-the-execution"
    world = World(environment={"PATH": os.environ["PATH"]}, api_token=token)
    show = ['echo "token=$KESTRA_API_TOKEN"', 'printf %s "$KESTRA_API_TOKEN" | wc -c']
    ran = run(shell.Commands, {"commands": show}, world)
    shown, length = ran.context.log.lines(Level.INFO)
    assert shown.startswith("token=**masked*")
    assert length.strip() == str(len(token))
    own = {"KESTRA_USER": "ann@example.org", "KESTRA_PASSWORD": "x"}
    ran = run(shell.Commands, {"commands": show[:1], "env": own}, world)
    assert ran.context.log.lines(Level.INFO) == ["token="]
    ran = run(shell.Commands, {"commands": show[:1]}, World())
    assert ran.context.log.lines(Level.INFO) == ["token="]


def test_a_missing_interpreter_is_a_clear_error() -> None:
    ran = run(shell.Commands, {"interpreter": ["no-such-shell", "-c"], "commands": ["true"]})
    assert ran.error is not None
    assert ran.error.message == "Unable to find the program 'no-such-shell' on this machine"


@pytest.mark.parametrize("program", ["tools/hello", "hello"])
def test_programs_are_found_from_the_folder_of_the_command(program: str, tmp_path: Path) -> None:
    hello = tmp_path / "tools" / "hello"
    hello.parent.mkdir()
    hello.write_text("#!/bin/sh\necho hello $1\n")
    hello.chmod(0o755)
    lines: list[str] = []
    command = Command(
        argv=(program, "there"),
        env={"PATH": "tools:/usr/bin:/bin"},
        folder=tmp_path,
        on_line=lambda line, is_error: lines.append(line),
    )
    assert Process().run(FakeContext(), command).exit_code == 0
    assert lines == ["hello there"]


def test_a_command_that_is_stopped_before_it_begins_never_does() -> None:
    context = FakeContext()
    properties = {"taskRunner": PROCESS, "commands": ["touch begun; sleep 60"]}
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    context.stop()
    with pytest.raises(Interrupted):
        task.run(context)
    assert not (context.files.path / "begun").exists()


@pytest.mark.parametrize("program", ["tools/hello", "hello"])
def test_what_is_no_program_is_a_clear_error(program: str) -> None:
    with_sh = {"inputFiles": {"tools/hello": "#!/bin/sh\necho $1\n"}, "commands": ["hi"]}
    ran = run(
        shell.Commands,
        {**with_sh, "interpreter": [program], "env": {"PATH": "tools:/usr/bin:/bin"}},
    )
    assert ran.error is not None
    expected = {
        "tools/hello": "Unable to start 'tools/hello': it is no file that may be executed",
        "hello": "Unable to find the program 'hello' on this machine",
    }
    assert ran.error.message == expected[program]


def test_a_command_reads_nothing_of_the_server() -> None:
    ran = run(shell.Commands, {"commands": ["wc -c; env | grep -c GATE || true"]})
    assert [line.strip() for line in ran.context.log.lines(Level.INFO)] == ["0", "0"]


def test_output_files_never_leave_the_directory() -> None:
    ran = run(
        shell.Commands,
        {
            "commands": ["ln -s /etc/passwd stolen.txt", "ln -s /etc linked", "echo a > mine.txt"],
            "outputFiles": ["**"],
        },
    )
    assert ran.error is None
    assert list(ran.outputs["outputFiles"]) == ["mine.txt"]
    assert list(ran.context.blobs.stored.values()) == [b"a\n"]
    assert ran.context.log.lines(Level.WARN) == [
        f"The output file '{name}' is a symbolic link: only plain files are kept"
        for name in ("linked", "stolen.txt")
    ]


def test_an_output_file_that_is_a_link_is_a_clear_error_and_keeps_nothing() -> None:
    ran = run(
        shell.Commands,
        {"commands": ["ln -s /etc/passwd stolen.txt"], "outputFiles": ["stolen.txt"]},
    )
    assert ran.error is not None
    assert ran.error.message == (
        "The output file 'stolen.txt' is a symbolic link: only plain files are kept"
    )
    assert ran.context.blobs.stored == {}


def test_a_link_to_a_folder_gives_none_of_its_files() -> None:
    ran = run(shell.Commands, {"commands": ["ln -s /etc linked"], "outputFiles": ["linked/passwd"]})
    assert ran.error is None
    assert ran.outputs["outputFiles"] == {}
    assert ran.context.blobs.stored == {}


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt"])
def test_input_files_never_leave_the_directory(name: str) -> None:
    ran = run(shell.Commands, {"inputFiles": {name: "x"}, "commands": ["true"]})
    assert ran.error is not None
    assert "relative path" in ran.error.message


def test_input_files_of_a_wrong_type_are_refused() -> None:
    ran = run(shell.Commands, {"inputFiles": [1, 2], "commands": ["true"]})
    assert ran.error is not None
    assert ran.error.message == "Invalid `files` properties with type 'java.util.ArrayList'"


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ("{{ outputs.a.outputFiles }}", ["x.txt", "y {{ no }}.txt"]),
        ('{"made.txt": {{ content | json }} }', ["made.txt"]),
        (["{{ outputs.a.outputFiles['x.txt'] }}"], ["x.txt"]),
        ("{{ outputs.a.outputFiles['x.txt'] }}", ["x.txt"]),
        ({"{{ name }}.txt": "{{ content }}"}, ["named.txt"]),
        ("{{ nothing }}", []),
    ],
)
def test_input_files_may_be_an_expression(files: Any, names: list[str]) -> None:
    uri, content = "kestra:///company/team/f/executions/e/x.txt", "say {{ hello }}"
    kept = {"x.txt": uri, "y {{ no }}.txt": content}
    variables = {"outputs": {"a": {"outputFiles": kept}}, "content": content, "name": "named"}
    world = World(variables={**variables, "nothing": None}, stored={uri: content.encode()})
    ran = run(
        shell.Commands,
        {
            "inputFiles": files,
            "commands": ['for each in *; do [ -e "$each" ] || continue; cat "$each"; echo; done'],
        },
        world,
    )
    assert ran.error is None, ran.error
    shown = ran.context.log.lines(Level.INFO)
    assert shown == [content] * len(names)
    assert sorted(each.name for each in ran.context.files.path.iterdir()) == names


def test_the_system_of_the_commands_has_the_name_of_the_reference() -> None:
    properties = dynamic_properties(shell.Script)
    assert "targetOS" in properties
    assert "targetOs" not in properties
    ran = run(shell.Script, {"targetOS": "WINDOWS", "script": "false; true"})
    assert ran.error is None, ran.error


def test_output_without_end_is_bounded() -> None:
    ran = run(
        shell.Commands,
        {"commands": ["head -c 60000000 /dev/zero | tr '\\0' 'x'; echo; echo after"]},
    )
    assert ran.error is None
    lines = ran.context.log.lines(Level.INFO)
    assert len(lines[0]) < 20_000
    assert lines[1] == "after"


def test_outputs_of_a_million_characters_are_read() -> None:
    code = "import json; print('::' + json.dumps({'outputs': {'x': 'y' * 1200000}}) + '::')"
    ran = run(python.Script, {"script": code})
    assert ran.error is None
    assert len(ran.outputs["vars"]["x"]) == 1_200_000


def test_invalid_marked_lines_warn() -> None:
    ran = run(shell.Commands, {"commands": ["echo '::{nonsense}::'"]})
    assert ran.outputs["vars"] == {}
    assert ran.context.log.lines(Level.WARN)[0].startswith("Invalid outputs '")


def lives(process: int) -> bool:
    """Whether the process is there (a zombie is not)."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    "child",
    [
        "sleep 60 & echo $! > child.pid; echo ready; wait",
        "setsid sh -c 'trap \"\" TERM; echo $$ > child.pid; echo ready; sleep 60' & sleep 60",
        "(env - setsid sh -c 'trap \"\" TERM; echo $$ >child.pid; echo ready; sleep 60' &);sleep 9",
    ],
)
def test_a_stop_ends_all_processes(child: str) -> None:
    context = FakeContext()
    properties = {"taskRunner": PROCESS, "commands": [child]}
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            task.run(context)
        except Interrupted as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 10
    while "ready" not in context.log.lines() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    process = int((context.files.path / "child.pid").read_text())
    context.stop()
    thread.join(timeout=20)
    assert errors
    assert not lives(process)


def test_nothing_outlives_its_command() -> None:
    escape = "setsid sh -c 'echo $$ > child.pid; exec sleep 60' >/dev/null 2>&1 &"
    wait = "while ! [ -s child.pid ]; do sleep 0.01; done"
    ran = run(shell.Commands, {"commands": [escape, wait]})
    assert ran.error is None, ran.error
    assert not lives(int((ran.context.files.path / "child.pid").read_text()))


def test_a_script_that_kills_its_parent_takes_all_that_is_left_with_it() -> None:
    ran = run(
        shell.Commands,
        {"commands": ["setsid sleep 61 & echo $! > child.pid", "kill -9 $PPID", "sleep 60"]},
    )
    assert ran.error is not None
    assert "supervisor" in ran.error.message
    process = int((ran.context.files.path / "child.pid").read_text())
    deadline = time.monotonic() + 10
    while lives(process) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert not lives(process)


@pytest.mark.parametrize("interpreter", [None, ["/bin/sh", "-c"], ["bash", "-eu", "-c"]])
def test_the_text_of_a_script_is_in_no_argument(interpreter: list[str] | None) -> None:
    script = """: s3cr3t
tr '\\0' ' ' < /proc/$$/cmdline
echo
echo "$0 $#"
for each in /proc/$$/fd/*; do echo "${each##*/}"; done | grep -x 9 || echo closed
false"""
    more = {} if interpreter is None else {"interpreter": interpreter}
    ran = run(shell.Script, {"script": script, **more})
    shell_name = "bash" if interpreter and interpreter[0] == "bash" else "/bin/sh"
    shown = ran.context.log.lines(Level.INFO)
    assert shown[1:] == [f"{shell_name} 0", "closed"]
    assert "s3cr3t" not in shown[0]
    assert ran.error is not None
    assert ran.error.message == "Command failed with exit code 1"


def test_lines_of_a_script_have_their_numbers_and_signals_their_codes() -> None:
    # The first line is `set -e`.
    ran = run(shell.Script, {"script": "true\ntrue\nno-such-program"})
    assert "/bin/sh: 4: " in ran.context.log.lines(Level.ERROR)[0]
    ran = run(shell.Script, {"script": "kill -9 $$"})
    assert ran.error is not None
    assert ran.error.message == "Command failed with exit code 137"


def test_a_script_may_be_longer_than_an_argument() -> None:
    ran = run(shell.Script, {"script": f": {'x' * 300_000}\necho done"})
    assert ran.error is None, ran.error
    assert ran.context.log.lines(Level.INFO) == ["done"]


def test_python_scripts_run_and_give_outputs() -> None:
    script = "import json\nprint('::' + json.dumps({'outputs': {'n': 1 + 1, 'ok': true}}) + '::')"
    ran = run(python.Script, {"script": script})
    assert ran.error is None
    assert ran.outputs["vars"] == {"n": 2, "ok": True}


def test_python_packages_come_from_a_cache(tmp_path: Path) -> None:
    package = tmp_path / "acme-0.1"
    (package / "acme").mkdir(parents=True)
    (package / "acme" / "__init__.py").write_text("answer = 42\n")
    (package / "pyproject.toml").write_text(
        '[project]\nname = "acme"\nversion = "0.1"\n'
        '[build-system]\nrequires = []\nbuild-backend = "build"\nbackend-path = ["."]\n'
    )
    (package / "build.py").write_text(BACKEND)
    world = World(configuration={"cacheDir": str(tmp_path / "cache")})
    properties = {
        "dependencies": [str(package)],
        "script": 'import acme; print(\'::{"outputs": {"answer": %d}}::\' % acme.answer)',
    }
    first = run(python.Script, properties, world)
    assert first.error is None, first.error
    assert first.outputs["vars"] == {"answer": 42}
    shutil.rmtree(package)
    second = run(python.Script, properties, world)
    assert second.outputs["vars"] == {"answer": 42}


BACKEND = """
import zipfile
WHEEL = "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
def build_wheel(directory, settings=None, metadata=None):
    name = "acme-0.1-py3-none-any.whl"
    info = "acme-0.1.dist-info"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as wheel:
        wheel.write("acme/__init__.py")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: acme\\nVersion: 0.1\\n")
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""
