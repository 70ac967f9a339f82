"""A broker for all tests of a process; each makes topics of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from tests.families.servers import free_port, program, running

ENGINES = Path(os.environ.get("TIERCEL_ENGINES", Path.home() / ".cache" / "tiercel-engines"))
JARS = ENGINES / "kafka"
CLUSTER = "5L6g3nShT-eMCtK--X86sw"
USER, PASSWORD = "ann", "canary-1"
_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


class Broker(msgspec.Struct, frozen=True):
    """Where it listens, as `bootstrap.servers`: `signed` lets only `USER` in."""

    servers: str
    signed: str

    def login(self, password: str = PASSWORD) -> dict[str, str]:
        """The properties of one who signs in, as clients in Java have them."""
        return {
            "bootstrap.servers": self.signed,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "PLAIN",
            "sasl.jaas.config": f'{_LOGIN} username="{USER}" password="{password}";',
        }


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """Of Kafka itself, whose jars `.ci/install-engines` brings."""
    java = program("java", "openjdk-17-jre-headless")
    if not list(JARS.glob("kafka_2.13-*.jar")):
        pytest.skip(f"no Kafka in {JARS}: bash .ci/install-engines")

    signed = free_port()

    def command(port: int, folder: Path) -> Sequence[str]:
        controller, settings = free_port(), folder / "server.properties"
        listeners = f"PLAINTEXT://127.0.0.1:{port},SIGNED://127.0.0.1:{signed}"
        settings.write_text(
            "process.roles=broker,controller\nnode.id=1\n"
            f"controller.quorum.voters=1@127.0.0.1:{controller}\n"
            f"listeners={listeners},CONTROLLER://127.0.0.1:{controller}\n"
            f"advertised.listeners={listeners}\ncontroller.listener.names=CONTROLLER\n"
            "listener.security.protocol.map="
            "PLAINTEXT:PLAINTEXT,SIGNED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT\n"
            "listener.name.signed.sasl.enabled.mechanisms=PLAIN\n"
            f'listener.name.signed.plain.sasl.jaas.config={_LOGIN} user_{USER}="{PASSWORD}";\n'
            f"log.dirs={folder}/data\nnum.partitions=1\nlog.retention.ms=-1\noffsets.topic.num.partitions=1\n"
            "offsets.topic.replication.factor=1\ntransaction.state.log.replication.factor=1\n"
            "transaction.state.log.min.isr=1\ntransaction.state.log.num.partitions=1\n"
            "group.initial.rebalance.delay.ms=0\n"
        )
        started = [java, "-Xmx400m", "-cp", f"{JARS}/*"]
        formatted = [*started, "kafka.tools.StorageTool", "format", "-t", CLUSTER]
        subprocess.run([*formatted, "-c", str(settings)], check=True, capture_output=True)
        return [*started, "kafka.Kafka", str(settings)]

    with running(command) as port:
        yield Broker(f"127.0.0.1:{port}", f"127.0.0.1:{signed}")


@pytest.fixture(scope="session")
def servers(broker: Broker) -> str:
    return broker.servers


@pytest.fixture
def topic() -> str:
    return f"topic-{secrets.token_hex(4)}"
