"""Vectors of texts, made by a model in portions."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.plugin import PluginError, RunContext
from tiercel_ai.chat import Usage
from tiercel_ai.conversation import count
from tiercel_ai.limits import EMBEDDED_AT_ONCE
from tiercel_ai.outputs import PROVIDER_CALLS
from tiercel_ai.providers.provider import ModelProvider


def vectors_of(
    ctx: RunContext, provider: ModelProvider, texts: Sequence[str]
) -> tuple[list[list[float]], Usage]:
    """A vector for each text, and what all cost. Raises: PluginError."""
    vectors: list[list[float]] = []
    usage = Usage()
    for at in range(0, len(texts), EMBEDDED_AT_ONCE):
        portion = list(texts[at : at + EMBEDDED_AT_ONCE])
        found = provider.embed(ctx, portion)
        ctx.metrics.counter(PROVIDER_CALLS.name)
        count(ctx, found.usage)
        if len(found.vectors) != len(portion):
            raise PluginError(
                f"{provider.service}: {len(found.vectors)} vectors for {len(portion)} texts"
            )
        vectors += found.vectors
        usage = usage.plus(found.usage)
    return vectors, usage
