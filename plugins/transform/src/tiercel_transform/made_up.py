"""Records that are made up: by a task and by triggers."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Annotated, ClassVar

import msgspec
from pydantic import Field

from tiercel.plugin import (
    AdditionalPlugin,
    Json,
    NestedMark,
    Output,
    Plugin,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.nested import nested_plugin
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.fetching import Counted
from tiercel_transform.fake_values import FakeValues

_PREFIX = "io.kestra.plugin.datagen."
LOCALE = Prop("Language and country of values, such as `[fr]` or `[en, GB]`; American without it.")
_BYTES_MAX = 10_000_000
_RECORD = (
    "generator:\n  type: io.kestra.plugin.datagen.generators.JsonObjectGenerator\n  value:\n"
    '    name: "#{name.fullName}"\n    email: "#{internet.emailAddress}"\n'
    "    state: \"#{options.option 'open','paid'}\"\n"
    "    amount: \"#{number.numberBetween '1','100'}\""
)


class DataGenerator(AdditionalPlugin):
    """Makes values, one after the other."""

    reference: ClassVar[str] = "io.kestra.plugin.datagen.model.DataGenerator"

    def values(self) -> Iterator[Json]:
        """Without an end. Raises: PluginError for what can't be made."""
        raise NotImplementedError


class Faked(DataGenerator):
    """What has expressions such as `#{name.fullName}`."""

    locale: Annotated[list[str] | None, LOCALE] = None
    value: Json

    def values(self) -> Iterator[Json]:
        fake = FakeValues(self.locale)
        while True:
            yield fake.of(self.value)


@plugin(
    _PREFIX + "generators.JsonObjectGenerator",
    title="Make up maps with names, addresses and more.",
    examples=['value:\n  name: "#{name.fullName}"\n  tags: ["#{color.name}", fixed]'],
)
class JsonObjectGenerator(Faked):
    """Texts in it, at any depth, have values for their expressions."""

    value: Annotated[
        dict[str, Json], Prop("The map, with expressions such as `#{name.fullName}` in its texts.")
    ]


@plugin(
    _PREFIX + "generators.StringValueGenerator",
    title="Make up texts with names, addresses and more.",
    examples=['value: "#{name.fullName} of #{address.city}"'],
)
class StringValueGenerator(Faked):
    """A text has values for its expressions."""

    value: Annotated[str, Prop("The text, with expressions such as `#{name.fullName}`.")]


@plugin(
    _PREFIX + "generators.RandomBytesGenerator",
    title="Make up random bytes, written as Base64.",
    examples=["size: 1024"],
)
class RandomBytesGenerator(DataGenerator):
    """Written as Base64."""

    size: Annotated[int, Prop("How many bytes a value has."), Field(ge=0, le=_BYTES_MAX)]

    def values(self) -> Iterator[Json]:
        while True:
            yield b64encode(secrets.token_bytes(self.size)).decode()


class Generated(Output):
    """What was made up."""

    value: Annotated[Json, Prop("The value, or a list of several.")] = None
    uri: Annotated[str | None, Prop("The file of values, of `store`.")] = None
    size: Annotated[int, Prop("How many bytes they have, written as JSON.")]
    count: Annotated[int, Prop("How many there are.")]


class Generating(Plugin):
    """Has a generator."""

    generator: Annotated[
        Json, NestedMark("additional", DataGenerator), Prop("What makes values up.")
    ]

    def values(self, ctx: RunContext) -> Iterator[Json]:
        """Without an end. Raises: PluginError."""
        return nested_plugin(ctx, "generator", self.generator, DataGenerator).values()


class GeneratingSome(Generating):
    """Makes some values at once."""

    batch_size: Annotated[int, Prop("How many values are made."), Field(ge=1)] = 1
    store: Annotated[bool, Prop("Whether they go to a file instead of the outputs.")] = False

    def run(self, ctx: RunContext) -> Generated:
        """Raises: PluginError for an expression that nobody knows, and for what can't be made."""
        made = self.values(ctx)
        some = (next(made) for _ in range(self.batch_size))
        if self.store:
            counted = Counted(some)
            uri = ctx.blobs.put_new(lines_of_rows(counted), "ion")
            return Generated(uri=uri, size=ctx.blobs.size(uri), count=counted.count)
        return of_values(list(some))


def of_values(found: list[Json]) -> Generated:
    """The outputs with values themselves."""
    size = sum(len(msgspec.json.encode(each)) for each in found)
    return Generated(value=found if len(found) > 1 else found[0], size=size, count=len(found))


@plugin(
    _PREFIX + "core.Generate",
    title="Make up records for tests and demonstrations.",
    aliases=[_PREFIX + "Generate"],
    examples=[f"{_RECORD}\nbatchSize: 1000\nstore: true"],
)
class Generate(GeneratingSome, RunnableTask[Generated]):
    """For tests and demonstrations."""


@plugin(
    _PREFIX + "core.Trigger",
    title="Start an execution with records that are made up.",
    aliases=[_PREFIX + "Trigger"],
    examples=[f"{_RECORD}\ninterval: PT10S"],
)
class Trigger(GeneratingSome, PollingTrigger[Generated]):
    """One at each interval."""

    interval: Annotated[timedelta, Prop("The time between two executions.")] = timedelta(seconds=1)

    def poll(self, ctx: RunContext) -> Generated:
        return self.run(ctx)


@plugin(
    _PREFIX + "core.RealtimeTrigger",
    title="Start an execution for each record that is made up.",
    aliases=[_PREFIX + "RealtimeTrigger"],
    examples=[f"{_RECORD}\nthroughput: 5\nmaxRecords: 100"],
)
class Stream(Generating, RealtimeTrigger[Generated]):
    """As many a second as it is told to."""

    throughput: Annotated[int, Prop("How many a second."), Field(ge=1)] = 1
    max_records: Annotated[int, Prop("How many in all.")] = 9_223_372_036_854_775_807
    reporting_interval: Annotated[
        timedelta, Prop("How often the log says how many there were.")
    ] = timedelta(seconds=15)

    async def listen(self, ctx: RunContext) -> AsyncIterator[Generated]:
        """Raises: PluginError for an expression that nobody knows."""
        made, reported = self.values(ctx), ctx.now()
        for number in range(1, self.max_records + 1):
            yield of_values([next(made)])
            if ctx.now() - reported >= self.reporting_interval:
                line = f"{number} values were made up"
                ctx.log.info(line)
                reported = ctx.now()
            await ctx.sleep(timedelta(seconds=1) / self.throughput)
