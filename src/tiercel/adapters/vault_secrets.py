"""Secrets of HashiCorp Vault or OpenBao: read over HTTP from an engine KV of version 2."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import aiohttp
import msgspec

from tiercel.model.authorization.grants import lineage
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.limits import SECRET_MANAGER_BYTES_MAX, SECRET_MANAGER_S_MAX

_TENANT = "main"
# Of the secret of a path, the member that is the secret itself.
_MEMBER = "value"
_SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CHUNK_BYTES = 65_536
_FORBIDDEN, _MISSING, _OK = 403, 404, 200


class Login(msgspec.Struct, frozen=True):
    """How the server proves to be itself: what it sends, and where to.

    Shapes: `token_file` has a text that goes into the member `jwt`.
    """

    path: str
    body: dict[str, str]
    token_file: Path | None = None


class VaultSecrets:
    """See `ports.secrets.SecretStore`. A namespace sees what is below its path, then what is below
    the paths of the namespaces above it: `a.b` has `<prefix>/main/a/b/<KEY>`.

    A secret with a member `value` is that text; any other is all of it as JSON. Names are those of
    the manager, in its case. `options` are those of `kestra.secret.vault`, keys folded.
    Raises: ValueError for options that are missing or wrong, without their values.
    """

    def __init__(self, options: Mapping[str, Json]) -> None:
        address = str(options.get("address") or "").rstrip("/")
        if not address.startswith(("http://", "https://")):
            raise ValueError("`address` must be the address of the manager, with http or https")
        if str(options.get("engine_version") or "2") != "2":
            raise ValueError("`engine-version` must be 2")
        self._base = f"{address}/v1"
        self._engine = quote(str(options.get("root_engine") or "secret").strip("/"))
        prefix = str(options.get("secret_path_prefix") or "").strip("/")
        self._prefix = "/".join(filter(None, (quote(prefix), _TENANT)))
        self._space = str(options.get("namespace") or "")
        self._token = str(_below(options, "token").get("token") or "")
        self._login = None if self._token else _login_of(options)

    async def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None. Raises: Unavailable when the manager does not answer."""
        # Any other would lead to another folder, which is another namespace.
        if not namespace or _KEY.fullmatch(key) is None:
            return None
        for name in lineage(namespace):
            found = await self._asked("data", f"{self._folder(name)}/{key}")
            values = (found or {}).get("data")
            if isinstance(values, Mapping):
                value = values.get(_MEMBER)
                return value if isinstance(value, str) else json.dumps(values)
        return None

    async def names(self, namespace: str) -> list[str]:
        """Raises: Unavailable when the manager does not answer."""
        names: set[str] = set()
        for name in lineage(namespace) if namespace else []:
            found = await self._asked("metadata", f"{self._folder(name)}?list=true")
            keys = (found or {}).get("keys") or ()
            # What ends with a slash is a folder: a namespace below.
            names.update(str(key) for key in keys if not str(key).endswith("/"))
        return sorted(names)

    def _folder(self, namespace: str) -> str:
        return f"{self._prefix}/{'/'.join(quote(part, safe='') for part in namespace.split('.'))}"

    async def _asked(self, part: str, path: str) -> Mapping[str, Json] | None:
        """The member `data` of an answer, None where there is nothing."""
        url = f"{self._base}/{self._engine}/{part}/{path}"
        status, answer = await self._sent("GET", url)
        if status == _FORBIDDEN and self._login is not None:
            # The token may have come to its end.
            self._token = ""
            status, answer = await self._sent("GET", url)
        if status == _MISSING:
            return None
        if status != _OK:
            raise _unavailable(f"it answers with {status}")
        found = answer.get("data")
        return found if isinstance(found, Mapping) else None

    async def _sent(
        self, method: str, url: str, body: Json = None
    ) -> tuple[int, Mapping[str, Json]]:
        headers = {"X-Vault-Request": "true"}
        if self._space:
            headers["X-Vault-Namespace"] = self._space
        if body is None:
            headers["X-Vault-Token"] = self._token or await self._signed_in()
        timeout = aiohttp.ClientTimeout(total=SECRET_MANAGER_S_MAX)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(
                    method, url, json=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                content, status = await _content(response), response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unavailable(type(error).__name__) from None
        try:
            found = msgspec.json.decode(content) if content else {}
        except msgspec.DecodeError:
            raise _unavailable(f"its answer with {status} is no JSON") from None
        return status, found if isinstance(found, Mapping) else {}

    async def _signed_in(self) -> str:
        """A new token. Raises: Unavailable when the manager gives none."""
        login = self._login
        assert login is not None
        body: dict[str, Json] = dict(login.body)
        if login.token_file is not None:
            try:
                body["jwt"] = login.token_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise _unavailable(f"no token of Kubernetes: {error.strerror}") from None
        status, answer = await self._sent("POST", f"{self._base}/auth/{login.path}", body)
        given = answer.get("auth")
        token = given.get("client_token") if isinstance(given, Mapping) else None
        if status != _OK or not token:
            raise _unavailable(f"the sign-in is answered with {status}")
        self._token = str(token)
        return self._token


async def _content(response: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        found += chunk
        if len(found) > SECRET_MANAGER_BYTES_MAX:
            raise _unavailable(f"its answer has more than {SECRET_MANAGER_BYTES_MAX} bytes")
    return bytes(found)


def _login_of(options: Mapping[str, Json]) -> Login:
    """Raises: ValueError without a complete one."""
    password = _below(options, "password")
    role, cluster = _below(options, "app_role"), _below(options, "kubernetes")
    if password.get("user") and password.get("password"):
        path = f"userpass/login/{quote(str(password['user']), safe='')}"
        return Login(path, {"password": str(password["password"])})
    if role.get("role_id") and role.get("secret_id"):
        body = {"role_id": str(role["role_id"]), "secret_id": str(role["secret_id"])}
        return Login(f"{role.get('path') or 'approle'}/login", body)
    if cluster.get("role"):
        file = Path(str(cluster.get("token_file") or _SERVICE_ACCOUNT))
        path = f"{cluster.get('path') or 'kubernetes'}/login"
        return Login(path, {"role": str(cluster["role"])}, file)
    raise ValueError(
        "one of `token.token`, `password.user` with `password.password`, `app-role.role-id` with"
        " `app-role.secret-id`, or `kubernetes.role` is needed"
    )


def _below(options: Mapping[str, Json], name: str) -> dict[str, Json]:
    """The options of a map, keys folded."""
    given = options.get(name)
    if not isinstance(given, Mapping):
        return {}
    return {str(key).replace("-", "_").lower(): value for key, value in given.items()}


def _unavailable(reason: str) -> Unavailable:
    return Unavailable(f"Secret store 'vault' is not available: {reason}")
