"""XML: elements as maps, by the rules of org.json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from tiercel.plugin import Json, Part, PluginError, Prop, RunContext, Static, plugin
from tiercel_serdes.conversion import (
    RECORDS,
    FromRows,
    InCharset,
    InZone,
    ToRows,
    encoded,
)
from tiercel_serdes.limits import BLOCK_BYTES, XML_LEVELS_MAX
from tiercel_serdes.texts import Patterns, text_of_value

TEXT = "content"
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_NOT_IN_NAMES = re.compile(r"[^\w.\-:]")
# What a document can't have in any way.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}


class Element:
    """An element that is being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[str, Json] = {}
        self.texts: list[str] = []

    def add(self, name: str, value: Json, *, is_list: bool) -> None:
        """One more value of that name; the second makes a list of them."""
        known = self.values.get(name)
        if name not in self.values:
            self.values[name] = [value] if is_list else value
        elif isinstance(known, list):
            known.append(value)
        else:
            self.values[name] = [known, value]

    def value(self) -> Json:
        """A map, or what the text says where there is nothing else."""
        text = "".join(self.texts).strip()
        if not self.values:
            return typed(text)
        return {**self.values, TEXT: typed(text)} if text else self.values


def typed(text: str) -> Json:
    """A text as what it says: a number, true, false, null, or itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)
    return text


class Reader:
    """Reads a document, and hands out the elements of one path as they end."""

    def __init__(self, path: tuple[str, ...], lists: frozenset[str]) -> None:
        self._path = path
        self._lists = lists
        self._open: list[Element] = []
        self.found: list[Json] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = _refuse_entity

    def read(self, file: BinaryIO, encoding: str) -> Iterator[Json]:
        """The values, one at a time. Raises: PluginError for what is no XML."""
        try:
            if encoding != "utf-8":
                self._parser = _with_encoding(self._parser, encoding)
            while block := file.read(BLOCK_BYTES):
                self._parser.Parse(block, False)
                yield from self.found
                self.found.clear()
            self._parser.Parse(b"", True)
            yield from self.found
        except expat.ExpatError as error:
            raise PluginError(f"The file is no XML: {error}") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= XML_LEVELS_MAX:
            raise PluginError(f"Elements are nested more than {XML_LEVELS_MAX} deep")
        element = Element(name)
        for key, value in attributes.items():
            element.add(key, typed(value), is_list=False)
        self._open.append(element)

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _end(self, name: str) -> None:
        path = tuple(each.name for each in self._open)
        element = self._open.pop()
        if path == self._path:
            self.found.append(element.value())
        elif not self._path and not self._open:
            self.found.append({element.name: element.value()})
        elif self._open and path[: len(self._path)] == self._path:
            self._open[-1].add(element.name, element.value(), is_list=name in self._lists)


def _with_encoding(parser: Any, encoding: str) -> Any:
    """The parser with an encoding that goes before that which the file names."""
    chosen = expat.ParserCreate(encoding)
    chosen.buffer_text = True
    for name in ("StartElement", "EndElement", "CharacterData", "EntityDecl"):
        setattr(chosen, f"{name}Handler", getattr(parser, f"{name}Handler"))
    return chosen


def _refuse_entity(*_: object) -> None:
    """A few declared entities can stand for gigabytes, or for files of the worker."""
    raise PluginError("The file declares entities, which are not read")


class ParserConfiguration(Part):
    """How elements become values."""

    force_list: Annotated[
        list[str] | None,
        Prop(
            "Names of elements that are lists, also when there is one.",
            "By default those that occur several times.",
        ),
    ] = None


@plugin(
    "io.kestra.plugin.serdes.xml.XmlToIon",
    title="Turn an XML file into a file of rows.",
    description="Attributes and elements become values of a map, repeated ones a list, and text "
    "beside them `content`.",
    examples=['from: "{{ outputs.download.uri }}"\nquery: /orders/order'],
    aliases=["io.kestra.plugin.serdes.xml.XmlReader"],
    metrics=RECORDS,
)
class XmlToIon(InCharset, ToRows):
    """A row for each element of a path, or for the elements of a list that is the whole."""

    query: Annotated[
        str | None,
        Prop(
            "The path of the elements that become rows, such as `/orders/order`.",
            "They are read one at a time. Without it the document is one row, or a list's items.",
        ),
    ] = None
    parser_configuration: Annotated[
        Static[ParserConfiguration | None], Prop("How elements become values.")
    ] = None

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        """Raises: PluginError for a path that is none."""
        query = (self.query or "").strip()
        path = tuple(each for each in query.split("/") if each)
        if query and (not query.startswith("/") or _NOT_IN_NAMES.search("".join(path))):
            raise PluginError(f"`query` must be a path of names such as /orders/order, not {query}")
        configuration = self.parser_configuration or ParserConfiguration()
        reader = Reader(path, frozenset(configuration.force_list or ()))
        values = reader.read(file, self.encoding)
        return values if path else _unwrapped(values)


def _unwrapped(values: Iterable[Json]) -> Iterator[Json]:
    """The items of a document that is, or holds, one list and nothing else."""
    for value in values:
        inner = value
        while isinstance(inner, dict) and len(inner) == 1:
            (inner,) = inner.values()
        yield from inner if isinstance(inner, list) else (value,)


@plugin(
    "io.kestra.plugin.serdes.xml.IonToXml",
    title="Turn a file of rows into an XML file.",
    examples=['from: "{{ outputs.query.uri }}"\nrootName: orders'],
    aliases=["io.kestra.plugin.serdes.xml.XmlWriter"],
    metrics=RECORDS,
)
class IonToXml(InCharset, InZone, FromRows):
    """An element `item` for each row."""

    extension = "xml"

    root_name: Annotated[str, Prop("The name of the root element.", "`items` by default.")] = (
        "items"
    )

    def content(self, ctx: RunContext, rows: Iterable[Json]) -> Iterator[bytes]:
        """Raises: PluginError for a name that no element can have."""
        if element_name(self.root_name) != self.root_name:
            raise PluginError(f"`rootName` must be a name of an element, not {self.root_name!r}")
        form = Patterns("yyyy-MM-dd", "HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.SSS[XXX]", self.zone(ctx))
        return encoded(self._texts(rows, form), self.encoding)

    def _texts(self, rows: Iterable[Json], form: Patterns) -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="{self.charset}"?>\n<{self.root_name}>'
        for row in rows:
            yield "".join(_element("item", row, form))
        yield f"</{self.root_name}>\n"


def _element(name: str, value: Json, form: Patterns) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _element(name, each, form)
        return
    yield f"<{name}>"
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _element(element_name(str(key)), each, form)
    else:
        yield escape(_NO_CHARACTER.sub("\ufffd", text_of_value(value, form)))
    yield f"</{name}>"


def element_name(text: str) -> str:
    """A text as a name, with `_` for what no name has."""
    found = _NOT_IN_NAMES.sub("_", text) or "_"
    return found if found[0].isalpha() or found[0] == "_" else f"_{found}"
