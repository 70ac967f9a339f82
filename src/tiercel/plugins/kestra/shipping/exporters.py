"""Stores that the shippers of logs send to: files here, and services that are asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from tiercel.plugin import Example, Json, Level, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.log_exports import HttpLogExporter, LogFiles, LogRecord
from tiercel.plugin.services.logins import KeyedService

_SOURCE = "tiercel"
_SPLUNK_PORT = 8088
# OpenTelemetry's numbers of levels: the first of each range.
_SEVERITIES = {level.value: 1 + 4 * level.rank for level in Level}


@plugin(
    "io.kestra.plugin.ee.core.log.FileLogExporter",
    title="Ship logs to files of the internal storage.",
    examples=[Example("id: file\nformat: JSON\nmaxLinesPerFile: 10000")],
)
class FileLogExporter(LogFiles):
    """Further tasks take them on, by `uris` of the outputs."""

    def export(self, ctx: RunContext, records: Iterator[LogRecord]) -> Mapping[str, Json]:
        return {
            "uris": [ctx.blobs.put(content, name) for name, content in self.files(ctx, records)]
        }


@plugin(
    "io.kestra.plugin.ee.datadog.LogExporter",
    title="Ship logs to Datadog.",
    examples=[
        Example(
            "id: datadog\nbasePath: https://http-intake.logs.datadoghq.eu\n"
            "apiKey: \"{{ secret('DATADOG_KEY') }}\""
        )
    ],
)
class DatadogLogExporter(KeyedService, HttpLogExporter):
    """By its API of logs."""

    service = "Datadog"
    key_field, key_header, key_word = "api_key", "DD-API-KEY", ""

    base_path: Annotated[str, Prop("The address of the intake of your site.")]
    api_key: Annotated[str, Prop("The API key, best from a secret.")]

    def request(self, records: Sequence[LogRecord]) -> HttpRequest:
        rows = [
            {
                "ddsource": _SOURCE,
                "service": each.attributes.get("flowId") or _SOURCE,
                "status": each.severity,
                **each.row(),
            }
            for each in records
        ]
        return HttpRequest(url=_address(self.base_path, "/api/v2/logs"), method="POST", json=rows)


@plugin(
    "io.kestra.plugin.ee.splunk.LogExporter",
    title="Ship logs to Splunk.",
    examples=[
        Example("id: splunk\nhost: splunk.example.com\ntoken: \"{{ secret('SPLUNK_TOKEN') }}\"")
    ],
)
class SplunkLogExporter(KeyedService, HttpLogExporter):
    """By its HTTP event collector."""

    service = "Splunk"
    key_word = "Splunk "

    host: Annotated[
        str, Prop("Where the collector is; a name alone is asked by https at port 8088.")
    ]
    token: Annotated[str, Prop("The token of the collector, best from a secret.")]

    def request(self, records: Sequence[LogRecord]) -> HttpRequest:
        events = [
            {
                "time": each.epoch_micros / 1_000_000,
                "source": _SOURCE,
                "sourcetype": "_json",
                "event": each.row(),
            }
            for each in records
        ]
        content = b"\n".join(msgspec.json.encode(each) for each in events)
        url = _address(self._collector(), "/services/collector/event")
        return HttpRequest(url=url, method="POST", content=content)

    def _collector(self) -> str:
        if "://" in self.host:
            return self.host
        port = "" if urlsplit(f"//{self.host}").port else f":{_SPLUNK_PORT}"
        return f"https://{self.host.rstrip('/')}{port}"


@plugin(
    "io.kestra.plugin.ee.newrelic.LogExporter",
    title="Ship logs to New Relic.",
    examples=[
        Example(
            "id: newrelic\nbasePath: https://log-api.newrelic.com\n"
            "apiKey: \"{{ secret('NEW_RELIC_KEY') }}\""
        )
    ],
)
class NewRelicLogExporter(KeyedService, HttpLogExporter):
    """By its API of logs."""

    service = "New Relic"
    key_field, key_header, key_word = "api_key", "Api-Key", ""

    base_path: Annotated[str, Prop("The address of the API of logs of your region.")]
    api_key: Annotated[str, Prop("The license key, best from a secret.")]

    def request(self, records: Sequence[LogRecord]) -> HttpRequest:
        logs = [
            {
                "timestamp": each.epoch_millis,
                "message": each.message,
                "attributes": {**each.attributes, "level": each.severity},
            }
            for each in records
        ]
        body = [{"common": {"attributes": {"service": _SOURCE}}, "logs": logs}]
        return HttpRequest(url=_address(self.base_path, "/log/v1"), method="POST", json=body)


@plugin(
    "io.kestra.plugin.ee.opentelemetry.LogExporter",
    title="Ship logs to a collector of OpenTelemetry.",
    examples=[
        Example(
            "id: collector\notlpEndpoint: https://collector.example.com:4318/v1/logs\n"
            "authorizationHeaderName: Authorization\n"
            "authorizationHeaderValue: \"Bearer {{ secret('COLLECTOR_TOKEN') }}\""
        )
    ],
)
class OpenTelemetryLogExporter(HttpLogExporter):
    """By OTLP over HTTP, as JSON."""

    service = "OpenTelemetry"

    otlp_endpoint: Annotated[str, Prop("The whole address, which mostly ends in `/v1/logs`.")]
    authorization_header_name: Annotated[
        str | None, Prop("The name of the header that says who sends.")
    ] = None
    authorization_header_value: Annotated[
        str | None, Prop("The value of that header, best from a secret.")
    ] = None

    def secrets(self) -> Iterable[str | None]:
        return (self.authorization_header_value,)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        name = self.authorization_header_name
        return {name: self.authorization_header_value or ""} if name else {}

    def request(self, records: Sequence[LogRecord]) -> HttpRequest:
        logs = [
            {
                "timeUnixNano": str(each.epoch_micros * 1000),
                "severityText": each.severity,
                "severityNumber": _SEVERITIES.get(each.severity, _SEVERITIES["INFO"]),
                "body": {"stringValue": each.message},
                "attributes": _attributes(each.attributes),
            }
            for each in records
        ]
        body = {
            "resourceLogs": [
                {
                    "resource": {"attributes": _attributes({"service.name": _SOURCE})},
                    "scopeLogs": [{"scope": {"name": _SOURCE}, "logRecords": logs}],
                }
            ]
        }
        return HttpRequest(url=self.otlp_endpoint, method="POST", json=body)


def _address(base: str, path: str) -> str:
    return base.rstrip("/") + path


def _attributes(values: Mapping[str, Json]) -> list[Json]:
    return [
        {"key": name, "value": {"stringValue": value if isinstance(value, str) else _text(value)}}
        for name, value in values.items()
    ]


def _text(value: Json) -> str:
    return msgspec.json.encode(value).decode().strip('"')  # Dates are texts there.
