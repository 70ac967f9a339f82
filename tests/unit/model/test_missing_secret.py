"""The message for somebody whose secret is not there."""

from __future__ import annotations

from tiercel.model.missing_secret import missing_secret


def test_both_ways_to_have_a_secret_are_named() -> None:
    message = missing_secret("db.word")
    assert message.startswith("Cannot find secret for key 'db.word'. ")
    assert "SECRET_DB.WORD" in message
    assert "kestra.encryption.secret-key" in message
    assert "PUT /api/v1/main/namespaces/NAMESPACE/secrets" in message
