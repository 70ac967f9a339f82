"""What an app of Slack does by its token: messages, channels, files, canvases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from tiercel.plugin import (
    Json,
    Level,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.asking import HttpService, given, inside, message_of
from tiercel.plugin.services.fetching import Counted
from tiercel_messengers.posting import object_of
from tiercel_messengers.slack import message_of_text

API = "https://slack.com/api/"
PAGE_SIZE = 200
_PREFIX = "io.kestra.plugin.slack.app."
_TOKEN = "token: \"{{ secret('SLACK_TOKEN') }}\"\n"


class AppTask(HttpService):
    """A call of the web API, as the bot or user that the token stands for."""

    service = "Slack"
    api: ClassVar[str] = API

    token: Annotated[str, Prop("The token of the app, best from a secret.", "Such as `xoxb-…`.")]

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Bearer {self.token}"}

    def refusal(self, answer: HttpAnswer) -> str | None:
        """Slack refuses with the status 200 and a word."""
        if answer.status >= 300:
            return super().refusal(answer)
        return None if inside(answer.json_or_text(), "ok") else message_of(answer)

    def call(self, ctx: RunContext, method: str, **values: Json) -> dict[str, Json]:
        """The answer of a method. Raises: PluginError with the error that Slack names."""
        request = HttpRequest(url=self.api + method, method="POST", json=given(**values))
        return dict(self.ask(ctx, method, request))

    def call_by_form(self, ctx: RunContext, method: str, **values: Json) -> dict[str, Json]:
        """As `call`, for methods that take a form. Raises: PluginError."""
        form = {name: _word(value) for name, value in given(**values).items()}
        return dict(
            self.ask(ctx, method, HttpRequest(url=self.api + method, method="POST", form=form))
        )


def _word(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class MethodTask(AppTask, RunnableTask[Output]):
    """Calls one method; its properties are named as the method names them."""

    method: ClassVar[str]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what Slack refuses."""
        answer = self.call(ctx, self.method, **self.model_dump(exclude={"token"}))
        ctx.log.write(Level.DEBUG, f"{self.method}: {answer}")


class Posted(Output):
    """The message."""

    timestamp: Annotated[str | None, Prop("Its name in the channel: seconds with a fraction.")] = (
        None
    )


@plugin(
    f"{_PREFIX}chats.Post",
    title="Post a message as an app of Slack.",
    examples=[_TOKEN + 'channel: C0123456789\nmessageText: "**{{ flow.id }}** is done"'],
)
class Post(AppTask, RunnableTask[Posted]):
    """A text in Markdown, or a message as Slack has it."""

    channel: Annotated[str | None, Prop("The channel: its id, or its name.")] = None
    message_text: Annotated[
        str | None, Prop("A text in Markdown, or a message as JSON.", "`payload` wins over it.")
    ] = None
    payload: Annotated[str | None, Prop("The message as JSON, as Slack has it.")] = None
    timestamp: Annotated[
        str | None, Prop("The message that is answered in its thread.", "None by default.")
    ] = None
    username: Annotated[str | None, Prop("The name of the sender; that of the app by default.")] = (
        None
    )
    icon_url: Annotated[str | None, Prop("The picture of the sender, as an address.")] = None
    icon_emoji: Annotated[str | None, Prop("The emoji of the sender, such as `:wave:`.")] = None

    def run(self, ctx: RunContext) -> Posted:
        """Raises: PluginError without a text, or for what Slack refuses."""
        if self.payload is not None:
            message = object_of(self.payload)
        elif self.message_text is not None:
            message = message_of_text(self.message_text)
        else:
            raise PluginError("Either 'messageText' or 'payload' must be provided")
        own = {
            "channel": self.channel,
            "thread_ts": self.timestamp,
            "username": self.username,
            "icon_url": self.icon_url,
            "icon_emoji": self.icon_emoji,
        }
        answer = self.call(ctx, "chat.postMessage", **{**message, **given(**own)})
        return Posted(timestamp=answer.get("ts"))


@plugin(
    f"{_PREFIX}conversations.Create",
    title="Create a channel in Slack.",
    examples=[_TOKEN + "name: incident-42\nisPrivate: true"],
)
class CreateConversation(MethodTask):
    """The app is its first member."""

    method = "conversations.create"
    name: Annotated[str, Prop("The name: small letters, digits and dashes, at most 80.")]
    is_private: Annotated[bool, Prop("Whether only members see it.")] = False
    team_id: Annotated[str | None, Prop("The workspace, for apps of an organization.")] = None


class Read(Output):
    """The messages."""

    uri: Annotated[str, Prop("A file with a row for each message, newest first.")]
    size: Annotated[int, Prop("How many there are.")]


@plugin(
    f"{_PREFIX}conversations.History",
    title="Read the messages of a channel of Slack.",
    examples=[
        _TOKEN + "channel: C0123456789\noldest: \"{{ now() | dateAdd(-1, 'DAYS') | timestamp }}\""
    ],
    metrics=[Metric("records", "counter", "records", "How many messages were read.")],
)
class History(AppTask, RunnableTask[Read]):
    """Page by page, into a file."""

    channel: Annotated[str, Prop("The id of the channel.")]
    oldest: Annotated[str | None, Prop("Only messages after this: seconds since 1970.")] = None
    latest: Annotated[str | None, Prop("Only messages before this: seconds since 1970.")] = None
    inclusive: Annotated[bool, Prop("Whether messages of just these times count.")] = False
    limit: Annotated[int | None, Prop("How many at most; all by default.")] = None

    def run(self, ctx: RunContext) -> Read:
        counted = Counted(self._messages(ctx))
        uri = ctx.blobs.put_new(lines_of_rows(counted), "ion")
        ctx.metrics.counter("records", counted.count)
        return Read(uri=uri, size=counted.count)

    def _messages(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        cursor, left = None, self.limit
        while left is None or left > 0:
            answer = self.call_by_form(
                ctx,
                "conversations.history",
                channel=self.channel,
                oldest=self.oldest,
                latest=self.latest,
                inclusive=self.inclusive,
                limit=min(PAGE_SIZE, left or PAGE_SIZE),
                cursor=cursor,
            )
            found = (answer.get("messages") or [])[:left]
            yield from found
            left = None if left is None else left - len(found)
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor or not found:
                return


class Uploaded(Output):
    """The file as Slack has it."""

    id: Annotated[str | None, Prop("The id that Slack gave the file.")] = None
    name: Annotated[str | None, Prop("The name of the file.")] = None
    title: Annotated[str | None, Prop("The title that Slack shows above the file.")] = None
    permalink: Annotated[str | None, Prop("Its page, for members.")] = None
    permalink_public: Annotated[str | None, Prop("Its page for everybody, once shared so.")] = None
    url_private: Annotated[str | None, Prop("Its content, for the token.")] = None


@plugin(
    f"{_PREFIX}files.Upload",
    title="Upload a file to Slack.",
    examples=[
        _TOKEN + 'from: "{{ outputs.report.uri }}"\nfilename: report.csv\nchannels: [C0123456789]'
    ],
)
class Upload(AppTask, RunnableTask[Uploaded]):
    """In three steps: a place is asked for, the content goes there, and channels are told."""

    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]
    filename: Annotated[str, Prop("The name that it gets.")]
    title: Annotated[str | None, Prop("Its title; the name by default.")] = None
    channels: Annotated[list[str] | None, Prop("Ids of channels that it is shown in.")] = None
    alt_txt: Annotated[str | None, Prop("A description, for those who can't see it.")] = None
    snippet_type: Annotated[str | None, Prop("The language, when it is code.")] = None
    timestamp: Annotated[str | None, Prop("The message whose thread it is shown in.")] = None

    async def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError for what Slack refuses."""
        place = await asyncio.to_thread(self._place, ctx)
        with ctx.blobs.open(self.from_) as content:
            async with (
                ctx.http.session() as session,
                session.post(str(place["upload_url"]), data=content) as answer,
            ):
                if answer.status >= 300:
                    raise PluginError(f"Slack: the upload failed: {answer.status}")
        return await asyncio.to_thread(self._complete, ctx, place)

    def _place(self, ctx: RunContext) -> dict[str, Json]:
        return self.call_by_form(
            ctx,
            "files.getUploadURLExternal",
            filename=self.filename,
            length=ctx.blobs.size(self.from_),
            alt_txt=self.alt_txt,
            snippet_type=self.snippet_type,
        )

    def _complete(self, ctx: RunContext, place: dict[str, Json]) -> Uploaded:
        file = {"id": place["file_id"], "title": self.title or self.filename}
        answer = self.call(
            ctx,
            "files.completeUploadExternal",
            files=[file],
            channels=",".join(self.channels) if self.channels else None,
            thread_ts=self.timestamp,
        )
        (found, *_) = answer.get("files") or [file]
        names = ("id", "name", "title", "permalink", "permalink_public", "url_private")
        return Uploaded(**{name: found.get(name) for name in names})


@plugin(
    f"{_PREFIX}conversations.Invite",
    title="Invite users to a channel of Slack.",
    examples=[_TOKEN + "channel: C0123456789\nusers: U0123456789,U9876543210"],
)
class Invite(MethodTask):
    """Up to 100 users at once."""

    method = "conversations.invite"
    channel: Annotated[str, Prop("The id of the channel.")]
    users: Annotated[str, Prop("Ids of users, with commas between them.")]


@plugin(
    f"{_PREFIX}conversations.SetTopic",
    title="Set the topic of a channel of Slack.",
    examples=[_TOKEN + 'channel: C0123456789\ntopic: "{{ flow.id }} has failed"'],
)
class SetTopic(MethodTask):
    """The line below the name of the channel."""

    method = "conversations.setTopic"
    channel: Annotated[str, Prop("The id of the channel.")]
    topic: Annotated[str, Prop("The text, of 250 signs at most.")]


@plugin(
    f"{_PREFIX}reactions.Add",
    title="Add an emoji to a message in Slack.",
    examples=[
        _TOKEN + 'channel: C0123456789\ntimestamp: "{{ outputs.post.timestamp }}"\nname: eyes'
    ],
)
class AddReaction(MethodTask):
    """One that is there already is an error of Slack: `already_reacted`."""

    method = "reactions.add"
    channel: Annotated[str, Prop("The id of the channel.")]
    timestamp: Annotated[str, Prop("The message: what `chats.Post` gave.")]
    name: Annotated[str, Prop("The name of the emoji, without colons.")]


@plugin(
    f"{_PREFIX}canvases.Create",
    title="Create a canvas in Slack.",
    examples=[
        _TOKEN + "title: Report\ndocumentContent:\n  type: markdown\n  markdown: '# All is well'"
    ],
)
class CreateCanvas(MethodTask):
    """A document of the app, which it may share."""

    method = "canvases.create"
    title: Annotated[str | None, Prop("The title above the canvas.")] = None
    document_content: Annotated[
        dict[str, Json] | None, Prop("The content: `type` is markdown, `markdown` the text.")
    ] = None
