"""Secret values are hidden in whatever form they travel."""

from __future__ import annotations

import base64
import json
import re
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest

from tiercel.runtime.worker.masking import Mask

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
