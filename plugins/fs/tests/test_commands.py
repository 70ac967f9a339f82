"""Commands over SSH, and messages over TCP and UDP."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from plugins.fs.tests.servers import PASSWORD, USER, Users, ssh_server
from tiercel.plugin import Interrupted, Json, Level
from tiercel.plugin.errors import EndedWith, TaskFailed
from tiercel.testing import FakeContext, Ran, run_task
from tiercel_fs.types.sockets import TcpRealtimeTrigger, TcpSend, UdpRealtimeTrigger, UdpSend
from tiercel_fs.types.ssh import Command


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with ssh_server(tmp_path) as found:
        yield found


def run(port: int, *commands: str, **properties: Json) -> Ran:
    known: dict[str, Json] = {"username": USER, "password": PASSWORD}
    known |= {"host": "127.0.0.1", "port": str(port), "commands": list(commands)}
    return run_task(Command, {**known, **properties})


def test_outputs_and_lines(port: int, tmp_path: Path) -> None:
    ran = run(
        port,
        "echo one; echo two >&2",
        'echo "$WORD" > left',
        """echo '::{"outputs": {"n": 7}}::'""",
        env={"WORD": "it's {{ flow.id }}"},
    )
    assert ran.outputs == {"exitCode": 0, "vars": {"n": 7}, "outputFiles": {}}
    assert sorted(ran.context.log.lines(Level.INFO, Level.ERROR)) == ["one", "two"]
    assert (tmp_path / "left").read_text() == "it's a-flow\n"


def test_what_fails_and_what_warns(port: int) -> None:
    failed = run(port, "echo before", "exit 3", "echo behind")
    assert isinstance(failed.error, TaskFailed)
    assert "the commands ended with exit code 3" in str(failed.error)
    assert failed.error.outputs is not None
    assert failed.error.outputs["exitCode"] == 3
    warned = run(port, "echo x >&2", warningOnStdErr=True)
    assert isinstance(warned.error, EndedWith)
    assert warned.error.state == "WARNING"


def test_ways_to_sign_in(port: int, tmp_path: Path) -> None:
    key = Users.key.export_private_key(passphrase="open it").decode()
    by_key: dict[str, Json] = {"authMethod": "PUBLIC_KEY", "privateKey": key}
    assert run(port, "true", **by_key, privateKeyPassphrase="open it").error is None
    wrong = run(port, "true", password="canary-9")
    assert str(wrong.error).startswith(f"SSH at 127.0.0.1:{port}: running commands failed: ")
    assert "canary" not in str(wrong.error)
    missing = run(port, "true", authMethod="PUBLIC_KEY")
    assert str(missing.error) == "`privateKey` must be given with `authMethod: PUBLIC_KEY`"
    (tmp_path / "key").write_bytes(Users.key.export_private_key())
    config = tmp_path / "config"
    config.write_text(
        f"Host near\n  HostName 127.0.0.1\n  Port {port}\n  User {USER}\n"
        f"  IdentityFile {tmp_path}/key\n  StrictHostKeyChecking no\n"
        "  UserKnownHostsFile /dev/null\n"
    )
    by_file: dict[str, Json] = {"authMethod": "OPEN_SSH", "openSSHConfigPath": str(config)}
    assert run(port, "true", **by_file, host="near", strictHostKeyChecking="no").error is None
    strict = run(port, "true", strictHostKeyChecking="yes")
    assert "Host key is not trusted" in str(strict.error)


def test_a_stop_ends_the_commands(port: int, tmp_path: Path) -> None:
    ctx = FakeContext()
    task = Command.model_validate(
        {
            "host": "127.0.0.1",
            "port": str(port),
            "username": USER,
            "password": PASSWORD,
            "commands": ["echo $$ > pid", "sleep 60", "touch late"],
        }
    )
    ended: list[str] = []

    def body() -> None:
        try:
            task.run(ctx)
        except Interrupted as error:
            ended.append(str(error))

    thread = threading.Thread(target=body)
    thread.start()
    file = tmp_path / "pid"
    while not file.exists() or not file.read_text().strip():
        time.sleep(0.01)
    ctx.stop()
    thread.join()
    assert ended == ["running commands was stopped"]
    # It is gone, or only to be collected.
    status = Path(f"/proc/{file.read_text().strip()}/status")
    with suppress(FileNotFoundError, ProcessLookupError):
        while "zombie" not in status.read_text():
            time.sleep(0.01)
    assert not (tmp_path / "late").exists()


def test_messages_over_tcp() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ran = run_task(TcpSend, {"host": "127.0.0.1", "port": port, "payload": "né"})
        assert ran.outputs == {"host": "127.0.0.1", "port": port, "sentBytes": 3}
        with server.accept()[0] as connection:
            assert connection.recv(9) == "né".encode()
    wrong: dict[str, Json] = {"host": "127.0.0.1", "port": port, "payload": "€"}
    assert "lacks the sign" in str(run_task(TcpSend, {**wrong, "encoding": "latin-1"}).error)
    assert "there is no encoding" in str(run_task(TcpSend, {**wrong, "encoding": "x"}).error)
    assert f"TCP at 127.0.0.1:{port}: sending failed: " in str(run_task(TcpSend, wrong).error)


def test_messages_over_udp() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        run_task(UdpSend, {"host": "127.0.0.1", "port": port, "payload": "x"})
        assert server.recv(9) == b"x"


@pytest.mark.parametrize("kind", ["tcp", "udp"])
async def test_what_comes_starts_executions(kind: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    trigger_class = TcpRealtimeTrigger if kind == "tcp" else UdpRealtimeTrigger
    trigger = trigger_class.model_validate({"host": "127.0.0.1", "port": port})
    messages = trigger.listen(FakeContext())
    waiting = asyncio.ensure_future(anext(messages))
    await asyncio.sleep(0)
    if kind == "tcp":
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except ConnectionRefusedError:
                await asyncio.sleep(0)
        writer.write(b"one\ntwo\n")
        writer.close()
    else:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not waiting.done():
                sender.sendto(b"one", ("127.0.0.1", port))
                await asyncio.sleep(0.01)
    message = await waiting
    assert (message.payload, message.source_ip) == ("one", "127.0.0.1")
    if kind == "tcp":
        assert (await anext(messages)).payload == "two"
    await messages.aclose()  # type: ignore[attr-defined]
