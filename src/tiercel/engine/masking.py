"""Secret values: hidden in what people read, encrypted in what is stored."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

import msgspec

from tiercel.engine.env import EngineConfig
from tiercel.engine.scope import ENCRYPTED_DEPTH_MAX
from tiercel.expr.lookups import CREDENTIAL, SECRET, Allowance, Lookups, allowance_of
from tiercel.model.json_types import Json
from tiercel.model.stored.encrypted import is_encrypted

_LONG_RUN = re.compile(r"\*{9}")
_SHOWN = "**masked*"
_ESCAPE = re.compile("%[0-9A-F]{2}")
_URL_ALPHABET = str.maketrans("+/", "-_")
# Shorter forms would hide words that have nothing to do with the value.
FORM_CHARS_MIN = 5
# Of a value with several lines, such as a private key, each line of that many characters.
LINE_CHARS_MIN = 12


class Mask:
    """The secret values that one attempt has seen.

    Source: spec/flow-language.md §5, last paragraph: a value is replaced by as many stars as it
    has characters, and the first nine stars of a long run read `**masked*`. Forms in which a value
    commonly travels are replaced like the value: see `forms_of`.
    """

    __slots__ = ("_seen", "_values")

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._seen: set[str] = set()
        self._values: tuple[str, ...] = ()
        for value in values:
            self.add(value)

    def add(self, value: Json) -> None:
        """Hide a text, or every text in a map or list, from now on."""
        if isinstance(value, str):
            if value and value not in self._seen:
                self._seen.add(value)
                # Longest first, so that a secret inside another one never shows the rest.
                found = {*self._values, value, *forms_of(value)}
                self._values = tuple(sorted(found, key=len, reverse=True))
        elif isinstance(value, Mapping):
            for item in value.values():
                self.add(item)
        elif isinstance(value, list | tuple):
            for item in value:
                self.add(item)

    @property
    def is_empty(self) -> bool:
        """Whether no secret has been seen."""
        return not self._seen

    def is_in(self, text: str) -> bool:
        """Whether the text is a secret, or has one in it in any form; short ones have to be it."""
        if text in self._seen:
            return True
        return any(len(form) >= FORM_CHARS_MIN and form in text for form in self._values)

    def apply(self, message: str) -> str:
        """The message without secrets."""
        if not self._values:
            return message
        hidden = message
        for value in self._values:
            if value in hidden:
                hidden = hidden.replace(value, "*" * len(value))
        return message if hidden == message else _shown(hidden)


def forms_of(value: str) -> Iterator[str]:
    """The value in addresses, JSON, arguments of a shell, and within text in base 64."""
    if len(value) < FORM_CHARS_MIN:
        return
    # Its table of entities stays in memory for good.
    from html import escape

    for safe in ("", "/"):
        encoded = quote(value, safe=safe, errors="replace")
        yield from (encoded, _ESCAPE.sub(lambda found: found[0].lower(), encoded))
    yield quote_plus(value, errors="replace")
    for is_ascii in (True, False):
        yield json.dumps(value, ensure_ascii=is_ascii)[1:-1]
    yield value.replace("'", "'\"'\"'")
    yield value.replace("'", "'\\''")
    content = value.encode(errors="replace")
    yield from (content.hex(), content.hex().upper())
    yield from (escape(value), escape(value, quote=False))
    yield from _in_base64(content)
    lines = value.splitlines()
    if len(lines) > 1:
        yield from (line for line in lines if len(line) >= LINE_CHARS_MIN and _is_content(line))


def _is_content(line: str) -> bool:
    """Whether it is no line that many values have, such as the first one of a private key."""
    return not line.startswith("-----")


def _in_base64(content: bytes) -> Iterator[str]:
    """What is the same wherever the value begins: at each of three places, without its edges."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + content).decode()
        bits = (before + len(content)) * 8
        core = text[(before * 8 + 5) // 6 : bits // 6]
        if len(core) >= FORM_CHARS_MIN:
            yield core
            yield core.translate(_URL_ALPHABET)


def _shown(message: str) -> str:
    return re.sub(r"\*{9,}", lambda run: _LONG_RUN.sub(_SHOWN, run.group(), count=1), message)


class SecretLookups:
    """Lookups that hide every secret which they hand out."""

    __slots__ = ("_lookups", "_mask")

    def __init__(self, lookups: Lookups, mask: Mask) -> None:
        self._lookups = lookups
        self._mask = mask

    @property
    def allowance(self) -> Allowance | None:
        """That of the lookups below."""
        return allowance_of(self._lookups)

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """As the lookups below."""
        value = self._lookups.lookup(kind, arguments)
        if kind in (SECRET, CREDENTIAL):
            self._mask.add(value)
        return value


def masking(config: EngineConfig, mask: Mask) -> EngineConfig:
    """A configuration that hides every text which it decrypts."""
    decrypt = config.decrypt
    if decrypt is None:
        return config

    def decrypt_and_mask(value: Json) -> str:
        text = decrypt(value)
        mask.add(text)
        return text

    return msgspec.structs.replace(config, decrypt=decrypt_and_mask)


def sealed(value: Json, mask: Mask, encrypt: Callable[[str], Json], depth: int = 0) -> Json:
    """A value with the texts encrypted that have a secret in them.

    What expressions would not find decrypted any more, names and what lies too deep, is masked.
    """
    if isinstance(value, str):
        if not mask.is_in(value):
            return value
        return encrypt(value) if depth <= ENCRYPTED_DEPTH_MAX else mask.apply(value)
    if isinstance(value, dict) and not is_encrypted(value):
        return {
            mask.apply(name) if mask.is_in(name) else name: sealed(item, mask, encrypt, depth + 1)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [sealed(item, mask, encrypt, depth + 1) for item in value]
    return value
