"""What errors of libraries say, in words for users."""

from __future__ import annotations

import smtplib
import ssl

import pytest

from tiercel.plugin.services.far_errors import words_of


class Failed(Exception):
    """As clients of MySQL and AMQP make theirs: of a code and a text, or around another error."""

    def __init__(self, *given: object, exception: BaseException | None = None) -> None:
        super().__init__(*given)
        self.exception = exception


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Failed(1045, "Access denied for user 'ann'"), "1045: Access denied for user 'ann'"),
        (smtplib.SMTPAuthenticationError(535, b"no such user"), "535: no such user"),
        (
            smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"unknown")}),
            "a@example.com: 550: unknown",
        ),
        (Failed(b"[AUTHENTICATIONFAILED] no"), "[AUTHENTICATIONFAILED] no"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (OSError(111, "Connect call failed ('127.0.0.1', 1)"), "Connection refused"),
        (
            FileNotFoundError(2, "No such file or directory", "a.csv"),
            "No such file or directory: a.csv",
        ),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong"), "[SSL: WRONG_VERSION_NUMBER] wrong"),
        (Failed(Failed(exception=ConnectionRefusedError(111, "Refused"))), "Refused"),
        (
            Failed("lost: ConnectionResetError(104, 'Connection reset by peer')"),
            "lost: Connection reset by peer",
        ),
        (EOFError(), "the other side ended the connection"),
        (TimeoutError(), "there was no answer in time"),
        (Failed(), "Failed"),
    ],
)
def test_words_are_no_form_of_python(error: BaseException, words: str) -> None:
    assert words_of(error) == words
