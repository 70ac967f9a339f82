"""Requests about everything else that were observed, in their order."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import UTC, datetime, timedelta

from tests.api.observed import Replay
from tests.api.observed_executions import CORE, FLOWS, SLEEP, TEXT, parts
from tests.api.observed_flows import YAML, flow
from tiercel.model.json_types import Json

USER, PASSWORD = "admin@example.org", "Password-of-the-run-1"
SCHEDULE = f'triggers:\n  - id: s\n    {CORE}.trigger.Schedule\n    cron: "0 3 * * *"\n'
METERED = flow(
    "met",
    task=f"  - id: p\n    {CORE}.metric.Publish\n    metrics:\n"
    "      - {type: counter, name: counts, value: 2, tags: {k: v}}\n"
    "      - {type: timer, name: took, value: PT2S}\n",
)
NAMED = {"namespace": "company.team", "flowId": "sched", "triggerId": "s"}
NS = "/namespaces"
FILES = f"{NS}/company.files/files"
KV = f"{NS}/company.kv/kv"
KINDS = {
    '"text"': '"text"',
    "42": "42",
    "1.0": "1.0",
    "true": "true",
    "null": "null",
    '{"a":1}': '{"a":1}',
    "{a:1}": "{a:1}",
    "[1,2]": "[1,2]",
    "2021-09-01T01:02:03Z": "2021-09-01T01:02:03Z",
    "midnight 2021-09-01T00:00:00Z": "2021-09-01T00:00:00Z",
    "2021-09-01": "2021-09-01",
    "with offset": '"2021-09-01T01:02:03+02:00"',
    '"PT5S"': '"PT5S"',
    "P1D unquoted": "P1D",
    "bare symbol my_value": "my_value",
    "hello world": "hello world",
}
DASHBOARD = """title: Overview
description: What runs
timeWindow:
  default: P7D
  max: P30D
charts:
  - id: states
    type: io.kestra.plugin.core.dashboard.chart.TimeSeries
    chartOptions:
      displayName: States
      column: date
      colorByColumn: state
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        date:
          field: START_DATE
        state:
          field: STATE
        total:
          agg: COUNT
  - id: spaces
    type: io.kestra.plugin.core.dashboard.chart.Table
    chartOptions:
      displayName: Namespaces
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        ns:
          field: NAMESPACE
        n:
          agg: COUNT
"""


async def others(replay: Replay) -> None:
    """Lines 175 to 342 and what follows."""
    ended = await _prepared(replay)
    await _triggers(replay)
    await _logs(replay, ended)
    await _metrics(replay)
    await _values(replay)
    await _namespaces(replay)
    await _files(replay)
    await _templates(replay)
    await _statistics(replay)
    await _plugins(replay)
    await _instance(replay)
    await _pages(replay)
    await _dashboards(replay)


async def _prepared(replay: Replay) -> Json:
    sources = [FLOWS["ok"], flow("sched", more=SCHEDULE), METERED]
    watching = f"triggers:\n  - id: w\n    {CORE}.trigger.Flow\n    preconditions:\n      id: p\n"
    watching += "      flows:\n        - namespace: company.team\n          flowId: ok\n"
    sources += [flow("vars", more=watching), flow("slow", task=SLEEP)]
    for source in sources:
        created = await replay.api.post("/flows", headers=YAML, content=source)
        assert created.status_code == 200 or "already exists" in created.text
    await replay(359, "/flows/company.team/ok/dependencies")
    return await replay.api.run("ok")


async def _triggers(replay: Replay) -> None:
    search = "/triggers/search"
    await replay(175, f"{search}?q=sched")
    await replay(176, f"{search}?namespace=company.team")
    await replay(177, f"{search}?page=0", "page=0")
    await replay(177, f"{search}?namespace=comp", "namespace=comp (text prefix)")
    of_flow = "/triggers/company.team/sched"
    await replay(178, of_flow)
    await replay(179, "/triggers/company.team/nope")
    await replay(180, "/triggers", json={**NAMED, "disabled": True})
    await replay(181, "/triggers", json={**NAMED, "disabled": False})
    await replay(182, "/triggers", "unknown flow", json={**NAMED, "flowId": "nope"})
    unknown = {**NAMED, "triggerId": "nope"}
    await replay(182, "/triggers", "unknown trigger", json=unknown)
    backfill: dict[str, Json] = {"start": "2026-01-01T00:00:00Z", "end": "2026-06-01T00:00:00Z"}
    backfill |= {"inputs": {"x": 1}, "labels": [{"key": "a", "value": "b"}]}
    await replay(183, "/triggers", json={**NAMED, "disabled": False, "backfill": backfill})
    await replay(184, "/triggers/backfill/pause", json=NAMED)
    await replay(185, "/triggers/backfill/unpause", json=NAMED)
    await replay(186, "/triggers/backfill/delete", json=NAMED)
    await replay(187, "/triggers/backfill/delete", json=NAMED)
    await replay(188, "/triggers/backfill/pause", "no backfill", json=NAMED)
    await replay(188, "/triggers/backfill/pause", "unknown trigger", json=unknown)
    await replay(189, f"{of_flow}/s/unlock", "not locked")
    await replay(189, f"{of_flow}/nope/unlock", "unknown trigger")
    await replay(190, f"{of_flow}/s/restart", "existing")
    await replay(190, f"{of_flow}/nope/restart", "unknown trigger")
    none = "by-query?namespace=no.flows"
    await replay(191, "/triggers/unlock/by-triggers", json=[NAMED])
    await replay(192, f"/triggers/unlock/{none}")
    disabled = "/triggers/set-disabled/by-triggers"
    await replay(193, disabled, "one", json={"triggers": [NAMED], "disabled": True})
    request = {"triggers": [unknown], "disabled": True}
    await replay(193, disabled, "unknown trigger", json=request)
    await replay(194, f"/triggers/set-disabled/{none}&disabled=true")
    for line, word in ((195, "pause"), (197, "delete")):
        await replay(line, f"/triggers/backfill/{word}/by-triggers", json=[NAMED])
        await replay(line + 1, f"/triggers/backfill/{word}/{none}")
    await replay(199, of_flow)
    await replay(200, f"{of_flow}/nope")


async def _logs(replay: Replay, ended: Json) -> None:
    one = f"/logs/{ended['id']}"
    await replay(201, one)
    await replay(202, f"{one}?minLevel=WARN")
    await replay(203, f"{one}?minLevel=NOPE", "minLevel=NOPE")
    await replay(203, "/logs/nope", "unknown execution")
    await replay(204, f"{one}?taskId=b")
    await replay(205, f"{one}/download")
    await replay(206, "/logs/nope/download")
    search = "/logs/search"
    await replay(207, f"{search}?q=x&size=1&sort=timestamp:desc")
    dates = "startDate=2024-01-02T00:00:00Z&endDate=2024-01-01T00:00:00Z"
    await replay(208, f"{search}?page=0", "page=0")
    await replay(208, f"{search}?minLevel=ERROR", "minLevel=ERROR")
    await replay(208, f"{search}?{dates}", "start after end")
    await replay(208, f"{search}?startDate=x", "startDate=x")
    await replay(210, f"{one}?minLevel=WARN", "minLevel=WARN")
    await replay(210, "/logs/nope", "unknown execution")
    await replay(211, "/logs/company.team/sched?triggerId=s")


async def _metrics(replay: Replay) -> None:
    done = await replay.api.run("met")
    await replay(212, f"/metrics/{done['id']}")
    await replay(213, "/metrics/nope")
    await replay(214, "/metrics/names/company.team/met")
    await replay(215, "/metrics/tasks/company.team/met")
    flow_path = "/metrics/aggregates/company.team/met/counts"
    await replay(216, f"{flow_path}?aggregation=sum")
    day = "startDate=2026-11-25T00:00:00Z&endDate=2026-11-25T12:00:00Z"
    task_path = "/metrics/aggregates/company.team/met/p/counts"
    await replay(217, f"{task_path}?aggregation=sum&{day}")
    await replay(218, f"{flow_path}?aggregation=nope")
    await replay(219, flow_path)


async def _values(replay: Replay) -> None:
    await replay(220, f"{NS}/no.values/kv")
    for case, text in KINDS.items():
        await replay.api.put(f"{KV}/k", content=text, headers=TEXT)
        await replay(221, f"{KV}/k", f"written as {case}")
    await replay(221, f"{KV}/-bad-", "bad key")
    await replay(221, f"{KV}/zzz", "unknown key")
    await replay.api.put(f"{KV}/ttl", content="1", headers={**TEXT, "ttl": "PT0S"})
    await replay(221, f"{KV}/ttl", "expired")
    await replay(221, f"{KV}/ttl", "expired, second read")
    json = {"Content-Type": "application/json"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    words, key = "hello world", f"{KV}/noct"
    await replay(222, key, "text/plain body hello world", content=words, headers=TEXT)
    await replay(222, key, "JSON body hello world", content=words, headers=json)
    await replay(222, key, 'body {"a":', content='{"a":', headers=json)
    await replay(222, f"{KV}/-bad-", "bad key", content="1", headers=json)
    await replay(222, key, "form content type", content="a=1", headers=form)
    await replay(222, key, "no content type", content="1")
    await replay(222, key, "header ttl: PT1S", content="1", headers={**json, "ttl": "PT1S"})
    await replay(222, key, "header ttl: PT-5S", content="1", headers={**json, "ttl": "PT-5S"})
    await replay(222, key, "header ttl: nope", content="1", headers={**json, "ttl": "nope"})
    await replay(222, key, "no body", headers=json)
    await replay(223, KV)
    await replay(224, f"{KV}/noct", "existing")
    await replay(224, f"{KV}/noct", "again")
    await replay.api.put(f"{KV}/i", content="1", headers=json)
    await replay(225, KV, '{"keys":["i","zzz"]}', json={"keys": ["i", "zzz"]})
    await replay(225, KV, "no body")


async def _namespaces(replay: Replay) -> None:
    await replay(226, f"{NS}/search?size=2")
    await replay(227, f"{NS}/search?q=comp&existing=true")
    await replay(228, f"{NS}/search?page=9")
    await replay(229, f"{NS}/search?sort=id:desc")
    await replay(230, f"{NS}/company.team", "")
    await replay(230, f"{NS}/does.not.exist", "unknown")
    await replay(231, NS, json={"id": "made.here"})


async def _files(replay: Replay) -> None:
    await replay(232, f"{FILES}?path=/", "path=/")
    await replay(233, f"{FILES}/directory", "no path, new namespace")
    await replay(234, f"{FILES}/stats")
    await replay(235, f"{FILES}/search?q=", "q= (empty)")
    text = {"fileContent": ("f", b"abc")}
    await replay(236, f"{FILES}?path=/a/b/c.txt", "path=/a/b/c.txt, part fileContent", files=text)
    more = {"fileContent": ("f", b"abcd")}
    await replay(236, f"{FILES}?path=/a/b/c.txt", "overwrite", files=more)
    await replay(236, FILES, "no path", files=text)
    await replay(236, f"{FILES}?path=/x.txt", "no part fileContent", files=parts(other="x"))
    await replay(236, f"{FILES}?path=/a%20b.txt", "path with a space", files=text)
    await replay(236, f"{FILES}?path=/a%2Bb.txt", "path with a plus", files=text)
    await replay(235, f"{FILES}/search?q=c.t", "q=c.t")
    await replay(235, f"{FILES}/search?q=", "q= (empty) again")
    await replay(235, f"{FILES}/search", "no q")
    await replay(237, f"{FILES}?path=/a%20b.txt")
    await replay(238, f"{FILES}?path=/a%2Bb.txt")
    await replay(239, f"{FILES}/directory?path=/")
    await replay(240, f"{FILES}?path=/a/b/c.txt")
    await replay(241, f"{FILES}?path=a/b/c.txt")
    await replay(242, f"{FILES}?path=/nope.txt", "missing")
    await replay(242, f"{FILES}?path=/a", "a directory")
    await replay(242, FILES, "no path")
    await replay(242, f"{FILES}?path=/a/../b", "with ..")
    await replay(242, f"{FILES}?path=/_flows/x.yml", "below /_flows")
    await replay(243, f"{FILES}/stats?path=/a/b/c.txt")
    await replay(244, f"{FILES}/stats?path=/a")
    await replay(245, f"{FILES}/stats?path=/nope")
    await replay(233, f"{FILES}/directory?path=/nope", "missing")
    await _folders(replay)


async def _folders(replay: Replay) -> None:
    folder = f"{FILES}/directory"
    await replay(246, f"{folder}?path=/new", "new")
    await replay(246, f"{folder}?path=/new", "again")
    await replay(246, f"{folder}?path=/a/b/c.txt", "occupied by a file")
    await replay(246, folder, "no path")
    moved = f"{FILES}?from=/a/b/c.txt&to=/a/b/d.txt"
    await replay(247, moved, "rename file")
    await replay(247, f"{FILES}?from=/nope&to=/x", "missing source")
    await replay(247, f"{FILES}?from=/a/b/d.txt&to=/q/r.txt", "target directory missing")
    await replay(247, f"{FILES}?from=/a/b/d.txt&to=/a b.txt", "target exists")
    await replay(247, f"{FILES}?from=/a/b/d.txt", "no to")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("z/one.txt", "one")
        archive.writestr("_flows/fz.yml", flow("fz", namespace="company.files"))
    zipped = {"fileContent": ("a.zip", buffer.getvalue())}
    case = "zip with z/one.txt and _flows/fz.yml"
    await replay(236, f"{FILES}?path=/a.zip", case, files=zipped)
    source = {"fileContent": ("g.yml", flow("g", namespace="company.files").encode())}
    case = "path=/_flows/g.yml, a flow source"
    await replay(236, f"{FILES}?path=/_flows/g.yml", case, files=source)
    await replay(236, f"{FILES}?path=/_flows/sub/g.yml", "path=/_flows/sub/g.yml", files=source)
    await replay(235, f"{FILES}/search?q=", "after the zip")
    await replay(248, "/flows/company.files")
    await replay(249, f"{FILES}/export")
    await replay(232, f"{FILES}?path=/a", "directory")
    await replay(232, f"{FILES}?path=/nope", "missing")
    await replay(232, FILES, "no path")
    await replay(232, f"{FILES}?path=/", "path=/ (everything)")
    await replay(233, folder, "after path=/")


async def _templates(replay: Replay) -> None:
    task = {"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}
    tpl: dict[str, Json] = {"id": "tpl", "namespace": "company.team", "tasks": [task]}
    one = "/templates/company.team/tpl"
    await replay(250, "/templates", json=tpl)
    await replay(251, "/templates", "same again", json=tpl)
    await replay(251, "/templates", "no tasks", json={**tpl, "id": "x", "tasks": []})
    await replay(252, one)
    await replay(253, "/templates/company.team/nope")
    await replay(254, one, json={**tpl, "description": "d"})
    await replay(255, one, "other id", json={**tpl, "id": "other"})
    nope = {**tpl, "id": "nope"}
    await replay(255, "/templates/company.team/nope", "unknown", json=nope)
    await replay(256, "/templates/search?q=tpl")
    await replay(257, "/templates/distinct-namespaces")
    pair = [{**tpl, "id": name, "namespace": "company.tpl"} for name in ("t1", "t2")]
    await replay(258, "/templates/company.tpl", json=pair)
    await replay(259, "/templates/validate", yaml=flow("v"))
    await replay(260, "/templates/validate", yaml="id: v\nnamespace: company.team\n")
    await replay(261, "/templates/export/by-query?q=zzz")
    await replay(365, "/templates/export/by-query?namespace=company.team")
    unknown = [{"namespace": "company.team", "id": "nope"}]
    await replay(262, "/templates/export/by-ids", json=unknown)
    upload = {"fileUpload": ("a.yaml", flow("imported").encode())}
    await replay(263, "/templates/import", files=upload)
    ids = [{"namespace": "company.team", "id": "imported"}]
    await replay(264, "/templates/delete/by-ids", json=ids)
    await replay(265, "/templates/delete/by-query?namespace=company.tpl")
    await replay(266, one, "existing")
    await replay(266, one, "again")


async def _statistics(replay: Replay) -> None:
    await replay(267, "/taskruns/search")
    await replay(268, "/taskruns/maxTaskRunSetting")
    team: dict[str, Json] = {"namespace": "company.team"}
    daily = "/stats/executions/daily"
    await replay(269, "/stats/summary", "{}", json={})
    await replay(269, "/stats/summary", "namespace", json=team)
    await replay(269, "/stats/summary", "no body")
    await replay(270, daily, json={})
    day = {"startDate": "2026-11-25T00:00:00Z", "endDate": "2026-11-25T12:00:00Z"}
    await replay(271, daily, json={**team, **day})
    await replay(272, daily, json={"startDate": "x"})
    await replay(273, "/stats/taskruns/daily", json={})
    await replay(274, f"{daily}/group-by-flow", json={})
    await replay(275, f"{daily}/group-by-flow", json={**team, "namespaceOnly": True})
    await replay(276, f"{daily}/group-by-namespace", json={})
    latest = "/stats/executions/latest/group-by-flow"
    one = {"flows": [{"namespace": "company.team", "id": "ok"}]}
    await replay(277, latest, "flows: one", json=one)
    await replay(277, latest, "{}", json={})
    await replay(278, "/stats/logs/daily", json={})
    await replay(279, "/stats/logs/daily", json={"logLevel": "WARN"})


async def _plugins(replay: Replay) -> None:
    log = "/plugins/io.kestra.plugin.core.log.Log"
    for line, path in enumerate(("", "/groups/subgroups", "/icons", "/icons/groups"), start=280):
        await replay(line, f"/plugins{path}")
    await replay(284, log)
    await replay(285, f"{log}?all=true")
    await replay(286, "/plugins/io.kestra.core.tasks.log.Log")
    await replay(287, "/plugins/com.example.Nope")
    await replay(288, f"{log}/versions")
    await replay(289, "/plugins/schemas/flow")
    await replay(290, "/plugins/schemas/dashboard")
    await replay(291, "/plugins/schemas/apps", "apps")
    await replay(291, "/plugins/schemas/nope", "nope")
    await replay(292, "/plugins/schemas/task?arrayOf=true")
    await replay(293, "/plugins/inputs")
    await replay(294, "/plugins/inputs/STRING")
    await replay(295, "/plugins/inputs/NOPE")


async def _instance(replay: Replay) -> None:
    await replay(296, "/configs")
    await replay(297, "/main/configs")
    await replay(298, "/usages/all")
    await replay(300, "/basicAuthValidationErrors")
    await replay(301, "/main/flows/search")
    await replay(329, "/blueprints/community")
    await replay(330, "/blueprints/community/tags")
    await replay(318, "//health")
    await replay(319, "//health/liveness")
    await replay(320, "//health/readiness")
    await replay(321, "//version", "")
    await replay(322, "//metrics")
    await replay(326, "//prometheus")


async def _pages(replay: Replay) -> None:
    await replay(302, "//ping")
    await replay(303, "//ping")
    await replay(304, "//")
    await replay(305, "//ui/")
    await replay(306, "//ui/anything/below")
    await replay(307, "//ui")
    await replay(308, "//api")
    await replay(310, "//nothing")
    await replay(311, "/nothing")
    await replay(312, "/flows/a/b/c/d/e")
    await replay(313, "/flows/search")
    await replay(314, "/flows/search", headers={"Origin": "http://other.example"})
    await replay(315, "/flows/search")
    await replay(316, "/flows/search/")
    await replay(317, "//api/v1//flows//search")


async def _dashboards(replay: Replay) -> None:
    made = (await replay(331, "/dashboards", yaml=DASHBOARD)).json()
    one = f"/dashboards/{made['id']}"
    await replay(332, one)
    await replay(333, "/dashboards")
    await replay(334, "/dashboards?q=over")
    await replay(335, one, yaml=DASHBOARD.replace("Overview", "Two"))
    now = datetime.now(UTC)
    window = {
        "startDate": (now - timedelta(days=5)).isoformat(),
        "endDate": (now + timedelta(days=2)).isoformat(),
    }
    await replay(336, f"{one}/charts/states", json=window)
    sized = {**window, "pageSize": 1, "pageNumber": 1}
    await replay(337, f"{one}/charts/spaces", "window, pageSize=1", json=sized)
    await replay(337, f"{one}/charts/nope", "unknown chart", json=window)
    long = {**window, "startDate": "2020-11-20T00:00:00Z"}
    await replay(337, f"{one}/charts/states", "window longer than max", json=long)
    await replay(338, "/dashboards/nope")
    unknown = DASHBOARD.replace("chart.TimeSeries", "chart.Nope")
    await replay(339, "/dashboards", yaml=unknown)
    await replay(340, "/dashboards/validate", yaml=DASHBOARD)
    untitled = DASHBOARD.replace("title: Overview\n", "")
    await replay(341, "/dashboards/validate", yaml=untitled)
    await replay(342, one, "existing")
    await replay(342, one, "again")


async def guarded(replay: Replay) -> None:
    """Lines about credentials, on a server that needs them."""
    good = (USER, PASSWORD)
    encoded = base64.b64encode(":".join(good).encode()).decode()
    search = "/flows/search"
    await replay(27, search, "basic auth on, right credentials", auth=good)
    lower = {"Authorization": f"basic {encoded}"}
    await replay(27, search, "Authorization: basic (lower case)", headers=lower)
    case = "basic auth on, no credentials, unknown flow"
    await replay(96, "/executions/webhook/company.team/nope/k1234567", case)
    await replay(343, search)
    await replay(344, search, auth=(USER, "wrong"))
    await replay(345, search, headers={"Authorization": "Bearer x"})
    await replay(346, search, headers={"Cookie": f"BASIC_AUTH={encoded}"})
    await replay(347, "/configs")
    await replay(348, "/configs", auth=good)
    await replay(349, "//ping")
    await replay(350, "//ui/")
    await replay(351, "//")
    await replay(352, "/nothing")
    user = {"username": "nobody", "password": PASSWORD}
    await replay(299, "/basicAuth", "{}", json={}, auth=good)
    await replay(299, "/basicAuth", "username not an e-mail", json=user, auth=good)
    await replay(299, "/basicAuth", "no body", auth=good)
    new = {"username": USER, "password": "Another-Password-1"}
    await replay(299, "/basicAuth", "new credentials with the old ones", json=new, auth=good)
    await replay(353, search, auth=good)
    again = (USER, "Another-Password-1")
    await replay(27, search, "new credentials after POST /basicAuth", auth=again)
