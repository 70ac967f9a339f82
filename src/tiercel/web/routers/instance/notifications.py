"""Notifications of the user: there are none yet, and clients may ask (dialect-2.0.md §10.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.responses import Response

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.http.sse import events
from tiercel.web.route import EVENTS, Answer, Route, date, needed, number, text
from tiercel.web.views.instance import NotificationsView, UpdatedView

GROUP = "Notifications"
CURSOR = r"^2[0-9]{3}-0[1-9]-[12][0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z,[a-z0-9]+$"
LISTED = Answer(schema=NotificationsView)


class NotificationRoutes:
    """An empty store of notifications."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        """The table."""
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
            ),
            Route(
                "GET",
                "/notifications/unread-count",
                self.unread,
                "How many are unread.",
                GROUP,
                answers=(Answer(schema=int),),
            ),
            Route(
                "GET",
                "/notifications/follow",
                self.follow,
                "Notifications as they come.",
                GROUP,
                answers=(Answer(schema={"type": "string"}, type=EVENTS),),
            ),
            Route(
                "POST",
                "/notifications/read-all",
                self.read_all,
                "Mark all as read.",
                GROUP,
                answers=(Answer(schema=UpdatedView),),
            ),
            *(
                Route(
                    "POST",
                    f"/notifications/{{id}}/{word}",
                    self.mark,
                    f"Mark as {word}.",
                    GROUP,
                    answers=(Answer(204),),
                )
                for word in ("read", "unread")
            ),
        ]

    async def since(self, call: Call) -> Response:
        """Those after `since`."""
        params.parse_date("since", params.required(call, "since"))
        return json_answer(NotificationsView([], self._clock.now()))

    async def history(self, call: Call) -> Response:
        """A page before the cursor."""
        params.at_least(call, "limit", 20)
        cursor = call.text("before")
        if cursor is not None:
            _check_cursor(cursor)
        return json_answer(NotificationsView([], self._clock.now()))

    async def unread(self, call: Call) -> Response:
        """A bare number."""
        return json_answer(0)

    async def mark(self, call: Call) -> Response:
        """Says yes for unknown ids too."""
        return empty(204)

    async def read_all(self, call: Call) -> Response:
        """How many were changed."""
        return json_answer(UpdatedView(0))

    async def follow(self, call: Call) -> Response:
        """A stream that stays open until the client leaves or the server stops."""
        return events(self._until_closed(call), call.closing)

    async def _until_closed(self, call: Call) -> AsyncIterator[tuple[str, Json]]:
        yield "start", {}
        await call.closing.wait()


def _check_cursor(cursor: str) -> None:
    date_text, comma, notification_id = cursor.partition(",")
    try:
        params.parse_date("before", date_text)
    except (Refused, IllegalArgument):
        comma = ""
    if not comma or not notification_id:
        raise IllegalArgument("Invalid cursor, expected '<createdDate>,<id>'")
