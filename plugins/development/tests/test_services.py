"""What forges and trackers are asked, and what becomes of their answers: by stand-ins of ours."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import Ran, World, run_task
from tiercel_development import gitlab, jira, linear
from tiercel_development.github import auth, projects, repositories, searches

TOKEN = "canary-93c1"
HUB: dict[str, Json] = {"oauthToken": TOKEN, "repository": "acme/flows"}
LAB: dict[str, Json] = {"token": TOKEN, "projectId": "acme/flows"}
JIRA: dict[str, Json] = {
    "baseUrl": "https://acme.atlassian.net/",
    "username": "ann",
    "password": TOKEN,
    "projectKey": "OPS",
}
LINEAR: dict[str, Json] = {"token": TOKEN, "team": "Ops", "title": "T"}


def run(
    task: Any, properties: dict[str, Json], answer: Callable[[HttpRequest], Json]
) -> tuple[Ran, list[HttpRequest]]:
    """A task with a service that answers so; a number is the status of a refusal."""

    def answered(request: HttpRequest) -> HttpAnswer:
        found = answer(request)
        status = found if isinstance(found, int) else 200
        content = {"message": f"no {TOKEN}"} if isinstance(found, int) else found
        encoded = b"" if content is None else msgspec.json.encode(content)
        return HttpAnswer(url=request.url, status=status, content=encoded)

    ran = run_task(task, properties, World(http=answered))
    return ran, list(ran.context.http.sent)


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (repositories.CommentIssue, {**HUB, "issueNumber": 1}, "GitHub at api.github.com: POST "),
        (gitlab.SearchIssues, LAB, "GitLab at gitlab.com: GET /issues"),
        (jira.Create, JIRA, "Jira at acme.atlassian.net: POST /rest/api/2/issue"),
        (linear.Create, LINEAR, "Linear at api.linear.app: finding the team"),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    ran, _ = run(task, properties, lambda _: 403)
    assert str(ran.error).startswith(place)
    assert str(ran.error).endswith(" failed: 403 no ****")


def test_github_names_the_fields_that_are_wrong() -> None:
    def answered(request: HttpRequest) -> HttpAnswer:
        said: Json = {"message": "Validation Failed", "errors": [{"message": "no such branch"}]}
        return HttpAnswer(url=request.url, status=422, content=msgspec.json.encode(said))

    asked = {**HUB, "sourceBranch": "a", "targetBranch": "b"}
    error = str(run_task(repositories.CreatePull, asked, World(http=answered)).error)
    assert error.endswith("failed: 422 Validation Failed: no such branch")


def test_issues_and_comments_at_github() -> None:
    asked = {**HUB, "title": "T", "labels": ["bug"], "fields": {"milestone": 3}}
    page = "https://github.com/acme/flows/issues/7"
    ran, (request,) = run(
        repositories.CreateIssue, asked, lambda _: {"number": 7, "html_url": page}
    )
    assert ran.outputs == {"issueNumber": 7, "issueUrl": page}
    assert request.url == "https://api.github.com/repos/acme/flows/issues"
    assert request.json == {"milestone": 3, "title": "T", "labels": ["bug"]}
    said, _ = run(
        repositories.CommentIssue,
        {**HUB, "issueNumber": 7, "body": "B"},
        lambda _: {"html_url": f"{page}#c1"},
    )
    assert said.outputs == {"commentUrl": f"{page}#c1", "issueUrl": page}
    bad, _ = run(repositories.CreateIssue, {"title": "T", "repository": "https://x"}, lambda _: 0)
    assert "`repository` must be given as owner/name" in str(bad.error)
    assert "`title` must" in str(run(repositories.CreateIssue, HUB, lambda _: 0)[0].error)


def test_requests_to_pull_and_workflows_at_github() -> None:
    asked = {
        **HUB,
        "sourceBranch": "a",
        "targetBranch": "main",
        "reviewers": ["ann"],
        "draft": True,
    }
    made: Json = {"number": 8, "html_url": "https://p", "issue_url": "https://i"}
    ran, (pull, review) = run(repositories.CreatePull, asked, lambda _: made)
    assert ran.outputs == {"pullRequestUrl": "https://p", "issueUrl": "https://i"}
    assert isinstance(pull.json, dict)
    assert (pull.json["head"], pull.json["title"], pull.json["draft"]) == ("a", "a", True)
    assert review.url.endswith("/pulls/8/requested_reviewers")
    started = {**HUB, "workflowId": "deploy.yml", "inputs": {"n": 3, "dry": True}}
    ran, (request,) = run(repositories.RunWorkflow, started, lambda _: None)
    assert ran.error is None, ran.error
    assert request.url.endswith("/repos/acme/flows/actions/workflows/deploy.yml/dispatches")
    assert request.json == {"ref": "main", "inputs": {"n": "3", "dry": "true"}}
    server = {**started, "endpoint": "https://github.acme.example/api/v3/"}
    _, (other,) = run(repositories.RunWorkflow, server, lambda _: None)
    assert other.url.startswith("https://github.acme.example/api/v3/repos/acme/flows/")


@pytest.mark.parametrize(
    ("kind", "properties", "question"),
    [
        ("code", {"query": "x", "in": "file", "fork": "FORKS_ONLY"}, "x in:file fork:only"),
        ("commits", {"authorName": "Ann Lee", "merge": False}, 'author-name:"Ann Lee" merge:false'),
        ("issues", {"repository": "a/b", "open": True}, "is:issue repo:a/b is:open"),
        ("pulls", {"title": "x", "createdByMe": True}, "is:pr x in:title author:@me"),
        ("repositories", {"visibility": "PUBLIC", "stars": ">9"}, "stars:>9 is:public"),
        ("topics", {"query": "x", "is": "NOT_CURATED"}, "x is:not-curated"),
        ("users", {"accountType": "ORGANIZATION", "repositories": 3}, "repos:3 type:org"),
    ],
)
def test_searches_ask_in_the_words_of_github(
    kind: str, properties: dict[str, Json], question: str
) -> None:
    found: Json = {"total_count": 1, "items": [{"id": 1}]}
    asked = {**properties, "fetchType": "FETCH"}
    ran, (request,) = run(searches.TYPES[kind], asked, lambda _: found)
    assert request.params["q"] == question
    assert (ran.outputs["rows"], ran.outputs["total"]) == ([{"id": 1}], 1)
    assert "Authorization" not in request.headers


def test_a_search_reads_all_pages() -> None:
    def pages(request: HttpRequest) -> Json:
        number = int(str(request.params["page"]))
        return {"total_count": 150, "items": [{"id": number}] * (100 if number == 1 else 50)}

    ran, sent = run(searches.TYPES["issues"], {"query": "x", "sort": "UPDATED"}, pages)
    assert (ran.outputs["size"], ran.outputs["total"], len(sent)) == (150, 150, 2)
    assert sent[0].params["sort"] == "updated"
    nothing, _ = run(searches.TYPES["users"], {}, pages)
    assert "`query` or another condition must be provided" in str(nothing.error)


def item(number: int, status: str) -> Json:
    value = {"name": status, "field": {"name": "Status"}}
    content = {"number": number, "labels": {"nodes": [{"name": "bug"}]}, "title": "T"}
    facts = {"id": f"i{number}", "type": "ISSUE", "isArchived": False}
    return {**facts, "fieldValues": {"nodes": [value, {}]}, "content": content}


def test_a_project_of_github_is_listed_and_filtered() -> None:
    def pages(request: HttpRequest) -> Json:
        assert isinstance(request.json, dict)
        is_second = request.json["variables"]["after"] == "c"
        nodes = [item(3, "Done")] if is_second else [item(1, "Todo"), item(2, "Done")]
        info = {"hasNextPage": not is_second, "endCursor": "c"}
        items = {"nodes": nodes, "pageInfo": info}
        return {"data": {"organization": {"projectV2": {"items": items}}}}

    asked: dict[str, Json] = {
        "organization": "acme",
        "projectNumber": 7,
        "status": ["Done"],
        "labels": ["bug"],
        "fetchType": "FETCH",
    }
    ran, _ = run(projects.List, asked, pages)
    assert [each["number"] for each in ran.outputs["rows"]] == [2, 3]
    assert ran.outputs["rows"][0]["fields"] == {"Status": "Done"}
    assert run(projects.List, {**asked, "limit": 1}, pages)[0].outputs["size"] == 1
    none, _ = run(projects.List, asked, lambda _: {"data": {"organization": None}})
    assert "acme has no project 7" in str(none.error)
    refused, _ = run(projects.List, asked, lambda _: {"errors": [{"message": f"no {TOKEN}"}]})
    assert "listing the project failed: no " in str(refused.error)


def test_an_app_proves_itself_with_its_key() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    asked: dict[str, Json] = {"clientId": "c1", "installationId": "5", "privateKey": pem}
    made: Json = {"token": "ghs_1", "expires_at": "2026-01-01T00:00:00Z"}
    ran, (request,) = run(auth.AppToken, asked, lambda _: made)
    assert ran.outputs == {"token": "ghs_1", "expiresAt": "2026-01-01T00:00:00Z"}
    assert request.url == "https://api.github.com/app/installations/5/access_tokens"
    text, _, signature = request.headers["Authorization"].removeprefix("Bearer ").rpartition(".")
    key.public_key().verify(
        urlsafe_b64decode(signature + "=="), text.encode(), PKCS1v15(), SHA256()
    )
    claims = msgspec.json.decode(urlsafe_b64decode(text.partition(".")[2] + "=="))
    assert (claims["iss"], claims["exp"] - claims["iat"]) == ("c1", 600)
    bad, _ = run(auth.AppToken, {**asked, "privateKey": "x"}, lambda _: made)
    assert "`privateKey` is no key in the form of PEM" in str(bad.error)


def test_gitlab() -> None:
    made: Json = {"iid": 4, "web_url": "https://w"}
    ran, (request,) = run(
        gitlab.CreateIssue, {**LAB, "title": "T", "labels": ["a", "b"]}, lambda _: made
    )
    assert ran.outputs == {"issueId": "4", "webUrl": "https://w", "statusCode": 201}
    assert request.url == "https://gitlab.com/api/v4/projects/acme%2Fflows/issues"
    assert request.json == {"title": "T", "labels": "a,b"}
    branches = {**LAB, "title": "T", "sourceBranch": "a", "targetBranch": "b"}
    merged, (asked,) = run(gitlab.CreateMergeRequest, branches, lambda _: made)
    assert merged.outputs["mergeReqID"] == "4"
    assert asked.json == {"title": "T", "source_branch": "a", "target_branch": "b"}
    found, (search,) = run(gitlab.SearchIssues, {**LAB, "search": "x"}, lambda _: [made])
    assert (found.outputs["count"], found.outputs["issues"]) == (1, [made])
    assert search.params == {"search": "x", "state": "opened", "per_page": "100"}


def test_jira() -> None:
    asked = {**JIRA, "summary": "S", "description": "D", "labels": ["a"]}
    made, (request,) = run(jira.Create, asked, lambda _: {"key": "OPS-1"})
    assert request.json == {
        "fields": {
            "project": {"key": "OPS"},
            "summary": "S",
            "description": "D",
            "labels": ["a"],
            "issuetype": {"name": "Task"},
        }
    }
    pair = b64encode(f"ann:{TOKEN}".encode()).decode()
    assert request.headers["Authorization"] == f"Basic {pair}"
    said, (comment,) = run(
        jira.CreateComment, {**JIRA, "issueIdOrKey": "OPS-1", "body": "B"}, lambda _: {"id": "7"}
    )
    assert (comment.url, comment.json) == (
        "https://acme.atlassian.net/rest/api/2/issue/OPS-1/comment",
        {"body": "B"},
    )
    changed = {**JIRA, "issueIdOrKey": "OPS-1", "fields": {"a": 1}}
    updated, (change,) = run(jira.UpdateFields, changed, lambda _: None)
    assert (made.error, said.error, updated.error) == (None, None, None)
    assert (change.method, change.json) == ("PUT", {"fields": {"a": 1}})
    foreign, (own,) = run(jira.Create, {**JIRA, "payload": '{"fields": {}}'}, lambda _: {})
    assert "POST /rest/api/2/issue failed: the answer has no `key`" in str(foreign.error)
    assert own.json == {"fields": {}}
    nobody, _ = run(jira.Create, {"baseUrl": "https://a", "projectKey": "O"}, lambda _: {})
    assert "Either `accessToken` or `username` and `password`" in str(nobody.error)


def test_linear_finds_team_and_labels_by_name() -> None:
    def answer(request: HttpRequest) -> Json:
        assert isinstance(request.json, dict)
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        data: Json = {
            "teams": {"nodes": [{"id": "t1"}]},
            "issueLabels": {"nodes": [{"id": "l1"}]},
            "issueCreate": {"success": True, "issue": {"id": "i1"}},
        }
        return {"data": data}

    ran, sent = run(linear.Create, {**LINEAR, "labels": ["bug"]}, answer)
    assert ran.outputs == {"isSuccess": True, "issueId": "i1"}
    assert isinstance(sent[-1].json, dict)
    assert sent[-1].json["variables"] == {
        "input": {"teamId": "t1", "title": "T", "labelIds": ["l1"]}
    }
    unknown, _ = run(linear.Create, LINEAR, lambda _: {"data": {"teams": {"nodes": []}}})
    assert "Linear has no team 'Ops' for this token" in str(unknown.error)
