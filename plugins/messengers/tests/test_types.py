"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

# Posts on the pages of companies and mass data, which no flow that was looked at writes; requests
# of Slack's apps, whose signature is one of the body as it came, which the server does not keep.
LEFT_OUT = [
    *(
        f"io.kestra.plugin.meta.facebook.posts.{name}: is not there"
        for name in ("Create", "Delete", "GetInsights", "List", "Schedule")
    ),
    *(
        f"io.kestra.plugin.meta.instagram.media.{name}: is not there"
        for name in ("CreateCarousel", "CreateImage", "CreateVideo", "GetInsights", "List")
    ),
    *(
        f"io.kestra.plugin.microsoft365.teams.adaptivecards.{name}: is not there"
        for name in ("Send", "SendToUser")
    ),
    "app.core.Trigger: is not there",
    *(
        f"io.kestra.plugin.twilio.segment.reverseetl.{name}: is not there"
        for name in ("Status", "Sync")
    ),
]
# One is made when the flow names none; what is in the files is rendered, there as well.
ON_PURPOSE = [
    "io.kestra.plugin.sentry.SentryExecution.eventId: required yes not no",
    *(
        f"io.kestra.plugin.twilio.sendgrid.SendGridMail{kind}.{name}: dynamic no not yes"
        for kind in ("Execution", "Send")
        for name in ("attachments", "embeddedImages")
    ),
]
# Known by flows alone: what all webhooks and reports have as well.
OF_FLOWS = [
    *(
        f"io.kestra.plugin.tencent.qq.QQIncomingWebhook.{name}: is not listed"
        for name in ("options", "url")
    ),
    *(
        f"io.kestra.plugin.tencent.qq.QQExecution.{name}: is not listed"
        for name in ("customFields", "customMessage", "options", "templateRenderMap")
    ),
]


def test_deviations() -> None:
    listed = Path(__file__).with_name("types.json")
    found = deviations("messengers", listed)
    assert sorted(found) == sorted([*LEFT_OUT, *ON_PURPOSE, *OF_FLOWS])
