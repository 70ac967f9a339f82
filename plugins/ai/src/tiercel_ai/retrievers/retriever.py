"""The base of retrievers, and how what they find goes into a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

import msgspec

from tiercel.plugin import AdditionalPlugin, Json, Part, Prop, RunContext
from tiercel.plugin.nested import nested_plugin
from tiercel_ai.outputs import ContentSource

_HEAD = "Answer using the following information:"


class Source(msgspec.Struct, frozen=True):
    """A text that was found, and where it is from."""

    content: str
    metadata: dict[str, Json] = {}


class ContentRetriever(AdditionalPlugin):
    """Finds texts about a question."""

    reference: ClassVar[str] = "io.kestra.plugin.ai.domain.ContentRetrieverProvider"

    def find(self, ctx: RunContext, query: str) -> list[Source]:
        """The texts, the nearest first. Raises: PluginError."""
        raise NotImplementedError


class ContentRetrieverConfiguration(Part):
    """How many texts."""

    max_results: Annotated[int, Prop("How many at most.")] = 3
    min_score: Annotated[float, Prop("How near they must be: 0 to 1.")] = 0.0


class Wanted(ContentRetrieverConfiguration):
    """What to search for."""

    query: Annotated[str, Prop("The question that texts are searched for.")]


def sources_of(ctx: RunContext, values: Sequence[Json] | None, query: str) -> list[Source]:
    """What the retrievers in a property find. Raises: PluginError."""
    return [
        source
        for number, value in enumerate(values or ())
        for source in nested_plugin(
            ctx, f"contentRetrievers[{number}]", value, ContentRetriever
        ).find(ctx, query)
    ]


def question_with(prompt: str, sources: Sequence[Source]) -> str:
    """The question, and what was found about it."""
    if not sources:
        return prompt
    return f"{prompt}\n\n{_HEAD}\n" + "\n\n".join(each.content for each in sources)


def source_outputs(sources: Sequence[Source]) -> list[ContentSource] | None:
    """As outputs; None for none."""
    return [ContentSource(content=each.content, metadata=each.metadata) for each in sources] or None
