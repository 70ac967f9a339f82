"""A server of the S3 protocol for the tests: moto in a process of its own, on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from tiercel.model.json_types import Json

PAGE_OBJECTS = 50  # Objects of one page of a listing; 1,000 are usual.

# The server picks the port itself, so nobody can take it in between.
_PROGRAM = """
import sys
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


class S3Server:
    """Where it listens; it takes any keys."""

    access_key = "an-access-key"
    secret_key = "a-very-secret-key"

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def a_bucket(self) -> str:
        """The name of a new, empty bucket."""
        name = f"bucket-{uuid.uuid4().hex}"
        self._call("PUT", name)
        return name

    def put(self, bucket: str, key: str, content: bytes) -> None:
        """An object that another program has stored."""
        self._call("PUT", f"{bucket}/{key}", content)

    def unfinished_uploads(self, bucket: str) -> int:
        """How many uploads of many parts were begun and neither completed nor given up."""
        return self._call("GET", f"{bucket}?uploads").count(b"<UploadId>")

    def options(self, bucket: str, **more: Json) -> dict[str, Json]:
        """What `kestra.storage.s3` says, keys folded."""
        return {
            "bucket": bucket,
            "endpoint": self.url,
            "access_key_id": self.access_key,
            "secret_key_id": self.secret_key,
            **more,
        }

    def _call(self, method: str, path: str, content: bytes | None = None) -> bytes:
        headers = {"Content-Type": "application/octet-stream"}
        request = urllib.request.Request(
            f"{self.url}/{path}", data=content, headers=headers, method=method
        )
        # Loopback needs no proxy, whatever the environment says.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            read: bytes = answer.read()
            return read


@contextmanager
def running_server() -> Iterator[S3Server]:
    """A fresh server with nothing in it; it ends with the block, or with this process."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "MOTO_S3_DEFAULT_MAX_KEYS": str(PAGE_OBJECTS)},
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.strip().isdigit(), "the S3 server does not start: is moto installed?"
            yield S3Server(int(line))
        finally:
            process.stdin.close()
            process.kill()
