"""The base of stores of embeddings, and the store in a key-value entry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from operator import mul
from typing import Annotated, Any, ClassVar

import msgspec

from tiercel.plugin import AdditionalPlugin, Json, PluginError, Prop, RunContext, plugin
from tiercel.plugin.nested import nested_plugin
from tiercel_ai.limits import KV_ENTRIES_MAX
from tiercel_ai.outputs import STORE_CALLS


class Piece(msgspec.Struct, frozen=True):
    """A text with its vector."""

    id: str
    vector: list[float]
    text: str
    metadata: dict[str, Json] = {}


class Match(msgspec.Struct, frozen=True):
    """A text that was found. Shapes: `score` is 0 to 1, where 1 is the same direction."""

    score: float
    text: str
    metadata: dict[str, Json] = {}


class EmbeddingStoreProvider(AdditionalPlugin):
    """Keeps vectors with their texts, and finds the nearest."""

    reference: ClassVar[str] = "io.kestra.plugin.ai.domain.EmbeddingStoreProvider"

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        """Keep texts, beside what is there. Raises: PluginError."""
        raise NotImplementedError

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        """The nearest texts, the nearest first. Raises: PluginError."""
        raise NotImplementedError

    def drop(self, ctx: RunContext) -> None:
        """Remove all texts; also when there is nothing. Raises: PluginError."""
        raise NotImplementedError

    def outputs(self) -> dict[str, Json]:
        """What is an output of who stores."""
        return {}


def store_of(ctx: RunContext, value: Json) -> EmbeddingStoreProvider:
    """The store in a property. Raises: PluginError."""
    return nested_plugin(ctx, "embeddings", value, EmbeddingStoreProvider)


def found_in(
    ctx: RunContext, store: EmbeddingStoreProvider, vector: list[float], most: int, least: float
) -> list[Match]:
    """The nearest texts with a score of `least` or more. Raises: PluginError."""
    if most < 1:
        raise PluginError(f"`maxResults` must be 1 or more, not {most}")
    ctx.metrics.counter(STORE_CALLS.name)
    return [each for each in store.nearest(ctx, vector, most) if each.score >= least]


def score_of(cosine: float) -> float:
    """A score of the cosine of an angle."""
    return (cosine + 1) / 2


@plugin(
    "io.kestra.plugin.ai.embeddings.KestraKVStore",
    title="Keep embeddings in a key-value entry of the namespace.",
    examples=["kvName: birds"],
    aliases=["io.kestra.plugin.langchain4j.embeddings.KestraKVStore"],
)
class KestraKVStore(EmbeddingStoreProvider):
    """For some thousand texts: each search reads all of it."""

    kv_name: Annotated[
        str, Prop("The key of the namespace's store that holds texts and vectors.")
    ] = "{{ flow.id }}-embedding-store"

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        rows = [*self._rows(ctx), *(msgspec.to_builtins(each) for each in pieces)]
        if len(rows) > KV_ENTRIES_MAX:
            raise PluginError(
                f"The entry {self.kv_name} would have {len(rows)} texts, and {KV_ENTRIES_MAX} at"
                " most are read at once: use another store"
            )
        ctx.kv.put(self.kv_name, {"entries": rows})

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        matches = (
            Match(score_of(_cosine(vector, row["vector"])), row["text"], row["metadata"])
            for row in self._rows(ctx)
        )
        return sorted(matches, key=lambda match: -match.score)[:most]

    def drop(self, ctx: RunContext) -> None:
        ctx.kv.delete(self.kv_name)

    def outputs(self) -> dict[str, Json]:
        return {"kvName": self.kv_name}

    def _rows(self, ctx: RunContext) -> Iterable[dict[str, Any]]:
        if self.kv_name not in ctx.kv.keys(prefix=self.kv_name):
            return []
        _, value = ctx.kv.get(self.kv_name)
        rows = value.get("entries") if isinstance(value, dict) else None
        if not isinstance(rows, list):
            raise PluginError(f"The entry {self.kv_name} holds no embeddings")
        return rows


def _cosine(one: list[float], other: list[float]) -> float:
    if len(one) != len(other):
        raise PluginError(
            f"The texts were stored with vectors of {len(other)} numbers, and the model makes"
            f" {len(one)}: use the model that they were stored with"
        )
    length = math.sqrt(_product(one, one) * _product(other, other))
    return _product(one, other) / length if length else 0.0


def _product(one: list[float], other: list[float]) -> float:
    return float(sum(map(mul, one, other)))
