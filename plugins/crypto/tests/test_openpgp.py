"""Files for people with keys: encrypted, signed, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.families.comparison import deviations
from tiercel.plugin import Json
from tiercel.testing import Ran, World, run_task
from tiercel_crypto.openpgp import Decrypt, Encrypt

PLACE = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/t/r/x"
CONTENT = b"some words " * 1_000
PASSPHRASE = "canary-6b"


def test_types_are_those_of_the_reference() -> None:
    assert deviations("crypto", Path(__file__).with_name("types.json")) == []


def gpg(home: str, *words: str) -> str:
    usual = ["gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback"]
    command = [*usual, "--passphrase", PASSPHRASE, *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.fixture(scope="module")
def keys() -> Iterator[dict[str, str]]:
    """Public and private keys of two people."""
    if shutil.which("gpg") is None:
        pytest.skip("no program `gpg` (on Debian: apt install gnupg)")
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        # How long it takes to guess a passphrase is of no interest here: without this, a second.
        Path(home, "gpg-agent.conf").write_text("s2k-count 65536\n", encoding="utf-8")
        found = {}
        for name in ("ann", "bo"):
            user = f"{name}@example.com"
            gpg(home, "--quick-generate-key", user, "future-default", "default", "never")
            found[name] = gpg(home, "--armor", "--export", user)
            found[f"{name} private"] = gpg(home, "--armor", "--export-secret-keys", user)
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
        yield found


def run(task: Any, content: bytes, **properties: Json) -> Ran:
    return run_task(task, {"from": PLACE, **properties}, World(stored={PLACE: content}))


def made(ran: Ran) -> bytes:
    assert ran.error is None, ran.error
    return ran.context.blobs.stored[ran.outputs["uri"]]


def test_a_file_for_somebody_with_a_signature(keys: dict[str, str]) -> None:
    signing: dict[str, Json] = {
        "signPrivateKey": keys["bo private"],
        "signPassphrase": PASSPHRASE,
        "signUser": "bo@example.com",
    }
    known: dict[str, Json] = {"key": keys["ann"], "recipients": ["ann@example.com"]}
    encrypted = made(run(Encrypt, CONTENT, **known, **signing))
    assert b"some words" not in encrypted
    own: dict[str, Json] = {
        "privateKey": keys["ann private"],
        "privateKeyPassphrase": PASSPHRASE,
        "signUsersKey": [keys["bo"]],
    }
    assert made(run(Decrypt, encrypted, **own, requiredSignerUsers=["bo@example.com"])) == CONTENT
    refused = run(Decrypt, encrypted, **own, requiredSignerUsers=["ann@example.com"])
    assert str(refused.error) == "The file has no good signature of ann@example.com"
    plain = made(run(Encrypt, CONTENT, **known))
    unsigned = run(Decrypt, plain, **own, requiredSignerUsers=["bo@example.com"])
    assert "no good signature" in str(unsigned.error)


def test_what_is_refused(keys: dict[str, str]) -> None:
    known: dict[str, Json] = {"key": keys["ann"], "recipients": ["ann@example.com"]}
    encrypted = made(run(Encrypt, CONTENT, **known))
    wrong = run(
        Decrypt, encrypted, privateKey=keys["ann private"], privateKeyPassphrase="canary-wrong"
    )
    assert str(wrong.error).startswith("OpenPGP: decrypting failed: ")
    assert "canary" not in str(wrong.error)
    own: dict[str, Json] = {"privateKey": keys["bo private"], "privateKeyPassphrase": PASSPHRASE}
    assert "decrypting failed" in str(run(Decrypt, encrypted, **own).error)
    nobody = run(Encrypt, CONTENT, key=keys["ann"], recipients=["cy@example.com"])
    assert "encrypting failed" in str(nobody.error)
    no_key = run(Encrypt, CONTENT, key="no key", recipients=["ann@example.com"])
    assert "reading `key` failed" in str(no_key.error)
    assert "`from` must be given" in str(run_task(Encrypt, known).error)
