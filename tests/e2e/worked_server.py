"""A server on which somebody has worked: a little of everything that moves."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.server import Server, wait_for
from tiercel.cli.app import run

CORE = "io.kestra.plugin.core"
CHILDREN = 5
UNDER_WAY = "/executions/search?state=CREATED&state=RUNNING&state=KILLING&state=RESTARTED&size=1"
SETTLED_SECONDS_MAX = 120
HELLO = f"""id: hello
namespace: company.team
description: Said %s
labels: {{team: red}}
inputs:
  - {{id: attached, type: FILE, required: false}}
  - {{id: at, type: DATETIME, defaults: "2026-01-01T00:00:00Z"}}
tasks:
  - {{id: say, type: {CORE}.log.Log, message: "Hello %s"}}
  - id: publish
    type: {CORE}.metric.Publish
    metrics: [{{type: counter, name: rows, value: 3, tags: {{from: test}}}}]
  - {{id: file, type: {CORE}.storage.Write, content: "words", extension: .txt}}
outputs:
  - {{id: file, type: STRING, value: "{{{{ outputs.file.uri }}}}"}}
triggers:
  - {{id: yearly, type: {CORE}.trigger.Schedule, cron: "0 0 1 1 *"}}
  - {{id: off, type: {CORE}.trigger.Schedule, cron: "0 0 1 1 *"}}
  - {{id: past, type: {CORE}.trigger.Schedule, cron: "0 0 1 1 *", stopAfter: [FAILED]}}
"""
FLOWS = {
    "fails": f"""id: fails
namespace: company.team
tasks:
  - id: twice
    type: {CORE}.execution.Fail
    errorMessage: no
    retry: {{type: constant, interval: PT0.1S, maxAttempts: 2}}
errors:
  - {{id: sorry, type: {CORE}.log.Log, level: WARN, message: sorry}}
""",
    "child": f"""id: child
namespace: company.team
inputs:
  - {{id: number, type: INT, defaults: 0}}
tasks:
  - {{id: say, type: {CORE}.log.Log, message: "I am {{{{ inputs.number }}}}"}}
""",
    "parent": f"""id: parent
namespace: company.team
tasks:
  - id: each
    type: {CORE}.flow.ForEach
    values: "{{{{ range(1, {CHILDREN}) }}}}"
    concurrencyLimit: 0
    tasks:
      - id: child
        type: {CORE}.flow.Subflow
        namespace: company.team
        flowId: child
        wait: true
        inputs: {{number: "{{{{ taskrun.value }}}}"}}
""",
    "cities": f"""id: cities
namespace: company.team
tasks:
  - id: each
    type: {CORE}.flow.Loop
    values: [Oslo, Lima]
    tasks:
      - {{id: say, type: {CORE}.log.Log, message: "{{{{ item.value }}}}"}}
""",
    "waits": f"""id: waits
namespace: company
tasks:
  - {{id: hold, type: {CORE}.flow.Pause}}
""",
    "gone": f"""id: gone
namespace: other
tasks:
  - {{id: a, type: {CORE}.debug.Return, format: gone}}
""",
}
BOARD = """title: Runs
timeWindow: {default: P7D, max: P30D}
charts: []
"""
FILES = ("/a/b.yaml", "/a/c d.yaml", "/ü.yaml")
KEYS = {
    "colour": ("STRING", "blue"),
    "count": ("NUMBER", "1.5"),
    "yes": ("BOOLEAN", "true"),
    "limits": ("JSON", '{"a": [1, null]}'),
    "day": ("DATE", "2026-01-02"),
    "moment": ("DATETIME", "2026-01-02T03:04:05Z"),
    "span": ("DURATION", "PT1H"),
}


def ask(server: Server, *words: str) -> None:
    """A command that asks the server, and goes well."""
    assert run([*words, "--server", server.base], None) == 0, words


def fill(server: Server) -> None:
    """Flows, keys, files, a board, and executions that have ended in every way."""
    file = server.folder / "flow.yaml"
    for word in ("this", "that"):
        file.write_text(HELLO % (word, word), encoding="utf-8")
        ask(server, "flow", "updates", str(file))
    for source in FLOWS.values():
        file.write_text(source, encoding="utf-8")
        ask(server, "flow", "create", str(file))
    _keep(server, file)
    past = ("company.team", "hello", "past")
    ask(server, "trigger", "backfill", *past, "--start", "2000-01-01T00:00:00Z")
    ask(server, "trigger", "backfill-pause", *past)
    ask(server, "trigger", "disable", "company.team", "hello", "off")
    ask(server, "flow", "run", "company.team", "hello", "-i", f"attached=@{file}")
    assert run(["flow", "run", "company.team", "fails", "--server", server.base], None) == 1
    ask(server, "flow", "run", "company.team", "parent")
    ask(server, "flow", "run", "company.team", "cities")
    ask(server, "flow", "run", "other", "gone")
    ask(server, "flow", "delete", "other", "gone")
    ask(server, "flow", "run", "company", "waits", "--no-wait")
    ask(server, "execution", "kill", _newest(server, "waits"))
    ask(server, "flow", "run", "company", "waits", "--no-wait")
    ended = _newest(server, "hello")
    ask(server, "execution", "label", ended, "seen:yes")
    ask(server, "execution", "replay", ended)
    wait_for(lambda: server.get(UNDER_WAY)["total"] == 0, SETTLED_SECONDS_MAX)


def _keep(server: Server, file: Path) -> None:
    """What namespaces keep, and a dashboard."""
    for key, (kind, value) in KEYS.items():
        ask(server, "kv", "set", "company", key, value, "--type", kind, "--expiration", "P30D")
    ask(server, "kv", "set", "company.team", "stays", "on")
    for path in FILES:
        ask(server, "files", "put", "company.team", str(file), path)
    file.with_name("key.txt").write_text("sesame", encoding="utf-8")
    secret = ("secret", "set", "company.team", "DOOR")
    ask(server, *secret, "--file", str(file.with_name("key.txt")))
    board = file.with_name("board.yaml")
    board.write_text(BOARD, encoding="utf-8")
    ask(server, "dashboard", "create", str(board))


def _newest(server: Server, flow_id: str) -> str:
    """The id of the newest execution of a flow."""
    query = f"/executions/search?flowId={flow_id}&sort=state.startDate:desc&size=1"
    found: str = server.get(query)["results"][0]["id"]
    return found
