"""What messengers answer to a message that they take, by service."""

from __future__ import annotations

TAKEN = {
    "Discord": b"",
    "Google Chat": b'{"name": "spaces/a/messages/b"}',
    "LINE": b"{}",
    "Messenger": b'{"recipient_id": "1", "message_id": "m"}',
    "Opsgenie": b'{"result": "Request will be processed", "took": 0.3, "requestId": "4"}',
    "PagerDuty": b'{"status": "success", "message": "Event processed", "dedup_key": "k"}',
    "QQ": b'{"status": "ok", "retcode": 0, "data": {"message_id": 7}}',
    "SendGrid": b"",
    "Sentry": b'{"id": "fc6d8c0c43fc4630ad850ee518f1b9d0"}',
    "Slack": b"ok",
    "Squadcast": b"anything",
    "Teams": b"1",
    "Telegram": b'{"ok": true, "result": {"message_id": 7}}',
    "Twilio": b'{"sid": "NT1", "status": "queued"}',
    "WhatsApp": b"anything",
    "X": b'{"data": {"id": "7", "text": "t"}}',
    "Zenduty": b"anything",
    "Zulip": b'{"result": "success", "msg": ""}',
}
