"""Repositories behind real servers: the HTTP program of Git, and SSH."""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import asyncssh
import pytest

PASSWORD = "canary-5d1c"
LOGIN = {"username": "writer", "password": PASSWORD}
AUTHOR = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")


def git(*words: str, folder: Path) -> str:
    """What Git prints."""
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Repository:
    """A repository on a server, and somebody who works with it."""

    def __init__(self, root: Path) -> None:
        self.bare = root / "served" / "flows.git"
        self.work = root / "work"
        self.bare.mkdir(parents=True)
        git("init", "--quiet", "--bare", "--initial-branch=main", folder=self.bare)
        git("config", "http.receivepack", "true", folder=self.bare)
        git("clone", "--quiet", str(self.bare), str(self.work), folder=root)
        git("checkout", "--quiet", "-b", "main", folder=self.work)

    def commit(self, files: Mapping[str, str | None]) -> str:
        """Commit files by their paths, None for one that goes; the id of the commit."""
        for path, text in files.items():
            target = self.work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                target.unlink()
            else:
                target.write_text(text)
        git("add", "--all", folder=self.work)
        git(*AUTHOR, "commit", "--quiet", "--message", "change", folder=self.work)
        git("push", "--quiet", "origin", "HEAD:main", folder=self.work)
        return git("rev-parse", "HEAD", folder=self.work).strip()

    def show(self, path: str, branch: str = "main") -> str:
        """A file as the server has it."""
        return git("show", f"{branch}:{path}", folder=self.bare)

    def paths(self, branch: str = "main") -> list[str]:
        """All files of a branch."""
        return git("ls-tree", "-r", "--name-only", branch, folder=self.bare).split()


class Handler(BaseHTTPRequestHandler):
    """Asks for a login, then lets the program of Git answer."""

    root: ClassVar[str]
    wanted = "Basic " + base64.b64encode(f"writer:{PASSWORD}".encode()).decode()

    def answer(self) -> None:
        body = self._body()
        if self.headers.get("Authorization") != self.wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        variables = {
            "GIT_PROJECT_ROOT": self.root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_USER": "writer",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            env={**os.environ, **variables},
            check=True,
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(lines.pop("Status", "200")[:3]))
        for name, value in {**lines, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = b""
        while size := int(self.rfile.readline(), 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty one."""
    return Repository(tmp_path)


@pytest.fixture
def url(repository: Repository) -> Iterator[str]:
    """Its address over HTTP."""
    handler = type("Served", (Handler,), {"root": str(repository.bare.parent)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/flows.git"
    server.shutdown()
    thread.join()
    server.server_close()


class SshUsers(asyncssh.SSHServer):
    """Takes one password, and one key."""

    key: ClassVar[asyncssh.SSHKey] = asyncssh.generate_private_key("ssh-ed25519")

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return password == PASSWORD

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key.public_data == self.key.public_data


@pytest.fixture
def ssh_url(repository: Repository) -> Iterator[str]:
    """Its address over SSH."""
    loop = asyncio.new_event_loop()
    host_key = asyncssh.generate_private_key("ssh-ed25519")

    async def serve(process: asyncssh.SSHServerProcess[bytes]) -> None:
        program, _, path = (process.command or "").partition(" ")
        assert program in ("git-upload-pack", "git-receive-pack")
        child = await asyncio.create_subprocess_exec(
            *("git", program.removeprefix("git-"), path.strip("'")),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        asking = asyncio.create_task(_pump(process.stdin, child.stdin))
        await _pump(child.stdout, process.stdout)
        process.exit(await child.wait())
        asking.cancel()

    listener = loop.run_until_complete(
        asyncssh.create_server(
            SshUsers,
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            process_factory=serve,
            encoding=None,
        )
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"ssh://git@127.0.0.1:{listener.get_port()}{repository.bare}"
    asyncio.run_coroutine_threadsafe(_closed(listener), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _pump(source: Any, target: Any) -> None:
    while block := await source.read(1 << 16):
        target.write(block)
        await target.drain()


async def _closed(listener: asyncssh.SSHAcceptor) -> None:
    listener.close()
    await listener.wait_closed()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
