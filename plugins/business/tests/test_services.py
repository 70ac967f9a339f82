"""What the services are asked, and what becomes of their answers: by stand-ins of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import Ran, World, run_task
from tiercel_business import airtable, hubspot, notion, servicenow, zendesk

SECRET = "canary-5e91"
NOW: dict[str, Json] = {
    "domain": "acme",
    "username": "ann",
    "password": SECRET,
    "table": "incident",
}
TABLE: dict[str, Json] = {"apiKey": SECRET, "baseId": "app1", "tableId": "My orders"}
PAGE = {
    "id": "p1",
    "url": "https://notion.so/p1",
    "archived": False,
    "properties": {"title": {"type": "title", "title": [{"plain_text": "A title"}]}},
}


def run(
    task: Any, properties: dict[str, Json], answer: Callable[[HttpRequest], Json]
) -> tuple[Ran, list[HttpRequest]]:
    """A task with a service that answers so; a number is the status of a refusal."""

    def answered(request: HttpRequest) -> HttpAnswer:
        found = answer(request)
        status = found if isinstance(found, int) else 200
        content = {"error": {"message": f"no {SECRET}"}} if isinstance(found, int) else found
        return HttpAnswer(url=request.url, status=status, content=msgspec.json.encode(content))

    ran = run_task(task, properties, World(http=answered))
    return ran, list(ran.context.http.sent)


def rows_of(ran: Ran) -> list[Any]:
    lines = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    return [msgspec.json.decode(line) for line in lines]


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (
            servicenow.Post,
            {**NOW, "data": {}},
            "ServiceNow at acme.service-now.com: POST /incident",
        ),
        (airtable.Get, {**TABLE, "recordId": "r", "failOnMissing": True}, "Airtable at "),
        (
            notion.Read,
            {"apiToken": SECRET, "pageId": "p"},
            "Notion at api.notion.com: GET /pages/p",
        ),
        (hubspot.TYPES["deals.Get"], {"apiKey": SECRET, "dealId": "1"}, "HubSpot at "),
        (
            zendesk.Create,
            {"domain": "acme.zendesk.com", "username": "a", "token": SECRET},
            "Zendesk at acme.zendesk.com: POST /api/v2/tickets.json",
        ),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    ran, _ = run(task, properties, lambda _: 403)
    assert str(ran.error).startswith(place)
    assert str(ran.error).endswith(" failed: 403 no ****")


def test_records_of_servicenow() -> None:
    found: list[Json] = [{"number": "1"}, {"number": "2"}]
    asked = {**NOW, "query": "active=true", "fields": ["number", "state"], "offset": 5}
    ran, (request,) = run(servicenow.Get, asked, lambda _: {"result": found})
    assert ran.outputs == {"results": found, "size": 2, "offset": 5}
    assert request.url == "https://acme.service-now.com/api/now/table/incident"
    assert request.params == {
        "sysparm_query": "active=true",
        "sysparm_fields": "number,state",
        "sysparm_offset": "5",
    }
    one, _ = run(servicenow.Get, {**asked, "fetchType": "FETCH_ONE"}, lambda _: {"result": found})
    assert one.outputs["results"] == found[:1]
    stored, _ = run(servicenow.Get, {**asked, "fetchType": "STORE"}, lambda _: {"result": found})
    assert rows_of(stored) == found
    changed, (change,) = run(
        servicenow.Update,
        {**NOW, "sysId": "7", "data": {"state": "6"}},
        lambda _: {"result": {"a": 1}},
    )
    assert (change.method, change.json) == ("PATCH", {"state": "6"})
    assert changed.outputs == {"result": {"a": 1}}
    gone, (deletion,) = run(servicenow.Delete, {**NOW, "sysId": "7"}, lambda _: None)
    assert (deletion.method, gone.outputs) == ("DELETE", {"deleted": True})


def test_an_app_signs_in_to_servicenow_first() -> None:
    asked = {**NOW, "clientId": "c", "clientSecret": "s", "data": {"a": "b"}}
    ran, (login, request) = run(
        servicenow.Post, asked, lambda each: {"access_token": "t", "result": {"sys_id": "1"}}
    )
    assert ran.outputs == {"result": {"sys_id": "1"}}
    assert (login.url, (login.form or {})["grant_type"]) == (
        "https://acme.service-now.com/oauth_token.do",
        "password",
    )
    assert request.headers["Authorization"] == "Bearer t"
    bad, _ = run(servicenow.Post, {**asked, "domain": "acme/evil"}, lambda _: None)
    assert "`domain` must be the name of an instance" in str(bad.error)


def test_records_of_airtable_go_ten_with_each_request() -> None:
    def answer(request: HttpRequest) -> Json:
        assert isinstance(request.json, dict)
        return {"records": [{"id": f"r{each['fields']['n']}"} for each in request.json["records"]]}

    records: list[Json] = [{"n": number} for number in range(12)]
    ran, sent = run(airtable.Create, {**TABLE, "records": records, "typecast": True}, answer)
    assert [len(each.json["records"]) for each in sent] == [10, 2]  # type: ignore[index]
    assert sent[0].url == "https://api.airtable.com/v0/app1/My%20orders"
    assert ran.outputs["recordIds"] == [f"r{number}" for number in range(12)]
    one, _ = run(airtable.Create, {**TABLE, "fields": {"n": 1}}, answer)
    assert one.outputs["record"] == {"id": "r1"}
    nothing, _ = run(airtable.Create, TABLE, answer)
    assert "Either `fields` or `records` must be provided" in str(nothing.error)


def test_records_of_airtable_are_read() -> None:
    def pages(request: HttpRequest) -> Json:
        is_second = request.params.get("offset") == "more"
        return (
            {"records": [{"id": "b"}]}
            if is_second
            else {"records": [{"id": "a"}], "offset": "more"}
        )

    asked = {**TABLE, "fields": ["Name"], "maxRecords": 7}
    ran, sent = run(airtable.List, {**asked, "enableAutoPagination": True}, pages)
    assert (ran.outputs["rows"], ran.outputs["size"]) == ([{"id": "a"}, {"id": "b"}], 2)
    assert sent[0].params["fields[]"] == ["Name"]
    assert run(airtable.List, asked, pages)[0].outputs["size"] == 1
    record: Json = {"id": "r", "fields": {"Name": "A", "Total": 1}}
    one, _ = run(airtable.Get, {**TABLE, "recordId": "r", "fields": ["Name"]}, lambda _: record)
    assert one.outputs["record"]["fields"] == {"Name": "A"}
    missing, _ = run(airtable.Get, {**TABLE, "recordId": "r"}, lambda _: 404)
    assert (missing.error, missing.outputs.get("record")) == (None, None)


def test_a_page_of_notion_is_made_of_markdown() -> None:
    content = "# Totals\n\n- one\nplain\n" + "x\n" * 100
    asked = {"apiToken": SECRET, "title": "A title", "content": content, "parentPageId": "p0"}
    ran, (made, more) = run(notion.Create, asked, lambda _: PAGE)
    assert (ran.outputs["pageId"], ran.outputs["title"]) == ("p1", "A title")
    assert isinstance(made.json, dict)
    kinds = [each["type"] for each in made.json["children"][:3]]
    assert kinds == ["heading_1", "bulleted_list_item", "paragraph"]
    assert made.json["parent"] == {"page_id": "p0"}
    assert made.headers["Notion-Version"] == "2022-06-28"
    assert (more.method, more.url) == ("PATCH", "https://api.notion.com/v1/blocks/p1/children")
    assert len(more.json["children"]) == 3  # type: ignore[index]


def test_a_page_of_notion_is_read_changed_and_archived() -> None:
    def answer(request: HttpRequest) -> Json:
        if "/children" not in request.url:
            return PAGE
        text = {"rich_text": [{"plain_text": "Totals"}]}
        if "start_cursor" in request.url:
            return {"results": [{"type": "paragraph", "paragraph": text}, {"type": "divider"}]}
        block = {"type": "heading_2", "heading_2": text}
        return {"results": [block], "has_more": True, "next_cursor": "c"}

    asked = {"apiToken": SECRET, "pageId": "p1"}
    read, _ = run(notion.Read, asked, answer)
    assert read.outputs["content"] == "## Totals\nTotals\n"
    _, sent = run(notion.Update, {**asked, "title": "New", "content": "more"}, answer)
    assert [each.method for each in sent] == ["PATCH", "PATCH"]
    _, (archive,) = run(notion.Archive, asked, answer)
    assert archive.json == {"archived": True}
    nobody, _ = run(notion.Read, {"pageId": "p1"}, answer)
    assert "`apiToken` must be provided" in str(nobody.error)


def test_objects_of_hubspot() -> None:
    key: dict[str, Json] = {"apiKey": SECRET}
    deal = {
        **key,
        "name": "A",
        "pipeline": "default",
        "stage": "s",
        "amount": 1.5,
        "associatedCompanyIds": [4],
        "additionalProperties": {"own": 1},
    }
    ran, (made, linked) = run(hubspot.TYPES["deals.Create"], deal, lambda _: {"id": "9"})
    assert (ran.outputs["id"], rows_of(ran)) == (9, [{"id": "9"}])
    assert made.json == {
        "properties": {
            "dealname": "A",
            "pipeline": "default",
            "dealstage": "s",
            "amount": 1.5,
            "own": 1,
        }
    }
    assert linked.url.endswith("/crm/v4/objects/deals/9/associations/default/companies/4")
    contact = {**key, "contactId": "3", "firstName": "Anna"}
    _, (change,) = run(hubspot.TYPES["contacts.Update"], contact, lambda _: {"id": "3"})
    assert (change.method, change.url) == (
        "PATCH",
        "https://api.hubapi.com/crm/v3/objects/contacts/3",
    )
    assert change.json == {"properties": {"firstname": "Anna"}}
    _, (read,) = run(
        hubspot.TYPES["companies.Get"],
        {**key, "companyId": "3", "properties": ["name", "domain"]},
        lambda _: {"id": "3"},
    )
    assert read.url.endswith("/companies/3?properties=name,domain")
    _, (deletion,) = run(
        hubspot.TYPES["companies.Delete"], {**key, "companyId": "3"}, lambda _: None
    )
    assert deletion.method == "DELETE"
    ticket = {"oauthToken": SECRET, "subject": "S", "priority": "HIGH"}
    _, (asked,) = run(hubspot.TYPES["tickets.Create"], ticket, lambda _: {"id": "1"})
    assert asked.json == {
        "properties": {"subject": "S", "hs_pipeline_stage": 1, "hs_ticket_priority": "HIGH"}
    }


def test_a_search_in_hubspot_reads_all_pages_when_asked() -> None:
    def pages(request: HttpRequest) -> Json:
        assert isinstance(request.json, dict)
        if request.json.get("after") == "2":
            return {"total": 2, "results": [{"id": "b"}]}
        return {"total": 2, "results": [{"id": "a"}], "paging": {"next": {"after": "2"}}}

    search = hubspot.TYPES["contacts.Search"]
    ran, _ = run(search, {"apiKey": SECRET, "query": "x", "fetchAllPages": True}, pages)
    assert (ran.outputs["total"], rows_of(ran)) == (2, [{"id": "a"}, {"id": "b"}])
    first, _ = run(search, {"apiKey": SECRET}, pages)
    assert rows_of(first) == [{"id": "a"}]
    nobody, _ = run(search, {}, pages)
    assert "Either `apiKey` or `oauthToken` must be provided" in str(nobody.error)


def test_a_ticket_of_zendesk() -> None:
    asked = {
        "domain": "https://acme.zendesk.com",
        "username": "ann",
        "token": SECRET,
        "subject": "S",
        "description": "D",
        "priority": "HIGH",
        "ticketType": "TASK",
        "tags": ["a"],
    }
    made: Json = {"ticket": {"id": 5, "url": "https://acme.zendesk.com/api/v2/tickets/5.json"}}
    ran, (request,) = run(zendesk.Create, asked, lambda _: made)
    assert ran.outputs == made["ticket"]
    assert request.json == {
        "ticket": {
            "subject": "S",
            "priority": "high",
            "type": "task",
            "tags": ["a"],
            "comment": {"body": "D"},
        }
    }
    nobody, _ = run(zendesk.Create, {"domain": "a"}, lambda _: made)
    assert "Either `oauthToken` or `username` and `token` must be provided" in str(nobody.error)
