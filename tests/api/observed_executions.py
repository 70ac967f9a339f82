"""Requests about executions that were observed, in their order."""

from __future__ import annotations

from tests.api.observed import Replay
from tests.api.observed_flows import LOG, YAML, flow
from tiercel.model.json_types import Json

CORE = "type: io.kestra.plugin.core"
INPUT_N = "inputs:\n  - id: who\n    type: STRING\n    defaults: world\n"
INPUT_N += "  - id: n\n    type: INT\n    required: false\n    min: 2\n"
ECHO = f"  - id: a\n    {LOG}\n    message: x\n    level: WARN\n"
ECHO += f'  - id: b\n    {CORE}.debug.Return\n    format: "{{{{ inputs.who }}}}"\n'
SAID = "outputs:\n  - id: said\n    type: STRING\n    value: '{{ outputs.b.value }}'\n"
PAUSE = f"  - id: hold\n    {CORE}.flow.Pause\n    onResume:\n      - id: reason\n"
PAUSE += f"        type: STRING\n  - id: after\n    {LOG}\n    message: x\n"
# Long enough that what is queued behind it is seen waiting on a busy machine too.
LONG_SLEEP = f"  - id: s\n    {CORE}.flow.Sleep\n    duration: PT1M\n"
SLEEP = f"  - id: s\n    {CORE}.flow.Sleep\n    duration: PT3S\n"
HOOK = f"triggers:\n  - id: h\n    {CORE}.trigger.Webhook\n    key: k1234567\n"
ONLY = "    conditions:\n      - type: io.kestra.plugin.core.condition.Expression\n"
ONLY += "        expression: \"{{ trigger.body.go == 'yes' }}\"\n"
EACH = f'  - id: e\n    {CORE}.flow.EachSequential\n    value: \'["x", "y"]\'\n    tasks:\n'
EACH += f"      - id: inner\n        {LOG}\n        message: x\n"
TEAM = "/executions/company.team"
TEXT = {"Content-Type": "text/plain"}

FLOWS = {
    "ok": flow("ok", more=f"labels:\n  owner: ops\n{INPUT_N}{SAID}", task=ECHO),
    "req": flow("req", more="inputs:\n  - id: who\n    type: STRING\n"),
    "file": flow("file", more=f"{INPUT_N}  - id: f\n    type: FILE\n    required: false\n"),
    "switched": flow("switched", more="disabled: true\n"),
    "hook": flow("hook", more=HOOK),
    "cond": flow("cond", more=HOOK + ONLY),
    "each": flow("each", task=EACH),
    "writer": flow(
        "writer",
        task=f"  - id: w\n    {CORE}.storage.Write\n    extension: .txt\n"
        '    content: "line one\\nline two\\n"\n',
    ),
    "bad": flow("bad", task=f"  - id: f\n    {CORE}.execution.Fail\n"),
    "slow": flow("slow", task=SLEEP),
    "paused": flow("paused", task=PAUSE),
    "limited": flow(
        "limited", more="concurrency:\n  limit: 1\n  behavior: QUEUE\n", task=LONG_SLEEP
    ),
    "parent": flow(
        "parent",
        task=f"  - id: call\n    {CORE}.flow.Subflow\n    namespace: company.team\n"
        "    flowId: ok\n    wait: true\n",
    ),
}


def parts(**texts: str) -> Json:
    """Text parts of a form."""
    return {name: (None, text) for name, text in texts.items()}


async def executions(replay: Replay) -> None:
    """Lines 76 to 174."""
    for source in FLOWS.values():
        created = await replay.api.post("/flows", headers=YAML, content=source)
        assert created.status_code == 200, created.text
    await _created(replay)
    await _refused(replay)
    await _hooked(replay)
    ended = await replay.api.run("ok")
    await _found(replay, ended)
    await _drawn(replay)
    await _files(replay)
    await _evaluated(replay, ended)
    await _followed(replay, ended)
    await _changed(replay, ended)
    await _running(replay)
    await _again(replay, ended)
    await _paused(replay)
    await _queued(replay)
    await _in_bulk(replay)


async def _created(replay: Replay) -> None:
    first = (await replay(76, f"{TEAM}/ok")).json()
    await replay.api.until(first["id"], "SUCCESS")
    await replay(77, f"/executions/{first['id']}")
    await replay(78, f"{TEAM}/ok?wait=true&labels=team:blue", files=parts(who="Ann"))
    await replay(80, f"{TEAM}/ok", files=parts(zzz="x"))
    await replay(81, f"{TEAM}/file", files={"files": ("f", b"content")})
    await replay(82, f"{TEAM}/file", files={"f": ("data.txt", b"content")})
    await replay(83, f"{TEAM}/file", files={"f": ("data.txt", b"")})
    await replay(84, f"{TEAM}/ok?labels=owner:me")
    later = (await replay(85, f"{TEAM}/ok?scheduleDate=2099-01-01T00:00:00Z")).json()
    await replay(153, f"/executions/{later['id']}/force-run")
    await replay(86, f"{TEAM}/ok?scheduleDate=tomorrow")
    await replay(87, "/executions/trigger/company.team/ok")
    await replay(88, f"{TEAM}/ok/validate", files=parts(who="Ann", n="1"))
    await replay(89, f"{TEAM}/req/validate", files=parts(zzz="x"))
    await replay(90, f"{TEAM}/req/validate")
    await replay(91, f"{TEAM}/nope/validate")


async def _refused(replay: Replay) -> None:
    form = "form body who=Ann (application/x-www-form-urlencoded)"
    await replay(79, f"{TEAM}/ok", "multipart n=1 (below min)", files=parts(n="1"))
    await replay(79, f"{TEAM}/ok", "multipart n=abc", files=parts(n="abc"))
    await replay(79, f"{TEAM}/ok", form, data={"who": "Ann"})
    await replay(79, f"{TEAM}/ok", 'JSON body {"who":"Ann"}', json={"who": "Ann"})
    await replay(79, f"{TEAM}/req", "required input missing")
    await replay(79, f"{TEAM}/nope", "unknown flow")
    await replay(79, f"{TEAM}/switched", "disabled flow")
    await replay(79, f"{TEAM}/ok?revision=99", "unknown revision")
    await replay(79, f"{TEAM}/ok?labels=x", "labels without colon")
    await replay(79, f"{TEAM}/ok?labels=system.x:y", "system. label")
    await replay(79, f"{TEAM}/ok?labels=owner:a&labels=owner:b", "same label twice")


async def _hooked(replay: Replay) -> None:
    hook = "/executions/webhook/company.team"
    key = "k1234567"
    await replay(92, f"{hook}/hook/{key}?a=1&a=2", json={"x": 1})
    await replay(93, f"{hook}/hook/{key}")
    await replay(94, f"{hook}/hook/{key}", content="text", headers=TEXT)
    await replay(95, f"{hook}/hook/{key}", json=[1, 2])
    await replay(96, f"{hook}/hook/{key}", "form body", data={"a": "1"})
    await replay(96, f"{hook}/hook/wrong", "wrong key")
    await replay(96, f"{hook}/ok/{key}", "flow without webhook")
    await replay(96, f"{hook}/nope/{key}", "unknown flow")
    await replay(96, f"{hook}/cond/{key}", "condition false", json={"go": "no"})
    await replay(97, f"{hook}/cond/{key}", json={"go": "yes", "x": 1})
    await replay(98, f"{hook}/hook/{key}")
    await replay(355, f"{hook}/hook/{key}")
    await replay(356, f"{hook}/hook/{key}", content="text")
    not_json = {"content": "no json", "headers": {"Content-Type": "application/json"}}
    await replay(357, f"{hook}/hook/{key}", **not_json)


async def _found(replay: Replay, ended: Json) -> None:
    await replay(99, "/executions/nope")
    search = "/executions/search"
    ok = "namespace=company.team&flowId=ok"
    await replay(100, f"{search}?{ok}&size=1&sort=state.startDate:desc")
    for case, query in (
        ("state=SUCCESS,FAILED", "state=SUCCESS,FAILED&size=1"),
        ("state=NOPE", "state=NOPE"),
        ("timeRange=x", "timeRange=x"),
        ("timeRange=P1Y", "timeRange=P1Y"),
        ("timeRange and startDate", "timeRange=PT1H&startDate=2024-01-02T00:00:00Z"),
        (
            "startDate after endDate",
            "startDate=2024-01-02T00:00:00Z&endDate=2024-01-01T00:00:00Z",
        ),
        ("startDate=2024-01-02", "startDate=2024-01-02"),
        ("page=0", "page=0"),
        ("unknown sort column", "sort=nope:asc"),
        ("namespace=comp (text prefix)", "namespace=comp"),
        ("namespace=company (parent)", "namespace=company&size=1"),
    ):
        await replay(101, f"{search}?{query}", case)
    await replay(102, f"/executions?{ok}")
    await replay(103, "/executions")
    await replay(104, f"/executions/{ended['id']}/flow")
    await replay(105, "/executions/nope/flow")
    await replay(106, "/executions/flows/company.team/each")
    await replay(107, "/executions/flows/company.team/nope")
    await replay(108, "/executions/namespaces")
    await replay(109, "/executions/namespaces/company.team/flows")


async def _drawn(replay: Replay) -> None:
    each = await replay.api.run("each")
    await replay(110, f"/executions/{each['id']}/graph")
    await replay(111, f"/executions/{each['id']}")
    await replay(112, "/executions/nope/graph")


async def _files(replay: Replay) -> None:
    done, other = await replay.api.run("writer"), await replay.api.run("writer")
    base = f"/executions/{done['id']}/file"
    uri = done["taskRunList"][0]["outputs"]["uri"]
    missing = uri.rpartition("/")[0] + "/missing.txt"
    await replay(113, f"{base}?path={uri}")
    await replay(114, f"{base}/metas?path={uri}", "own file")
    await replay(114, f"{base}/metas?path={missing}", "missing file")
    await replay(115, f"{base}/preview?path={uri}")
    await replay(116, f"{base}/preview?path={uri}&maxRows=1")
    await replay(117, f"{base}/preview?path={uri}&encoding=NOPE")
    await replay(118, f"{base}?path={other['taskRunList'][0]['outputs']['uri']}")
    outside = "kestra:///company/other/x.txt"
    await replay(119, f"{base}?path={outside}", "path outside of any execution")
    await replay(119, f"{base}?path={missing}", "missing file")
    await replay(119, base, "no path")
    await replay(119, f"/executions/nope/file?path={uri}", "unknown execution")


async def _evaluated(replay: Replay, ended: Json) -> None:
    runs = f"/executions/{ended['id']}/eval"
    run = f"{runs}/{ended['taskRunList'][0]['id']}"
    first, second = "text/plain {{ outputs.b.value }}", "{{ nope.x }}"
    await replay(120, run, first, content="{{ outputs.b.value }}", headers=TEXT)
    await replay(120, run, second, content=second, headers=TEXT)
    await replay(120, f"{runs}/nope", "unknown task run", content="x", headers=TEXT)
    unknown = "/executions/nope/eval/x"
    await replay(120, unknown, "unknown execution", content="x", headers=TEXT)


async def _followed(replay: Replay, ended: Json) -> None:
    await replay(121, f"/executions/{ended['id']}/follow")
    fresh = (await replay.api.post(f"{TEAM}/ok")).json()
    await replay(122, f"/executions/{fresh['id']}/follow")


async def _changed(replay: Replay, ended: Json) -> None:
    one = f"/executions/{ended['id']}"
    slow = (await replay.api.post(f"{TEAM}/slow")).json()
    await replay.api.until(slow["id"], "RUNNING")
    status = f"{one}/change-status"
    await replay(124, f"{status}?status=WARNING")
    await replay(125, f"{status}?status=RUNNING", "status=RUNNING")
    await replay(125, f"{status}?status=NOPE", "status=NOPE")
    await replay(125, status, "no status")
    busy = f"/executions/{slow['id']}"
    await replay(125, f"{busy}/change-status?status=FAILED", "running execution")
    await replay(125, "/executions/nope/change-status?status=FAILED", "unknown")
    await replay(126, f"{busy}/restart", "running")
    await replay(126, f"{one}/restart?revision=77", "unknown revision")
    await replay(126, f"{one}/restart", "execution without failed task")
    await replay(126, "/executions/nope/restart", "unknown")
    labels = [{"key": "x", "value": "y"}]
    await replay(127, f"{busy}/labels", json=labels)
    await replay(128, f"{busy}/unqueue")
    await replay(129, f"{busy}/resume", "not paused")
    await replay(130, f"{busy}/resume/validate")
    await replay(145, f"{one}/labels", json=labels)
    await replay(146, f"{one}/labels", "null value", json=[{"key": "x", "value": None}])
    await replay(146, f"{one}/labels", "system. label", json=[{"key": "system.x", "value": "y"}])
    await replay(146, "/executions/nope/labels", "unknown", json=labels)
    await replay(152, f"{one}/force-run")
    await replay.api.delete(f"{busy}/kill")


async def _running(replay: Replay) -> None:
    slow = (await replay.api.post(f"{TEAM}/slow")).json()
    one = f"/executions/{slow['id']}"
    await replay.api.until(slow["id"], "RUNNING")
    await replay(131, f"{one}/pause", "running")
    await replay.api.until(slow["id"], "PAUSED")
    await replay(132, one)
    await replay(131, f"{one}/pause", "already paused")
    await replay(129, f"{one}/resume", "after a manual pause")
    await replay(133, one)
    await replay(134, f"{one}/kill", "running")
    await replay.api.until(slow["id"], "KILLED")
    await replay(135, one)
    await replay(134, f"{one}/kill", "already killed (isOnKillCascade default)")
    await replay(134, f"{one}/kill?isOnKillCascade=false", "already killed, isOnKillCascade=false")
    await replay(134, "/executions/nope/kill", "unknown")
    await replay(136, "/executions/nope/kill")


async def _again(replay: Replay, ended: Json) -> None:
    failed = await replay.api.run("bad")
    one = f"/executions/{failed['id']}"
    await replay(137, f"{one}/restart")
    await replay.api.until(failed["id"], "FAILED")
    await replay(138, one)
    await replay(139, f"{one}/restart?revision=1")
    done = f"/executions/{ended['id']}"
    second = ended["taskRunList"][1]["id"]
    await replay(140, f"{done}/replay")
    await replay(141, f"{done}/replay?taskRunId={second}")
    await replay(142, f"{done}/replay?taskRunId=nope", "unknown taskRunId")
    await replay(142, "/executions/nope/replay", "unknown")
    await replay(143, f"{done}/state", json={"taskRunId": second, "state": "FAILED"})
    unknown = {"taskRunId": "nope", "state": "FAILED"}
    await replay(144, f"{done}/state", "unknown task run", json=unknown)
    bad = {"taskRunId": second, "state": "NOPE"}
    await replay(144, f"{done}/state", "bad state", json=bad)
    run = (await replay.api.get(one)).json()["taskRunList"][0]["id"]
    await replay(358, f"{one}/state", json={"taskRunId": run, "state": "SUCCESS"})


async def _paused(replay: Replay) -> None:
    paused = (await replay.api.post(f"{TEAM}/paused")).json()
    one = f"/executions/{paused['id']}"
    await replay.api.until(paused["id"], "PAUSED")
    await replay(147, one)
    await replay(149, f"{one}/resume/validate", files=parts(reason="ok"))
    await replay(150, f"{one}/resume/validate", files=parts(zzz="x"))
    await replay(129, f"{one}/resume", "multipart reason=ok", files=parts(reason="ok"))
    await replay.api.until(paused["id"], "SUCCESS")
    await replay(151, one)
    await replay(129, "/executions/nope/resume", "unknown")


async def _queued(replay: Replay) -> None:
    first = (await replay.api.post(f"{TEAM}/limited")).json()
    await replay.api.until(first["id"], "RUNNING")
    second = (await replay.api.post(f"{TEAM}/limited")).json()
    await replay.api.until(second["id"], "QUEUED")
    await replay(154, f"/executions/{second['id']}")
    await replay(155, f"/executions/{second['id']}/unqueue")
    for execution in (first, second):
        await replay.api.delete(f"/executions/{execution['id']}/kill")
        await replay.api.until(execution["id"], "KILLED")
    parent = await replay.api.run("parent")
    await replay(156, f"/executions/{parent['id']}")
    child = parent["taskRunList"][0]["outputs"]["executionId"]
    await replay(157, f"/executions/{child}")


async def _in_bulk(replay: Replay) -> None:
    killed = (await replay.api.post(f"{TEAM}/slow")).json()
    await replay.api.until(killed["id"], "RUNNING")
    await replay.api.delete(f"/executions/{killed['id']}/kill")
    await replay.api.until(killed["id"], "KILLED")
    failed = await replay.api.run("bad")
    ids = [killed["id"]]
    await replay(158, "/executions/restart/by-ids", json=["nope"])
    await replay(159, "/executions/restart/by-ids", "empty list", json=[])
    await replay(159, "/executions/restart/by-ids", "a failed execution", json=[failed["id"]])
    await replay(160, "/executions/restart/by-ids", json=ids)
    await replay(161, "/executions/restart/by-query?namespace=no.flows")
    await replay(162, "/executions/replay/by-ids", json=ids)
    for line, word in ((163, "resume"), (164, "pause"), (165, "kill"), (166, "unqueue")):
        await replay(line, f"/executions/{word}/by-ids", json=ids)
    await replay(167, "/executions/force-run/by-ids", json=ids)
    status = "/executions/change-status/by-ids"
    await replay(168, f"{status}?newStatus=FAILED", "a killed execution", json=ids)
    await replay(168, f"{status}?newStatus=RUNNING", "newStatus=RUNNING", json=ids)
    await replay(168, status, "no newStatus", json=ids)
    labels = [{"key": "x", "value": "y"}]
    request = {"executionsId": ids, "executionLabels": labels}
    await replay(169, "/executions/labels/by-ids", json=request)
    unknown = {**request, "executionsId": ["nope"]}
    await replay(170, "/executions/labels/by-ids", json=unknown)
    await replay(171, "/executions/by-ids", json=["nope"])
    await replay(172, "/executions/by-ids", "no body")
    await replay(172, "/executions/by-ids", "one ended", json=ids)
    busy = (await replay.api.post(f"{TEAM}/slow")).json()
    await replay.api.until(busy["id"], "RUNNING")
    await replay(174, "/executions/by-ids", json=[busy["id"]])
    both = "/executions/by-ids?includeNonTerminated=true"
    case = "running execution, includeNonTerminated=true"
    await replay(172, both, case, json=[busy["id"]])
    done = await replay.api.run("ok")
    await replay(173, f"/executions/{done['id']}", "ended")
    await replay(173, f"/executions/{done['id']}", "again")
