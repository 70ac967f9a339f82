"""Encrypted values: keys of every size that AES has, and keys that are none."""

from __future__ import annotations

import base64

import pytest

from tiercel.adapters.cipher import Cipher
from tiercel.model.errors import IllegalArgument, Unavailable


def key_of(size: int) -> str:
    return base64.b64encode(bytes(range(size))).decode()


@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("text", ["", "s3cr3t", "ä" * 1_000])
def test_a_text_comes_back(size: int, text: str) -> None:
    sealed = Cipher(key_of(size)).encrypt(text)
    assert text == "" or text not in str(sealed)
    assert Cipher(key_of(size)).decrypt(sealed) == text
    assert Cipher(key_of(size)).encrypt(text) == sealed


def test_a_value_is_read_with_its_own_key_only() -> None:
    sealed = Cipher(key_of(24)).encrypt("s3cr3t")
    for size in (16, 32):
        with pytest.raises(Unavailable):
            Cipher(key_of(size)).decrypt(sealed)


def test_the_form_of_a_value_stays_as_it_is() -> None:
    sealed = Cipher(key_of(32)).encrypt("a")
    assert sealed["value"] == "XaBZ5Y5jXZ3BIH7v4d1WQGg="


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("not base64!", "must be base64 of 16, 24 or 32 bytes"),
        (key_of(15), "must hold 16, 24 or 32 bytes, it holds 15"),
        ("", "must hold 16, 24 or 32 bytes, it holds 0"),
    ],
)
def test_another_size_is_no_key(key: str, message: str) -> None:
    with pytest.raises(IllegalArgument, match=message):
        Cipher(key)
