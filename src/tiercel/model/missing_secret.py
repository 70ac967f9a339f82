"""The message for somebody whose secret is not there: every place says the same."""

from __future__ import annotations

WAYS = (
    "set {name} to the value in base64 in the server's environment; or set"
    " kestra.encryption.secret-key and store the secret on the page Secrets or by"
    " PUT /api/v1/main/namespaces/NAMESPACE/secrets"
)


def missing_secret(key: str) -> str:
    """The message for a key that has no value."""
    return f"Cannot find secret for key '{key}'. To have one, {ways_of(key)}."


def ways_of(key: str) -> str:
    """Where the value of a key may come from."""
    return WAYS.format(name=f"SECRET_{key.upper()}")
