"""Bodies that cost as much as they can, made of what the route table says of a body."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping

from tests.hostile.sources import SOURCES
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_FORM_PARTS_MAX
from tiercel.web.documented import FORM, JSON, Body
from tiercel.web.http.fitting import Schema, options_of, shape_of, types_of
from tiercel.web.http.media_types import URL_FORM

EDGE = "edge"
# Names of parts that routes read, and one that none does.
PARTS = ("fileUpload", "fileContent", "flows", "logo", "path", "data")
NAMED_SOURCES = (
    "documents", "one_long_text", "unknown_keys", "many_tasks", "deep", "laughs", "repeated_list",
    "broken_quotes", "openings", "long_number", "aliased_tasks",
)  # fmt: skip
TEXTS: Mapping[str, str] = {"word": "x", "lines": "a: b\n", "commas": "a,", "openings": "{{"}
# Digits of a number that a reader of JSON makes an integer of.
DIGITS = 4_000
ZIPPED_MAX = 50_000


def bodies_of(body: Body, size: int) -> Iterator[tuple[str, str, bytes]]:
    """A name, a media type and a content, each; `size` members, or ten times as many characters."""
    for kind in body.types:
        if kind == FORM:
            for name, content in _forms(size):
                yield name, f"{FORM}; boundary={EDGE}", content
        elif kind.endswith("json") or kind == "*/*":
            yield from ((name, JSON, content) for name, content in _documents(body, size))
        elif kind == URL_FORM:
            for name, piece in {"fields": "data=x&", "names": "a{0}&", "word": "x"}.items():
                yield name, kind, "".join(map(piece.format, range(size))).encode()
        else:
            for name in NAMED_SOURCES:
                yield f"source {name}", kind, SOURCES[name](size).encode()


def _documents(body: Body, size: int) -> Iterator[tuple[str, bytes]]:
    shape = shape_of(body) or {}
    yield "deep lists", b"[" * size + b"]" * size
    yield "deep maps", b'{"a":' * size + b"1" + b"}" * size
    yield "digits", b"9" * size * 10
    yield "spaces", b" " * size * 10
    for option in options_of(shape):
        members = option.get("properties") or {}
        whole = _plain(option, 0)
        for name, value in _hostile(option, size):
            yield name, json.dumps(value).encode()
        for member, of_member in members.items():
            for name, value in _hostile(of_member, size):
                yield f"{member}: {name}", json.dumps({**whole, member: value}).encode()


def _hostile(shape: Schema, size: int) -> Iterator[tuple[str, Json]]:
    """What fits the shape, and is large."""
    for option in options_of(shape):
        types = types_of(option)
        if "array" in types or not types:
            items = option.get("items") or {}
            yield "many", [_plain(items, number) for number in range(size)]
        if "object" in types or not types:
            yield "members", {f"key{number}": f"{number}" for number in range(size)}
        if ("string" in types and "enum" not in option) or not types:
            for name, piece in TEXTS.items():
                yield name, piece * (size * 10 // len(piece))
        if "integer" in types or "number" in types:
            yield "number", int("9" * DIGITS)


def _plain(shape: Schema, number: int) -> Json:
    """A small value of that shape."""
    option = next(iter(options_of(shape)), {})
    if "enum" in option:
        return option["enum"][0]
    kind = next(iter(types_of(option)), "string")
    if kind == "object":
        members = option.get("properties") or {}
        needed = option.get("required") or members
        return {name: _plain(one, number) for name, one in members.items() if name in needed}
    values: Mapping[str, Json] = {"array": [], "boolean": True, "integer": number, "null": None}
    return values.get(kind, f"id{number}")


def _forms(size: int) -> Iterator[tuple[str, bytes]]:
    count = min(size, WEB_FORM_PARTS_MAX)
    yield "many parts", _form([(f"part{number}", "", b"x") for number in range(count)])
    yield "many parts of a name", _form([("part", "", b"x")] * count)
    yield "many headers", _form([("data", "", b"x")]).replace(b"\r\n\r\n", _headers(size), 1)
    yield "broken", (b"--" + EDGE.encode() + b"\r\n") * size
    contents: Mapping[str, Callable[[], bytes]] = {
        "edges": lambda: b"\r\n--edg" * size,
        "line ends": lambda: b"\r\n" * size,
        "rows": lambda: json.dumps([{"id": f"id{number}"} for number in range(size)]).encode(),
        "documents": lambda: SOURCES["documents"](size).encode(),
        "tasks": lambda: SOURCES["many_tasks"](size).encode(),
        "zip": lambda: _zip(size),
    }
    for name, content in contents.items():
        made = content()
        for part in PARTS:
            filename = "a.zip" if name == "zip" else "a.yaml"
            yield f"{part}: {name}", _form([(part, filename, made)])
            yield f"{part}: {name} as text", _form([(part, "", made)])


def _headers(size: int) -> bytes:
    return b"\r\n" + b"x-a: b\r\n" * size + b"\r\n"


def _form(parts: list[tuple[str, str, bytes]]) -> bytes:
    edge = f"--{EDGE}\r\n".encode()
    made = io.BytesIO()
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename else ""
        made.write(edge)
        made.write(f'Content-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode())
        made.write(content + b"\r\n")
    made.write(f"--{EDGE}--\r\n".encode())
    return made.getvalue()


def _zip(size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(min(size, ZIPPED_MAX)):
            source = f"id: id{number}\nnamespace: company.zipped\ntasks: []\n"
            archive.writestr(f"{number}.yml", source)
    return made.getvalue()
