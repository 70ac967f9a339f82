"""When triggers fire."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.limits import CALENDAR_DAYS_MAX, PREVIEW_NEXT_MAX
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.resources import TRIGGERS
from tiercel.ports.clock import Clock
from tiercel.service.operations import trigger_dates
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, date, flag, number
from tiercel.web.http.answers import json_answer
from tiercel.web.param_kinds import sought
from tiercel.web.route import Route
from tiercel.web.views.trigger_dates import (
    TriggerCalendarView,
    TriggerPreviewView,
    calendar_view,
    preview_view,
)

GROUP = "Triggers"
# The window of a calendar; the same words narrow other lists by the date of a row.
BOUNDS = ("startDate", "endDate", "timeRange")


class TriggerDateRoutes:
    """One trigger, or all of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/triggers/{namespace}/{flowId}/{triggerId}/preview",
                self.preview,
                "The next dates of a schedule; with a start, a dry run of a backfill.",
                GROUP,
                (
                    number(
                        "count",
                        "So many of the next dates.",
                        default=10,
                        minimum=0,
                        maximum=PREVIEW_NEXT_MAX,
                    ),
                    date("start", "The start of a backfill."),
                    date("end", "Its end; now unless said."),
                    flag("skipSucceeded", "Without the dates that have succeeded."),
                ),
                answers=(Answer(schema=TriggerPreviewView),),
                errors=(404, 422),
                runs=(trigger_dates.preview,),
            ),
            Route(
                "GET",
                "/triggers/calendar",
                self.calendar,
                "The dates of schedules from `startDate` (now) to `endDate` (a day later), of"
                f" {CALENDAR_DAYS_MAX} days at most.",
                GROUP,
                (
                    *sought(TRIGGERS, "q", "namespace", "flowId"),
                    date("startDate", "Dates after this one."),
                    date("endDate", "Dates up to it."),
                ),
                answers=(Answer(schema=TriggerCalendarView),),
                errors=(400, 422),
                runs=(trigger_dates.calendar,),
            ),
        ]

    async def preview(self, call: Call) -> Response:
        """Of the newest revision of the flow."""
        request = trigger_dates.PreviewTrigger(
            namespace=call.params["namespace"],
            flow_id=call.params["flowId"],
            trigger_id=call.params["triggerId"],
            count=params.at_least(call, "count", 10, least=0),
            start=params.date(call, "start"),
            end=params.date(call, "end"),
            skips_succeeded=params.boolean(call, "skipSucceeded"),
        )
        return json_answer(preview_view(await call.run(request)))

    async def calendar(self, call: Call) -> Response:
        """Enabled ones."""
        found: list[Filter] = [
            each
            for each in filters.filters_of(call, TRIGGERS, self._clock.now())
            if each.field not in BOUNDS
        ]
        request = trigger_dates.ShowCalendar(
            filters=tuple(found),
            start=params.date(call, "startDate"),
            end=params.date(call, "endDate"),
        )
        return json_answer(calendar_view(await call.run(request)))
