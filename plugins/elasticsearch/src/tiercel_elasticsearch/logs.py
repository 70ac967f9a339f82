"""Logs of the server as documents of an index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Prop, RunContext
from tiercel.plugin.services.log_exports import CHUNK, LogExporter, LogRecord
from tiercel_elasticsearch.bulk import send_operations
from tiercel_elasticsearch.connection import Asking


class LogDocuments(Asking, LogExporter):
    """A record is a document, with its date in `@timestamp` too."""

    index_name: Annotated[str, Prop("The index that the logs are written to.")]
    chunk: Annotated[int, CHUNK, Field(ge=1)] = 1000

    def export(self, ctx: RunContext, records: Iterator[LogRecord]) -> Mapping[str, Json]:
        action = {"index": {"_index": self.index_name}}
        documents = ((action, {"@timestamp": each.timestamp, **each.row()}) for each in records)
        return {"size": send_operations(self, ctx, documents, self.chunk)}
