"""Password hashes: scrypt with a salt of its own each, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

_COST = 2**14
_BLOCK = 8
_EMAIL = re.compile(r"[a-zA-Z0-9_!#$%&’*+/=?`{|}~^.-]+@[a-zA-Z0-9.-]+")
PASSWORD_CHARS_MIN = 8
_STRONG = re.compile(
    rf"(?=.{{{PASSWORD_CHARS_MIN},}})(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9]).*", re.DOTALL
)
CREDENTIAL_CHARS_MAX = 256
# What service accounts and the tokens of users are called.
ACCOUNT_NAME = re.compile(r"(?=.{1,63}$)[a-z0-9]+(?:-[a-z0-9]+)*")


def hashed(password: str) -> str:
    """A hash to store: `scrypt$<salt>$<digest>` in base64."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_text(salt)}${_text(_digest(password, salt))}"


def matches(password: str, stored: str) -> bool:
    """Whether the password made that hash; unreadable hashes match nothing."""
    scheme, _, rest = stored.partition("$")
    salt, _, digest = rest.partition("$")
    if scheme != "scrypt" or not digest:
        return False
    expected = base64.b64decode(digest)
    return hmac.compare_digest(_digest(password, base64.b64decode(salt)), expected)


def problems(username: str | None, password: str | None, *, is_strong: bool = True) -> list[str]:
    """What is wrong with new credentials, in the words of common.md §3.2."""
    found = []
    if not (username or "").strip():
        found.append("No user name set for Basic Authentication. Please provide a user name.")
    elif not _EMAIL.fullmatch(username or ""):
        found.append(
            "Invalid username for Basic Authentication. Please provide a valid email address."
        )
    if not (password or "").strip():
        found.append("No password set for Basic Authentication. Please provide a password.")
    elif is_strong and not _STRONG.fullmatch(password or ""):
        found.append(
            "Invalid password for Basic Authentication. The password must have "
            f"{PASSWORD_CHARS_MIN} chars, one upper, one lower and one number"
        )
    if max(len(username or ""), len(password or "")) > CREDENTIAL_CHARS_MAX:
        found.append("The length of email or password should not exceed 256 characters.")
    return found


def is_email(text: str) -> bool:
    """Whether a text can be the address of somebody."""
    return _EMAIL.fullmatch(text) is not None


def password_problems(password: str) -> list[str]:
    """What is wrong with the new password of a user."""
    found = []
    if not _STRONG.fullmatch(password):
        found.append(
            f"must have {PASSWORD_CHARS_MIN} characters, one upper, one lower and one number"
        )
    if len(password) > CREDENTIAL_CHARS_MAX:
        found.append(f"must have at most {CREDENTIAL_CHARS_MAX} characters")
    return found


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
