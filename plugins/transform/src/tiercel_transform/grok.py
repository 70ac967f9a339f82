"""Tasks that take texts apart by patterns of Grok."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.rows import lines_of_rows, row_of_text
from tiercel.plugin.values import string_form
from tiercel.plugins.files import files_below
from tiercel_transform.jsonata import Items
from tiercel_transform.patterns import PATTERNS, Grok

_PREFIX = "io.kestra.plugin.transform.grok."
_PATTERN = "%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} %{GREEDYDATA:message}"


class WithPatterns(Plugin):
    """Patterns, and which of their fields count."""

    pattern: Annotated[
        str | None,
        Prop(
            "The pattern, such as `%{IP:client} %{NUMBER:bytes:int}`.",
            "It or `patterns` must be given.",
        ),
    ] = None
    patterns: Annotated[
        list[str] | None, Prop("Several patterns, which are tried in order, after `pattern`.")
    ] = None
    pattern_definitions: Annotated[
        dict[str, str] | None, Prop("Further patterns by name, for use in others.")
    ] = None
    patterns_dir: Annotated[
        list[str] | None,
        Prop("Folders of the working directory with files of a name and a pattern in each line."),
    ] = None
    named_captures_only: Annotated[
        bool, Prop("Whether only patterns with a field name give one.", "Yes by default.")
    ] = True
    break_on_first_match: Annotated[
        bool,
        Prop(
            "Whether the first pattern that matches is enough.", "Otherwise all are put together."
        ),
    ] = True
    keep_empty_captures: Annotated[
        bool, Prop("Whether fields without a text are kept.", "No by default.")
    ] = False

    def matcher(self, ctx: RunContext) -> Callable[[str], dict[str, Json]]:
        """What gives the fields of a text, none when no pattern matches.

        Raises: PluginError without a pattern, IllegalArgument for one that is wrong.
        """
        known = {**PATTERNS, **self._of_files(ctx), **(self.pattern_definitions or {})}
        given = [*([self.pattern] if self.pattern else []), *(self.patterns or ())]
        if not given:
            raise PluginError("`pattern` or `patterns` must be given")
        compiled = [Grok(each, known) for each in given]

        def fields(text: str) -> dict[str, Json]:
            found: dict[str, Json] = {}
            for each in compiled:
                matched = each.match(
                    text,
                    named_only=self.named_captures_only,
                    keeps_empty=self.keep_empty_captures,
                )
                if matched is not None:
                    found |= matched
                    if self.break_on_first_match:
                        break
            return found

        return fields

    def _of_files(self, ctx: RunContext) -> dict[str, str]:
        found = {}
        for folder in self.patterns_dir or ():
            for file in sorted(files_below(ctx.files.resolve(folder))):
                for line in file.read_text(encoding="utf-8").splitlines():
                    name, _, pattern = line.strip().partition(" ")
                    if name and not name.startswith("#"):
                        found[name] = pattern.strip()
        return found


class Fields(Output):
    """The fields of a text."""

    value: Annotated[dict[str, Json], Prop("Texts by field; empty when no pattern matches.")]


@plugin(
    f"{_PREFIX}TransformValue",
    title="Take a text apart by a pattern of Grok.",
    examples=[f'from: "{{{{ trigger.body }}}}"\npattern: "{_PATTERN}"'],
)
class TransformValue(WithPatterns, RunnableTask[Fields]):
    """One text becomes one map."""

    from_: Annotated[str, Field(alias="from"), Prop("The text that the patterns are matched with.")]

    def run(self, ctx: RunContext) -> Fields:
        return Fields(value=self.matcher(ctx)(self.from_))


@plugin(
    f"{_PREFIX}TransformItems",
    title="Take each row of a file apart by a pattern of Grok.",
    examples=[f'from: "{{{{ outputs.read.uri }}}}"\npattern: "{_PATTERN}"'],
)
class TransformItems(WithPatterns, RunnableTask[Items]):
    """A map for each row that is text."""

    from_: Annotated[
        str,
        Field(alias="from"),
        Prop(
            "The file of rows in the internal storage.",
            "A row is a text in quotes, such as JSON has; others are matched as their JSON.",
        ),
    ]

    def run(self, ctx: RunContext) -> Items:
        fields = self.matcher(ctx)
        count = 0

        def rows(lines: Iterator[bytes]) -> Iterator[Json]:
            nonlocal count
            for line in lines:
                if line.strip():
                    count += 1
                    row = row_of_text(line)
                    yield fields(row if isinstance(row, str) else string_form(row))

        with ctx.blobs.open(self.from_) as file:
            uri = ctx.blobs.put_new(lines_of_rows(rows(iter(file))), "ion")
        return Items(uri=uri, processed_items_total=count)
