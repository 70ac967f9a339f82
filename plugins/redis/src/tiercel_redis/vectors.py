"""Vector sets, of servers from Redis 8 on."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_redis.connection import Redis, all_deleted
from tiercel_redis.strings import FAILS, URL, Deleted

KEY = Prop("The key of the set.")
EFFORT = Prop("How many candidates are looked at: more is slower and finds better ones.")
_QUANTIZATIONS = {"NO_QUANTIZATION": "NOQUANT", "BINARY": "BIN", "Q8": "Q8"}


class OfSet(Redis):
    """What is about one set."""

    key: Annotated[str, KEY]


class Added(Output):
    """Whether it is new."""

    added: Annotated[bool, Prop("Whether the element is new; false when it was changed.")]


@plugin(
    "io.kestra.plugin.redis.vector.Add",
    title="Add an element with its vector to a set of Redis.",
    examples=[f"{URL}key: texts\nelement: first\nvector: [0.1, 0.9]\nattributes:\n  year: 2030"],
)
class Add(OfSet, RunnableTask[Added]):
    """Or give it another vector."""

    element: Annotated[str, Prop("The name of the element.")]
    vector: Annotated[list[float], Prop("The vector of the element, a list of numbers.")]
    attributes: Annotated[
        dict[str, Json] | None, Prop("Its attributes, which filters can ask for.")
    ] = None
    check_and_set: Annotated[
        bool | None, Prop("Whether neighbours are searched in the background.")
    ] = None
    exploration_factor: Annotated[int | None, EFFORT] = None
    max_nodes: Annotated[int | None, Prop("How many connections an element has at most.")] = None
    quantization: Annotated[
        Literal["NO_QUANTIZATION", "BINARY", "Q8"] | None,
        Prop("How vectors are kept: exact, as bits, or as whole numbers of 8 bits."),
    ] = None
    reduce_dim: Annotated[int | None, Prop("How many numbers vectors are reduced to.")] = None

    def run(self, ctx: RunContext) -> Added:
        command: list[Json] = ["VADD", self.key]
        command += _option("REDUCE", self.reduce_dim)
        command += ["VALUES", len(self.vector), *self.vector, self.element]
        command += ["CAS"] if self.check_and_set else []
        command += [_QUANTIZATIONS[self.quantization]] if self.quantization else []
        command += _option("EF", self.exploration_factor)
        if self.attributes is not None:
            command += ["SETATTR", msgspec.json.encode(self.attributes)]
        command += _option("M", self.max_nodes)
        with self.client(ctx, "VADD") as client:
            return Added(added=bool(client.execute_command(*command)))


@plugin(
    "io.kestra.plugin.redis.vector.Delete",
    title="Delete elements of a set of vectors of Redis.",
    examples=[f"{URL}key: texts\nelements:\n  - first"],
)
class Delete(OfSet, RunnableTask[Deleted]):
    """By their names."""

    elements: Annotated[list[str], Prop("The names of the elements.")]
    failed_on_missing: Annotated[bool, FAILS] = False

    def run(self, ctx: RunContext) -> Deleted:
        with self.client(ctx, "VREM") as client:
            count = sum(
                int(client.execute_command("VREM", self.key, each)) for each in self.elements
            )
        return Deleted(count=all_deleted(count, len(self.elements), fails=self.failed_on_missing))


class Similar(Output):
    """The elements that are nearest."""

    matches: Annotated[list[str], Prop("Their names, the nearest first.")]
    scores: Annotated[dict[str, float], Prop("How near each is, 1 for the same direction.")]


@plugin(
    "io.kestra.plugin.redis.vector.Similarity",
    title="Find the nearest elements in a set of vectors of Redis.",
    examples=[f"{URL}key: texts\nvector: [0.2, 0.8]\ncount: 5\nfilter: .year >= 2020"],
)
class Similarity(OfSet, RunnableTask[Similar]):
    """Of a vector, or of an element of the set."""

    vector: Annotated[list[float] | None, Prop("The vector that they are near to.")] = None
    element: Annotated[str | None, Prop("The element that they are near to, instead.")] = None
    count: Annotated[int | None, Prop("How many to find at most; 10 by default.")] = None
    epsilon: Annotated[float | None, Prop("How far they are at most, from 0 to 1.")] = None
    exploration_factor: Annotated[int | None, EFFORT] = None
    filter: Annotated[
        str | None, Prop("What their attributes must be, such as `.year >= 2020`.")
    ] = None
    filter_efficiency: Annotated[
        int | None, Prop("How many candidates the filter is asked for.")
    ] = None

    def run(self, ctx: RunContext) -> Similar:
        """Raises: PluginError for neither a vector nor an element, or both."""
        if (self.vector is None) == (self.element is None):
            raise PluginError("Either `vector` or `element` must be given")
        command: list[Json] = ["VSIM", self.key]
        if self.vector is not None:
            command += ["VALUES", len(self.vector), *self.vector]
        command += _option("ELE", self.element)
        command += ["WITHSCORES"]
        for name, value in (
            ("COUNT", self.count),
            ("EPSILON", self.epsilon),
            ("EF", self.exploration_factor),
            ("FILTER", self.filter),
            ("FILTER-EF", self.filter_efficiency),
        ):
            command += _option(name, value)
        with self.client(ctx, "VSIM") as client:
            scores = _scores(client.execute_command(*command))
        return Similar(matches=list(scores), scores=scores)


def _option(name: str, value: Json) -> list[Json]:
    return [] if value is None else [name, value]


def _scores(answer: Json) -> dict[str, float]:
    """Of a map of version 3 of the protocol, or a flat list of version 2."""
    if isinstance(answer, dict):
        return {str(name): float(score) for name, score in answer.items()}
    return {str(answer[at]): float(answer[at + 1]) for at in range(0, len(answer), 2)}
