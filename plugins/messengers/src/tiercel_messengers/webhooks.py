"""Webhooks that take a JSON of their own: a row each."""

from __future__ import annotations

from typing import Any

import msgspec

from tiercel.plugin import plugin
from tiercel.plugin.variants import variant
from tiercel_messengers.webhook import WebhookTask

_PREFIX = "io.kestra.plugin."


class Row(msgspec.Struct, frozen=True):
    """A type: the ends of its name and of its older one, the service, what it is sent to."""

    name: str
    older: str
    service: str
    target: str
    payload: str = '{"text": "{{ flow.id }} is done"}'
    url: str = "{{ secret('WEBHOOK') }}"


ROWS = (
    Row(
        "discord.DiscordIncomingWebhook",
        "discord.DiscordIncomingWebhook",
        "Discord",
        "a channel of Discord",
        payload='{"content": "{{ flow.id }} is done"}',
    ),
    Row(
        "microsoft365.teams.TeamsIncomingWebhook",
        "teams.TeamsIncomingWebhook",
        "Teams",
        "a channel of Teams",
    ),
    Row(
        "googleworkspace.chat.GoogleChatIncomingWebhook",
        "google.GoogleChatIncomingWebhook",
        "Google Chat",
        "a space of Google Chat",
    ),
    Row(
        "tencent.qq.QQIncomingWebhook",
        "",
        "QQ",
        "a group of QQ",
        payload='{"message_type": "group", "group_id": 1, "message": "{{ flow.id }} is done"}',
    ),
    Row("zulip.ZulipIncomingWebhook", "zulip.ZulipIncomingWebhook", "Zulip", "Zulip"),
    Row(
        "pagerduty.PagerDutyAlert",
        "pagerduty.PagerDutyAlert",
        "PagerDuty",
        "a service of PagerDuty",
        payload='{"routing_key": "{{ secret(\'ROUTING_KEY\') }}", "event_action": "trigger",\n'
        '  "payload": {"summary": "Failed", "severity": "error", "source": "{{ flow.id }}"}}',
        url="https://events.pagerduty.com/v2/enqueue",
    ),
    Row(
        "zenduty.ZendutyAlert",
        "zenduty.ZendutyAlert",
        "Zenduty",
        "an integration of Zenduty",
        payload='{"alert_type": "error", "message": "Failed", "entity_id": "{{ flow.id }}"}',
    ),
    Row(
        "meta.whatsapp.WhatsAppIncomingWebhook",
        "whatsapp.WhatsAppIncomingWebhook",
        "WhatsApp",
        "WhatsApp",
    ),
    Row(
        "notifications.squadcast.SquadcastIncomingWebhook",
        "",
        "Squadcast",
        "a service of Squadcast",
        payload='{"message": "Failed", "description": "{{ flow.id }}", "status": "trigger"}',
    ),
)


def _type_of(row: Row) -> type[Any]:
    made = variant((WebhookTask,), __name__, row.name.rpartition(".")[2], {"service": row.service})
    payload = "".join(f"\n  {line.strip()}" for line in row.payload.splitlines())
    return plugin(
        _PREFIX + row.name,
        title=f"Send a message to {row.target}.",
        examples=[f'url: "{row.url}"\npayload: |{payload}'],
        aliases=[f"{_PREFIX}notifications.{row.older}"] if row.older else [],
    )(made)


# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in map(_type_of, ROWS)})
