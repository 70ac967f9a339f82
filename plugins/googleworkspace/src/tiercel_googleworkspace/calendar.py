"""Events of calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import made, rendered, without_none
from tiercel_googleworkspace.connection import INTERVAL, KEY, SCOPES, Patient, Workspace
from tiercel_googleworkspace.limits import EVENTS_PAGE_MAX
from tiercel_googleworkspace.newest import Entry, Newest

BASE = "https://www.googleapis.com/calendar/v3"
_CALENDAR = KEY + "calendarId: team@example.com\n"
_EVENT = _CALENDAR + 'eventId: "{{ outputs.make.event.id }}"'
SUMMARY = Prop("The title of the event, as calendars show it.")
DESCRIPTION = Prop("What it is about.")
LOCATION = Prop("Where the event is, as free text.")
BEGIN = Prop("When the event begins, a time with its zone.")
END = Prop("When the event ends, a time with its zone.")


class Event(Part):
    """An event."""

    id: Annotated[str | None, Prop("The id of the event in its calendar.")] = None
    status: Annotated[str | None, Prop("Whether it is confirmed, tentative or cancelled.")] = None
    summary: Annotated[str | None, SUMMARY] = None
    description: Annotated[str | None, DESCRIPTION] = None
    location: Annotated[str | None, LOCATION] = None


class Attendee(Part):
    """Somebody who takes part."""

    display_name: Annotated[str | None, Prop("The name of the person, as calendars show it.")] = (
        None
    )
    email: Annotated[str | None, Prop("The mail address by which the person is invited.")] = None


class CalendarTime(Part):
    """A time."""

    date_time: Annotated[str | None, Prop("In ISO 8601, such as 2030-01-31T10:00:00+01:00.")] = None
    time_zone: Annotated[str | None, Prop("The zone, such as Europe/Paris.")] = None


def attending(ctx: RunContext, attendees: list[Attendee] | None) -> Json:
    """Those who take part, as the service takes them; None when nothing is said of them."""
    return None if attendees is None else [rendered(ctx, each) for each in attendees]


class OfCalendar(Patient, Workspace):
    """Which calendar."""

    calendar_id: Annotated[
        str, Prop("The calendar: `primary`, or its address, with which it is shared.")
    ]
    scopes: Annotated[list[str], SCOPES] = ["CALENDAR"]  # noqa: RUF012  Copied by pydantic.

    def asked_scopes(self) -> tuple[str, ...]:
        return tuple(self.scopes)

    def events(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of the events."""
        return self.rest(ctx, "calendar", BASE), f"/calendars/{part(self.calendar_id)}/events"


class OfEvent(OfCalendar):
    """Which event."""

    event_id: Annotated[str, Prop("The event that is meant, by its id in the calendar.")]


class OneEvent(Output):
    """The event."""

    event: Annotated[Event, Prop("The event as it is after the task.")]


class ReadEvent(OneEvent):
    """The event, and all that is known of it."""

    metadata: Annotated[dict[str, Json], Prop("All that the service says of it.")]


@plugin(
    "io.kestra.plugin.googleworkspace.calendar.InsertEvent",
    title="Make an event in a calendar.",
    examples=[
        _CALENDAR + "summary: Review\nstartTime:\n  dateTime: 2030-01-31T10:00:00+01:00\n"
        "endTime:\n  dateTime: 2030-01-31T11:00:00+01:00\nattendees:\n  - email: ann@example.com"
    ],
)
class InsertEvent(OfCalendar, RunnableTask[OneEvent]):
    """A second attempt makes a second one: events have ids of the service."""

    summary: Annotated[str, SUMMARY]
    description: Annotated[str | None, DESCRIPTION] = None
    location: Annotated[str | None, LOCATION] = None
    start_time: Annotated[Static[CalendarTime], BEGIN]
    end_time: Annotated[Static[CalendarTime], END]
    attendees: Annotated[
        Static[list[Attendee] | None], Prop("Who takes part, each by name and mail address.")
    ] = None
    creator: Annotated[Static[Attendee | None], Prop("Who is said to have made it.")] = None

    def run(self, ctx: RunContext) -> OneEvent:
        rest, path = self.events(ctx)
        values = without_none(
            summary=self.summary,
            description=self.description,
            location=self.location,
            start=rendered(ctx, self.start_time) or None,
            end=rendered(ctx, self.end_time) or None,
            attendees=attending(ctx, self.attendees),
            creator=rendered(ctx, self.creator) or None,
        )
        return OneEvent(event=made(Event, rest.post(path, values)))


@plugin(
    "io.kestra.plugin.googleworkspace.calendar.UpdateEvent",
    title="Change an event of a calendar.",
    examples=[_EVENT + "\nlocation: Paris\nsendUpdates: all"],
)
class UpdateEvent(OfEvent, RunnableTask[OneEvent]):
    """What is not given stays, unless `patch` is false: then the event is what is given."""

    summary: Annotated[str | None, SUMMARY] = None
    description: Annotated[str | None, DESCRIPTION] = None
    location: Annotated[str | None, LOCATION] = None
    start_time: Annotated[Static[CalendarTime | None], BEGIN] = None
    end_time: Annotated[Static[CalendarTime | None], END] = None
    attendees: Annotated[
        Static[list[Attendee] | None], Prop("Who takes part, each by name and mail address.")
    ] = None
    status: Annotated[str | None, Prop("The status: confirmed, tentative or cancelled.")] = None
    patch: Annotated[bool, Prop("Whether what is not given stays.")] = True
    send_updates: Annotated[str, Prop("Who is told: all, externalOnly or none.")] = "none"

    def run(self, ctx: RunContext) -> OneEvent:
        rest, path = self.events(ctx)
        values = without_none(
            summary=self.summary,
            description=self.description,
            location=self.location,
            start=rendered(ctx, self.start_time) or None,
            end=rendered(ctx, self.end_time) or None,
            attendees=attending(ctx, self.attendees),
            status=self.status,
        )
        found = rest.ask(
            "PATCH" if self.patch else "PUT",
            f"{path}/{part(self.event_id)}",
            values,
            params={"sendUpdates": self.send_updates},
        )
        return OneEvent(event=made(Event, found))


@plugin(
    "io.kestra.plugin.googleworkspace.calendar.GetEvent",
    title="Read an event of a calendar.",
    examples=[_EVENT],
)
class GetEvent(OfEvent, RunnableTask[ReadEvent]):
    """With all that the service says of it."""

    max_attendees: Annotated[int | None, Prop("How many of those who take part to name.")] = None
    always_include_email: Annotated[bool, Prop("Accepted: the service always does.")] = False

    def run(self, ctx: RunContext) -> ReadEvent:
        rest, path = self.events(ctx)
        found = rest.get(f"{path}/{part(self.event_id)}", maxAttendees=self.max_attendees)
        return ReadEvent(event=made(Event, found), metadata=found)


@plugin(
    "io.kestra.plugin.googleworkspace.calendar.DeleteEvent",
    title="Delete an event of a calendar.",
    examples=[_EVENT],
)
class DeleteEvent(OfEvent, RunnableTask[Output]):
    """One that is not there is an error."""

    send_updates: Annotated[
        Literal["all", "none", "externalOnly"],
        Prop("Who is told by mail: all, none, or those outside (externalOnly)."),
    ] = "none"

    def run(self, ctx: RunContext) -> None:
        rest, path = self.events(ctx)
        params = {"sendUpdates": self.send_updates}
        rest.ask("DELETE", f"{path}/{part(self.event_id)}", params=params)


class Events(Output):
    """Events of one page."""

    events: Annotated[list[Event], Prop("The events of the page, in the order that was asked for.")]
    metadata_list: Annotated[list[dict[str, Json]], Prop("All that the service says of them.")]
    next_page_token: Annotated[str | None, Prop("What reads the next page; none on the last.")] = (
        None
    )


@plugin(
    "io.kestra.plugin.googleworkspace.calendar.ListEvents",
    title="List events of a calendar.",
    examples=[_CALENDAR + 'timeMin: "{{ now() }}"\nmaxResults: 50\norderBy: startTime'],
)
class ListEvents(OfCalendar, RunnableTask[Events]):
    """One page."""

    q: Annotated[
        str | None, Prop("Words that titles, texts, places or people of the events have.")
    ] = None
    time_min: Annotated[str | None, Prop("Those that end after this time, in ISO 8601.")] = None
    time_max: Annotated[str | None, Prop("Those that begin before this time.")] = None
    order_by: Annotated[
        str | None, Prop("The order: `startTime`, of single events only, or `updated`.")
    ] = None
    single_events: Annotated[bool, Prop("Whether those that repeat are one for each time.")] = True
    show_deleted: Annotated[bool, Prop("Whether cancelled ones are listed.")] = False
    max_results: Annotated[int | None, Prop("How many a page has; 250 by default.")] = None
    page_token: Annotated[str | None, Prop("The page, as an answer before named it.")] = None

    def run(self, ctx: RunContext) -> Events:
        rest, path = self.events(ctx)
        found = rest.get(
            path,
            q=self.q,
            timeMin=self.time_min,
            timeMax=self.time_max,
            orderBy=self.order_by,
            singleEvents=str(self.single_events).lower(),
            showDeleted=str(self.show_deleted).lower(),
            maxResults=self.max_results,
            pageToken=self.page_token,
        )
        items = found.get("items", [])
        return Events(
            events=[made(Event, each) for each in items],
            metadata_list=items,
            next_page_token=found.get("nextPageToken"),
        )


class EventDateTime(Part):
    """When an event begins or ends: a date for whole days."""

    date: Annotated[str | None, Prop("The date, of events of whole days, such as 2030-01-31.")] = (
        None
    )
    date_time: Annotated[
        str | None, Prop("The time with its offset, such as 2030-01-31T10:00:00+01:00.")
    ] = None
    time_zone: Annotated[str | None, Prop("The zone of the time, such as Europe/Paris.")] = None


class Organizer(Part):
    """Who organizes an event."""

    display_name: Annotated[str | None, Prop("The name of the person, as calendars show it.")] = (
        None
    )
    email: Annotated[str | None, Prop("The mail address of the person.")] = None
    self: Annotated[bool | None, Prop("Whether it is whose calendar it is.")] = None


class EventMetadata(Event):
    """An event, with when it was made."""

    created: Annotated[str | None, Prop("When the event was made, in ISO 8601.")] = None
    updated: Annotated[str | None, Prop("When it was changed last.")] = None
    start: Annotated[EventDateTime | None, BEGIN] = None
    end: Annotated[EventDateTime | None, END] = None
    organizer: Annotated[
        Organizer | None, Prop("Who organizes the event, by name and mail address.")
    ] = None
    event_type: Annotated[str | None, Prop("Its kind, such as default.")] = None
    html_link: Annotated[str | None, Prop("The address of the event's page.")] = None
    visibility: Annotated[
        str | None, Prop("Who sees the event, such as default, public or private.")
    ] = None


def event_of(found: dict[str, Json]) -> EventMetadata:
    """An event with its parts, as the service gives it."""
    return made(
        EventMetadata,
        found,
        start=made(EventDateTime, found.get("start") or {}),
        end=made(EventDateTime, found.get("end") or {}),
        organizer=made(Organizer, found.get("organizer") or {}),
    )


class Created(Output):
    """Events that are new."""

    events: Annotated[list[EventMetadata], Prop("The events, oldest first.")]


@plugin(
    "io.kestra.plugin.googleworkspace.calendar.EventCreatedTrigger",
    title="Start an execution for new events of calendars.",
    examples=[KEY + "calendarIds: [team@example.com]\ninterval: PT5M"],
)
class EventCreatedTrigger(Workspace, PollingTrigger[Created]):
    """One for all events that were made since the poll before."""

    own_scopes: ClassVar[tuple[str, ...]] = ("CALENDAR_READONLY",)

    calendar_ids: Annotated[
        list[str], Prop("Ids of the calendars that are looked at; `primary` is the account's own.")
    ]
    event_status: Annotated[
        Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] | None, Prop("Only those with this status.")
    ] = None
    organizer_email: Annotated[str | None, Prop("Only those that this address organizes.")] = None
    search_query: Annotated[str | None, Prop("Only those with these words.")] = None
    max_events_per_poll: Annotated[
        int, Prop("How many to take at most; the next poll has more.")
    ] = 100
    interval: Annotated[timedelta, INTERVAL] = timedelta(minutes=5)

    def poll(self, ctx: RunContext) -> Iterator[Created]:
        newest = Newest(ctx, self.interval)
        rest = self.rest(ctx, "calendar", BASE)
        entries = [each for name in self.calendar_ids for each in self._events(rest, name, newest)]
        found = newest.take(entries, self.max_events_per_poll)
        if found:
            yield Created(events=found)
        newest.keep()

    def _events(self, rest: Rest, name: str, newest: Newest) -> Iterator[Entry[EventMetadata]]:
        pages = rest.pages(
            f"/calendars/{part(name)}/events",
            "items",
            updatedMin=newest.since.isoformat(),
            showDeleted=str(self.event_status == "CANCELLED").lower(),
            maxResults=EVENTS_PAGE_MAX,
            q=self.search_query,
        )
        for each in pages:
            event = event_of(each)
            if event.created and event.id and self._is_asked(event):
                yield datetime.fromisoformat(event.created), f"{name}/{event.id}", event

    def _is_asked(self, event: EventMetadata) -> bool:
        wanted, organizer = self.event_status, event.organizer
        return (wanted is None or event.status == wanted.lower()) and (
            self.organizer_email is None
            or (organizer is not None and organizer.email == self.organizer_email)
        )
