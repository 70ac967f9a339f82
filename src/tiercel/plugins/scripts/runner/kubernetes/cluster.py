"""The few calls to a Kubernetes API that the runner needs."""

from __future__ import annotations

import base64
import os
import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.far_errors import words_of
from tiercel.plugins.scripts.runner.json_api import ApiError, JsonApi
from tiercel.plugins.scripts.runner.kubernetes.connection import Connection
from tiercel.plugins.scripts.runner.limits import KUBERNETES_ARCHIVE_BYTES_MAX

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
STDIN, STDOUT, STDERR, STATUS = 0, 1, 2, 3


class ClusterError(ApiError):
    """The cluster refused a call."""


class Address:
    """Where a cluster is and how to prove who we are."""

    def __init__(self, connection: Connection | None) -> None:
        given = connection or Connection()
        self.url = (given.master_url or _own_url()).rstrip("/")
        self.token = given.oauth_token or (None if given.master_url else _own_token())
        self._given = given

    def context(self) -> ssl.SSLContext | bool:
        """How the server's certificate is checked; False: not at all, on the flow's demand.

        Raises: PluginError for a certificate or a key that can't be used.
        """
        if not self.url.startswith("https"):
            return True
        if self._given.trust_certs:
            return False
        context = ssl.create_default_context()
        context.check_hostname = not self._given.disable_hostname_verification
        self._trust(context)
        self._sign_in(context)
        return context

    def _trust(self, context: ssl.SSLContext) -> None:
        given = self._given
        if given.ca_cert_file is not None:
            with _named("`caCertFile` must be a file of certificates as PEM"):
                context.load_verify_locations(cafile=given.ca_cert_file)
        elif given.ca_cert_data is not None:
            with _named("`caCertData` must be the base64 of a certificate as PEM"):
                text = base64.b64decode(given.ca_cert_data).decode()
                context.load_verify_locations(cadata=text)
        elif given.master_url is None:
            with _named("The certificate of the server's own cluster can't be used"):
                context.load_verify_locations(cafile=str(ACCOUNT / "ca.crt"))

    def _sign_in(self, context: ssl.SSLContext) -> None:
        given, password = self._given, self._given.client_key_passphrase
        if given.client_cert_file is not None and given.client_key_file is not None:
            with _named("`clientCertFile` and `clientKeyFile` must be a certificate and its key"):
                context.load_cert_chain(given.client_cert_file, given.client_key_file, password)
        elif given.client_cert_data is not None and given.client_key_data is not None:
            with _named("`clientCertData` and `clientKeyData` must be the base64 of PEM"):
                _load_client(context, given.client_cert_data, given.client_key_data, password)

    def headers(self) -> dict[str, str]:
        given = self._given
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if given.username is not None:
            pair = f"{given.username}:{given.password or ''}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        return {}


@contextmanager
def _named(rule: str) -> Iterator[None]:
    """Errors of a certificate as one that names the property and what it must be."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise PluginError(f"{rule}: {words_of(error)}") from None


def _own_url() -> str:
    host, port = (
        os.environ.get("KUBERNETES_SERVICE_HOST"),
        os.environ.get("KUBERNETES_SERVICE_PORT"),
    )
    if host is None:
        raise PluginError(
            "The Kubernetes runner needs `config.masterUrl`: the server does not run in a cluster"
        )
    return f"https://{host}:{port or 443}"


def _own_token() -> str | None:
    path = ACCOUNT / "token"
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def _load_client(context: ssl.SSLContext, certificate: str, key: str, password: str | None) -> None:
    """The library reads client certificates from files only."""
    with tempfile.TemporaryDirectory() as folder:
        paths: list[str] = []
        for name, content in (("cert.pem", certificate), ("key.pem", key)):
            path = Path(folder) / name
            path.touch(mode=0o600)
            path.write_bytes(base64.b64decode(content))
            paths.append(str(path))
        context.load_cert_chain(paths[0], paths[1], password)


class KubernetesCluster(JsonApi):
    """A connection to a namespace of a cluster."""

    error = ClusterError

    def __init__(self, address: Address, namespace: str) -> None:
        self._address = address
        super().__init__(f"{address.url}/api/v1/namespaces/{namespace}/pods")

    async def __aenter__(self) -> Self:
        """Read the credentials and open the session; nothing is sent yet."""
        self._context = self._address.context()
        self._headers = self._address.headers()
        return await super().__aenter__()

    async def create(self, body: Mapping[str, Json]) -> str:
        """The name of a new pod."""
        created = await self.call_for("POST", "", "metadata.name", json=dict(body))
        return str(created["metadata"]["name"])

    async def pod(self, name: str) -> Json:
        """The pod as it is now."""
        return await self.call_for("GET", f"/{name}")

    async def find(self, name: str) -> Json:
        """The pod as it is now; None when there is none."""
        return await self.call("GET", f"/{name}", fine=(404,))

    async def delete(self, name: str, grace_seconds: int) -> None:
        """Remove the pod; one that is gone is fine."""
        await self.call("DELETE", f"/{name}?gracePeriodSeconds={grace_seconds}", fine=(404,))

    async def lines(self, name: str, container: str) -> AsyncIterator[str]:
        """The output of a container, line by line, until it ends."""
        path = f"/{name}/log?container={container}&follow=true"
        async with self.request("GET", path) as response:
            await self.checked(response)
            left = b""
            async for chunk in response.content.iter_any():
                pieces = (left + chunk).split(b"\n")
                left = pieces.pop()
                for piece in pieces:
                    yield piece.decode("utf-8", errors="replace").rstrip("\r")
            if left:
                yield left.decode("utf-8", errors="replace")

    async def run(
        self, name: str, container: str, argv: Sequence[str], given: bytes = b""
    ) -> bytes:
        """Run a command in a container; what it prints.

        Raises: ClusterError when it fails.
        """
        query = [("container", container), ("stdin", "true"), ("stdout", "true")]
        query += [("stderr", "true"), *(("command", part) for part in argv)]
        path = f"/{name}/exec?{urlencode(query)}"
        output, problems, status = bytearray(), bytearray(), b""
        async with self.channel(path, protocols=("v4.channel.k8s.io",), max_msg_size=0) as channel:
            for place in range(0, len(given), 65_536):
                await channel.send_bytes(bytes([STDIN]) + given[place : place + 65_536])
            async for message in channel:
                content = bytes(message.data) if isinstance(message.data, bytes) else b""
                match content[:1]:
                    case b"\x01":
                        output += content[1:]
                    case b"\x02":
                        problems += content[1:]
                    case b"\x03":
                        status = content[1:]
                if len(output) > KUBERNETES_ARCHIVE_BYTES_MAX:
                    raise ClusterError("The files of the pod are too large")
        if status and msgspec.json.decode(status).get("status") != "Success":
            reason = bytes(problems).decode(errors="replace").strip()
            raise ClusterError(reason or status.decode(errors="replace"))
        return bytes(output)
