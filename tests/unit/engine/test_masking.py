"""Secret values are hidden in whatever form they travel."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest

from tiercel.engine.env import EngineConfig
from tiercel.engine.masking import Mask, SecretLookups, masking, sealed
from tiercel.expr import Lookups
from tiercel.model.json_types import Json
from tiercel.model.stored.encrypted import encrypted

SECRET = "p/ä s\"w'rd+\\1?"
FORMS = {
    "plain": SECRET,
    "path": quote(SECRET),
    "part of a path": quote(SECRET, safe=""),
    "query": urlencode({"a": SECRET}).partition("=")[2],
    "form": quote_plus(SECRET),
    "lower case": re.sub("%..", lambda found: found[0].lower(), quote(SECRET, safe="")),
    "json": json.dumps(SECRET)[1:-1],
    "json in UTF-8": json.dumps(SECRET, ensure_ascii=False)[1:-1],
    "shell": shlex.quote(SECRET)[1:-1],
    "shell by backslash": SECRET.replace("'", "'\\''"),
    "hexadecimal": SECRET.encode().hex(),
    "hexadecimal in capitals": SECRET.encode().hex().upper(),
    "HTML": html.escape(SECRET),
    "text in HTML": html.escape(SECRET, quote=False),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_hidden_in_every_form(form: str) -> None:
    text = FORMS[form]
    assert Mask([SECRET]).apply(f"a={text}&b") == f"a={'**masked*' + '*' * (len(text) - 9)}&b"


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_nothing_of_a_secret_is_left_in_base_64(
    before: str, encode: Callable[[bytes], bytes]
) -> None:
    text = encode(f"{before}{SECRET}@host".encode()).decode()
    hidden = Mask([SECRET]).apply(f"Authorization: Basic {text}")
    start = len("Authorization: Basic ") + (len(before) * 8 + 5) // 6
    assert hidden[start : start + 9] == "**masked*"
    assert hidden[: start + 9] + text[-7:] == hidden[: start + 9] + hidden[-7:]


def test_short_values_are_hidden_as_they_are_and_hide_nothing_else() -> None:
    mask = Mask(["a'b"])
    assert mask.apply("x a'b x a%27b") == "x *** x a%27b"


def test_maps_and_lists_are_looked_through() -> None:
    assert Mask([]).apply("abc") == "abc"
    mask = Mask()
    mask.add({"a": ["secret-one", {"b": "secret-two"}], "n": 1})
    assert mask.apply("secret-one secret-two 1") == "**masked** **masked** 1"


def shut(text: str) -> Json:
    return encrypted(text[::-1])


@pytest.mark.parametrize("form", FORMS)
def test_a_stored_text_with_a_secret_in_any_form_is_encrypted(form: str) -> None:
    text = f"a={FORMS[form]}&b"
    assert sealed({"value": text}, Mask([SECRET]), shut) == {"value": shut(text)}


def test_what_has_no_secret_is_stored_as_it_is() -> None:
    value = {"a": ["one", 1, None, {"b": 2.5}], "c": encrypted("two"), "d": "a word"}
    assert sealed(value, Mask(["one-two", "wor"]), shut) == value
    assert sealed({"d": "wor"}, Mask(["wor"]), shut) == {"d": shut("wor")}


def test_secrets_are_found_in_lists_and_maps_and_masked_in_names_and_depths() -> None:
    mask = Mask(["secret"])
    found = sealed({"a": [{"b": "x secret"}], "the secret": 1}, mask, shut)
    assert found == {"a": [{"b": shut("x secret")}], "the ******": 1}
    deep: Json = "secret"
    for _ in range(20):
        deep = [deep]
    shown = sealed(deep, mask, shut)
    for _ in range(20):
        (shown,) = shown
    assert shown == "******"


def test_each_line_of_a_private_key_is_hidden_and_what_all_of_them_have_is_not() -> None:
    first, last = "-----BEGIN KEY-----", "-----END KEY-----"
    mask = Mask([f"{first}\nMIIEvQIBADANBgkqhkiG\nshort\n{last}\n"])
    assert "MIIE" not in mask.apply("line: MIIEvQIBADANBgkqhkiG")
    for kept in (first, last, "short"):
        assert mask.apply(kept) == kept


class Answers(Lookups):
    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        return f"{kind} of {arguments[0]}"


def test_secrets_that_were_looked_up_and_decrypted_are_known() -> None:
    mask = Mask()
    lookups = SecretLookups(Answers(), mask)
    assert lookups.lookup("kv", ("a",)) == "kv of a"
    assert mask.is_empty
    assert lookups.lookup("secret", ("a", None)) == "secret of a"
    seen = masking(EngineConfig(decrypt=lambda value: str(value["value"])), mask)
    assert seen.decrypt is not None
    assert seen.decrypt(encrypted("opened")) == "opened"
    assert mask.is_in("it is opened")
    assert mask.is_in("the secret of a")
    plain = EngineConfig()
    assert masking(plain, mask) is plain
