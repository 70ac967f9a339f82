"""The stored form of encrypted texts."""

from __future__ import annotations

from typing import Any

import pytest

from tiercel.model.stored.encrypted import encrypted, is_encrypted


def test_a_sealed_text_is_known_again() -> None:
    assert is_encrypted(encrypted("x"))
    assert encrypted("x") == {"type": "io.kestra.datatype:aes_encrypted", "value": "x"}


@pytest.mark.parametrize("value", [None, "x", {}, {"type": "other", "value": "x"}, {"value": "x"}])
def test_other_values_are_not_encrypted(value: Any) -> None:
    assert not is_encrypted(value)


def test_a_form_without_its_text_is_not_encrypted() -> None:
    assert not is_encrypted({"type": encrypted("x")["type"]})
