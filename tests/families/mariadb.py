"""MariaDB, which stands for MySQL too: a real server where the machine has one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymysql

from tests.families.servers import program, running

_PACKAGE = "mariadb-server"


@contextmanager
def running_mariadb(*options: str) -> Iterator[int]:
    """The port of a server of its own, whose user `root` has no password."""
    server = program("mariadbd", _PACKAGE)
    installer = program("mariadb-install-db", _PACKAGE)

    def command(port: int, folder: Path) -> Sequence[str]:
        common = ["--no-defaults", f"--datadir={folder}/data", "--user=root"]
        subprocess.run(
            [installer, *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
            timeout=300,
        )
        places = [f"--socket={folder}/socket", f"--pid-file={folder}/pid"]
        quick = ["--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0"]
        return [server, *common, f"--port={port}", *places, *quick, *options]

    with running(command) as port:
        yield port


def connected(port: int, user: str = "root", password: str = "") -> Any:
    """A connection that commits each statement."""
    return pymysql.connect(
        host="127.0.0.1", port=port, user=user, password=password, autocommit=True
    )


def add_user(port: int, name: str, password: str) -> None:
    """One who may do everything."""
    with connected(port) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE USER {name}@'%' IDENTIFIED BY '{password}'")
        cursor.execute(f"GRANT ALL ON *.* TO {name}@'%'")
