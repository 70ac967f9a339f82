"""Notifications of the user: there are none yet, and clients may ask (dialect-2.0.md §10.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.responses import Response

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.operations.instance import notifications
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import EVENTS, Answer, date, needed, number, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.http.sse import events
from tiercel.web.route import Route
from tiercel.web.views.instance import NotificationsView, UpdatedView

GROUP = "Notifications"
CURSOR = r"^2[0-9]{3}-0[1-9]-[12][0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z,[a-z0-9]+$"
LISTED = Answer(schema=NotificationsView)


class NotificationRoutes:
    """Those of the user."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/notifications/since",
                self.since,
                "Notifications after a date.",
                GROUP,
                (needed(date("since", "The date.")),),
                answers=(LISTED,),
                errors=(400, 422),
                runs=(notifications.listed,),
            ),
            Route(
                "GET",
                "/notifications/history",
                self.history,
                "Notifications, newest first.",
                GROUP,
                (
                    text(
                        "before", "Cursor: `createdDate,id` of the last one seen.", pattern=CURSOR
                    ),
                    number("limit", "How many.", default=20, minimum=1),
                ),
                answers=(LISTED,),
                errors=(422,),
                runs=(notifications.listed,),
            ),
            Route(
                "GET",
                "/notifications/unread-count",
                self.unread,
                "How many are unread.",
                GROUP,
                answers=(Answer(schema=int),),
                runs=(notifications.unread,),
            ),
            Route(
                "GET",
                "/notifications/follow",
                self.follow,
                "Notifications as they come.",
                GROUP,
                answers=(Answer(schema={"type": "string"}, type=EVENTS),),
                runs=(notifications.follow,),
            ),
            Route(
                "POST",
                "/notifications/read-all",
                self.read_all,
                "Mark all as read.",
                GROUP,
                answers=(Answer(schema=UpdatedView),),
                runs=(notifications.mark_all,),
            ),
            *(
                Route(
                    "POST",
                    f"/notifications/{{id}}/{word}",
                    self.mark,
                    f"Mark as {word}.",
                    GROUP,
                    answers=(Answer(204),),
                    runs=(notifications.mark,),
                )
                for word in ("read", "unread")
            ),
        ]

    async def since(self, call: Call) -> Response:
        """Those after `since`."""
        params.parse_date("since", params.required(call, "since"))
        return await self._listed(call)

    async def history(self, call: Call) -> Response:
        """A page before the cursor."""
        params.at_least(call, "limit", 20)
        cursor = call.text("before")
        if cursor is not None:
            _check_cursor(cursor)
        return await self._listed(call)

    async def _listed(self, call: Call) -> Response:
        found = await call.run(notifications.ListNotifications())
        return json_answer({"notifications": found, "serverTime": self._clock.now()})

    async def unread(self, call: Call) -> Response:
        """A bare number."""
        return json_answer(await call.run(notifications.CountUnread()))

    async def mark(self, call: Call) -> Response:
        """Says yes for unknown ids too."""
        await call.run(notifications.MarkNotification())
        return empty(204)

    async def read_all(self, call: Call) -> Response:
        """How many were changed."""
        return json_answer(UpdatedView(await call.run(notifications.MarkAllRead())))

    async def follow(self, call: Call) -> Response:
        """A stream that stays open until the client leaves or the server stops."""
        found = await call.run(notifications.FollowNotifications())
        return events(_until_closed(found, call), call.closing)


async def _until_closed(
    found: AsyncIterator[notifications.Notification], call: Call
) -> AsyncIterator[tuple[str, Json]]:
    yield "start", {}
    async for each in found:
        yield "notification", each
    await call.closing.wait()


def _check_cursor(cursor: str) -> None:
    date_text, comma, notification_id = cursor.partition(",")
    try:
        params.parse_date("before", date_text)
    except (Refused, IllegalArgument):
        comma = ""
    if not comma or not notification_id:
        raise IllegalArgument("Invalid cursor, expected '<createdDate>,<id>'")
