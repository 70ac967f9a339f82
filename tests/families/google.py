"""Google's services, reached as the library does, where none of them lets anybody have anything."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tiercel.plugin import Json

TOKENS = "oauth2.googleapis.com"


class Google:
    """Refuses the login, or lets it in and refuses what is asked then, with some words."""

    def __init__(self, words: str, *, lets_in: bool) -> None:
        self._words = words
        self._lets_in = lets_in
        private = generate_private_key(65537, 2048)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.private_key = pem.decode()
        # Sessions are kept by their key, with the token that they have.
        self.key = json.dumps(
            {
                "type": "service_account",
                "project_id": "shop",
                "private_key_id": token_hex(8),
                "private_key": self.private_key,
                "client_email": "flows@shop.iam.gserviceaccount.com",
                "token_uri": f"https://{TOKENS}/token",
            }
        )

    @contextmanager
    def refusing(self) -> Iterator[list[str]]:
        """Answer in the place of all hosts until the block ends; the hosts that were asked."""
        asked: list[str] = []

        def send(_: object, request: requests.PreparedRequest, **__: object) -> requests.Response:
            host = urlsplit(request.url or "").hostname or ""
            asked.append(str(host))
            return self._answer(str(host), request)

        with patch.object(requests.adapters.HTTPAdapter, "send", send):
            yield asked

    def _answer(self, host: str, request: requests.PreparedRequest) -> requests.Response:
        if host != TOKENS:
            return _answered(request, 400, self._refusal())
        if self._lets_in:
            return _answered(request, 200, {"access_token": "a", "expires_in": 3600})
        refusal = {"error": "invalid_grant", "error_description": self._words}
        return _answered(request, 400, refusal)

    def _refusal(self) -> Mapping[str, Json]:
        errors = [{"reason": "invalid", "message": self._words}]
        return {"error": {"code": 400, "message": self._words, "errors": errors}}


def _answered(
    request: requests.PreparedRequest, status: int, content: Mapping[str, Json]
) -> requests.Response:
    found = requests.Response()
    found.status_code, found.url, found.request = status, request.url or "", request
    found.headers["Content-Type"] = "application/json"
    found.raw = io.BytesIO(json.dumps(content).encode())
    return found
