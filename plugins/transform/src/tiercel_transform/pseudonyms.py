"""Values that are made up in place of what nobody may see."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.fetching import Counted
from tiercel.plugin.services.given_rows import rows_given
from tiercel_transform.fake_values import FakeValues
from tiercel_transform.made_up import LOCALE

_BEGIN = "#{"


class Pseudonymized(Output):
    """The file with other values."""

    uri: Annotated[str, Prop("The file, of the form of the one that was read.")]
    count: Annotated[int, Prop("How many rows it has.")]


@plugin(
    "io.kestra.plugin.datagen.core.Pseudonymize",
    title="Replace values of rows by made-up ones.",
    examples=[
        (
            'from: "{{ outputs.people.uri }}"\ncontentType: CSV\nfields:\n'
            '  name: "#{name.fullName}"\n  email: "#{internet.emailAddress}"'
        )
    ],
)
class Pseudonymize(RunnableTask[Pseudonymized]):
    """Within a task run the same value has the same replacement, which leads back to nobody."""

    from_: Annotated[str, Field(alias="from"), Prop("The address of a stored file of rows.")]
    content_type: Annotated[
        Literal["CSV", "JSON", "ION"] | None,
        Prop("The form of the file: CSV with a header, else a value of JSON or Ion a line."),
    ] = None
    fields: Annotated[
        dict[str, str] | None, Prop("Expressions such as `#{name.fullName}` by names of fields.")
    ] = None
    locale: Annotated[list[str] | None, LOCALE] = None

    def run(self, ctx: RunContext) -> Pseudonymized:
        """Raises: PluginError without fields, for a row that is no map, for an expression."""
        if not self.fields:
            raise PluginError("`fields` must say which fields are replaced, and by what")
        if self.content_type == "CSV":
            with io.TextIOWrapper(ctx.blobs.open(self.from_), "utf-8", newline="") as file:
                reader = csv.DictReader(file)
                counted = Counted(self._replaced(reader))
                uri = ctx.blobs.put_new(_csv_lines(reader.fieldnames or (), counted), "csv")
        else:
            counted = Counted(self._replaced(rows_given(ctx, self.from_)))
            extension = "json" if self.content_type == "JSON" else "ion"
            uri = ctx.blobs.put_new(lines_of_rows(counted), extension)
        return Pseudonymized(uri=uri, count=counted.count)

    def _replaced(self, rows: Iterable[Json]) -> Iterator[dict[str, Any]]:
        fake, salt = FakeValues(self.locale), secrets.token_bytes(32)
        wanted = {
            name: each if _BEGIN in each else f"{_BEGIN}{each}}}"
            for name, each in (self.fields or {}).items()
        }
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise PluginError(f"Row {number} must be a map")
            for name, expression in wanted.items():
                if row.get(name) is not None:
                    content = msgspec.json.encode([name, row[name]])
                    fake.begin_from(hashlib.blake2b(content, key=salt).digest())
                    row[name] = fake.text(expression)
            yield row


def _csv_lines(names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    line = io.StringIO(newline="")
    writer = csv.DictWriter(line, list(names), restval="", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()
        writer.writerow(row)
    yield line.getvalue().encode()
