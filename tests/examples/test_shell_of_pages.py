"""Commands that pages show of a server of the reader's, against one that holds what they name."""

from __future__ import annotations

import base64
import json
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.server import CURL, Server, running
from tests.examples.commands import Commands
from tests.examples.shell import block_that_begins, lines_of, run_block, run_line
from tests.families.stand_in import Asked, standing_in
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(CURL is None, reason="needs curl (on Debian: apt install curl)"),
    pytest.mark.usefixtures("_signed_in"),
]
ROOT = Path(__file__).parents[2]
USER, PASSWORD = "ann@example.com", "Secret-1234"
KEY = base64.b64encode(b"k" * 32).decode()
CONFIG = f"""kestra:
  server: {{basic-auth: {{username: {USER}, password: {PASSWORD}}}}}
  encryption: {{secret-key: {KEY}}}
"""
LOG = "io.kestra.plugin.core.log.Log"
HELLO = f"""id: hello
namespace: company.team
labels: {{owner: ann}}
inputs: [{{id: who, type: STRING, defaults: World}}]
tasks:
  - {{id: say, type: {LOG}, level: WARN, message: "Hello {{{{ inputs.who }}}}"}}
triggers:
  - {{id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 0 * * *", disabled: true}}
"""
ORDER = f"""id: order
namespace: company.team
tasks: [{{id: say, type: {LOG}, message: ordered}}]
"""
TEMPLATE = f"""id: << arg.table >>
namespace: company.team
extend:
  templateArguments: [{{id: table, type: STRING}}]
tasks: [{{id: say, type: {LOG}, message: << arg.table >>}}]
"""
DASHBOARD = """title: Overview
charts:
  - id: executions_per_day
    type: io.kestra.plugin.core.dashboard.chart.Table
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        flow: {field: FLOW_ID}
        count: {agg: COUNT}
"""
HOLDS = "tiercel execution list --namespace company.team --state FAILED\ntiercel"
DAG = """from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("hello", schedule="@daily"):
    BashOperator(task_id="say", bash_command="echo hello")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    with running(folder) as server:
        yield server


@pytest.fixture
def _signed_in(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, as the owner of the server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user-config"))
    for name, value in {
        "TIERCEL_SERVER": server.base,
        "TIERCEL_USER": f"{USER}:{PASSWORD}",
        "SERVER": server.base,
        "OWNER": f"{USER}:{PASSWORD}",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("TIERCEL_PROFILE", "TIERCEL_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def names(server: Server) -> dict[str, str]:
    """Addresses of the pages, and whose they are here."""
    return {
        "localhost:8080": f"localhost:{server.port}",
        "http://kestra:8080": server.base,
        "https://flows.example.com": server.base,
        "https://test.example.com": server.base,
        "ann@example.com:PASSWORD": f"{USER}:{PASSWORD}",
    }


def store(*flows: str) -> None:
    """Flows on the server, whether they are there or not."""
    folder = Path("stored")
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(flows):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    assert run(["flow", "updates", str(folder)], Wiring()) == 0


def asked(server: Server, path: str) -> Any:
    """What the server answers to its owner."""
    request = urllib.request.Request(f"{server.base}/api/v1/main{path}")
    word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    request.add_header("Authorization", f"Basic {word}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def printed_id(capfd: pytest.CaptureFixture[str]) -> str:
    """The id that is the last word printed."""
    return capfd.readouterr().out.split()[-1]


def test_groups_and_bindings(names: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    group, binding = lines_of(block_that_begins('curl -u "$OWNER" "$SERVER/api/v1/main/groups"'))
    capfd.readouterr()
    run_line(group, names)
    made = json.loads(capfd.readouterr().out)
    run_line(binding, {**names, "<the id of the group>": made["id"]})
    assert json.loads(capfd.readouterr().out)["externalId"] == made["id"]


@pytest.mark.parametrize(
    "begin",
    [
        'curl -u "$OWNER" "$SERVER/api/v1/main/security-integrations"',
        "curl -X PUT localhost:8080/api/v1/namespaces",
        "curl -X POST http://localhost:8080/api/v1/banners",
    ],
)
def test_a_request_that_needs_nothing(begin: str, names: dict[str, str]) -> None:
    run_block(begin, names)


def test_a_request_with_a_key(names: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    store(ORDER)
    (line,) = lines_of(block_that_begins("curl -X POST -H 'Idempotency-Key"))
    ids = set()
    for _ in range(2):
        capfd.readouterr()
        run_line(line, names)
        ids.add(json.loads(capfd.readouterr().out)["id"])
    assert len(ids) == 1


def test_signing_in(names: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIERCEL_SERVER")
    Path("password.txt").write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.delenv("TIERCEL_USER")
    for line in lines_of(block_that_begins("tiercel login ")):
        # Who does not say a user is asked, which no file can answer.
        user = f" --user {USER}" if "--profile test" in line else ""
        run_line(line.replace(" < ", f"{user} < "), names, f"{PASSWORD}\n")


def test_what_a_server_holds(
    server: Server, names: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    # given
    store(HELLO)
    Path("key.txt").write_text("abc", encoding="utf-8")
    Path("may.csv").write_text("a,b\n", encoding="utf-8")
    Path("overview.yaml").write_text(DASHBOARD, encoding="utf-8")
    Path("template.yaml").write_text(TEMPLATE, encoding="utf-8")
    capfd.readouterr()
    run_line("tiercel flow run company.team hello --json", {})
    execution = json.loads(capfd.readouterr().out)["id"]
    run_line("tiercel blueprint create template.yaml --title Template", {})
    own = {"6fGkP1": execution, "use 3xTq": f"use {printed_id(capfd)}"}
    # when
    for line in lines_of(block_that_begins(HOLDS)):
        run_line(line, {**names, **own}, f"{PASSWORD}\n")
        if line.startswith("tiercel dashboard create"):
            own["export 3xTq"] = f"export {printed_id(capfd)}"
    # then
    assert Path("may.csv").read_text(encoding="utf-8") == "a,b\n"
    assert "id: orders" in Path("orders.yaml").read_text(encoding="utf-8")
    assert "hello" in Path("executions.csv").read_text(encoding="utf-8")
    assert asked(server, "/namespaces/company.team/kv/colour")["value"] == "blue"


def test_a_folder_and_a_configuration(names: dict[str, str]) -> None:
    Path("config.yml").write_text(CONFIG, encoding="utf-8")
    run_block("tiercel init my-flows   ", names)
    assert Path("my-flows/README.md").is_file()


def test_kill_switches(names: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    create, *others = lines_of(block_that_begins("tiercel kill-switch create"))
    capfd.readouterr()
    run_line(create, names)
    made = printed_id(capfd)
    for line in others:
        run_line(line, {**names, "6fGkP1": made})


def test_the_audit_log(names: dict[str, str]) -> None:
    store(HELLO)
    run_block("tiercel audit list", names)
    assert "FLOW" in Path("audit.csv").read_text(encoding="utf-8")
    lines = Path("audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line) for line in lines)


def test_a_credential_gets_its_token(
    names: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    Path("secret.txt").write_text("hidden", encoding="utf-8")
    run_line("tiercel secret set company.team CRM_SECRET < secret.txt", {})

    def token(asking: Asked) -> Any:
        return {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}

    with standing_in(token) as service:
        body = block_that_begins('{"name": "crm"').text
        body = body.replace("https://login.example.com", service.url)
        Path("crm.json").write_text(body, encoding="utf-8")
        run_block(
            "curl http://localhost:8080/api/v1/main/namespaces/company.team/credentials", names
        )
    assert [each.path for each in service.asked] == ["/token"]


def test_packages_of_plugins(
    names: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = tomllib.loads(block_that_begins('[project]\nname = "acme-tiercel"').text)["project"]
    info = tmp_path / "site" / "acme_tiercel-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {declared['name']}\nVersion: 1.0\n", encoding="utf-8"
    )
    ((group, points),) = declared["entry-points"].items()
    ((name, package),) = points.items()
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {package}\n", encoding="utf-8")
    for place in (ROOT / "examples" / "acme_tiercel", tmp_path / "site"):
        monkeypatch.syspath_prepend(str(place))
    monkeypatch.delitem(sys.modules, package, raising=False)
    run_block("tiercel plugin new acme-tiercel", names)
    assert Path("acme-tiercel/pyproject.toml").is_file()


def test_a_policy_is_tried(names: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    Path("company").mkdir()
    policy = block_that_begins("id: company-rules").text
    Path("company/policy.yaml").write_text(policy, encoding="utf-8")
    Path("company/hello.yaml").write_text(HELLO, encoding="utf-8")
    Path("config.yml").write_text(CONFIG, encoding="utf-8")
    run_block("tiercel policy test", names)
    assert "hello" in capfd.readouterr().out


def test_a_key_and_the_setting_that_names_it(tmp_path: Path) -> None:
    own = {"/etc/tiercel": str(tmp_path)}
    run_block("openssl rand", own)
    key = Path("secrets.key").read_text(encoding="utf-8")
    assert len(base64.b64decode(key)) == 32
    text = block_that_begins('tiercel:\n  secrets:\n    keys: ["file:').text
    Path("config.yml").write_text(text.replace("/etc/tiercel", str(tmp_path)), encoding="utf-8")
    run_line("tiercel secret keys --config config.yml", {})


def test_what_would_move_is_looked_at(names: dict[str, str]) -> None:
    store(HELLO)
    Path("flows").mkdir()
    Path("flows/hello.yaml").write_text(HELLO, encoding="utf-8")
    Path("application.yml").write_text(CONFIG, encoding="utf-8")
    run_block("tiercel migrate kestra check", names)
    Path("dags").mkdir()
    Path("dags/hello.py").write_text(DAG, encoding="utf-8")
    run_block("tiercel migrate airflow", names)


def test_a_backup(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(server.folder)
    run_block(".venv/bin/tiercel sys backup", {".venv/bin/tiercel": "tiercel"})
    assert any(Path("backups/monday").iterdir())


def test_a_server_moves(server: Server, names: dict[str, str], tmp_path: Path) -> None:
    """Copied as from Kestra into a new folder, and from that one to another place."""
    store(HELLO)
    Path("new.yml").write_text(
        f"""kestra: {{storage: {{local: {{base-path: {tmp_path}/files}}}}}}
datasources: {{sqlite: {{url: "jdbc:sqlite:{tmp_path}/new.db"}}}}
""",
        encoding="utf-8",
    )
    own = {**names, "/backup": str(tmp_path)}
    for begin in ("tiercel migrate kestra copy /backup/old --from http", "tiercel sys export"):
        for line in lines_of(block_that_begins(begin)):
            if line.startswith("tiercel server"):
                serve(line)
            else:
                # Who asks is left out where it was said a line before.
                run_line(line.replace("--dry-run", f"--dry-run --user {USER}:{PASSWORD}"), own)


def serve(line: str) -> None:
    """Start a server, which finds all that was brought, and stop it."""
    with Commands() as commands:
        commands.run(f"{sys.executable} -m {line} --port 8091 &")
