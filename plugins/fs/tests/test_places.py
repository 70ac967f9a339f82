"""The same operations at every place: SFTP, FTP, FTPS, SMB, and folders of the worker."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import IPv4Network
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncssh
import pytest

from plugins.fs.tests.real_servers import USER as REAL_USER
from plugins.fs.tests.real_servers import openssh, samba, vsftpd
from plugins.fs.tests.servers import PASSWORD, USER, Users, ftp_server, ssh_server
from tiercel.plugin import Json, NetworkRules
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_fs.places import smb as smb_place
from tiercel_fs.types.local import Copy as LocalCopy
from tiercel_fs.types.local import Delete as LocalDelete
from tiercel_fs.types.local import Download as LocalDownload
from tiercel_fs.types.local import Downloads as LocalDownloads
from tiercel_fs.types.local import List as LocalList
from tiercel_fs.types.local import Move as LocalMove
from tiercel_fs.types.local import Trigger as LocalTrigger
from tiercel_fs.types.local import Upload as LocalUpload
from tiercel_fs.types.local import Uploads as LocalUploads
from tiercel_fs.types.nfs import CheckMount
from tiercel_fs.types.nfs import Copy as NfsCopy
from tiercel_fs.types.nfs import Delete as NfsDelete
from tiercel_fs.types.nfs import List as NfsList
from tiercel_fs.types.nfs import Move as NfsMove
from tiercel_fs.types.nfs import Trigger as NfsTrigger
from tiercel_fs.types.remote import TYPES

OTHER_KEY = asyncssh.generate_private_key("ssh-ed25519")
STORED = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/t/r/orders.csv"
CONTENT = b"city,total\n" * 20_000


class Server:
    """A server of one protocol, whose files are in a folder."""

    def __init__(self, protocol: str, port: int, root: Path, **properties: Json) -> None:
        self.protocol = protocol
        self.root = root
        self.known: dict[str, Json] = {
            "host": "127.0.0.1",
            "port": str(port),
            "username": USER,
            "password": PASSWORD,
            **properties,
        }
        # What nobody signs in with.
        self.wrong: dict[str, Json] = {"password": "canary-wrong"}

    def tried(self, name: str, **properties: Json) -> Ran:
        task = TYPES[f"{self.protocol}.{name}"]
        return run_task(task, {**self.known, **properties}, World(stored={STORED: CONTENT}))

    def run(self, name: str, **properties: Json) -> Ran:
        ran = self.tried(name, **properties)
        assert ran.error is None, ran.error
        return ran


def certificate(folder: Path) -> ssl.SSLContext:
    key, file = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", file),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, key)
    return context


@pytest.fixture(params=["sftp", "ftp", "ftps", "openssh", "vsftpd", "vsftpd with TLS", "samba"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    root = tmp_path / "served"
    root.mkdir()
    own = {"username": "anonymous"}
    with ExitStack() as stack:
        match request.param:
            case "sftp":
                found = Server("sftp", stack.enter_context(ssh_server(root)), root)
            case "ftp":
                found = Server("ftp", stack.enter_context(ftp_server(root)), root)
            case "ftps":
                port = stack.enter_context(ftp_server(root, certificate(tmp_path)))
                found = Server("ftps", port, root, insecureTrustAllCertificates=True)
            case "openssh":
                port = stack.enter_context(openssh(root))
                key = Users.key.export_private_key().decode()
                found = Server("sftp", port, root, username=REAL_USER, password=None, keyfile=key)
                found.wrong = {"keyfile": OTHER_KEY.export_private_key().decode()}
            case "vsftpd":
                found = Server("ftp", stack.enter_context(vsftpd(root)), root, **own)
            case "vsftpd with TLS":
                certificate(tmp_path)
                port = stack.enter_context(vsftpd(root, tmp_path))
                found = Server("ftps", port, root, insecureTrustAllCertificates=True, **own)
            case _:
                port = stack.enter_context(samba(root))
                found = Server("smb", port, root, username=REAL_USER)
        yield found


def at(server: Server, path: str) -> str:
    return f"/share{path}" if server.protocol == "smb" else path


def test_a_file_there_and_back(server: Server) -> None:
    ran = server.run("Upload", **{"from": STORED, "to": at(server, "/in/deep/orders.csv")})
    assert (server.root / "in/deep/orders.csv").read_bytes() == CONTENT
    assert ran.outputs["to"].startswith(f"{server.protocol}://127.0.0.1:")
    assert ran.outputs["to"].endswith("in/deep/orders.csv")
    refused = server.tried(
        "Upload", **{"from": STORED, "to": at(server, "/in/deep/"), "overwrite": False}
    )
    assert "already: `overwrite: true` replaces it" in str(refused.error)
    path = at(server, "/in/deep/orders.csv")
    ran = server.run("Download", **{"from": path, "checksumExpected": "x"})
    assert ran.context.blobs.stored[ran.outputs["to"]] == CONTENT
    wanted: dict[str, Json] = {"checksumExpected": ran.outputs["checksum"].upper()}
    server.run("Download", validateChecksum=True, **{"from": path, **wanted})
    wrong = server.tried(
        "Download", validateChecksum=True, **{"from": path, "checksumExpected": "0"}
    )
    assert "The checksum is " in str(wrong.error)


def test_several_files(server: Server) -> None:
    files: dict[str, Json] = {"a.csv": STORED, "b.txt": STORED}
    sent = server.run("Uploads", **{"from": files, "to": at(server, "/in")})
    assert [each.rpartition("/")[2] for each in sent.outputs["files"]] == ["a.csv", "b.txt"]
    more = server.tried("Uploads", maxFiles=1, **{"from": files, "to": at(server, "/in")})
    assert "`from` has 2 files, `maxFiles` allows 1" in str(more.error)
    (server.root / "in/low").mkdir()
    (server.root / "in/low/c.csv").write_text("3")
    listed = server.run("List", recursive=True, sort="NAME_DESC", **{"from": at(server, "/in")})
    facts = [(each["name"], each["fileType"]) for each in listed.outputs["files"]]
    assert facts == [("low", "FOLDER"), ("c.csv", "FILE"), ("b.txt", "FILE"), ("a.csv", "FILE")]
    assert listed.outputs["files"][3]["size"] == len(CONTENT)
    ran = server.run(
        "Downloads",
        recursive=True,
        regExp=r".*\.csv",
        action="MOVE",
        moveDirectory=at(server, "/done"),
        **{"from": at(server, "/in")},
    )
    stored = ran.context.blobs.stored
    found = {name: stored[uri] for name, uri in ran.outputs["outputFiles"].items()}
    assert found == {"a.csv": CONTENT, "c.csv": b"3"}
    assert sorted(each.name for each in (server.root / "done").iterdir()) == ["a.csv", "c.csv"]
    missing = server.tried("Downloads", action="MOVE", **{"from": at(server, "/in")})
    assert "`moveDirectory` must be given" in str(missing.error)


def test_moving_and_removing(server: Server) -> None:
    (server.root / "x").write_text("1")
    (server.root / "y").write_text("2")
    move: dict[str, Json] = {"from": at(server, "/x"), "to": at(server, "/y")}
    assert "There is a file" in str(server.tried("Move", **move).error)
    server.run("Move", overwrite=True, **move)
    assert (server.root / "y").read_text() == "1"
    assert "There is no file" in str(server.tried("Move", **move).error)
    (server.root / "f/g").mkdir(parents=True)
    (server.root / "f/g/z").write_text("3")
    folder = at(server, "/f")
    assert server.tried("Delete", uri=folder).error is not None
    ran = server.run("Delete", uri=folder, recursive=True)
    assert (len(ran.outputs["uris"]), ran.outputs["deleted"]) == (3, True)
    assert server.run("Delete", uri=folder).outputs["deleted"] is False
    gone = server.tried("Delete", uri=folder, errorOnMissing=True)
    assert "There is no file or folder" in str(gone.error)
    server.run("Delete", uri=at(server, "/"), regExp="[a-z]")
    assert list(server.root.iterdir()) == []


def test_a_trigger_sees_what_is_new_and_what_changed(server: Server) -> None:
    (server.root / "in").mkdir()
    known = {**server.known, "from": at(server, "/in"), "action": "NONE", "maxFiles": 2}
    task = TYPES[f"{server.protocol}.Trigger"].model_validate(known)
    ctx = FakeContext(World(variables={"trigger": {"id": "t"}}))

    def polled() -> list[tuple[str, str]]:
        found = task.poll(ctx)
        return [(each["name"], each["changeType"]) for each in found.files] if found else []

    assert polled() == []
    for name in ("a", "b", "c"):
        (server.root / "in" / name).write_text(name)
    assert len(polled()) == 2
    assert len(polled()) == 1
    assert polled() == []
    (server.root / "in/b").write_text("longer")
    assert polled() == [("b", "UPDATE")]
    assert list(ctx.kv.entries) == [("a.namespace", "a_namespace__a-flow__t")]


def test_a_folder_may_end_with_a_slash(server: Server) -> None:
    (server.root / "in").mkdir()
    (server.root / "in" / "a").write_text("1")
    found = server.run("List", **{"from": at(server, "/in/")})
    assert [each["name"] for each in found.outputs["files"]] == ["a"]


def test_errors_name_host_and_operation_and_no_password(server: Server) -> None:
    wrong = server.tried("List", **{**server.wrong, "from": at(server, "/")})
    where = f"{server.protocol.upper()} at 127.0.0.1:{server.known['port']}: listing failed: "
    assert str(wrong.error).startswith(where)
    assert "canary" not in str(wrong.error)
    assert "`port` must be a number" in str(server.tried("List", port="x", **{"from": "/"}).error)
    missing = server.tried("List", **{"from": at(server, "/none")})
    assert "There is no file or folder" in str(missing.error)
    broken = server.tried("List", regExp="(", **{"from": at(server, "/")})
    assert "`regExp` is no regular expression" in str(broken.error)
    denied = World(networks=NetworkRules(deny=(IPv4Network("127.0.0.0/8"),)))
    task = TYPES[f"{server.protocol}.List"]
    refused = run_task(task, {**server.known, "from": at(server, "/")}, denied)
    assert "tiercel.http-tasks.deny" in str(refused.error)


def test_a_key_opens_sftp_and_a_proxy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("1")
    with ssh_server(tmp_path) as port:
        key = Users.key.export_private_key(passphrase="open it").decode()
        server = Server("sftp", port, tmp_path, password=None, keyfile=key, passphrase="open it")
        assert len(server.run("List", **{"from": "/"}).outputs["files"]) == 1
        root = server.run("List", rootDir=False, **{"from": "/"})
        assert root.outputs["files"][0]["path"].endswith("/x")
        proxied = server.tried("List", proxyAddress="proxy.example.com", **{"from": "/"})
        assert "through a proxy are not supported" in str(proxied.error)
        wrong = server.tried("List", passphrase="canary-3", **{"from": "/"})
        assert "canary" not in str(wrong.error)


def test_a_certificate_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with ftp_server(tmp_path, certificate(tmp_path)) as port:
        ran = Server("ftps", port, tmp_path).tried("List", **{"from": "/"})
    assert "certificate verify failed" in str(ran.error)


def local(task: Any, root: Path, **properties: Json) -> Ran:
    allowed = {"allowed-paths": [str(root)]}
    others = {"io.kestra.plugin.fs.local": allowed, "io.kestra.plugin.fs.nfs": allowed}
    world = World(stored={STORED: CONTENT}, configuration_of_others=others)
    return run_task(task, properties, world)


def test_folders_of_the_worker(tmp_path: Path) -> None:
    root = str(tmp_path)
    ran = local(LocalUpload, tmp_path, **{"from": STORED, "to": f"{root}/in/orders.csv"})
    assert ran.outputs == {"uri": f"file://{root}/in/orders.csv", "size": len(CONTENT)}
    assert "`to` must be given" in str(local(LocalUpload, tmp_path, **{"from": STORED}).error)
    local(LocalUploads, tmp_path, **{"from": {"b.csv": STORED}, "to": f"{root}/in"})
    found = local(LocalDownload, tmp_path, **{"from": f"{root}/in/b.csv"})
    assert found.outputs["size"] == len(CONTENT)
    listed = local(LocalList, tmp_path, sort="NAME_ASC", **{"from": f"{root}/in"})
    assert (listed.outputs["count"], listed.outputs["files"][0]["name"]) == (2, "b.csv")
    copied = local(LocalCopy, tmp_path, **{"from": f"{root}/in", "to": f"{root}/copy"})
    assert copied.error is None
    again = local(LocalCopy, tmp_path, **{"from": f"{root}/in/b.csv", "to": f"{root}/copy"})
    assert "There is a file" in str(again.error)
    local(LocalMove, tmp_path, overwrite=True, **{"from": f"{root}/in/b.csv", "to": f"{root}/copy"})
    assert not (tmp_path / "in/b.csv").exists()
    fetched = local(LocalDownloads, tmp_path, action="DELETE", **{"from": f"{root}/copy"})
    assert sorted(fetched.outputs["outputFiles"]) == ["b.csv", "orders.csv"]
    assert list((tmp_path / "copy").iterdir()) == []
    gone = local(LocalDelete, tmp_path, recursive=True, **{"from": f"{root}/in"})
    assert len(gone.outputs["uris"]) == 2


@pytest.mark.parametrize("path", ["/etc/passwd", "link/passwd", "../up", "relative"])
def test_paths_that_are_not_allowed(path: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to("/etc")
    given = path if path.startswith("/") or path == "relative" else f"{root}/{path}"
    error = str(local(LocalDownload, root, **{"from": given}).error)
    assert "is not allowed" in error or "must be absolute" in error
    assert "names: none" in str(run_task(LocalDownload, {"from": "/etc/passwd"}).error)


def test_mounts(tmp_path: Path) -> None:
    root = str(tmp_path)
    (tmp_path / "x").write_text("1")
    mount = local(CheckMount, tmp_path, path=f"{root}/x").outputs
    assert mount["isNfsMount"] == mount["fileStoreType"].startswith("nfs")
    move: dict[str, Json] = {"from": f"{root}/x", "to": f"{root}/deep/"}
    assert local(NfsCopy, tmp_path, **move).outputs["to"] == f"file://{root}/deep/x"
    assert local(NfsMove, tmp_path, **move).error is None
    listed = local(NfsList, tmp_path, recursive=True, **{"from": root}).outputs["files"]
    assert [each["isDirectory"] for each in listed] == [True, False]
    assert local(NfsDelete, tmp_path, uri=f"{root}/deep/x").outputs["deleted"] is True
    assert "There is no file" in str(local(NfsDelete, tmp_path, uri=f"{root}/none").error)


@pytest.mark.parametrize("kind", [LocalTrigger, NfsTrigger])
def test_triggers_of_folders(kind: Any, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    allowed = {"allowed-paths": [str(tmp_path)]}
    others = {"io.kestra.plugin.fs.local": allowed, "io.kestra.plugin.fs.nfs": allowed}
    ctx = FakeContext(World(configuration_of_others=others))
    found = kind.model_validate({"from": str(tmp_path)}).poll(ctx)
    assert [each["file"]["name"] for each in found.files] == ["a"]
    assert kind.model_validate({"from": str(tmp_path)}).poll(ctx) is None


def test_paths_of_smb_need_a_share() -> None:
    place = smb_place.Smb.__new__(smb_place.Smb)
    with pytest.raises(Exception, match="must begin with the name of a share"):
        place.path("/")
    assert SimpleNamespace(path=place.path("smb://host/share/x")).path == "/share/x"
