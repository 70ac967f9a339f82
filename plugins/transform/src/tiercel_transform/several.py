"""Tasks over the records of several inputs, by their position: zip and select."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import zip_longest
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import IllegalArgument, Json, PluginError, Prop, Raw, RunContext, plugin
from tiercel_transform.expressions import MISSING, compiled, is_true
from tiercel_transform.records import (
    ON_ERROR,
    PREFIX,
    Counts,
    Definition,
    RecordTask,
    Row,
    Transformed,
    counted,
    failed,
    mapped,
    records_of,
    row_of,
    without_nulls,
)


def _uneven(number: int) -> PluginError:
    return PluginError(f"The inputs have different lengths: one ends before record {number}")


class FromSeveral(RecordTask):
    """Reads several inputs, record by record."""

    inputs: Annotated[Raw[list[Json]], Prop("The inputs, each as `from` of other tasks.")]

    def aligned(self, ctx: RunContext, stack: ExitStack) -> tuple[Iterator[tuple[Json, ...]], bool]:
        """Their records by position, MISSING where one is shorter; whether any is a file."""
        given = [
            ctx.render_typed(each) if isinstance(each, str) else ctx.render_deep(each)
            for each in self.inputs
        ]
        found = [records_of(ctx, each, stack) for each in given]
        rows = zip_longest(*(each[0] for each in found), fillvalue=MISSING)
        return rows, any(each[1] for each in found)


@plugin(
    f"{PREFIX}Zip",
    title="Put records of several inputs together, by their position.",
    examples=[
        (
            'inputs:\n  - "{{ outputs.orders.records }}"\n  - "{{ outputs.scores.records }}"\n'
            "onConflict: RIGHT"
        )
    ],
    metrics=counted("processed", "failed", "dropped"),
)
class Zip(FromSeveral):
    """All inputs must have as many records."""

    on_conflict: Annotated[
        Literal["FAIL", "LEFT", "RIGHT"],
        Prop("Which value counts when two records have a field of one name.", "FAIL by default."),
    ] = "FAIL"
    on_error: Annotated[
        Literal["FAIL", "SKIP"], Prop(ON_ERROR, "FAIL ends the task, SKIP leaves it out.")
    ] = "FAIL"

    def run(self, ctx: RunContext) -> Transformed:
        """Raises: PluginError for inputs of different lengths, or fields of one name."""
        with ExitStack() as stack:
            rows, is_file = self.aligned(ctx, stack)
            counts = Counts("failed", "dropped")
            return self.give(ctx, self._merged(rows, counts), counts, is_file=is_file)

    def _merged(self, rows: Iterator[tuple[Json, ...]], counts: Counts) -> Iterator[Json]:
        for number, parts in enumerate(rows, start=1):
            counts.add("processed")
            if any(each is MISSING for each in parts):
                raise PluginError(
                    f"The inputs have different lengths: one ends before record {number}"
                )
            try:
                yield self._one(parts)
            except IllegalArgument as error:
                counts.add("failed")
                if self.on_error == "FAIL":
                    raise failed(number, error) from None
                counts.add("dropped")

    def _one(self, parts: tuple[Json, ...]) -> Row:
        found: Row = {}
        for part in parts:
            row = row_of(part)
            both = found.keys() & row.keys()
            if both and self.on_conflict == "FAIL":
                raise IllegalArgument(f"two inputs have the field '{min(both)}'")
            found = {**row, **found} if self.on_conflict == "LEFT" else {**found, **row}
        return found


@plugin(
    f"{PREFIX}Select",
    title="Choose from records of several inputs, and make new ones.",
    examples=[
        (
            'inputs:\n  - "{{ outputs.orders.records }}"\n  - "{{ outputs.scores.records }}"\n'
            "where: $1.amount > 100 && $2.score > 0.8\n"
            "fields:\n"
            "  order: $1.id\n"
            "  score: $2.score"
        )
    ],
    metrics=counted("processed", "passed", "dropped", "failed"),
)
class Select(FromSeveral):
    """`$1`, `$2` … are the records of a position; other names are looked for in all of them."""

    where: Annotated[str | None, Prop("The condition; all records without.")] = None
    fields: Annotated[
        dict[str, Definition] | None,
        Prop("Expressions by the names of the new fields.", "All fields of all inputs without."),
    ] = None
    keep_input_fields: Annotated[
        list[int], Prop("Numbers of inputs whose fields stay besides.", "None by default.")
    ] = Field(default=[])
    drop_nulls: Annotated[
        bool, Prop("Whether fields that are null are left out.", "Yes by default.")
    ] = True
    on_length_mismatch: Annotated[
        Literal["FAIL", "SKIP"],
        Prop(
            "What to do when one input has more records.",
            "FAIL ends the task, SKIP leaves the rest out. FAIL by default.",
        ),
    ] = "FAIL"
    on_error: Annotated[
        Literal["FAIL", "SKIP", "KEEP"],
        Prop(ON_ERROR, "FAIL ends the task, SKIP leaves it out, KEEP gives all its fields."),
    ] = "FAIL"

    def run(self, ctx: RunContext) -> Transformed:
        """Raises: PluginError for inputs of different lengths, unless they may be."""
        with ExitStack() as stack:
            rows, is_file = self.aligned(ctx, stack)
            counts = Counts("passed", "dropped", "failed")
            return self.give(ctx, self._selected(rows, counts), counts, is_file=is_file)

    def _selected(self, rows: Iterator[tuple[Json, ...]], counts: Counts) -> Iterator[Json]:
        for number, parts in enumerate(rows, start=1):
            if any(each is MISSING for each in parts):
                if self.on_length_mismatch == "SKIP":
                    return
                raise PluginError(
                    f"The inputs have different lengths: one ends before record {number}"
                )
            counts.add("processed")
            merged: Row = {}
            try:
                for part in parts:
                    merged |= row_of(part)
                made = self._one(parts, merged)
            except IllegalArgument as error:
                counts.add("failed")
                if self.on_error == "FAIL":
                    raise failed(number, error) from None
                made = merged if self.on_error == "KEEP" else None
            counts.add("dropped" if made is None else "passed")
            if made is not None:
                yield without_nulls(made) if self.drop_nulls else made

    def _one(self, parts: tuple[Json, ...], merged: Row) -> Row | None:
        scope = merged | {f"${number}": each for number, each in enumerate(parts, start=1)}
        if self.where is not None and not is_true(compiled(self.where)(scope)):
            return None
        if self.fields is None:
            return merged
        kept: Row = {}
        for number in self.keep_input_fields:
            if not 0 < number <= len(parts):
                raise PluginError(f"`keepInputFields`: there is no input {number}")
            kept |= row_of(parts[number - 1])
        return kept | mapped(scope, self.fields, nulls=False)
