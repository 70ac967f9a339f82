"""Filters that encode, decode and hash texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from urllib.parse import quote_plus, unquote_to_bytes

from tiercel.expr.declare import Declaration, filter_
from tiercel.expr.errors import EvaluationError
from tiercel.expr.filters.texts import text_only
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_text
from tiercel.model.json_types import Json

_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")


def utf8(text: str) -> bytes:
    """UTF-8 bytes; lone surrogates become question marks."""
    return text.encode("utf-8", "replace")


def _encode64(value: Json) -> str:
    return base64.b64encode(utf8(string_form(value))).decode()


def _decode64(value: Json) -> str:
    if not is_text(value):
        raise EvaluationError(f"This filter applies to String, not {string_form(value)[:100]}")
    body = value.rstrip("=")
    is_padded = body != value
    if (
        not _BASE64.fullmatch(value)
        or len(body) % 4 == 1
        or (is_padded and (len(value) % 4 or len(body) % 4 == 0))
    ):
        raise _bad_base64()
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        raise _bad_base64() from None
    return raw.decode("utf-8", "replace")


def _bad_base64() -> EvaluationError:
    return EvaluationError(
        "Please provide a correctly Base64 encoded string containing an UTF-8 string"
    )


def _urlencode(value: Json) -> str:
    return quote_plus(utf8(text_only(value)), safe="*").replace("~", "%7E")


def _urldecode(value: Json) -> str:
    text = text_only(value)
    if _PERCENT.search(text):
        raise EvaluationError("URLDecoder: Illegal hex characters in escape (%) pattern")
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def _hash(name: str, algorithm: Callable[..., Json], result: str) -> Declaration:
    def call(value: Json) -> str:
        if not is_text(value):
            raise EvaluationError("Need a string to hash")
        return str(algorithm(utf8(value), usedforsecurity=False).hexdigest())

    return filter_(
        name,
        call,
        f"The {name.upper()} hash of a text, in small hexadecimal digits.",
        example=f"{{{{ 'abc' | {name} | slice(0, 8) }}}}",
        result=result,
    )


FILTERS = (
    filter_(
        "base64encode",
        _encode64,
        "Encodes the UTF-8 bytes of a text in Base64.",
        example="{{ 'test' | base64encode }}",
        result="dGVzdA==",
    ),
    filter_(
        "base64decode",
        _decode64,
        "Decodes Base64 to a text.",
        example="{{ 'dGVzdA==' | base64decode }}",
        result="test",
    ),
    filter_(
        "urlencode",
        _urlencode,
        "Encodes a text for the query of an address.",
        example="{{ 'a b&c' | urlencode }}",
        result="a+b%26c",
    ),
    filter_(
        "urldecode",
        _urldecode,
        "Decodes a text from the query of an address.",
        example="{{ 'a+b%26c' | urldecode }}",
        result="a b&c",
    ),
    _hash("md5", hashlib.md5, "90015098"),
    _hash("sha1", hashlib.sha1, "a9993e36"),
    _hash("sha256", hashlib.sha256, "ba7816bf"),
    _hash("sha512", hashlib.sha512, "ddaf35a1"),
)
