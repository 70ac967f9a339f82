"""Where logs are sent: records of them, and the bases of what takes them to a store elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Annotated, ClassVar, Literal

import msgspec
from pydantic import Field

from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.plugin.fields import Prop, Static
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.rows import text_of_row
from tiercel.plugin.services.asking import ConfiguredService, Repeats
from tiercel.plugin.services.given_rows import groups_of
from tiercel.plugin.task import AdditionalPlugin

__all__ = ["CHUNK", "HttpLogExporter", "LogExporter", "LogFiles", "LogRecord"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
CHUNK = Prop("How many records go with one request.")


class LogRecord(msgspec.Struct, frozen=True):
    """An entry of a log on its way; `attributes` are all that is known of it."""

    timestamp: datetime
    severity: str
    message: str
    attributes: Mapping[str, Json]

    @property
    def epoch_micros(self) -> int:
        """Since 1970, in microseconds."""
        return (self.timestamp - _EPOCH) // _MICROSECOND

    @property
    def epoch_millis(self) -> int:
        """Since 1970, in milliseconds."""
        return self.epoch_micros // 1000

    def row(self) -> dict[str, Json]:
        """All that is known of it, with what every record has."""
        return {
            **self.attributes,
            "timestamp": self.timestamp,
            "severity": self.severity,
            "message": self.message,
        }


class LogExporter(AdditionalPlugin):
    """Takes records to one store."""

    reference: ClassVar[str] = "io.kestra.core.models.tasks.logs.LogExporter"

    id: Annotated[Static[str], Prop("The name under which the task has its outputs.")]

    def export(self, ctx: RunContext, records: Iterator[LogRecord]) -> Mapping[str, Json]:
        """Send all of them; the outputs. Raises: PluginError for what the store refuses."""
        raise NotImplementedError


class HttpLogExporter(LogExporter, ConfiguredService):
    """Takes them to a service that is asked over HTTP, some with each request."""

    chunk: Annotated[int, CHUNK, Field(ge=1)] = 1000

    def request(self, records: Sequence[LogRecord]) -> HttpRequest:
        """What is asked with some records."""
        raise NotImplementedError

    def repeats(self, request: HttpRequest) -> Repeats:
        """Again while the service is busy: records that come twice are better than none."""
        return Repeats(4)

    def export(self, ctx: RunContext, records: Iterator[LogRecord]) -> Mapping[str, Json]:
        requests = 0
        for group in groups_of(records, self.chunk):
            self.answer(ctx, "the records", self.request(group))
            requests += 1
        return {"requests": requests}


class LogFiles(LogExporter):
    """Takes them to files of some lines, one record a line."""

    format: Annotated[
        Literal["ION", "JSON"], Prop("The form of the files: a value of Ion or JSON a line.")
    ] = "ION"
    log_file_prefix: Annotated[
        str, Prop("How names of files begin; date, `id` and a number follow.")
    ] = "kestra-log-file"
    max_lines_per_file: Annotated[
        int | None, Prop("How many lines a file has at most; one file without it."), Field(ge=1)
    ] = None

    def files(
        self, ctx: RunContext, records: Iterator[LogRecord]
    ) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Names and contents, none without records. Read each content before the next file."""
        date = ctx.now().strftime("%Y-%m-%dT%H-%M-%S")
        for number, part in enumerate(_parts(records, self.max_lines_per_file), 1):
            name = f"{self.log_file_prefix}-{date}-{self.id}-{number}.{self.format.lower()}"
            yield name, (f"{text_of_row(each.row())}\n".encode() for each in part)


def _parts(records: Iterator[LogRecord], most: int | None) -> Iterator[Iterable[LogRecord]]:
    for first in records:
        yield chain([first], records if most is None else islice(records, most - 1))
