"""What pages show around a server: its log, a proxy before it, backups of its database."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.e2e.server import running
from tests.examples.shell import block_that_begins, lines_of, run_line
from tests.postgres.server import PackagedServer, program
from tests.proxies.fronts import Missing, nginx

pytestmark = pytest.mark.timeout(600)
CODE = "3f0c…"


def test_the_log_says_the_code_of_the_set_up(tmp_path: Path) -> None:
    shown = block_that_begins("No user owns this server").text.strip()
    with running(tmp_path, environ={"TIERCEL_SERVER_SETUP": "true"}) as server:
        pattern = re.escape(shown.replace("localhost:8080", f"127.0.0.1:{server.port}"))
        assert re.search(pattern.replace(re.escape(CODE), "[0-9a-f]{32}"), server.log)


def test_a_proxy_passes_on_what_a_page_says(tmp_path: Path) -> None:
    location = block_that_begins("location / {").text
    with running(tmp_path) as server:
        location = location.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
        try:
            with nginx(tmp_path, server.port, location) as port:
                address = f"http://127.0.0.1:{port}/ping"
                with urllib.request.urlopen(address, timeout=60) as answer:
                    assert answer.read() == b"pong"
        except Missing as error:
            pytest.skip(str(error))


def test_a_database_is_dumped_and_brought_back(
    postgres_server: PackagedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(Path(program("pg_dump")).parent), prepend=":")
    addresses = []
    for name in ("page_before", "page_behind"):
        with psycopg.connect(postgres_server.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        addresses.append(postgres_server.url.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(addresses[0], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    (tmp_path / "storage").mkdir()
    (tmp_path / "storage" / "a.csv").write_text("a,b\n")
    # when
    dump, copy, restore = lines_of(block_that_begins("pg_dump"))
    monkeypatch.setenv("DATABASE", addresses[0])
    run_line(dump, {})
    run_line(copy, {"/shared/storage": str(tmp_path / "storage")})
    monkeypatch.setenv("DATABASE", addresses[1])
    run_line(restore, {})
    # then
    with psycopg.connect(addresses[1]) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    assert (tmp_path / "storage.copy" / "a.csv").is_file()
