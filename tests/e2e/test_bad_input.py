"""Bad input to a server process: a clear error each, nothing leaked, nothing lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

YAML = {"Content-Type": "application/x-yaml"}
# Far less than what a script prints, far more than one line and a batch of log entries.
GROWTH_MIB_MAX = 150
PRINTED_BYTES = 1_000_000_000
PASSWD_LINE = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]

SHELL = """id: {id}
namespace: company.team
tasks:
  - id: script
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
"""
AFTER = """id: after
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: still here
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    work_folder(folder).mkdir()
    with running(folder, environ={"KESTRA_TASKS_TMP_DIR_PATH": str(work_folder(folder))}) as server:
        yield server


@pytest.fixture
def http(server: Server) -> Iterator[httpx2.Client]:
    """A client; afterwards the server must still work, with no folder of an attempt left."""
    with httpx2.Client(base_url=f"{server.base}/api/v1/main/", timeout=50) as client:
        yield client
        client.post("flows", headers=YAML, content=AFTER)
        assert run(client, "after")["state"]["current"] == "SUCCESS"
    assert [
        each.name for each in work_folder(server.folder).iterdir() if each.name != "cache"
    ] == []


def work_folder(folder: Path) -> Path:
    """Where the server makes the directories of attempts."""
    return folder / "work"


def run(http: httpx2.Client, flow_id: str, **options: Json) -> Json:
    answer = http.post(f"executions/company.team/{flow_id}?wait=true", **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def run_shell(http: httpx2.Client, flow_id: str, rest: str) -> Json:
    created = http.post("flows", headers=YAML, content=SHELL.format(id=flow_id) + rest)
    assert created.status_code == 200, created.text
    return run(http, flow_id)


def messages(http: httpx2.Client, execution: Json, level: str = "ERROR") -> list[str]:
    entries = http.get(f"logs/{execution['id']}?minLevel={level}").json()
    return [entry["message"] for entry in entries]


def holds(server: Server, content: bytes) -> bool:
    """Whether any file of the server's data holds this."""
    files = [path for path in (server.folder / "data").rglob("*") if path.is_file()]
    assert files
    return any(content in path.read_bytes() for path in files)


def peak_mib(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def test_a_script_that_prints_a_gigabyte_in_one_line(server: Server, http: httpx2.Client) -> None:
    before = peak_mib(server)
    command = f"head -c {PRINTED_BYTES} /dev/zero | tr '\\0' x; echo; echo after"
    execution = run_shell(http, "one_line", f"    commands:\n      - {command}\n")
    assert execution["state"]["current"] == "SUCCESS"
    assert peak_mib(server) - before < GROWTH_MIB_MAX
    long, last = messages(http, execution, "INFO")
    assert len(long) < 20_000
    assert last == "after"


def test_a_script_that_prints_very_many_lines(server: Server, http: httpx2.Client) -> None:
    before = peak_mib(server)
    command = "yes 'a line of some thirty characters' | head -n 200000"
    outputs = """echo '::{"outputs":{"kept":1}}::'"""
    rest = f"    commands:\n      - {command}\n      - |\n        {outputs}\n"
    execution = run_shell(http, "many_lines", rest)
    assert execution["state"]["current"] == "SUCCESS"
    assert execution["taskRunList"][0]["outputs"]["vars"] == {"kept": 1}
    assert peak_mib(server) - before < GROWTH_MIB_MAX
    assert messages(http, execution, "WARN") == [
        "The script printed more than 100000 lines; further ones are not logged"
    ]


@pytest.mark.parametrize(
    ("flow_id", "rest"),
    [
        ("no_shell", "    interpreter: [no-such-program, -c]\n    commands: [exit]\n"),
        ("no_program", "    commands: [no-such-program --version]\n"),
    ],
)
def test_a_missing_interpreter(http: httpx2.Client, flow_id: str, rest: str) -> None:
    execution = run_shell(http, flow_id, rest)
    assert execution["state"]["current"] == "FAILED"
    assert any("no-such-program" in text for text in messages(http, execution))


def test_an_output_file_that_is_a_link_out_of_the_folder(
    server: Server, http: httpx2.Client
) -> None:
    rest = """    commands:
      - echo mine > mine.txt
      - ln -s /etc/passwd stolen.txt
    outputFiles: [mine.txt, stolen.txt]
"""
    execution = run_shell(http, "stealing", rest)
    assert execution["state"]["current"] == "FAILED"
    text = "The output file 'stolen.txt' is a symbolic link: only plain files are kept"
    assert text in messages(http, execution)
    assert not holds(server, PASSWD_LINE.encode())


LINKING_FOLDER = """id: linking_folder
namespace: company.team
tasks:
  - id: folder
    type: io.kestra.plugin.core.flow.WorkingDirectory
    outputFiles: [stolen.txt]
    tasks:
      - id: link
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands: [ln -s /etc/passwd stolen.txt]
"""


def test_a_link_in_a_working_directory(server: Server, http: httpx2.Client) -> None:
    assert http.post("flows", headers=YAML, content=LINKING_FOLDER).status_code == 200
    execution = run(http, "linking_folder")
    assert execution["state"]["current"] == "FAILED"
    text = "The output file 'stolen.txt' is a symbolic link: only plain files are kept"
    assert text in messages(http, execution)
    assert not holds(server, PASSWD_LINE.encode())


def test_input_files_that_are_no_map(http: httpx2.Client) -> None:
    execution = run_shell(http, "no_map", "    inputFiles: 7\n    commands: [ls]\n")
    assert execution["state"]["current"] == "FAILED"
    assert any("Invalid `files` properties" in text for text in messages(http, execution))


TAKES_CSV = """id: takes_csv
namespace: company.team
inputs:
  - id: table
    type: FILE
    allowedFileExtensions: [.csv]
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.table }}"
"""


def test_an_input_file_of_another_kind(server: Server, http: httpx2.Client) -> None:
    assert http.post("flows", headers=YAML, content=TAKES_CSV).status_code == 200
    path = "executions/company.team/takes_csv"
    content = b"not a table, and not to be kept"
    wrong = http.post(path, files={"files": ("table", content)})
    assert wrong.status_code == 422
    text = http.post(path, files={"table": (None, "just text")})
    assert text.status_code == 422
    assert "table" in text.json()["message"]
    assert not holds(server, content)
    found = http.get("executions/search?namespace=company.team&flowId=takes_csv").json()
    assert found["total"] == 0


@pytest.mark.parametrize("name", ["../evil.txt", "a/../../evil.txt", "/etc/evil.txt"])
def test_an_archive_with_names_that_climb(server: Server, http: httpx2.Client, name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("good.txt", "good")
        archive.writestr(name, "evil")
    files = {"fileContent": ("a.zip", buffer.getvalue())}
    answer = http.post("namespaces/company.team/files", files=files)
    assert answer.status_code == 422
    assert "evil.txt" in answer.json()["message"]
    assert http.get("namespaces/company.team/files/search?q=").json() == []
    assert list(server.folder.rglob("evil.txt")) == []
    assert not (server.folder.parent / "evil.txt").exists()
    assert not Path("/etc/evil.txt").exists()


def test_a_schedule_that_never_fires(http: httpx2.Client) -> None:
    trigger = """triggers:
  - id: never
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 0 31 2 *"
"""
    source = AFTER.replace("id: after", "id: never_fires") + trigger
    answer = http.post("flows", headers=YAML, content=source)
    assert answer.status_code == 422
    assert "invalid cron expression '0 0 31 2 *'" in answer.json()["message"]
    assert http.get("flows/company.team/never_fires").status_code == 404
    assert http.get("triggers/company.team/never_fires").json()["total"] == 0
