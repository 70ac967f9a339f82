"""Airbyte, Fivetran, Hightouch, Cloudflare and Argo CD, by stand-ins of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest

from tiercel.plugin import Interrupted, Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import START, FakeContext, Ran, World, run_task
from tiercel_platforms import airbyte, argocd, cloudflare, fivetran, hightouch

SECRET = "canary-9f30"
AIRBYTE: dict[str, Json] = {
    "url": "https://air.example.com",
    "username": "a",
    "password": SECRET,
    "connectionId": "c",
}
CLOUD: dict[str, Json] = {"token": SECRET, "connectionId": "c"}
FIVETRAN: dict[str, Json] = {"apiKey": "a", "apiSecret": SECRET}
HIGHTOUCH: dict[str, Json] = {"token": SECRET, "syncId": 5}
ZONE: dict[str, Json] = {"apiToken": SECRET, "zoneId": "z"}
ARGO: dict[str, Json] = {"server": "argo.example.com", "token": SECRET, "application": "shop"}
Answer = Callable[[HttpRequest], Json]


def world(answer: Answer, **more: Any) -> World:
    """A service that answers so; a number is the status of a refusal."""

    def answered(request: HttpRequest) -> HttpAnswer:
        found = answer(request)
        status = found if isinstance(found, int) else 200
        content = {"message": f"no {SECRET}"} if isinstance(found, int) else found
        return HttpAnswer(url=request.url, status=status, content=msgspec.json.encode(content))

    return World(http=answered, **more)


def run(task: Any, properties: dict[str, Json], answer: Answer) -> tuple[Ran, list[str]]:
    ran = run_task(task, properties, world(answer))
    return ran, [f"{each.method} {each.url}" for each in ran.context.http.sent]


def one_after_another(answers: Iterable[Json]) -> Answer:
    rest = iter(answers)
    return lambda _: next(rest)


def killed(task: Any, properties: dict[str, Json], answer: Answer) -> str:
    """The last thing that a task asks which is killed after its first look."""

    def stopping(request: HttpRequest) -> Json:
        if len(context.http.sent) > 1 and not context.is_stopped:
            context.stop()
        return answer(request)

    context = FakeContext(world(stopping))
    with pytest.raises(Interrupted):
        task.model_validate(properties).run(context)
    last = context.http.sent[-1]
    return f"{last.method} {last.url}"


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (airbyte.Sync, AIRBYTE, "Airbyte at air.example.com: POST /connections/sync"),
        (airbyte.CloudSync, CLOUD, "Airbyte at api.airbyte.com: POST /jobs"),
        (fivetran.Sync, {**FIVETRAN, "connectorId": "i"}, "Fivetran at api.fivetran.com: GET /v1/"),
        (hightouch.Sync, HIGHTOUCH, "Hightouch at api.hightouch.com: POST /syncs/5/trigger"),
        (cloudflare.Purge, {**ZONE, "purgeAll": True}, "Cloudflare at api.cloudflare.com: POST /"),
        (argocd.Status, ARGO, "Argo CD at argo.example.com: GET /api/v1/applications/shop"),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    ran, _ = run(task, properties, lambda _: 403)
    assert str(ran.error).startswith(place)
    assert str(ran.error).endswith(" failed: 403 no ****")


def job(status: str) -> Json:
    totals = {"recordsEmitted": 3, "recordsCommitted": 2, "bytesEmitted": 9}
    return {"job": {"id": 4, "status": status}, "attempts": [{"attempt": {"totalStats": totals}}]}


def test_airbyte_synchronises() -> None:
    answers = [job("pending"), job("running"), job("succeeded")]
    ran, asked = run(airbyte.Sync, AIRBYTE, one_after_another(answers))
    assert ran.outputs == {"jobId": 4, "alreadyRunning": False}
    assert [each.rpartition("/v1")[2] for each in asked] == [
        "/connections/sync",
        "/jobs/get",
        "/jobs/get",
    ]
    counts = {each.name: each.value for each in ran.metrics}
    assert (counts["records.committed"], counts["attempts.count"]) == (2, 1)
    ran, _ = run(airbyte.Sync, {**AIRBYTE, "failOnActiveSync": False}, lambda _: 409)
    assert ran.outputs == {"alreadyRunning": True}
    ran, _ = run(airbyte.CheckStatus, _checked("4"), lambda _: job("failed"))
    assert str(ran.error) == "The job 4 is failed"
    ran, _ = run(airbyte.CheckStatus, _checked("4"), lambda _: job("succeeded"))
    assert ran.outputs == {"finalJobStatus": "succeeded"}
    ran, _ = run(airbyte.CheckStatus, _checked("x"), lambda _: job("succeeded"))
    assert str(ran.error) == "`jobId` must be a number"
    assert killed(airbyte.Sync, AIRBYTE, lambda _: job("running")).endswith("/jobs/cancel")


def _checked(number: str) -> dict[str, Json]:
    own = {name: value for name, value in AIRBYTE.items() if name != "connectionId"}
    return {**own, "jobId": number}


def test_an_application_of_airbyte_signs_in() -> None:
    login = {"clientId": "{{ flow.id }}", "clientSecret": SECRET}
    given = {**AIRBYTE, "applicationCredentials": login, "wait": False}
    context = FakeContext(world(lambda _: {"access_token": "t", **job("pending")}))
    assert airbyte.Sync.model_validate(given).run(context).job_id == 4
    first, second = context.http.sent
    assert (first.url, first.json) == (
        "https://air.example.com/api/v1/applications/token",
        {"client_id": "a-flow", "client_secret": SECRET},
    )
    assert second.headers["Authorization"] == "Bearer t"


def test_a_job_of_airbyte_cloud_is_gone_on_with() -> None:
    times = {"startTime": "2030-01-01T00:00:00Z", "lastUpdatedAt": "2030-01-01T00:01:00Z"}
    ended = {"jobId": 4, "status": "succeeded", "rowsSynced": 2, "extra": 1, **times}
    ran, asked = run(airbyte.CloudReset, CLOUD, lambda _: ended)
    assert ran.outputs["job"]["rowsSynced"] == 2
    assert [each.replace("https://api.airbyte.com/v1", "") for each in asked] == [
        "POST /jobs",
        "GET /jobs/4",
    ]
    body: Any = ran.context.http.sent[0].json
    assert body == {"connectionId": "c", "jobType": "reset"}
    again = run_task(airbyte.CloudSync, CLOUD, world(lambda _: ended, remembered={"id": "4"}))
    assert [each.method for each in again.context.http.sent] == ["GET"]
    running = {"jobId": 4, "status": "running"}
    assert killed(airbyte.CloudSync, CLOUD, lambda _: running).startswith("DELETE ")


def connector(**facts: Json) -> Json:
    return {"data": {"id": "i", "status": {"sync_state": "scheduled"}, **facts}}


def test_fivetran_synchronises() -> None:
    given = {**FIVETRAN, "connectorId": "i", "force": True}
    before, after = connector(succeeded_at="1"), connector(succeeded_at="2")
    ran, asked = run(fivetran.Sync, given, one_after_another([before, {}, before, after]))
    assert ran.error is None
    assert [each.split()[0] for each in asked] == ["GET", "POST", "GET", "GET"]
    failed = connector(succeeded_at="1", failed_at="2")
    ran, _ = run(fivetran.Sync, given, one_after_another([before, {}, failed]))
    assert str(ran.error) == "The synchronisation of i failed"
    ran, asked = run(fivetran.Sync, given, one_after_another([503, before, {}, after]))
    assert (ran.error, len(asked)) == (None, 4)


def test_connectors_of_fivetran_are_waited_for() -> None:
    now, given = START.isoformat(), {**FIVETRAN, "connectorIds": ["i"], "freshnessBuffer": "PT1M"}
    old = connector(succeeded_at="2001-01-01T00:00:00Z", sync_frequency=5)
    fresh = connector(succeeded_at=now, sync_frequency=5, schema="s")
    ran, _ = run(fivetran.Status, given, one_after_another([old, fresh]))
    found = ran.outputs["connectors"]["i"]
    assert (found["fresh"], found["name"], found["completedDate"]) == (True, "s", now)
    bad = connector(succeeded_at="2001-01-01T00:00:00Z", failed_at=now)
    ran, _ = run(fivetran.Status, given, lambda _: bad)
    assert str(ran.error) == "i: failed, paused or broken"
    ran, _ = run(fivetran.Status, {**given, "allowTerminal": True}, lambda _: bad)
    assert ran.outputs["connectors"]["i"]["hasFailed"] is True
    ran, _ = run(fivetran.Status, {**given, "wait": False}, lambda _: old)
    assert ran.outputs["connectors"]["i"]["fresh"] is False


def test_hightouch_synchronises() -> None:
    def rows(status: str, **more: Json) -> Json:
        done = {"addedCount": 3, "changedCount": 0, "removedCount": 1, "other": 1}
        return {"data": [{"id": 8, "status": status, "successfulRows": done, **more}]}

    answers = [{"id": 8}, {"data": []}, rows("querying"), rows("success", completionRatio=1)]
    ran, _ = run(hightouch.Sync, HIGHTOUCH, one_after_another(answers))
    assert (ran.outputs["runId"], ran.outputs["metadata"]["status"]) == (8, "success")
    counts = {each.name: each.value for each in ran.metrics}
    assert (counts["rows.successfully.added"], counts["rows.failed.added"]) == (3, 0)
    ran, _ = run(
        hightouch.Sync, HIGHTOUCH, one_after_another([{"id": 8}, rows("failed", error="x")])
    )
    assert str(ran.error) == "The run 8 is failed: x"
    ran, _ = run(hightouch.Sync, HIGHTOUCH, one_after_another([{"id": 8}, rows("warning")]))
    assert "ended with warning" in "\n".join(ran.logs)
    ran, _ = run(hightouch.Sync, {**HIGHTOUCH, "wait": False}, lambda _: {"id": 8})
    assert ran.outputs == {"runId": 8}


def test_zones_of_cloudflare() -> None:
    ran, _ = run(cloudflare.Purge, {**ZONE, "files": ["f"]}, lambda _: {"result": {"id": "p"}})
    assert (ran.outputs, ran.context.http.sent[0].json) == ({"requestId": "p"}, {"files": ["f"]})
    ran, _ = run(cloudflare.Purge, {**ZONE, "files": ["f"], "purgeAll": True}, lambda _: {})
    assert "Either `purgeAll`, or `files` or `tags`" in str(ran.error)
    lists = {"posts": [{"name": "w", "type": "A", "content": "c"}], "deletes": [{"id": "1"}]}
    ran, _ = run(cloudflare.Batch, {**ZONE, **lists}, lambda _: {"success": True})
    assert (ran.outputs, ran.context.http.sent[0].json) == ({"success": True}, lists)
    pages = [{"result": [{"id": n}], "result_info": {"total_pages": 2}} for n in "ab"]
    ran, _ = run(cloudflare.ListZones, {"apiToken": SECRET}, one_after_another(pages))
    assert ran.outputs == {"zones": [{"id": "a"}, {"id": "b"}], "size": 2}
    rule = {**ZONE, "mode": "block", "target": "ip", "value": "203.0.113.7"}
    ran, _ = run(cloudflare.CreateRule, rule, lambda _: {"result": {"id": "r"}})
    about = {"target": "ip", "value": "203.0.113.7"}
    assert ran.context.http.sent[0].json == {"mode": "block", "configuration": about}
    ran, asked = run(
        cloudflare.DeleteRule, {**ZONE, "ruleId": "r"}, lambda _: {"result": {"id": "r"}}
    )
    assert (ran.outputs, asked[0].endswith("/access_rules/rules/r")) == ({"ruleId": "r"}, True)


def test_a_name_is_set() -> None:
    given = {**ZONE, "name": "w", "recordType": "A", "content": "c"}
    made = {"result": {"id": "1", "name": "w", "type": "A", "content": "c", "ttl": 1}}
    ran, asked = run(cloudflare.Upsert, given, one_after_another([{"result": []}, made]))
    assert (ran.outputs["action"], asked[1].split()[0]) == ("CREATED", "POST")
    ran, asked = run(cloudflare.Upsert, given, one_after_another([{"result": [{"id": "1"}]}, made]))
    assert (ran.outputs["action"], asked[1].endswith("/dns_records/1")) == ("UPDATED", True)
    ran, _ = run(cloudflare.Upsert, given, lambda _: {"result": [{"id": "1"}, {"id": "2"}]})
    assert str(ran.error) == "There are 2 records w of A"


def test_refusals_of_cloudflare_are_its_words() -> None:
    def answered(request: HttpRequest) -> HttpAnswer:
        content = b'{"errors":[{"code":1003,"message":"no such zone"}]}'
        return HttpAnswer(url=request.url, status=400, content=content)

    ran = run_task(cloudflare.Purge, {**ZONE, "purgeAll": True}, World(http=answered))
    assert str(ran.error).endswith("failed: 400 1003 no such zone")


def application(phase: str, **more: Json) -> Json:
    status = {
        "sync": {"status": "Synced", "revision": "abc"},
        "health": {"status": "Healthy"},
        "operationState": {"phase": phase, "message": "M"},
    }
    return {"metadata": {"name": "shop"}, "status": status, **more}


def test_applications_of_argo() -> None:
    ran, asked = run(argocd.Status, {**ARGO, "refresh": True}, lambda _: application("Running"))
    assert (ran.outputs["syncStatus"], ran.outputs["healthStatus"]) == ("Synced", "Healthy")
    assert asked == ["GET https://argo.example.com/api/v1/applications/shop"]
    assert ran.context.http.sent[0].params == {"refresh": "normal"}
    ended, running = application("Succeeded"), application("Running")
    answers = [ended, application("Succeeded", operation={}), running, ended]
    given = {**ARGO, "revision": "v1", "prune": True, "force": True, "insecure": True}
    ran, asked = run(argocd.Sync, given, one_after_another(answers))
    assert (ran.outputs["revision"], len(asked)) == ("abc", 4)
    first = ran.context.http.sent[0]
    assert first.trusts_all_certificates is True
    assert first.json == {
        "revision": "v1",
        "prune": True,
        "dryRun": False,
        "strategy": {"apply": {"force": True}},
    }
    ran, _ = run(argocd.Sync, ARGO, lambda _: application("Failed"))
    assert str(ran.error) == "The operation is Failed: M"
    last = killed(argocd.Sync, ARGO, lambda _: running)
    assert last == "DELETE https://argo.example.com/api/v1/applications/shop/operation"
    ran, _ = run(argocd.Status, {**ARGO, "serverCert": "x"}, lambda _: {})
    assert "`serverCert` can't be used" in str(ran.error)
