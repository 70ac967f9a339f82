"""Messages by Twilio: Notify, SMS and MMS."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.posting import Message, Posting
from tiercel_messengers.reports import Report, WebhookReport
from tiercel_messengers.webhook import Webhook, WebhookTask

API = "https://api.twilio.com/2010-04-01"
_ACCOUNT = (
    "accountSID: \"{{ secret('TWILIO_SID') }}\"\nauthToken: \"{{ secret('TWILIO_TOKEN') }}\"\n"
)
_NOTIFY = "url: https://notify.twilio.com/v1/Services/{{ vars.service }}/Notifications\n"


class Account(Posting):
    """An account of Twilio, which takes forms."""

    service = "Twilio"
    account_sid: Annotated[str, Field(alias="accountSID"), Prop("The id of the account.")]
    auth_token: Annotated[str, Prop("The token of the account, best from a secret.")]

    def signed(self, url: str, values: Mapping[str, Json]) -> Message:
        """A form with these values; lists are sent as one value each, maps as JSON."""
        pairs = [
            (name, each if isinstance(each, str) else msgspec.json.encode(each).decode())
            for name, value in values.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        login = b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return Message(
            url=url,
            content=urlencode(pairs).encode(),
            headers={
                "Authorization": f"Basic {login}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            secrets=(self.auth_token, login),
        )


class Notification(Account, Webhook):
    """A notification to devices that are bound to a service of Notify."""

    def request(self, message: Json) -> Message:
        """Names of values begin with a capital there."""
        return self.signed(
            self.url, {name[:1].upper() + name[1:]: message[name] for name in message}
        )


@plugin(
    "io.kestra.plugin.twilio.notify.TwilioAlert",
    title="Send a notification by Twilio.",
    examples=[_NOTIFY + _ACCOUNT + 'payload: \'{"identity": "0000001", "body": "Done"}\''],
    aliases=["io.kestra.plugin.notifications.twilio.TwilioAlert"],
)
class TwilioAlert(Notification, WebhookTask):
    """A notification as Twilio has it."""


@plugin(
    "io.kestra.plugin.twilio.notify.TwilioExecution",
    title="Report about an execution by Twilio.",
    examples=[
        _NOTIFY + _ACCOUNT + "identity: '0000001'\nexecutionId: \"{{ trigger.executionId }}\""
    ],
    aliases=["io.kestra.plugin.notifications.twilio.TwilioExecution"],
)
class TwilioExecution(Notification, WebhookReport):
    """The facts in lines."""

    identity: Annotated[str | None, Prop("Who is told: an identity with bindings.")] = None
    tag: Annotated[str | None, Prop("Who is told: all that have this tag.")] = None
    body: Annotated[str | None, Prop("A text in place of the facts.")] = None

    def summary(self, report: Report) -> dict[str, Json]:
        return {"body": report.text}

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(identity=self.identity, tag=self.tag, body=self.body)


class Sent(Output):
    """The message."""

    sid: Annotated[str | None, Prop("The id that Twilio gave the message: SM….")] = None
    status: Annotated[str | None, Prop("How far it is, such as `queued`.")] = None


class Texting(Account, RunnableTask[Sent]):
    """A message to a telephone."""

    from_: Annotated[str, Field(alias="from"), Prop("The sender: a number such as +15551234567.")]
    to: Annotated[str, Prop("The receiver: a number such as +15557654321.")]
    body: Annotated[str, Prop("The text, of 1600 signs at most.")]

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for what Twilio refuses."""
        url = f"{API}/Accounts/{self.account_sid}/Messages.json"
        found = self.post_for(ctx, self.signed(url, self.values()), "sid")
        return Sent(sid=found.get("sid"), status=found.get("status"))

    def values(self) -> dict[str, Json]:
        """What is sent."""
        return {"From": self.from_, "To": self.to, "Body": self.body}


@plugin(
    "io.kestra.plugin.twilio.notify.sms.Send",
    title="Send a short message (SMS) by Twilio.",
    examples=[_ACCOUNT + "from: '+15551234567'\nto: '+15557654321'\nbody: The import failed"],
)
class SendSms(Texting):
    """A text."""


@plugin(
    "io.kestra.plugin.twilio.notify.mms.Send",
    title="Send a message with pictures (MMS) by Twilio.",
    examples=[
        _ACCOUNT + "from: '+15551234567'\nto: '+15557654321'\nbody: The chart of today\n"
        "mediaUrls: [https://example.com/chart.png]"
    ],
)
class SendMms(Texting):
    """A text with media."""

    media_urls: Annotated[list[str], Prop("Addresses of up to 10 pictures or films.")]

    def values(self) -> dict[str, Json]:
        return {**super().values(), "MediaUrl": self.media_urls}
