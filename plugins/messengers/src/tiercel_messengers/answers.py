"""What messengers answer to a message that they have taken, as their documentation has it.

Something else may answer at an address: a proxy, or a page to sign in at.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from tiercel.plugin.http import HttpAnswer
from tiercel.plugin.services.asking import lack_of_all, message_of
from tiercel.plugin.services.foreign import CONTENT, WHERE

# Values of a member, beside false, by which a messenger refuses under a status of success.
_REFUSALS = ("failed", "error")


class Form(msgspec.Struct, frozen=True):
    """An answer: an object with one of `members`, or one of `texts`, or nothing at all.

    Shapes: without members and texts it is nothing, where `may_be_empty`, else anything that has
    not the words `refusal`.
    """

    members: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    may_be_empty: bool = False
    refusal: str = ""


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        # The message with `wait=true`, else nothing (204).
        "Discord": Form(("id",), may_be_empty=True),
        "Google Chat": Form(("name",)),
        "LINE": Form(("sentMessages",), texts=("{}",)),
        "Messenger": Form(("message_id", "recipient_id")),
        "Opsgenie": Form(("requestId", "result", "took")),
        "PagerDuty": Form(("status",)),
        "QQ": Form(("status", "retcode")),
        "SendGrid": Form(may_be_empty=True),
        # The id of the event, of which services that speak as Sentry does say nothing.
        "Sentry": Form(("id",), may_be_empty=True),
        # Workflows of Slack and services that take messages as Slack does answer with an object.
        "Slack": Form(("ok", "success", "result"), texts=("ok",)),
        # `1` or nothing, or what a workflow was told to answer.
        "Teams": Form(refusal="endpoint returned HTTP error"),
        "Telegram": Form(("ok",)),
        "Twilio": Form(("sid",)),
        "X": Form(("data",)),
        "Zulip": Form(("result",)),
    }
)


def lack_of_form(service: str, answer: HttpAnswer) -> str | None:
    """How an answer differs from those of a messenger, or what it refuses with; None if not.

    Of a messenger that is not among them nobody knows what it answers.
    """
    form, text = FORMS.get(service), answer.text.strip()
    if form is None or (form.may_be_empty and not text) or text in form.texts:
        return None
    if form.refusal:
        return text if form.refusal in text else None
    if not form.members:
        return CONTENT
    found = answer.json_or_text()
    if isinstance(found, dict):
        values = [found.get(each) for each in form.members]
        if any(each is False or each in _REFUSALS for each in values):
            return message_of(answer)
        return lack_of_all(found, form.members)
    words = " or ".join(f"`{each}`" for each in form.texts)
    return f"the answer is not {words}: {WHERE}" if words else lack_of_all(found, form.members)
