"""Jenkins, Confluence and GraphQL, by stand-ins of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.answering import SECRET, Service, assert_refused, stored_rows
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer
from tiercel_development import confluence, graphql_request, jenkins

JENKINS: dict[str, Json] = {
    "serverUrl": "https://j.example.com",
    "username": "a",
    "apiToken": SECRET,
    "jobName": "shop/build",
}
SITE: dict[str, Json] = {
    "serverUrl": "https://c.example.com",
    "username": "a",
    "apiToken": SECRET,
}
GRAPH: dict[str, Json] = {
    "uri": "https://g.example.com/graphql",
    "query": "{ a }",
    "headers": {"X-Key": SECRET},
}


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (jenkins.JobBuild, JENKINS, "Jenkins at j.example.com: build of shop/build"),
        (confluence.TYPES["List"], SITE, "Confluence at c.example.com: GET /pages"),
        (graphql_request.Request, GRAPH, "GraphQL at g.example.com: the request"),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    assert_refused(task, properties, place)


def test_jenkins_builds() -> None:
    queued = HttpAnswer(url="", status=201)
    service = Service(
        {
            "POST /job/shop/job/build/build": queued,
            "POST /job/shop/job/build/buildWithParameters": queued,
            "GET /job/shop/job/build/7/api/json": {"result": "SUCCESS"},
        }
    )
    assert service.outputs(jenkins.JobBuild, JENKINS) == {"status": 201}
    service.outputs(jenkins.JobBuild, {**JENKINS, "parameters": {"branch": "main", "fast": True}})
    assert service.sent[1].form == {"branch": "main", "fast": "true"}
    again = service.outputs(jenkins.JobBuild, JENKINS, remembered={"id": "201"})
    assert (again, len(service.sent)) == ({"status": 201}, 2)
    found = service.outputs(jenkins.JobInfo, {**JENKINS, "buildNumber": 7})
    assert found == {"info": {"result": "SUCCESS"}}


def test_pages_of_confluence() -> None:
    place = "/wiki/api/v2/pages"
    page = {"title": "A", "body": {"storage": {"value": "<h1>Hi</h1>"}}, "version": {"number": 1}}
    first = {"results": [page], "_links": {"next": f"{place}?cursor=2"}}

    def listed(request: Any) -> Json:
        return {"results": [page]} if "cursor=2" in request.url else first

    service = Service(
        {f"POST {place}": {"id": "1"}, f"PUT {place}/1": {"id": "1"}, f"GET {place}": listed}
    )
    given = {**SITE, "spaceId": "9", "title": "A", "markdown": "# Hi\n<b>x</b>", "rootLevel": True}
    assert service.outputs(confluence.TYPES["Create"], given) == {"value": '{"id":"1"}'}
    assert service.sent[0].json == {
        "spaceId": "9",
        "title": "A",
        "body": {
            "representation": "storage",
            "value": "<h1>Hi</h1>\n<p>&lt;b&gt;x&lt;/b&gt;</p>\n",
        },
    }
    assert service.sent[0].params == {"root-level": "true"}
    changed = {
        **SITE,
        "pageId": "1",
        "title": "A",
        "status": "current",
        "markdown": "x",
        "versionInfo": {"number": 2},
    }
    service.outputs(confluence.TYPES["Update"], changed)
    assert service.sent[1].json["version"] == {"number": 2}
    found = service.outputs(confluence.TYPES["List"], {**SITE, "spaceIds": [9]})
    assert [each["markdown"] for each in found["children"]] == ["# Hi", "# Hi"]
    assert service.sent[2].params["space-id"] == ["9"]
    ran = service.run(confluence.TYPES["List"], {**SITE, "fetchType": "STORE"})
    assert len(stored_rows(ran)) == 2


def test_graphql_is_asked() -> None:
    answer: Json = {"data": {"a": 1}, "errors": [{"message": "half"}]}
    service = Service({"POST /graphql": answer, "GET /graphql": answer})
    found = service.outputs(graphql_request.Request, {**GRAPH, "variables": {"id": 7}})
    assert (found["body"], found["error"], found["code"]) == ({"a": 1}, [{"message": "half"}], 200)
    assert service.sent[0].content == '{"query":"{ a }","variables":{"id":7}}'
    ran = service.run(graphql_request.Request, {**GRAPH, "failOnGraphQLErrors": True})
    assert str(ran.error).endswith(": half")
    service.outputs(graphql_request.Request, {**GRAPH, "method": "GET"})
    assert service.sent[-1].params == {"query": "{ a }"}
