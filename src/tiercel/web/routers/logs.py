"""Log entries (logs.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.limits import LOG_WINDOW_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.lists.resources import LOGS
from tiercel.model.log import Level, LogEntry
from tiercel.plugin.server import DeleteLogs, FindLogs
from tiercel.ports.clock import Clock
from tiercel.service.observability.logs import level_at_least, levels_within
from tiercel.service.off_loop import in_thread
from tiercel.service.operations import log_windows, logs
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import EVENTS, TEXT, Answer, integer, number, text
from tiercel.web.http.answers import attachment, empty, json_answer, shown, text_answer
from tiercel.web.http.sse import events
from tiercel.web.param_kinds import paging, sought
from tiercel.web.route import Route
from tiercel.web.views.log import (
    START_STUB,
    LogEntryView,
    LogPage,
    LogStatsView,
    log_stats_view,
    log_view,
    numbered_log_view,
)

GROUP = "Logs"
LEVEL = sought(LOGS, "level")
NARROW = (
    *LEVEL,
    text("taskRunId", "A task run."),
    text("taskId", "A task."),
    number("attempt", "An attempt of the task run, from 0."),
)
WORDS = text("q", "A text that the message contains, whatever its case.")
WINDOW = (
    WORDS,
    integer("after", "Only entries after the one of that number.", minimum=0),
    number("offset", "Of those, leave out so many.", minimum=0),
    number("limit", "So many at most.", minimum=1, maximum=LOG_WINDOW_MAX),
)
UNTIL = integer("until", "Only entries up to the one of that number.", minimum=0)
ENTRIES = Answer(schema=list[LogEntryView])


class LogRoutes:
    """Logs of executions and flows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/logs/{executionId}"
        return [
            Route(
                "GET",
                "/logs/search",
                self.find,
                "Search log entries.",
                GROUP,
                (
                    *paging(LOGS.sorts),
                    *sought(LOGS, "q", "namespace", "flowId", "triggerId", "level"),
                    *sought(LOGS, "startDate", "endDate"),
                ),
                answers=(Answer(schema=LogPage),),
                errors=(400, 422),
                runs=(logs.search,),
            ),
            Route(
                "GET",
                one,
                self.of,
                "The log of an execution; with `q`, `after`, `offset` or `limit` a part of it, in"
                " the order in which it was written.",
                GROUP,
                (*NARROW, *WINDOW),
                answers=(ENTRIES,),
                errors=(400, 422),
                runs=(logs.find, log_windows.window),
            ),
            Route(
                "GET",
                f"{one}/stats",
                self.stats,
                "How many entries of each level an execution has, in all and by task run.",
                GROUP,
                (*NARROW, WORDS, UNTIL),
                answers=(Answer(schema=LogStatsView),),
                errors=(400, 422),
                runs=(log_windows.stats,),
            ),
            Route(
                "GET",
                f"{one}/download",
                self.download,
                "The log of an execution as text.",
                GROUP,
                NARROW,
                answers=(Answer(schema={"type": "string"}, type=TEXT),),
                errors=(400, 404, 422),
                runs=(logs.find,),
            ),
            Route(
                "GET",
                f"{one}/follow",
                self.follow,
                "The log of an execution as it grows.",
                GROUP,
                LEVEL,
                answers=(Answer(schema={"type": "string"}, type=EVENTS),),
                errors=(400, 422),
                runs=(logs.follow,),
            ),
            Route(
                "DELETE",
                one,
                self.delete,
                "Remove entries of an execution.",
                GROUP,
                NARROW,
                errors=(422,),
                runs=(logs.delete,),
            ),
            Route(
                "DELETE",
                "/logs/{namespace}/{flowId}",
                self.delete_of_flow,
                "Remove the entries of a flow.",
                GROUP,
                (text("triggerId", "Only those of this trigger."),),
                runs=(logs.delete,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        query = filters.query_of(call, LOGS, self._clock.now())
        page = await call.run(FindLogs(query=query))
        return json_answer(LogPage(await shown(page.results, log_view), page.total, "OFFSET"))

    async def of(self, call: Call) -> Response:
        """Oldest first."""
        if any(param.name in call.query for param in WINDOW):
            return await self._window(call)
        return json_answer(await shown(await call.run(self._listed(call)), log_view))

    async def _window(self, call: Call) -> Response:
        window = log_windows.ReadLogWindow(
            execution_id=call.params["executionId"],
            filters=self._sought(call),
            after=params.row_number(call, "after"),
            offset=params.at_least(call, "offset", 0, least=0),
            limit=params.at_least(call, "limit", LOG_WINDOW_MAX),
        )
        entries = await call.run(window)
        return json_answer(await shown(entries, lambda pair: numbered_log_view(*pair)))

    async def stats(self, call: Call) -> Response:
        """Those that match."""
        found = self._sought(call)
        if call.text(UNTIL.name):
            last = params.row_number(call, UNTIL.name)
            found += (Filter("number", Operation.LESS_THAN_OR_EQUAL_TO, last),)
        request = log_windows.CountLogs(execution_id=call.params["executionId"], filters=found)
        return json_answer(log_stats_view(await call.run(request)))

    def _sought(self, call: Call) -> tuple[Filter, ...]:
        found, words = _narrow(call, self._clock), call.text("q")
        if words:
            found.append(Filter("message", Operation.CONTAINS, words))
        return tuple(found)

    async def download(self, call: Call) -> Response:
        """One line an entry."""
        execution_id = call.params["executionId"]
        entries = await call.run(self._listed(call, must_exist=True))
        body = await in_thread(_lines, entries)
        headers = {
            **attachment(f"{execution_id}.log", is_named_twice=True),
            "Cache-Control": "no-cache",
        }
        return text_answer(body, headers=headers)

    async def follow(self, call: Call) -> Response:
        """Stored entries, then new ones."""
        levels = levels_within(_narrow(call, self._clock))
        request = logs.FollowLogs(execution_id=call.params["executionId"], levels=levels)
        return events(_followed(await call.run(request)), call.closing)

    async def delete(self, call: Call) -> Response:
        """All conditions must hold."""
        found = [_of_execution(call), *_plain(call, all_of=True)]
        await call.run(DeleteLogs(filters=tuple(found)))
        return empty()

    async def delete_of_flow(self, call: Call) -> Response:
        """Exactly that namespace and flow."""
        found = [
            Filter("namespace", Operation.EQUALS, call.params["namespace"]),
            Filter("flowId", Operation.EQUALS, call.params["flowId"]),
        ]
        trigger_id = call.text("triggerId")
        if trigger_id:
            found.append(Filter("triggerId", Operation.EQUALS, trigger_id))
        await call.run(DeleteLogs(filters=tuple(found)))
        return empty()

    def _listed(self, call: Call, *, must_exist: bool = False) -> logs.ListLogs:
        return logs.ListLogs(
            execution_id=call.params["executionId"],
            filters=tuple(_narrow(call, self._clock)),
            must_exist=must_exist,
        )


async def _followed(entries: AsyncIterator[LogEntry]) -> AsyncIterator[tuple[str, Json]]:
    yield "start", START_STUB
    async for entry in entries:
        yield "progress", log_view(entry)


def _of_execution(call: Call) -> Filter:
    return Filter("executionId", Operation.EQUALS, call.params["executionId"])


def _narrow(call: Call, clock: Clock) -> list[Filter]:
    """Conditions of both generations together."""
    found = _plain(call, all_of=False)
    if any(name.startswith("filters[") for name in call.query):
        found.extend(filters.filters_of(call, LOGS, clock.now()))
    return found


def _plain(call: Call, *, all_of: bool) -> list[Filter]:
    """Older parameters. Compat: an attempt without its task run narrows nothing when reading."""
    found = []
    if call.text("minLevel"):
        name = str(call.text("minLevel"))
        found.append(level_at_least(params.one_of("minLevel", name.upper(), Level)))
    for name in ("taskRunId", "taskId"):
        value = call.text(name)
        if value:
            found.append(Filter(name, Operation.EQUALS, value))
    attempt = params.integer(call, "attempt")
    if attempt is not None and (all_of or call.text("taskRunId")):
        found.append(Filter("attemptNumber", Operation.EQUALS, attempt))
    return found


def _lines(entries: Sequence[LogEntry]) -> str:
    return "\n".join(_line(entry) for entry in entries)


def _line(entry: LogEntry) -> str:
    stamp = entry.timestamp.isoformat().replace("+00:00", "Z")
    return f"{stamp} {entry.level} {entry.message}"
