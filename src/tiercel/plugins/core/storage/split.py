"""The Split task."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Example, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugins.core.storage.splitting import SplitRule, split_file


class Parts(Output):
    """The files."""

    uris: Annotated[list[str], Prop("The URIs of the parts, in order.")]


@plugin(
    "io.kestra.plugin.core.storage.Split",
    title="Cut a file into several.",
    aliases=["io.kestra.core.tasks.storages.Split"],
    examples=[
        Example('from: "{{ outputs.a.uri }}"\nbytes: 10MB', title="By size."),
        Example('from: "{{ outputs.a.uri }}"\npartitions: 8', title="Into a number of parts."),
        Example('from: "{{ outputs.a.uri }}"\nrows: 1000', title="By rows."),
    ],
)
class Split(RunnableTask[Parts]):
    """A row is never cut; `bytes` wins over `partitions`, that over `rows`."""

    from_: Annotated[str, Field(alias="from"), Prop("The URI of the file.")]
    bytes: Annotated[str | None, Prop("Size of a part, such as `10MB`.")] = None
    partitions: Annotated[
        int | None, Field(ge=1), Prop("How many parts the file is split into.")
    ] = None
    rows: Annotated[int | None, Field(ge=1), Prop("Rows in a part.")] = None
    separator: Annotated[str, Prop("What ends a row.")] = "\n"
    regex_pattern: Annotated[
        str | None, Prop("Rows with the same first group go together; others are dropped.")
    ] = None

    def run(self, ctx: RunContext) -> Parts:
        rule = SplitRule(
            bytes=self.bytes,
            partitions=self.partitions,
            rows=self.rows,
            regex=self.regex_pattern if self.rows is None else None,
            separator=self.separator,
        )
        return Parts(uris=split_file(ctx, self.from_, rule))
