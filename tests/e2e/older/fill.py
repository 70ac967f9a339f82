"""Makes `with_a_user.zip`: the data folder of a server of before there were users and envelopes.

Run with an older version in front, such as that of the commit 6ba3cb06:
`PYTHONPATH=CHECKOUT/src:. python tests/e2e/older/fill.py FOLDER tests/e2e/older/with_a_user.zip`.
It has a user of the set-up, a token of theirs, a stored secret and a flow that reads it. The token
is in `known.json` beside the database.
"""

from __future__ import annotations

import base64
import json
import sys
import urllib.request
import zipfile
from pathlib import Path

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

USER = ("ann@example.com", "Secret-Password-1")
SECRET = "what only the store knows"
# The server has it in its configuration: it is in no data folder.
CONFIG = {"kestra": {"encryption": {"secret-key": base64.b64encode(b"older" * 6 + b"!!").decode()}}}
FLOW = f"""id: reads
namespace: company.upgrade
tasks:
  - id: read
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ secret('API_TOKEN') == '{SECRET}' }}}}"
"""


def basic(user: tuple[str, str]) -> str:
    """A header of somebody with a password."""
    return "Basic " + base64.b64encode(":".join(user).encode()).decode()


def ask(server: Server, call: str, proof: str = "", body: bytes = b"", kind: str = "json") -> Json:
    """The answer to a call, such as `GET /me`. Raises: HTTPError."""
    method, path = call.split()
    request = urllib.request.Request(f"{server.base}/api/v1{path}", body or None, method=method)
    request.add_header("Content-Type", f"application/{kind}")
    if proof:
        request.add_header("Authorization", proof)
    with urllib.request.urlopen(request, timeout=120) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def fill(folder: Path, archive: Path) -> None:
    """Start a server, let somebody use it, and pack what it leaves."""
    folder.mkdir(parents=True)
    (folder / "config.yml").write_text(json.dumps(CONFIG), encoding="utf-8")
    user, password = USER
    with running(folder) as server:
        body = json.dumps({"username": user, "password": password}).encode()
        # A server on a loopback address asks for nobody until there is somebody.
        ask(server, "POST /main/basicAuth", body=body)
        proof = basic(USER)
        token = ask(server, "POST /me/api-tokens", proof, b'{"name": "deploy"}')["fullToken"]
        secret = json.dumps({"key": "API_TOKEN", "value": SECRET}).encode()
        ask(server, "PUT /main/namespaces/company.upgrade/secrets", proof, secret)
        ask(server, "POST /main/flows", proof, FLOW.encode(), kind="x-yaml")
        server.stop()
    (folder / "data" / "known.json").write_text(json.dumps({"token": token}), encoding="utf-8")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("tiercel.db", "known.json"):
            packed.write(folder / "data" / name, name)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Path(sys.argv[2]))
