"""The `@formats` of jq."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from urllib.parse import quote

from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.values import json_text, kind_of, text_of
from tiercel.model.json_types import Json

_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;"}
_TSV = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}


def _row(name: str, value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise JqError(f"{kind_of(value)} cannot be {name}-formatted, only an array can be")
    return value


def _csv(value: Json) -> str:
    return ",".join(_cell("csv", item, _csv_text) for item in _row("csv", value))


def _csv_text(text: str) -> str:
    body = text.replace('"', '""')
    return f'"{body}"'


def _tsv(value: Json) -> str:
    return "\t".join(
        _cell("tsv", item, lambda text: "".join(_TSV.get(c, c) for c in text))
        for item in _row("tsv", value)
    )


def _cell(name: str, item: Json, shape: Callable[[str], str]) -> str:
    if item is None:
        return ""
    if isinstance(item, (list, dict)):
        raise JqError(f"{kind_of(item)} is not valid in a {name} row")
    return shape(item) if isinstance(item, str) else json_text(item)


def _html(value: Json) -> str:
    return "".join(_HTML.get(character, character) for character in text_of(value))


def _uri(value: Json) -> str:
    return quote(text_of(value).encode("utf-8", "replace"), safe="-_.!~*'()")


def _sh(value: Json) -> str:
    items = value if isinstance(value, list) else [value]
    return " ".join(_word(item) for item in items)


def _word(item: Json) -> str:
    if isinstance(item, (list, dict)):
        raise JqError(f"{kind_of(item)} can not be escaped for shell")
    if not isinstance(item, str):
        return json_text(item)
    body = item.replace("'", "'\\''")
    return f"'{body}'"


def _encode64(value: Json) -> str:
    return base64.b64encode(text_of(value).encode("utf-8", "replace")).decode()


def _decode64(value: Json) -> str:
    text = text_of(value).rstrip("=")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise JqError(f"{json_text(value)[:100]} is not valid base64 data") from None
    return raw.decode("utf-8", "replace")


FORMATS: dict[str, Callable[[Json], str]] = {
    "@text": text_of,
    "@json": json_text,
    "@csv": _csv,
    "@tsv": _tsv,
    "@html": _html,
    "@uri": _uri,
    "@sh": _sh,
    "@base64": _encode64,
    "@base64d": _decode64,
}
