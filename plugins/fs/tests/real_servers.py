"""OpenSSH, vsftpd and Samba with files in a folder; tests without them are skipped by name."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from plugins.fs.tests.servers import PASSWORD, Users
from tests.families.servers import program, running

USER = getpass.getuser()


@contextmanager
def openssh(root: Path) -> Iterator[int]:
    """Its user signs in by the key of `servers.Users`, and begins in the folder; its port."""
    sshd = program("sshd", "openssh-server")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)

    def command(port: int, folder: Path) -> list[str]:
        key = folder / "host"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        (folder / "known").write_bytes(Users.key.export_public_key())
        settings = {
            "ListenAddress": "127.0.0.1",
            "HostKey": key,
            "AuthorizedKeysFile": folder / "known",
            "StrictModes": "no",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
            "Subsystem": "sftp internal-sftp",
            "ForceCommand": f"internal-sftp -d {root}",
        }
        words = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
        return [sshd, "-D", "-e", "-f", "/dev/null", "-p", str(port), *words]

    with running(command) as port:
        yield port


@contextmanager
def vsftpd(root: Path, keys: Path | None = None) -> Iterator[int]:
    """Its only user is `anonymous`, with PASSWORD; its port.

    With a folder of `key.pem` and `cert.pem` it wants TLS, and the session again for data.
    """
    path = program("vsftpd", "vsftpd")

    def command(port: int, folder: Path) -> list[str]:
        (folder / "passwords").write_text(f"{PASSWORD}\n")
        (folder / "empty").mkdir()
        settings = {
            "listen": "YES",
            "listen_address": "127.0.0.1",
            "listen_port": port,
            "background": "NO",
            "run_as_launching_user": "YES",
            "seccomp_sandbox": "NO",
            "secure_chroot_dir": folder / "empty",
            "anonymous_enable": "YES",
            "anon_root": root,
            "secure_email_list_enable": "YES",
            "email_password_file": folder / "passwords",
            "anon_world_readable_only": "NO",
            "write_enable": "YES",
            "anon_upload_enable": "YES",
            "anon_mkdir_write_enable": "YES",
            "anon_other_write_enable": "YES",
        }
        if keys is not None:
            settings |= {
                "ssl_enable": "YES",
                "allow_anon_ssl": "YES",
                "force_anon_logins_ssl": "YES",
                "force_anon_data_ssl": "YES",
                "rsa_private_key_file": keys / "key.pem",
                "rsa_cert_file": keys / "cert.pem",
            }
        (folder / "vsftpd.conf").write_text(
            "".join(f"{name}={value}\n" for name, value in settings.items())
        )
        return [path, str(folder / "vsftpd.conf")]

    with running(command) as port:
        yield port


@contextmanager
def samba(root: Path) -> Iterator[int]:
    """The folder is `share`, its user the one of this process, with PASSWORD; its port."""
    path = program("smbd", "samba")
    if os.geteuid() != 0:
        pytest.skip("Samba takes the passwords of users from root alone")

    # Its sockets have long names, and the folder of a server would be gone before it is.
    with TemporaryDirectory(prefix="smb-") as own:

        def command(port: int, _: Path) -> list[str]:
            file = Path(own, "smb.conf")
            places = ("private dir", "lock directory", "state directory", "cache directory")
            places = (*places, "pid directory", "ncalrpc dir")
            file.write_text(
                "[global]\nserver role = standalone server\ndisable netbios = yes\n"
                "bind interfaces only = yes\ninterfaces = 127.0.0.1\nload printers = no\n"
                "disable spoolss = yes\n"
                + "".join(f"{place} = {own}\n" for place in places)
                + f"[share]\npath = {root}\nread only = no\nforce user = {USER}\n"
            )
            subprocess.run(
                ["smbpasswd", "-c", file, "-s", "-a", USER],
                input=f"{PASSWORD}\n{PASSWORD}\n",
                text=True,
                check=True,
                capture_output=True,
            )
            return [
                *(path, "--foreground", f"--configfile={file}"),
                f"--port={port}",
            ]

        with running(command) as port:
            yield port
