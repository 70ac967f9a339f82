"""Triggers for mail that came in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Literal

from tiercel.plugin import (
    Json,
    NotFound,
    Output,
    Plugin,
    PluginError,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    plugin,
)
from tiercel.plugin.server import GetExecution
from tiercel.plugin.services.far_errors import words_of
from tiercel.plugins.hosts import allowed_addresses
from tiercel_messengers.mail.mailboxes import Email, Found, Imap, Login, Pop3

_BOX = (
    "protocol: IMAP\nhost: imap.example.com\nusername: \"{{ secret('MAIL_USER') }}\"\n"
    "password: \"{{ secret('MAIL_PASSWORD') }}\"\n"
)


class Received(Output):
    """The mails that came since the last look."""

    latest_email: Annotated[Email, Prop("The last of them.")]
    total: Annotated[int, Prop("How many there are.")]
    emails: Annotated[list[Email], Prop("All of them, oldest first, at most 100 at once.")]


class Box(Plugin):
    """A mailbox. What came before the first look starts nothing."""

    protocol: Annotated[Literal["IMAP", "POP3"], Prop("How the mailbox is read.")] = "IMAP"
    host: Annotated[str, Prop("The host of the server.")]
    port: Annotated[
        int | None,
        Prop(
            "The port of the mailbox's server.",
            "993 and 995 by default, without encryption 143 and 110.",
        ),
    ] = None
    username: Annotated[str, Prop("The name to sign in with.")]
    password: Annotated[str, Prop("The password, best from a secret.")]
    folder: Annotated[str, Prop("The folder; POP3 has one only.")] = "INBOX"
    ssl: Annotated[bool, Prop("Whether the connection is encrypted from the start.")] = True
    trust_all_certificates: Annotated[
        bool, Prop("Whether any certificate of the server is taken.")
    ] = False

    def look(self, ctx: RunContext, place: Json) -> Found:
        """What came after a place. Raises: PluginError with host and the server's words."""
        where = f"Mail at {self.host}"
        allowed_addresses(ctx, where, self.host, self.port)
        login = Login(
            self.host,
            self.username,
            self.password,
            self.folder,
            self.port,
            self.ssl,
            self.trust_all_certificates,
        )
        box = Imap(login) if self.protocol == "IMAP" else Pop3(login)
        try:
            return box.after(place)
        except box.errors as error:
            words = words_of(error).replace(self.password, "****")
            raise PluginError(f"{where}: reading {self.folder} failed: {words}") from None


def _key(ctx: RunContext) -> str:
    flow, trigger = ctx.vars["flow"], ctx.vars.get("trigger") or {}
    return "_".join(filter(None, ("mail", flow["id"], trigger.get("id"))))


@plugin(
    "io.kestra.plugin.email.MailReceivedTrigger",
    title="Start an execution for mail that came in.",
    examples=[_BOX + "interval: PT5M"],
    aliases=["io.kestra.plugin.notifications.mail.MailReceivedTrigger"],
)
class MailReceivedTrigger(Box, PollingTrigger[Received]):
    """One for all that came since the last look.

    The place is moved on once their execution is stored; until then they are read again.
    """

    def poll(self, ctx: RunContext) -> Received | None:
        """Raises: PluginError when the mailbox can't be read."""
        found = self.look(ctx, self._place(ctx))
        state = {"place": found.place}
        if not found.mails:
            ctx.kv.put(_key(ctx), state)
            return None
        before = self._place(ctx)
        ctx.kv.put(_key(ctx), {**state, "before": before, "execution": ctx.idempotency_key})
        return Received(
            latest_email=found.mails[-1], total=len(found.mails), emails=list(found.mails)
        )

    def _place(self, ctx: RunContext) -> Json:
        is_there, state = ctx.kv.get(_key(ctx))
        if not is_there or not isinstance(state, dict):
            return None
        execution_id = state.get("execution")
        if execution_id is None or _is_stored(ctx, execution_id):
            return state.get("place")
        return state.get("before")


def _is_stored(ctx: RunContext, execution_id: str) -> bool:
    try:
        ctx.server.run(GetExecution(execution_id=execution_id))
    except NotFound:
        return False
    return True


@plugin(
    "io.kestra.plugin.email.RealTimeTrigger",
    title="Start an execution for each mail that comes in.",
    examples=[_BOX + "interval: PT10S"],
    aliases=["io.kestra.plugin.notifications.mail.RealTimeTrigger"],
)
class RealTimeTrigger(Box, RealtimeTrigger[Email]):
    """One each, as seen at every look.

    The place is moved on when their executions are stored: a worker that is lost before finds
    them again.
    """

    interval: Annotated[timedelta, Prop("Time between two looks.")] = timedelta(minutes=1)

    async def listen(self, ctx: RunContext) -> AsyncIterator[Email]:
        """Raises: PluginError when the mailbox can't be read."""
        key = _key(ctx)
        _, place = await asyncio.to_thread(ctx.kv.get, key)
        while True:
            found = await asyncio.to_thread(self.look, ctx, place)
            for each in found.mails:
                yield each
            await ctx.delivered()
            if found.place != place:
                place = found.place
                await asyncio.to_thread(ctx.kv.put, key, place)
            await ctx.sleep(self.interval)
