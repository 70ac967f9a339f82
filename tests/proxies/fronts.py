"""Real proxies before a server, which pass upgrades on and share connections among clients."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.e2e.server import free_port

START_SECONDS_MAX = 15.0
SBIN = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream server {{ server 127.0.0.1:{server}; keepalive 2; }}
  server {{
    listen 127.0.0.1:{port};
    {location}
  }}
}}
"""
LOCATION = """location / {
      proxy_pass http://server;
      proxy_http_version 1.1;
      proxy_request_buffering off;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }"""
HAPROXY = """
global
  maxconn 64
defaults
  mode http
  timeout connect 10s
  timeout client 30s
  timeout server 30s
  timeout tunnel 30s
  http-reuse always
frontend front
  bind 127.0.0.1:{port}
  default_backend back
backend back
  server server 127.0.0.1:{server}
"""


class Missing(Exception):
    """The program is not on this machine."""


@contextlib.contextmanager
def nginx(folder: Path, server: int, location: str = LOCATION) -> Iterator[int]:
    """Its port; `location` is what it does with requests. Raises: Missing."""
    program = _program("nginx", "nginx-light")
    # All of it is a template, in which braces are written twice.
    twice = location.replace("{", "{{").replace("}", "}}")
    template = NGINX.replace("{location}", twice)
    with _running(folder, template, server, lambda config: [program, "-c", config]) as port:
        yield port


@contextlib.contextmanager
def haproxy(folder: Path, server: int) -> Iterator[int]:
    """Its port. Raises: Missing."""
    program = _program("haproxy", "haproxy")
    with _running(folder, HAPROXY, server, lambda config: [program, "-f", config]) as port:
        yield port


def _program(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=SBIN)
    if found is None:
        raise Missing(f"{name} is not installed (on Debian: apt install {package})")
    return found


@contextlib.contextmanager
def _running(
    folder: Path, template: str, server: int, command: Callable[[str], list[str]]
) -> Iterator[int]:
    port = free_port()
    config = folder / "proxy.conf"
    config.write_text(template.format(folder=folder, port=port, server=server), encoding="utf-8")
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command(str(config)), stdout=log, stderr=log)
    try:
        _await(process, port, folder / "proxy.log")
        yield port
    finally:
        process.kill()
        process.wait(timeout=10)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"the proxy does not listen:\n{log.read_text(encoding='utf-8')}")
