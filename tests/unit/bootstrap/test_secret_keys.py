"""Where the keys of secrets come from."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tiercel.bootstrap import key_ring_of
from tiercel.model.errors import IllegalArgument
from tiercel.settings import Settings

FIRST, SECOND, THIRD = (base64.b64encode(bytes([n]) * 32).decode() for n in range(3))
PLACE = ("team", "A")


def settings_of(*sources: str, secret_key: str | None = None) -> Settings:
    return Settings.model_validate(
        {"secrets": {"keys": list(sources)}, "encryption": {"secret_key": secret_key}}
    )


def test_without_any_there_is_no_ring() -> None:
    assert key_ring_of(Settings(), {}) is None


def test_files_and_variables_come_before_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{FIRST}\n")
    settings = settings_of(f"file:{file}", "env:SECOND", secret_key=THIRD)
    ring = key_ring_of(settings, {"SECOND": SECOND})
    assert ring is not None
    alone = [key_ring_of(settings_of("env:K"), {"K": key}) for key in (FIRST, SECOND, THIRD)]
    assert ring.key_ids == tuple(each.key_ids[0] for each in alone if each is not None)
    assert alone[0] is not None
    assert alone[0].open(PLACE, ring.seal(PLACE, "clear")) == "clear"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("env:NONE", "the variable NONE is not set"),
        ("env:", "each must be env:VARIABLE or file:PATH"),
        (FIRST, "each must be env:VARIABLE or file:PATH"),
        ("file:/none/key", "/none/key can't be read: No such file or directory"),
        ("env:BAD", "the variable BAD of `tiercel.secrets.keys` must be base64"),
    ],
)
def test_a_mistake_names_the_source_and_not_what_it_has(source: str, message: str) -> None:
    with pytest.raises(IllegalArgument) as caught:
        key_ring_of(settings_of(source), {"BAD": "no key at all"})
    assert message in caught.value.message
    assert FIRST not in caught.value.message
    assert "no key at all" not in caught.value.message


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(bytes(range(128, 160)))
    with pytest.raises(IllegalArgument, match="is no text in base64"):
        key_ring_of(settings_of(f"file:{file}"), {})
