"""What the services are asked, and what becomes of their answers: by stand-ins of ours."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.families.stand_in import Answered, Asked, StandIn, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_gcp.logins import Grant, Login, credentials_of
from tiercel_googleworkspace import calendar, drive, load, mail, modified, new_files, sheets
from tiercel_googleworkspace.connection import scope_of

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows"
GMAIL = {"clientId": "a", "clientSecret": "canary-1", "refreshToken": "canary-2"}
SHEET = {"spreadsheetId": "s"}


class Service:
    """Answers by the method and the path of a request; what is not there is a 404."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}

    def answer(self, asked: Asked) -> Any:
        place = f"{asked.method} {unquote(urlsplit(asked.path).path)}"
        if place not in self.answers:
            refusal = {"error": {"status": "NOT_FOUND", "message": f"no {place}"}}
            return Answered(json.dumps(refusal).encode(), 404)
        return self.answers[place]


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def place(service: Service) -> Iterator[StandIn]:
    with standing_in(service.answer) as found:
        yield found


def world(place: StandIn, **stored: bytes) -> World:
    hosts = {
        f"{each}_EMULATOR_HOST": place.url for each in ("SHEETS", "DRIVE", "CALENDAR", "GMAIL")
    }
    return World(environment=hosts, stored={f"{FILE}.{end}": it for end, it in stored.items()})


def run(task: Any, place: StandIn, properties: dict[str, Json], **stored: bytes) -> Ran:
    ran = run_task(task, properties, world(place, **stored))
    assert ran.error is None, ran.error
    return ran


def asked_of(place: StandIn, number: int = -1) -> dict[str, list[str]]:
    return parse_qs(urlsplit(place.asked[number].path).query)


def test_scopes_have_names() -> None:
    names = ("CALENDAR", "DRIVE_METADATA_READONLY", "GMAIL_MODIFY", "MAIL_GOOGLE_COM", "https://x")
    ends = [scope_of(each).removeprefix("https://www.googleapis.com/auth/") for each in names]
    assert ends == [
        "calendar",
        "drive.metadata.readonly",
        "gmail.modify",
        "https://mail.google.com/",
        "https://x",
    ]


def test_a_mailbox_is_asked_as_its_owner_allowed() -> None:
    found, _ = credentials_of(Login(grant=Grant("a", "b", "c", "d")))
    assert (found.token, found.refresh_token, found.client_id) == ("d", "c", "a")


EVENT = {"id": "e", "summary": "Review", "status": "confirmed", "kind": "calendar#event"}


def test_events(service: Service, place: StandIn) -> None:
    path = "/calendar/v3/calendars/team@x/events"
    service.answers = {
        f"POST {path}": EVENT,
        f"PATCH {path}/e": {**EVENT, "location": "Paris"},
        f"PUT {path}/e": EVENT,
        f"GET {path}/e": EVENT,
        f"GET {path}": {"items": [EVENT], "nextPageToken": "p"},
        f"DELETE {path}/e": None,
    }
    at: dict[str, Json] = {"calendarId": "team@x"}
    time = {"dateTime": "2030-01-31T10:00:00Z"}
    given = {"summary": "Review", "startTime": time, "endTime": time, "attendees": [{"email": "a"}]}
    ran = run(calendar.InsertEvent, place, {**at, **given})
    assert ran.outputs["event"]["id"] == "e"
    assert place.asked[-1].json() == {
        "summary": "Review",
        "start": time,
        "end": time,
        "attendees": [{"email": "a"}],
    }
    ran = run(calendar.UpdateEvent, place, {**at, "eventId": "e", "location": "Paris"})
    assert ran.outputs["event"]["location"] == "Paris"
    assert (place.asked[-1].json(), asked_of(place)) == (
        {"location": "Paris"},
        {"sendUpdates": ["none"]},
    )
    run(calendar.UpdateEvent, place, {**at, "eventId": "e", "patch": False})
    assert place.asked[-1].method == "PUT"
    ran = run(calendar.GetEvent, place, {**at, "eventId": "e"})
    assert ran.outputs["metadata"] == EVENT
    ran = run(calendar.ListEvents, place, {**at, "q": "Re", "maxResults": 5})
    assert (len(ran.outputs["events"]), ran.outputs["nextPageToken"]) == (1, "p")
    assert (asked_of(place)["maxResults"], asked_of(place)["singleEvents"]) == (["5"], ["true"])
    run(calendar.DeleteEvent, place, {**at, "eventId": "e", "sendUpdates": "all"})
    assert asked_of(place) == {"sendUpdates": ["all"]}


def test_new_events_are_taken_once(service: Service, place: StandIn) -> None:
    def event(number: str, created: str, organizer: str = "a@x") -> dict[str, Json]:
        by = {"email": organizer, "id": "7"}
        return {**EVENT, "id": number, "created": created, "organizer": by}

    late = "2099-01-01T10:00:00.000Z"
    items = [
        event("2", late),
        event("1", "2098-01-01T10:00:00Z"),
        event("0", "2000-01-01T10:00:00Z"),
    ]
    items.append(event("3", late, "b@x"))
    service.answers["GET /calendar/v3/calendars/c/events"] = {"items": items}
    trigger = calendar.EventCreatedTrigger.model_validate(
        {"calendarIds": ["c"], "organizerEmail": "a@x", "maxEventsPerPoll": 1}
    )
    context = FakeContext(world(place))
    cut_off = trigger.poll(context)
    assert [each.id for each in next(cut_off).events] == ["1"]
    cut_off.close()
    assert [each.id for each in poll(trigger, context).events] == ["1"]
    assert [each.id for each in poll(trigger, context).events] == ["2"]
    assert poll(trigger, context) is None


ABOUT = {"id": "f", "name": "a.csv", "size": "3", "version": "7", "mimeType": "text/csv"}


def test_files(service: Service, place: StandIn) -> None:
    begun = Answered(b"", headers={"Location": f"{place.url}/sent"})
    service.answers = {
        "POST /drive/v3/files": ABOUT,
        "POST /upload/drive/v3/files": begun,
        "PATCH /upload/drive/v3/files/f": begun,
        "PUT /sent": ABOUT,
        "GET /drive/v3/files/f": ABOUT,
        "GET /drive/v3/files/f/export": Answered(b"%PDF"),
        "GET /drive/v3/files": {"files": [ABOUT]},
        "DELETE /drive/v3/files/f": None,
    }
    ran = run(drive.Create, place, {"name": "n", "teamDriveId": "d"})
    assert place.asked[-1].json() == {"name": "n", "parents": ["d"]}
    assert (ran.outputs["file"]["size"], ran.outputs["file"]["version"]) == (3, 7)
    given: dict[str, Json] = {"from": f"{FILE}.csv", "contentType": "text/csv", "parents": ["p"]}
    run(drive.Upload, place, {**given, "name": "a.csv"}, csv=b"a,b")
    assert place.asked[-2].json() == {"name": "a.csv", "parents": ["p"]}
    assert place.asked[-2].headers["x-upload-content-type"] == "text/csv"
    assert place.asked[-1].content == b"a,b"
    ran = run(drive.Upload, place, {**given, "fileId": "f"}, csv=b"a,b")
    assert (place.asked[-2].method, place.asked[-2].json()) == ("PATCH", {})
    assert ran.metrics[0].value == 3
    ran = run(drive.Export, place, {"fileId": "f", "contentType": "application/pdf"})
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"%PDF"
    ran = run(drive.Download, place, {"fileId": "f"})
    assert (ran.outputs["uri"][-4:], asked_of(place)["alt"]) == (".csv", ["media"])
    ran = run(drive.List, place, {"query": "q", "corpora": ["allTeamDrives"]})
    assert len(ran.outputs["files"]) == 1
    assert (asked_of(place)["corpora"], asked_of(place)["q"]) == (["allDrives"], ["q"])
    assert run(drive.Delete, place, {"fileId": "f"}).outputs == {"fileId": "f"}
    error = str(run_task(drive.Delete, {"fileId": "none"}, world(place)).error)
    assert ": DELETE /drive/v3/files/none failed: 404 NOT_FOUND: no DELETE" in error


def test_new_files_of_folders(service: Service, place: StandIn) -> None:
    def answer(asked: Asked) -> Json:
        query = parse_qs(urlsplit(asked.path).query)["q"][0]
        if "mimeType = 'application/vnd.google-apps.folder'" in query:
            return {"files": [{"id": "below"}] if "'it\\'s' in parents" in query else []}
        number = "1" if "'it\\'s' in parents" in query else "2"
        return {"files": [{**ABOUT, "id": number, "createdTime": "2099-01-01T10:00:00Z"}]}

    trigger = new_files.FileCreatedTrigger.model_validate(
        {
            "folderId": "it's",
            "includeSubfolders": True,
            "mimeTypes": ["text/csv"],
            "ownerEmail": "a",
        }
    )
    with standing_in(answer) as place:
        context = FakeContext(world(place))
        assert [each.id for each in poll(trigger, context).files] == ["1", "2"]
        assert "(mimeType = 'text/csv') and 'a' in owners" in asked_of(place)["q"][0]
        assert poll(trigger, context) is None


def test_sheets_are_read(service: Service, place: StandIn) -> None:
    titles = [{"properties": {"title": each}} for each in ("It's", "B")]
    service.answers = {
        "POST /v4/spreadsheets": {"spreadsheetId": "s", "spreadsheetUrl": "u"},
        "GET /v4/spreadsheets/s": {"sheets": titles},
        "GET /v4/spreadsheets/s/values/'It''s'": {"values": [["a", "b"], [1, 2], [3]]},
        "GET /v4/spreadsheets/s/values/'B'": {},
        "DELETE /drive/v3/files/s": None,
    }
    ran = run(sheets.CreateSpreadsheet, place, {"title": "t"})
    assert ran.outputs == {"spreadsheetId": "s", "spreadsheetUrl": "u"}
    ran = run(sheets.Read, place, {**SHEET, "fetch": True})
    rows = [{"a": 1, "b": 2}, {"a": 3, "b": None}]
    assert (ran.outputs["size"], ran.outputs["rows"]) == (2, {"It's": rows, "B": []})
    lines = ran.context.blobs.read(ran.outputs["uris"]["It's"]).splitlines()
    assert [json.loads(each) for each in lines] == rows
    given = {**SHEET, "range": "'It''s'", "header": False, "store": False, "fetch": True}
    ran = run(sheets.ReadRange, place, given)
    assert ran.outputs == {"size": 3, "rows": [["a", "b"], [1, 2], [3]]}
    error = str(run_task(sheets.Read, {**SHEET, "selectedSheetsTitle": ["C"]}, world(place)).error)
    assert error == "`selectedSheetsTitle`: there is no sheet C; there are It's, B"
    assert run(sheets.DeleteSpreadsheet, place, SHEET).outputs == SHEET


@pytest.mark.parametrize(
    ("end", "content", "given", "cells"),
    [
        (
            "ion",
            b'{"a":1,"b":[2]}\n{"b":null,"a":true}\n',
            {"header": True},
            [["a", "b"], [1, "[2]"], [True, ""]],
        ),
        ("ion", b"[1,2]\n", {}, [[1, 2]]),
        ("csv", b"a;b\n1;2\n", {"csvOptions": {"fieldDelimiter": ";"}}, [["1", "2"]]),
        (
            "csv",
            b"x\na,b\n1,2\n",
            {"csvOptions": {"skipLeadingRows": 1}, "header": True},
            [["a", "b"], ["1", "2"]],
        ),
        ("json", b'[{"a": 1}, {"a": 2}]', {}, [[1], [2]]),
        ("bin", b'{"a": 1}\n{"a": 2}\n', {"format": "JSON"}, [[1], [2]]),
    ],
)
def test_rows_are_written(
    service: Service, place: StandIn, end: str, content: bytes, given: dict[str, Json], cells: Json
) -> None:
    service.answers["PUT /v4/spreadsheets/s/values/Sheet1"] = {"updatedRange": "Sheet1!A1:B2"}
    ran = run(load.Load, place, {**SHEET, "from": f"{FILE}.{end}", **given}, **{end: content})
    assert place.asked[-1].json() == {"values": cells}
    assert (ran.outputs["rows"], ran.outputs["range"]) == (len(cells), "Sheet1!A1:B2")


def test_many_rows_go_below_each_other(service: Service, place: StandIn) -> None:
    values = "/v4/spreadsheets/s/values"
    service.answers = {
        f"POST {values}/Orders!B2:clear": {},
        f"PUT {values}/Orders!B2": {"updatedRange": "Orders!B2:B5001"},
        f"PUT {values}/Orders!B5002": {"updatedRange": "Orders!B5002:B5002"},
        f"POST {values}/Orders!B2:append": {"updates": {"updatedRange": "Orders!B9"}},
    }
    many = b"[1]\n" * 5001
    at: dict[str, Json] = {**SHEET, "from": f"{FILE}.ion", "range": "Orders!B2"}
    ran = run(load.Load, place, {**at, "insertType": "OVERWRITE"}, ion=many)
    assert ran.outputs == {"range": "Orders!B2:B5001", "rows": 5001, "columns": 1}
    assert [each.method for each in place.asked] == ["POST", "PUT", "PUT"]
    run(load.Load, place, {**at, "insertType": "APPEND"}, ion=many)
    assert [each.method for each in place.asked[3:]] == ["POST", "POST"]
    ran = run_task(load.Load, {**at, "from": f"{FILE}.csv"}, world(place, csv=b"\xff\n\xff"))
    assert "The file is no CSV as `csvOptions` says" in str(ran.error)


def test_changes_of_a_sheet(service: Service, place: StandIn) -> None:
    user = {"emailAddress": "ann@x"}
    service.answers = {
        "GET /drive/v3/files/s": {"name": "n", "version": "1", "lastModifyingUser": user},
        "GET /v4/spreadsheets/s/values/'A'!A1:B": {"values": [["a"], ["1", "2"]]},
    }
    context = FakeContext(world(place))
    asked = {**SHEET, "sheetName": "A", "range": "A1:B", "includeDetails": True}
    trigger = modified.SheetModifiedTrigger.model_validate(asked)
    (found,) = poll(trigger, context).modifications
    assert (found.last_modifying_user, found.revision_id) == ("ann@x", "1")
    assert (found.change_details.row_count, found.change_details.column_count) == (2, 2)
    service.answers["GET /drive/v3/files/s"]["version"] = "2"
    assert poll(trigger, context) is None
    service.answers["GET /v4/spreadsheets/s/values/'A'!A1:B"] = {}
    assert poll(trigger, context).modifications[0].change_details.has_data is False


def mail_of(number: str, date: int) -> dict[str, Json]:
    def data(text: str) -> dict[str, Json]:
        return {"data": urlsafe_b64encode(text.encode()).decode().rstrip("="), "size": len(text)}

    headers = {"Subject": "Hello", "From": "Ann <ann@x>", "To": "b@x, C <c@x>"}
    parts = [
        {"mimeType": "text/plain", "body": data("text")},
        {"mimeType": "text/html", "body": data("<b>text</b>")},
        {"mimeType": "text/csv", "filename": "a.csv", "body": {"attachmentId": "1", "size": 9}},
    ]
    return {
        "id": number,
        "threadId": "t",
        "internalDate": str(date),
        "payload": {
            "mimeType": "multipart/mixed",
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "parts": parts,
        },
    }


def test_mails_are_read(service: Service, place: StandIn) -> None:
    base = "/gmail/v1/users/me/messages"
    service.answers = {
        f"GET {base}": {"messages": [{"id": "2"}, {"id": "1"}]},
        f"GET {base}/1": mail_of("1", 4_000_000_000_000),
        f"GET {base}/2": mail_of("2", 4_000_000_001_000),
    }
    found = run(mail.Get, place, {**GMAIL, "messageId": "1"}).outputs["message"]
    assert (found["textPlain"], found["textHtml"], found["to"]) == (
        "text",
        "<b>text</b>",
        ["b@x", "c@x"],
    )
    assert (found["from"], found["internalDate"]) == ("Ann <ann@x>", "2096-10-02T07:06:40+00:00")
    assert found["attachments"][0]["filename"] == "a.csv"
    ran = run(mail.List, place, {**GMAIL, "query": "is:unread", "maxResults": 1})
    assert [each["id"] for each in ran.outputs["messages"]] == ["2"]
    ran = run(mail.List, place, {**GMAIL, "fetchType": "STORE"})
    assert len(ran.context.blobs.read(ran.outputs["uri"]).splitlines()) == 2
    trigger = mail.MailReceivedTrigger.model_validate({**GMAIL, "query": "x"})
    context = FakeContext(world(place))
    assert [each.id for each in poll(trigger, context).messages] == ["1", "2"]
    assert "x after:" in asked_of(place, -3)["q"][0]
    assert poll(trigger, context) is None


def test_mails_are_sent(service: Service, place: StandIn) -> None:
    service.answers["POST /gmail/v1/users/me/messages/send"] = {"id": "1", "threadId": "t"}
    given = {"to": ["a@x", "b@x"], "subject": "Grüße", "textBody": "text", "htmlBody": "<b>t</b>"}
    ran = run(mail.Send, place, {**GMAIL, **given, "attachments": [f"{FILE}.csv"]}, csv=b"a,b")
    assert ran.outputs == {"messageId": "1", "threadId": "t"}
    raw = urlsafe_b64decode(place.asked[-1].json()["raw"])
    sent = message_from_bytes(raw, policy=policy.default)
    assert (sent["To"], sent["Subject"]) == ("a@x, b@x", "Grüße")
    assert [each.get_filename() for each in sent.iter_attachments()] == ["rows.csv"]
    bad = run_task(mail.Send, {**GMAIL, "to": ["a@x\nBcc: c@x"]}, world(place))
    assert "The mail can't be sent" in str(bad.error)
    service.answers.clear()
    error = str(run_task(mail.Send, {**GMAIL, **given}, world(place)).error)
    assert ": POST /gmail/v1/users/me/messages/send failed: 404" in error
    assert "canary" not in error
