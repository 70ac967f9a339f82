"""DeduplicateItems and FilterItems: tasks that look at every row of a file."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Example,
    ExpressionError,
    Json,
    Output,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import BINARY_MARK, row_of_text, rows_of_bytes, text_of_row
from tiercel.plugin.values import is_truthy


def rows_of_file(ctx: RunContext, uri: str) -> Iterator[tuple[bytes, Json]]:
    """The rows of a file: the line to write again, and its value."""
    with ctx.blobs.open(uri) as source:
        start = source.read(len(BINARY_MARK))
        if start == BINARY_MARK:
            for row in rows_of_bytes(start + source.read()):
                yield text_of_row(row).encode(), row
            return
        # The start may already hold whole lines.
        for line in chain((start + source.readline()).splitlines(), source):
            stripped = line.strip()
            if stripped:
                yield stripped, row_of_text(stripped)


def variables_of_row(row: Json) -> Mapping[str, Json]:
    """What an expression sees: the row's fields, or the row as `value` when it has none."""
    return row if isinstance(row, Mapping) else {"value": row}


class Deduplicated(Output):
    """The file and counts."""

    uri: Annotated[str, Prop("The URI of the new file.")]
    num_keys: Annotated[int, Prop("How many different keys there were.")]
    processed_items_total: Annotated[int, Prop("How many rows were read.")]
    dropped_items_total: Annotated[int, Prop("How many rows were left out.")]


@plugin(
    "io.kestra.plugin.core.storage.DeduplicateItems",
    title="Keep one row for each key.",
    description="The last row of a key stays, in the order of the file.",
    aliases=["io.kestra.core.tasks.storages.DeduplicateItems"],
    examples=[Example('from: "{{ outputs.a.uri }}"\nexpr: "{{ id }}"')],
)
class DeduplicateItems(RunnableTask[Deduplicated]):
    """Reads the file twice."""

    from_: Annotated[str, Field(alias="from"), Prop("The URI of the file.")]
    expr: Annotated[Raw[str], Prop("The key of a row; it sees the row's fields.")]

    def run(self, ctx: RunContext) -> Deduplicated:
        """Write the rows to keep."""
        last_of_key: dict[str, int] = {}
        total = 0
        for number, (_, row) in enumerate(rows_of_file(ctx, self.from_)):
            last_of_key[ctx.render(self.expr, variables_of_row(row)) or ""] = number
            total = number + 1
        kept = set(last_of_key.values())
        lines = (
            line + b"\n"
            for number, (line, _) in enumerate(rows_of_file(ctx, self.from_))
            if number in kept
        )
        return Deduplicated(
            uri=ctx.blobs.put_new(lines, ".ion"),
            num_keys=len(kept),
            processed_items_total=total,
            dropped_items_total=total - len(kept),
        )


class FilterType(enum.StrEnum):
    """What happens to rows for which the condition holds."""

    INCLUDE = "INCLUDE"
    EXCLUDE = "EXCLUDE"


class NullBehavior(enum.StrEnum):
    """What happens to rows for which the condition gives nothing or an error."""

    FAIL = "FAIL"
    INCLUDE = "INCLUDE"
    EXCLUDE = "EXCLUDE"


class Filtered(Output):
    """The file and counts."""

    uri: Annotated[str, Prop("The URI of the new file.")]
    processed_items_total: Annotated[int, Prop("How many rows were read.")]
    dropped_items_total: Annotated[int, Prop("How many rows were left out.")]


@plugin(
    "io.kestra.plugin.core.storage.FilterItems",
    title="Keep the rows for which a condition holds.",
    aliases=["io.kestra.core.tasks.storages.FilterItems"],
    examples=[Example('from: "{{ outputs.a.uri }}"\nfilterCondition: "{{ amount > 10 }}"')],
)
class FilterItems(RunnableTask[Filtered]):
    """Renders the condition for every row."""

    from_: Annotated[str, Field(alias="from"), Prop("The URI of the file.")]
    filter_condition: Annotated[Raw[str], Prop("The condition; it sees the row's fields.")]
    filter_type: Annotated[FilterType, Prop("Keep or drop the rows that match.")] = (
        FilterType.INCLUDE
    )
    error_or_null_behavior: Annotated[
        NullBehavior, Prop("What to do when the condition gives nothing or an error.")
    ] = NullBehavior.FAIL

    def run(self, ctx: RunContext) -> Filtered:
        """Write the rows to keep."""
        counts = {"read": 0, "kept": 0}

        def lines() -> Iterator[bytes]:
            for line, row in rows_of_file(ctx, self.from_):
                counts["read"] += 1
                if self._keeps(ctx, row):
                    counts["kept"] += 1
                    yield line + b"\n"

        uri = ctx.blobs.put_new(lines(), ".ion")
        return Filtered(
            uri=uri,
            processed_items_total=counts["read"],
            dropped_items_total=counts["read"] - counts["kept"],
        )

    def _keeps(self, ctx: RunContext, row: Json) -> bool:
        """Whether the row stays. Raises: PluginError as `errorOrNullBehavior` says."""
        try:
            rendered = ctx.render(self.filter_condition, variables_of_row(row))
        except ExpressionError:
            if self.error_or_null_behavior is NullBehavior.FAIL:
                raise
            return self.error_or_null_behavior is NullBehavior.INCLUDE
        if rendered is None:
            if self.error_or_null_behavior is NullBehavior.FAIL:
                raise PluginError(
                    f"Expression `{self.filter_condition}` return `null`"
                    f" on item `{text_of_row(row)}`"
                )
            return self.error_or_null_behavior is NullBehavior.INCLUDE
        return is_truthy(rendered.strip()) == (self.filter_type is FilterType.INCLUDE)
