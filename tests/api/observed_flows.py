"""Requests about flows that were observed, in their order."""

from __future__ import annotations

import io
import zipfile

from tests.api.observed import Replay
from tiercel.model.json_types import Json

LOG = "type: io.kestra.plugin.core.log.Log"
HELLO = """id: hello
namespace: company.team
description: Says hello
labels:
  owner: ops
inputs:
  - id: who
    type: STRING
    defaults: world
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello {{ inputs.who }}
  - id: echo
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.who }}"
outputs:
  - id: said
    value: "{{ outputs.echo.value }}"
    type: STRING
"""
JSON_FLOW: dict[str, Json] = {
    "id": "byjson",
    "namespace": "company.team",
    "tasks": [{"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}],
}


INPUTS = "description: one\nlabels:\n  a: b\n"
INPUTS += "inputs:\n  - id: who\n    type: STRING\n    defaults: world\n"


def flow(flow_id: str, *, namespace: str = "company.team", more: str = "", task: str = "") -> str:
    """A small flow."""
    body = task or f"  - id: a\n    {LOG}\n    message: x\n"
    return f"id: {flow_id}\nnamespace: {namespace}\n{more}tasks:\n{body}"


BROKEN: dict[str, str] = {
    'YAML: id "-bad"': flow('"-bad"'),
    "YAML: namespace Upper.Case": flow("u1", namespace="Upper.Case"),
    "YAML: no tasks": "id: u2\nnamespace: company.team\n",
    "YAML: empty tasks": "id: u3\nnamespace: company.team\ntasks: []\n",
    "YAML: no id, no namespace": f"tasks:\n  - id: a\n    {LOG}\n    message: x\n",
    "YAML: unknown top-level property": flow("u4", more="whatever: 1\n"),
    "YAML: unknown task property": flow(
        "u5", task=f"  - id: a\n    {LOG}\n    message: x\n    whatever: 1\n"
    ),
    "YAML: unknown task type": flow("u6", task="  - id: a\n    type: com.example.Nope\n"),
    "YAML: task without type": flow("u7", task="  - id: a\n"),
    "YAML: Log without message": flow("u8", task=f"  - id: a\n    {LOG}\n"),
    "YAML: syntax error": "id: u9\n  namespace: [\n",
    "YAML: duplicate task ids": flow("u10", task=f"  - id: a\n    {LOG}\n    message: x\n" * 2),
    "YAML: duplicate key": "id: a\n" + flow("u11"),
    "YAML: Schedule with bad cron": flow(
        "u12",
        more="triggers:\n  - id: s\n    type: io.kestra.plugin.core.trigger.Schedule\n"
        '    cron: "61 * * * *"\n',
    ),
    "YAML: two errors (bad id, empty message)": flow('"-bad"', task=f"  - id: a\n    {LOG}\n"),
    "YAML: input with bad enum type": flow("u13", more="inputs:\n  - id: x\n    type: NOPE\n"),
    "YAML: wrong property type (disabled: [1])": flow("u14", more="disabled: [1]\n"),
    "YAML: system. label": flow("u15", more="labels:\n  system.x: y\n"),
    "YAML: subflow calling itself": flow(
        "u16",
        task="  - id: a\n    type: io.kestra.plugin.core.flow.Subflow\n"
        "    namespace: company.team\n    flowId: u16\n",
    ),
    "YAML: empty concurrency limit 0": flow("u17", more="concurrency:\n  limit: 0\n"),
    "YAML: list as root": "- a\n- b\n",
}
CALLER = flow(
    "caller",
    task="  - id: call\n    type: io.kestra.plugin.core.flow.Subflow\n"
    "    namespace: company.team\n    flowId: hello\n",
)
TWO = "/flows/company.team/hello"


async def flows(replay: Replay) -> None:
    """Lines 1 to 75."""
    await _created(replay)
    await _read(replay)
    await _updated(replay)
    await _searched(replay)
    await _drawn(replay)
    await _checked(replay)
    await _in_bulk(replay)
    await _deleted(replay)


async def _created(replay: Replay) -> None:
    await replay(1, "/flows", yaml=HELLO)
    await replay(2, "/flows", "same flow again", yaml=HELLO)
    yaml = {"Content-Type": "application/yaml"}
    await replay(2, "/flows", "application/yaml", content=HELLO, headers=yaml)
    await replay(2, "/flows", "no body, YAML content type", yaml="")
    await replay(2, "/flows", "no body, no content type")
    await replay(2, "/flows", "JSON with bad id", json={**JSON_FLOW, "id": "-bad"})
    broken = {"content": "{", "headers": {"Content-Type": "application/json"}}
    await replay(2, "/flows", "malformed JSON", **broken)
    for case, source in BROKEN.items():
        await replay(2, "/flows", case, yaml=source)
    await replay(3, "/flows", json=JSON_FLOW)
    timeout = f"  - id: a\n    {LOG}\n    message: x\n    timeout: never\n"
    await replay(4, "/flows", yaml=flow("unk12", task=timeout))


async def _read(replay: Replay) -> None:
    await replay(5, TWO)
    await replay(6, f"{TWO}?source=true")
    await replay(7, f"{TWO}?revision=1")
    await replay(8, f"{TWO}?revision=9", "revision=9 (absent)")
    await replay(8, f"{TWO}?revision=x", "revision=x")
    await replay(8, "/flows/company.team/nope", "unknown flow")
    await replay.api.post("/flows", headers=YAML, content=flow("bye"))
    await replay.api.delete("/flows/company.team/bye")
    await replay(8, "/flows/company.team/bye", "deleted flow")
    await replay(9, "/flows/company.team")
    await replay(10, "/flows/no.flows")


async def _updated(replay: Replay) -> None:
    await replay(11, TWO, yaml=HELLO)
    await replay(12, TWO, yaml=HELLO + "# a comment\n")
    changed = HELLO.replace("Says hello", "Says more")
    await replay(13, TWO, yaml=changed)
    await replay(14, TWO, yaml="revision: 1\n" + changed)
    await replay(15, TWO, "other id in the source", yaml=flow("other"))
    elsewhere = flow("hello", namespace="company.other")
    await replay(15, TWO, "other namespace in the source", yaml=elsewhere)
    both = flow("other", namespace="company.other")
    await replay(15, TWO, "other id and namespace", yaml=both)
    await replay(15, "/flows/company.team/nope", "unknown flow", yaml=flow("nope"))
    await replay(15, TWO, "invalid source", yaml="id: hello\nnamespace: company.team\n")
    json_path = "/flows/company.team/byjson"
    await replay(16, json_path, json={**JSON_FLOW, "description": "changed"})
    await replay(17, f"{json_path}?source=true")
    await replay(18, f"{TWO}/revisions")
    await replay(19, "/flows/company.team/nope/revisions")
    await replay(20, f"{TWO}/tasks/greet")
    await replay(21, f"{TWO}/tasks/nope", "unknown task")
    await replay(21, "/flows/company.team/nope/tasks/greet", "unknown flow")
    task = {"id": "greet", "type": "io.kestra.plugin.core.log.Log", "message": "new"}
    await replay(22, f"{TWO}/greet", json=task)
    await replay(23, f"{TWO}/greet", "other id", json={**task, "id": "greet2"})
    await replay(23, f"{TWO}/nope", "unknown task", json={**task, "id": "nope"})


async def _searched(replay: Replay) -> None:
    search = "/flows/search"
    team = "namespace=company.team"
    await replay(24, f"{search}?size=1")
    await replay(25, f"{search}?{team}&sort=id:asc&size=2")
    await replay(26, f"{search}?namespace=company")
    for case, query in (
        ("namespace=comp (text prefix)", "namespace=comp"),
        ("labels without colon", "labels=x"),
        ("labels same key twice", "labels=owner:ops&labels=owner:x"),
        ("labels key with space", "labels=a%20b:c"),
        ("labels with empty value", "labels=a:"),
        ("page=0", "page=0"),
        ("page past the end", "page=99"),
        ("sort=id (no direction)", "sort=id"),
        ("sort by unknown column", "sort=nope:asc"),
        ("page=x", "page=x"),
        ("scope=NOPE", "scope=NOPE"),
    ):
        await replay(27, f"{search}?{query}", case)
    await replay(27, search, "Accept: text/html", headers={"Accept": "text/html"})
    case = "Accept-Encoding: gzip (encoding of the answer)"
    await replay(27, search, case, headers={"Accept-Encoding": "gzip"})
    await replay(28, f"{search}?labels=owner:ops")
    await replay(29, f"{search}?sort=id:sideways")
    await replay(30, f"{search}?scope=USER")
    await replay(31, f"{search}?filters[namespace][EQUALS]=company.team")
    await replay(32, "/flows/source?q=Hello")
    await replay(33, "/flows/source?q=zzzzzz")
    await replay(34, "/flows/source")
    await replay(35, "/flows/distinct-namespaces", "")
    await replay(35, "/flows/distinct-namespaces?q=comp", "q=comp")


async def _drawn(replay: Replay) -> None:
    await replay(36, f"{TWO}/graph")
    await replay(37, "/flows/company.team/nope/graph", "unknown flow")
    await replay(37, f"{TWO}/graph?revision=99", "unknown revision")
    inner = f"      - id: b\n        {LOG}\n        message: x\n"
    core = "    type: io.kestra.plugin.core.flow"
    parallel = f"  - id: p\n{core}.Parallel\n    tasks:\n{inner}"
    await replay(38, "/flows/graph", yaml=flow("g1", task=parallel))
    branch = f"  - id: i\n{core}.If\n    condition: '{{{{ true }}}}'\n    then:\n{inner}"
    errors = f"errors:\n  - id: e\n    {LOG}\n    message: x\n"
    schedule = "triggers:\n  - id: s\n    type: io.kestra.plugin.core.trigger.Schedule\n"
    schedule += '    cron: "0 3 * * *"\n'
    await replay(39, "/flows/graph", yaml=flow("g2", task=branch, more=errors + schedule))
    await replay(40, "/flows/graph", yaml="id: x\n")
    await replay.api.post("/flows", headers=YAML, content=CALLER)
    await replay(41, f"{TWO}/dependencies")
    await replay(42, f"{TWO}/dependencies?destinationOnly=true")
    await replay(43, "/flows/company.team/nope/dependencies")
    await replay(44, "/namespaces/company.team/dependencies")
    await replay(45, "/namespaces/no.flows/dependencies")
    await replay(360, "/flows/graph", yaml=flow("g3", more=errors))


async def _checked(replay: Replay) -> None:
    path = "/flows/validate"
    await replay(46, path, yaml=flow("fresh"))
    await replay(47, path, yaml=f"{HELLO}---\nid: x\nnamespace: company.team\n")
    await replay(48, path, yaml=f"revision: 1\n{HELLO}")
    await replay(49, path, yaml="- a\n")
    await replay(50, path, "unknown task type", yaml=BROKEN["YAML: unknown task type"])
    await replay(50, path, "empty body", yaml="")
    each = "  - id: a\n    type: io.kestra.core.tasks.flows.EachSequential\n    value: '[1]'\n"
    old = flow("a", task=f"{each}    tasks:\n      - id: b\n        {LOG}\n        message: x\n")
    await replay(51, path, yaml=old)
    trigger = "triggers:\n  - id: f\n    type: io.kestra.plugin.core.trigger.Flow\n"
    await replay(52, path, yaml=flow("a", more=trigger))
    log = {"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}
    tasks = "/flows/validate/task?section=TASKS"
    bare = {"id": "a", "type": log["type"]}
    await replay(53, tasks, "JSON task, section=TASKS", json=log)
    await replay(53, tasks, "JSON task without message", json=bare)
    await replay(53, tasks, "YAML task", yaml=f"id: a\n{LOG}\nmessage: x\n")
    await replay(53, tasks, "YAML task, unknown type", yaml="id: a\ntype: com.example.Nope\n")
    await replay(53, "/flows/validate/task", "without section", json=log)
    cron = {"id": "s", "type": "io.kestra.plugin.core.trigger.Schedule", "cron": "0 3 * * *"}
    bad = {**cron, "cron": "61 * * * *"}
    text = f'id: s\ntype: {cron["type"]}\ncron: "61 * * * *"\n'
    await replay(54, "/flows/validate/task?section=TRIGGERS", yaml=text)
    path = "/flows/validate/trigger"
    await replay(55, path, "JSON trigger", json=cron)
    unknown = {"id": "s", "type": "com.example.Nope"}
    await replay(55, path, "JSON with unknown type", json=unknown)
    await replay(56, path, json=bad)


async def _in_bulk(replay: Replay) -> None:
    await replay.api.post("/flows", headers=YAML, content=flow("togg"))
    ids = [{"namespace": "company.team", "id": "togg"}]
    unknown = [{"namespace": "company.team", "id": "nope"}]
    togg = "/flows/company.team/togg?source=true"
    await replay(57, "/flows/disable/by-ids", "unknown id", json=unknown)
    await replay(57, "/flows/disable/by-ids", "one id", json=ids)
    await replay(361, togg)
    await replay(57, "/flows/disable/by-ids", "already disabled", json=ids)
    await replay(58, "/flows/enable/by-ids", "empty list", json=[])
    await replay(58, "/flows/enable/by-ids", "one id", json=ids)
    await replay(362, togg)
    await replay(363, "/flows/disable/by-query?q=togg")
    await replay(364, togg)
    await replay(59, "/flows/export/by-query?namespace=company.team")
    await replay(60, "/flows/export/by-ids", json=ids)
    await replay(61, "/flows/export/by-ids", json=unknown)
    await _imported(replay)
    await replay(63, "/flows/bulk?delete=false", yaml=f"{flow('blk1', more=INPUTS)}---\n{HELLO}")
    await replay(64, "/flows/bulk", "duplicate ids", yaml=f"{flow('d')}---\n{flow('d')}")
    await replay(64, "/flows/bulk?delete=false", "empty body", yaml="")
    await replay(64, "/flows/bulk", "invalid document", yaml="id: x\n")
    one, two = (
        flow("n1", namespace="company.bulk", more=INPUTS),
        flow("n2", namespace="company.bulk", more=INPUTS),
    )
    await replay(65, "/flows/company.bulk", yaml=f"{one}---\n{two}")
    await replay(66, "/flows/company.bulk", yaml=two)
    await replay(67, "/flows/company.bulk", yaml=flow("n1"))
    listed = [{**JSON_FLOW, "id": "n3", "namespace": "company.bulk"}]
    await replay(68, "/flows/company.bulk", json=listed)


async def _imported(replay: Replay) -> None:
    path = "/flows/import"
    pair = f"{flow('imp1', more=INPUTS)}---\n{flow('imp2')}".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("imp3.yml", flow("imp3"))
    for case, part in (
        ("fileUpload a.yaml with two documents", ("a.yaml", pair)),
        ("fileUpload a.zip", ("a.zip", buffer.getvalue())),
        ("fileUpload a.txt", ("a.txt", pair)),
        ("fileUpload with an invalid flow", ("a.yaml", b"id: x\n")),
    ):
        await replay(62, path, case, files={"fileUpload": part})
    await replay(62, path, "no part", files={"other": (None, "x")})


async def _deleted(replay: Replay) -> None:
    path = "/flows/company.team/imp1"
    await replay(69, path, "existing")
    await replay(69, path, "already deleted")
    await replay(69, "/flows/company.team/nope", "unknown")
    await replay(70, f"{path}?allowDeleted=true")
    await replay(71, f"{path}?revision=1")
    await replay(72, f"{path}/revisions")
    await replay(73, "/flows", yaml=flow("imp1", more=INPUTS))
    ids = {"namespace": "company.team", "id": "imp2"}
    await replay(74, "/flows/delete/by-ids", "one id", json=[ids])
    await replay(74, "/flows/delete/by-ids", "unknown id", json=[{**ids, "id": "nope"}])
    await replay(75, "/flows/delete/by-query?namespace=company.bulk", "namespace")
    await replay(75, "/flows/delete/by-query?namespace=no.flows", "no match")


YAML = {"Content-Type": "application/x-yaml"}
