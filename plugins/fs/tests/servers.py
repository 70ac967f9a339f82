"""Servers for the tests: SSH with files, and FTP as far as the tasks need it."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import asyncssh

PASSWORD = "canary-8e21"
USER = "loader"


class Users(asyncssh.SSHServer):
    """Takes one password, and one key."""

    key: ClassVar[asyncssh.SSHKey] = asyncssh.generate_private_key("ssh-ed25519")

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key.public_data == self.key.public_data


@contextmanager
def ssh_server(root: Path) -> Iterator[int]:
    """A server whose users see a folder, and run commands in it; its port."""
    loop = asyncio.new_event_loop()

    async def run(process: Any) -> None:
        child = await asyncio.create_subprocess_exec(
            *("sh", "-e", "-c", process.command),
            cwd=root,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert child.stdout is not None
        assert child.stderr is not None
        ended = asyncio.create_task(process.wait_closed())
        pumps = asyncio.gather(
            _pump(child.stdout, process.stdout), _pump(child.stderr, process.stderr)
        )
        await asyncio.wait([ended, pumps], return_when=asyncio.FIRST_COMPLETED)
        if not pumps.done():
            os.killpg(child.pid, 9)
        with suppress(OSError, asyncssh.Error):
            await pumps
        code = await child.wait()
        with suppress(OSError, asyncssh.Error):
            process.exit(code if code >= 0 else 1)
        ended.cancel()

    def files(channel: Any) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=os.fsencode(root))

    listener = loop.run_until_complete(
        asyncssh.create_server(
            Users,
            "127.0.0.1",
            0,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            process_factory=run,
            sftp_factory=files,
        )
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield listener.get_port()
    finally:
        asyncio.run_coroutine_threadsafe(_closed(listener), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _pump(source: asyncio.StreamReader, target: Any) -> None:
    while block := await source.read(1 << 16):
        target.write(block.decode())
        await target.drain()


async def _closed(listener: Any) -> None:
    listener.close()
    await listener.wait_closed()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class FtpSession(threading.Thread):
    """A client of the FTP server, in a thread."""

    def __init__(self, connection: socket.socket, root: Path, tls: ssl.SSLContext | None) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._root = root
        self._tls = tls
        self._is_private = False
        self._data: socket.socket | None = None
        self._renamed = Path()
        self._is_in = False

    def run(self) -> None:
        self._say("220 ready")
        with suppress(OSError, ValueError):
            while line := self._line():
                verb, _, rest = line.partition(" ")
                if verb == "QUIT":
                    self._say("221 bye")
                    break
                try:
                    self._answer(verb.upper(), rest)
                except OSError as error:
                    self._say(f"550 {error.strerror}")
        self._end_data()
        self._connection.close()

    def _end_data(self) -> None:
        if self._data is not None:
            self._data.close()

    def _line(self) -> str:
        found = b""
        while not found.endswith(b"\n"):
            byte = self._connection.recv(1)
            if not byte:
                return ""
            found += byte
        return found.decode().strip()

    def _say(self, text: str) -> None:
        self._connection.sendall(f"{text}\r\n".encode())

    def _path(self, rest: str) -> Path:
        return self._root / rest.lstrip("/")

    def _answer(self, verb: str, rest: str) -> None:
        if verb == "PASS":
            self._is_in = rest == PASSWORD
            self._say("230 in" if self._is_in else "530 Login incorrect")
            return
        if verb == "AUTH" and self._tls is not None:
            self._say("234 go on")
            self._connection = self._tls.wrap_socket(self._connection, server_side=True)
            return
        simple = {"USER": "331 password", "TYPE": "200 so", "PBSZ": "200 so", "PROT": "200 so"}
        if verb in simple:
            self._is_private = self._is_private or (verb, rest) == ("PROT", "P")
            self._say(simple[verb])
        elif verb in ("PASV", "EPSV"):
            self._end_data()
            self._data = socket.create_server(("127.0.0.1", 0))
            port = self._data.getsockname()[1]
            places = f"127,0,0,1,{port // 256},{port % 256}"
            self._say(f"227 at ({places})" if verb == "PASV" else f"229 at (|||{port}|)")
        elif verb in ("MLSD", "RETR", "STOR"):
            self._transfer(verb, self._path(rest))
        else:
            self._change(verb, self._path(rest))

    def _change(self, verb: str, path: Path) -> None:
        match verb:
            case "RNFR":
                self._renamed = path
            case "RNTO":
                self._renamed.rename(path)
            case "DELE":
                path.unlink()
            case "RMD":
                path.rmdir()
            case "MKD":
                path.mkdir()
            case _:
                self._say("502 no such command")
                return
        self._say("350 and" if verb == "RNFR" else '257 "made"' if verb == "MKD" else "250 done")

    def _transfer(self, verb: str, path: Path) -> None:
        assert self._data is not None
        content = b""
        if verb == "MLSD":
            content = "".join(f"{_facts(each)} {each.name}\r\n" for each in path.iterdir()).encode()
        elif verb == "RETR":
            content = path.read_bytes()
        self._say("150 here")
        connection, _ = self._data.accept()
        self._data.close()
        if self._is_private and self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        if verb == "STOR":
            with path.open("wb") as file:
                while block := connection.recv(1 << 16):
                    file.write(block)
        else:
            connection.sendall(content)
        if isinstance(connection, ssl.SSLSocket):
            with suppress(OSError):
                connection.unwrap()
        connection.close()
        self._say("226 done")


def _facts(path: Path) -> str:
    facts = path.stat()
    kind = "dir" if stat.S_ISDIR(facts.st_mode) else "file"
    changed = datetime.fromtimestamp(facts.st_mtime, UTC).strftime("%Y%m%d%H%M%S")
    return f"type={kind};size={facts.st_size};modify={changed};"


@contextmanager
def ftp_server(root: Path, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server of a folder, with AUTH TLS when it has a certificate; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                FtpSession(listener.accept()[0], root, tls).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
