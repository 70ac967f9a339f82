"""YAML: a document for each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, BinaryIO, TextIO

import msgspec
import yaml

from tiercel.plugin import Json, PluginError, Prop, RunContext, plugin
from tiercel.plugin.rows import lines_of_exact_rows
from tiercel_serdes.conversion import (
    RECORDS,
    Conversion,
    Counted,
    FromRows,
    InCharset,
    ToRows,
    encoded,
    explained,
    text_of,
)
from tiercel_serdes.limits import YAML_VALUES_MAX
from tiercel_serdes.types.json import values_of_document, values_of_lines

JSONL = Prop("Whether the JSON file has a value in each line.", "No by default: it is one value.")


_UNKNOWN_TAG = re.compile(r"could not determine a constructor for the tag ('.*')")


class Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and decimals as numbers."""


def _written_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _written_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(value))


Dumper.add_representer(str, _written_text)
Dumper.add_representer(Decimal, _written_decimal)


def documents(values: Iterable[Json]) -> Iterator[str]:
    """Each value as a document of its own; the first needs no line between."""
    for number, value in enumerate(values):
        text = yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True)
        yield (f"---\n{text}" if number else text).removesuffix("...\n")


def values_of(file: BinaryIO, encoding: str) -> Iterator[Json]:
    """The value of each document, the elements of those that are lists.

    Raises: PluginError for what is no YAML.
    """
    with text_of(file, encoding) as text, explained("YAML", ValueError):
        for document in _documents_of(text):
            _check_size(document)
            plain = msgspec.to_builtins(document, builtin_types=(bytes, Decimal), str_keys=True)
            yield from plain if isinstance(plain, list) else (plain,)


def _documents_of(text: TextIO) -> Iterator[Json]:
    try:
        yield from yaml.load_all(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
        unknown = _UNKNOWN_TAG.fullmatch(error.problem or "")
        words = f"the tag {unknown[1]} is unknown" if unknown else error.problem
        context = f" {error.context}" if error.context else ""
        raise PluginError(f"The file is no YAML: {place}{words}{context}") from None
    except yaml.reader.ReaderError as error:
        sign = f"the sign U+{error.character:04X} is not allowed"
        raise PluginError(f"The file is no YAML: {sign}: {error.reason}") from None


def _check_size(document: Json) -> None:
    """Refuse a document whose aliases stand for more than memory should hold."""
    sizes: dict[int, int] = {}

    def size(value: Json) -> int:
        if not isinstance(value, (dict, list)):
            return 1
        known = sizes.get(id(value))
        if known is None:
            # An alias inside of what it names would never end.
            sizes[id(value)] = YAML_VALUES_MAX
            values = value.values() if isinstance(value, dict) else value
            known = sizes[id(value)] = 1 + sum(map(size, values))
        return known

    if size(document) > YAML_VALUES_MAX:
        raise PluginError(f"The file has more than {YAML_VALUES_MAX} values in a document")


@plugin(
    "io.kestra.plugin.serdes.yaml.YamlToIon",
    title="Turn a YAML file into a file of rows.",
    examples=['from: "{{ outputs.read.uri }}"'],
    metrics=RECORDS,
)
class YamlToIon(InCharset, ToRows):
    """A row for each document, or for each element of one that is a list."""

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        return values_of(file, self.encoding)


@plugin(
    "io.kestra.plugin.serdes.yaml.IonToYaml",
    title="Turn a file of rows into a YAML file.",
    examples=['from: "{{ outputs.query.uri }}"'],
    metrics=RECORDS,
)
class IonToYaml(InCharset, FromRows):
    """A document for each row."""

    extension = "yaml"

    def content(self, ctx: RunContext, rows: Iterable[Json]) -> Iterator[bytes]:
        return encoded(documents(rows), self.encoding)


@plugin(
    "io.kestra.plugin.serdes.yaml.JsonToYaml",
    title="Turn a JSON file into a YAML file.",
    examples=['from: "{{ outputs.request.uri }}"'],
    metrics=RECORDS,
)
class JsonToYaml(InCharset, Conversion):
    """One document, or one for each line."""

    jsonl: Annotated[bool, JSONL] = False

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        if self.jsonl:
            return values_of_lines(file, self.encoding, "jsonl: false")
        return values_of_document(file, self.encoding, as_one=True)

    def store(self, ctx: RunContext, rows: Counted) -> str:
        return ctx.blobs.put_new(encoded(documents(rows), self.encoding), "yaml")


@plugin(
    "io.kestra.plugin.serdes.yaml.YamlToJson",
    title="Turn a YAML file into a JSON file.",
    examples=['from: "{{ outputs.read.uri }}"'],
    metrics=RECORDS,
)
class YamlToJson(InCharset, Conversion):
    """One value, or a line for each document or element."""

    jsonl: Annotated[
        bool,
        Prop("Whether to write a value in each line.", "No by default: one value is written."),
    ] = False

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        return values_of(file, self.encoding)

    def store(self, ctx: RunContext, rows: Counted) -> str:
        if self.jsonl:
            return ctx.blobs.put_new(lines_of_exact_rows(rows), "jsonl")
        found = list(rows)
        value = found[0] if len(found) == 1 else found
        (line,) = lines_of_exact_rows([value])
        return ctx.blobs.put_new(line.strip(), "json")
