"""A RabbitMQ that runs here."""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.families.servers import free_port, program, running


@contextmanager
def broker() -> Iterator[int]:
    """The port of one of its own, which knows the user that all brokers have."""
    path = program("rabbitmq-server", "rabbitmq-server")
    script = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    name = f"tiercel-{secrets.token_hex(4)}@localhost"
    environment = {
        **os.environ,
        "RABBITMQ_NODENAME": name,
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_ENABLED_PLUGINS_FILE": "/dev/null",
    }

    def command(number: int, folder: Path) -> Sequence[str]:
        settings = folder / "rabbitmq.conf"
        settings.write_text(f"listeners.tcp.default = 127.0.0.1:{number}\n")
        for each in ("HOME", "RABBITMQ_MNESIA_BASE", "RABBITMQ_LOG_BASE"):
            environment[each] = str(folder)
        environment["RABBITMQ_CONFIG_FILE"] = str(settings)
        # Erlang counts all files that a process may open before it begins.
        started = shlex.quote(str(script) if script.exists() else path)
        return ["bash", "-c", f"ulimit -n 4096; exec {started}"]

    with running(command, environment) as number:
        yield number
    # The register of names, which the broker starts and leaves behind.
    subprocess.run(["epmd", "-kill"], env=environment, capture_output=True, check=False)
