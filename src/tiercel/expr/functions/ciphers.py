"""`encrypt` and `decrypt`: AES in GCM mode, nonce, text and tag together in Base64."""

from __future__ import annotations

import base64
import binascii

from tiercel.expr import lookups
from tiercel.expr.declare import Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.filters.encoding import utf8
from tiercel.expr.printing import string_form
from tiercel.model.json_types import Json

_NONCE_BYTES = 12


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("Illegal base64 character") from None


def _encrypt(context: Evaluation, key: Json, plaintext: Json) -> Json:
    if plaintext is None or plaintext == "":
        return plaintext
    nonce = bytes(context.lookups.lookup(lookups.RANDOM_BYTES, (_NONCE_BYTES,)))
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = AESGCM(_decoded(string_form(key))).encrypt(
            nonce, utf8(string_form(plaintext)), None
        )
    except ValueError as error:
        raise EvaluationError(f"Invalid key: {error}") from None
    return base64.b64encode(nonce + sealed).decode()


def _decrypt(key: Json, encrypted: Json) -> Json:
    if encrypted is None or encrypted == "":
        return encrypted
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = _decoded(string_form(encrypted))
    if len(raw) < _NONCE_BYTES + 16:
        raise EvaluationError("The encrypted text is too short")
    try:
        plain = AESGCM(_decoded(string_form(key))).decrypt(
            raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None
        )
    except (ValueError, InvalidTag):
        raise EvaluationError("Tag mismatch: the key is wrong or the text was changed") from None
    return plain.decode("utf-8", "replace")


_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def _arguments(name: str, second: str) -> tuple[Argument, ...]:
    text = f"The '{name}' function expects two arguments 'key' and '{second}'."
    return (
        Argument("key", "text", "AES key in Base64", required=text),
        Argument(second, "text", "the text", required=text),
    )


FUNCTIONS = (
    function(
        "encrypt",
        _encrypt,
        "Encrypts a text.",
        arguments=_arguments("encrypt", "plaintext"),
        wants_context=True,
        example="{{ decrypt(key, encrypt(key, 'hello')) }}",
        example_scope={"key": _KEY},
        result="hello",
    ),
    function(
        "decrypt",
        _decrypt,
        "Decrypts a text that `encrypt` made.",
        arguments=_arguments("decrypt", "encrypted"),
        example="{{ decrypt(key, encrypt(key, 'hello')) }}",
        example_scope={"key": _KEY},
        result="hello",
    ),
)
