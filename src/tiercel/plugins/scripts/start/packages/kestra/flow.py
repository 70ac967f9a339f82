"""Start flows from a script, over the API of a server. Old Pythons run it."""

from __future__ import annotations

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, Mapping, Optional, Tuple  # noqa: UP035

TRIES_MAX = 5
ENDS = ("SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED")


class Flow:
    """Starts executions; address and credentials come from the environment or are set here."""

    def __init__(
        self,
        wait_for_completion: bool = True,
        poll_interval: float = 1,
        labels_from_inputs: bool = False,
        tenant: Optional[str] = None,  # noqa: UP045
    ) -> None:
        self.wait_for_completion = wait_for_completion
        self.poll_interval = poll_interval
        self.labels_from_inputs = labels_from_inputs
        self.hostname = os.environ.get("KESTRA_HOSTNAME", "http://localhost:8080")
        self.api_token = os.environ.get("KESTRA_API_TOKEN")
        self.user = os.environ.get("KESTRA_USER")
        self.password = os.environ.get("KESTRA_PASSWORD")
        self.tenant = tenant

    def execute(
        self,
        namespace: str,
        flow: str,
        inputs: Optional[Mapping[str, Any]] = None,  # noqa: UP045
    ) -> Dict[str, Any]:  # noqa: UP006
        """Start an execution; its `status` and `log` once it has ended, if that is waited for."""
        given = dict(inputs or {})
        labels = [f"{name}:{value}" for name, value in given.items() if self.labels_from_inputs]
        query = urllib.parse.urlencode([("labels", each) for each in labels])
        address = f"/executions/{namespace}/{flow}" + (f"?{query}" if query else "")
        started = json.loads(self._call("POST", address, form_of(given)))
        if "id" not in started:
            raise RuntimeError(f"The server did not start the flow: {started}")
        if not self.wait_for_completion:
            return {"status": "started", "log": None, "error": None, "id": started["id"]}
        return self._ended(started["id"])

    def _ended(self, execution: str) -> Dict[str, Any]:  # noqa: UP006
        while True:
            found = json.loads(self._call("GET", f"/executions/{execution}"))
            state = found["state"]["current"]
            if state in ENDS:
                log = self._call("GET", f"/logs/{execution}/download").decode("utf-8")
                return {"status": state, "log": log, "error": None, "id": execution}
            time.sleep(self.poll_interval)

    def _call(self, method: str, path: str, form: Optional[Tuple[bytes, str]] = None) -> bytes:  # noqa: UP006, UP045
        base = "/api/v1" + (f"/{self.tenant}" if self.tenant else "")
        request = urllib.request.Request(
            self.hostname.rstrip("/") + base + path,
            data=None if form is None else form[0],
            headers=dict(self._headers(form)),
            method=method,
        )
        for attempt in range(1, TRIES_MAX + 1):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                may_pass = error.code in (408, 429) or error.code >= 500
                if attempt == TRIES_MAX or not may_pass:
                    details = error.read().decode("utf-8", "replace")
                    raise RuntimeError(f"{method} {path}: {error.code} {details}") from error
            time.sleep(self.poll_interval)
        raise AssertionError("not reached")

    def _headers(self, form: Optional[Tuple[bytes, str]]) -> Iterator[Tuple[str, str]]:  # noqa: UP006, UP045
        if form is not None:
            yield "Content-Type", form[1]
        if self.api_token:
            yield "Authorization", f"Bearer {self.api_token}"
        elif self.user:
            pair = f"{self.user}:{self.password or ''}".encode()
            yield "Authorization", "Basic " + base64.b64encode(pair).decode("ascii")


def form_of(inputs: Mapping[str, Any]) -> Tuple[bytes, str]:  # noqa: UP006
    """A multipart form and its type; open files are sent as files."""
    mark = uuid.uuid4().hex
    parts = []
    for name, value in inputs.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
        if hasattr(value, "read"):
            content = value.read()
            body = content if isinstance(content, bytes) else content.encode("utf-8")
            head = (
                f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"'
                "\r\nContent-Type: application/octet-stream"
            )
        else:
            body = (value if isinstance(value, str) else json.dumps(value)).encode("utf-8")
        parts.append(head.encode("utf-8") + b"\r\n\r\n" + body + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(
        "ascii"
    ), f"multipart/form-data; boundary={mark}"
