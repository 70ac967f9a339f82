"""The audit log: found, exported, compared and verified (access.md §15)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import msgspec
from msgspec import to_builtins
from starlette.responses import Response

from tiercel.model.audit.entry import AuditEntry, AuditType
from tiercel.model.json_types import Json
from tiercel.model.lists.audit import AUDIT
from tiercel.model.lists.paging import Filter, Operation
from tiercel.ports.clock import Clock
from tiercel.service.operations.instance import audit
from tiercel.web import filters, params
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, several, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import json_answer, stream
from tiercel.web.http.csv_rows import csv_answer
from tiercel.web.param_kinds import paging, sought
from tiercel.web.payloads import AuditSought
from tiercel.web.route import Route
from tiercel.web.views.people.audit import (
    AuditDiffView,
    AuditMomentView,
    AuditPage,
    AuditReportView,
    FoundAuditEntryView,
    entry_view,
    found_view,
)
from tiercel.web.views.view import given

GROUP = "Audit"
COLUMNS = (
    *("date", "type", "detail.resource", "detail.id", "detail.namespace", "detail.flowId"),
    *("detail.executionId", "detail.operation", "detail.denied", "userId", "user", "via"),
    *("ipAddress", "id", "detail"),
)
RESOURCES = several("resources", "What was changed, such as FLOW.")
FORMAT = text("format", "How it is written.", enum=["csv", "jsonl"], default="csv")


class AuditRoutes:
    """Whoever may see the log sees all of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        listed = (*sought(AUDIT), RESOURCES)
        one = text("previousId", "An earlier entry, after which the comparison begins.")
        return [
            Route(
                "GET",
                "/auditlogs/search",
                self.find,
                "Search the audit log.",
                GROUP,
                (*paging(AUDIT.sorts), *listed),
                answers=(Answer(schema=AuditPage),),
                errors=(400, 422),
                runs=(audit.search,),
            ),
            Route(
                "GET",
                "/auditlogs/export",
                self.export,
                "Matching entries as CSV, or as lines of JSON.",
                GROUP,
                (*listed, FORMAT),
                answers=(
                    Answer(schema={"type": "string"}, type="text/csv"),
                    Answer(schema={"type": "string"}, type="application/x-ndjson"),
                ),
                errors=(400, 422),
                runs=(audit.stream,),
            ),
            Route(
                "POST",
                "/auditlogs/find",
                self.find_newest,
                "The newest entry about something.",
                GROUP,
                body=Body(AuditSought, example={"resource": "FLOW", "type": "CREATE"}),
                answers=(Answer(schema=FoundAuditEntryView),),
                errors=(422,),
                runs=(audit.find,),
            ),
            Route(
                "GET",
                "/auditlogs/history/{detailId}",
                self.history,
                "What happened to something.",
                GROUP,
                answers=(Answer(schema=list[AuditMomentView]),),
                runs=(audit.history,),
            ),
            Route(
                "GET",
                "/auditlogs/{id}/diff",
                self.diff,
                "What an entry changed.",
                GROUP,
                (one,),
                answers=(Answer(schema=AuditDiffView),),
                errors=(404,),
                runs=(audit.diff,),
            ),
            Route(
                "GET",
                "/auditlogs/verify",
                self.verify,
                "Whether the log is as it was written.",
                GROUP,
                answers=(Answer(schema=AuditReportView),),
                runs=(audit.verify,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """The newest first unless sorted."""
        query = filters.query_of(call, AUDIT, self._clock.now())
        query = msgspec.structs.replace(query, filters=(*query.filters, *_of_resources(call)))
        page = await call.run(audit.FindAuditEntries(query=query))
        return json_answer(AuditPage([found_view(each) for each in page.results], page.total))

    async def export(self, call: Call) -> Response:
        """The newest first."""
        wanted = (*filters.filters_of(call, AUDIT, self._clock.now()), *_of_resources(call))
        is_csv = params.word(call, "format", {"CSV": True, "JSONL": False})
        rows = _rows(await call.run(audit.StreamAuditEntries(filters=wanted)))
        if is_csv:
            return await csv_answer(COLUMNS, rows, "auditlogs.csv")
        headers = {"Content-Disposition": "attachment; filename=auditlogs.jsonl"}
        return stream(_lines(rows), "application/x-ndjson", headers)

    async def find_newest(self, call: Call) -> Response:
        """An empty object when there is none."""
        body = await call.json_map("sought")
        found = await call.run(audit.FindNewestAuditEntry(filters=_filters_in(body)))
        return json_answer(FoundAuditEntryView() if found is None else found_view(found))

    async def history(self, call: Call) -> Response:
        """The newest first."""
        asked = audit.ListAuditHistory(object_id=call.params["detailId"])
        found = await call.run(asked)
        return json_answer([AuditMomentView(each.id, each.date, each.user) for each in found])

    async def diff(self, call: Call) -> Response:
        """Of the states before and after it."""
        asked = audit.CompareAuditEntries(
            entry_id=call.params["id"], previous_id=call.text("previousId")
        )
        found = await call.run(asked)
        return json_answer(AuditDiffView(found.before, found.after))

    async def verify(self, call: Call) -> Response:
        """Reads all of it."""
        found = await call.run(audit.VerifyAuditLog())
        shown = AuditReportView(
            found.is_intact,
            found.entries,
            found.seals,
            found.unsealed,
            list(found.problems),
            given(found.last),
        )
        return json_answer(shown)


def _of_resources(call: Call) -> list[Filter]:
    names = params.listed(call, "resources")
    return [Filter("resource", Operation.IN, names)] if names else []


def _filters_in(body: dict[str, Json]) -> tuple[Filter, ...]:
    """What a body seeks. Raises: Refused."""
    found = []
    resource, kind = text_in(body, "resource"), text_in(body, "type")
    if resource:
        found.append(Filter("resource", Operation.EQUALS, resource.upper()))
    if kind:
        if kind.upper() not in AuditType.__members__:
            raise params.unknown_word("type", kind, AuditType)
        found.append(Filter("type", Operation.EQUALS, kind.upper()))
    detail = body.get("detail") or {}
    if not isinstance(detail, dict):
        raise Refused("invalid-mapping", "[detail] must be an object")
    names = {"id": "resourceId", **{name: name for name in ("namespace", "flowId", "executionId")}}
    for name, value in detail.items():
        if name not in names:
            known = ", ".join(sorted(names))
            raise Refused("invalid-argument", f"[detail.{name}] can't be sought, only {known}")
        found.append(Filter(names[name], Operation.EQUALS, str(value)))
    return tuple(found)


async def _rows(found: AsyncIterator[AuditEntry]) -> AsyncIterator[Mapping[str, Json]]:
    async for each in found:
        yield {**to_builtins(entry_view(each)), "user": each.user}


async def _lines(rows: AsyncIterator[Mapping[str, Json]]) -> AsyncIterator[bytes]:
    async for row in rows:
        yield msgspec.json.encode(row) + b"\n"
