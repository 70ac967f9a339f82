"""Which cluster, by the properties that Kafka's own clients have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from tiercel.plugin import Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

# Of clients in Java, which have no meaning here: what they say is said by the task.
_OF_JAVA = frozenset(
    {
        "buffer.memory",
        "default.api.timeout.ms",
        "fetch.max.wait.ms",
        "key.deserializer",
        "key.serializer",
        "max.block.ms",
        "max.poll.records",
        "sasl.jaas.config",
        "value.deserializer",
        "value.serializer",
    }
)
# By which a flow could run programs or load libraries of the worker.
_REFUSED = frozenset(
    {"plugin.library.paths", "sasl.kerberos.kinit.cmd", "ssl.engine.location", "ssl.providers"}
)
_OTHER_NAMES = {
    "ssl.keystore.certificate.chain": "ssl.certificate.pem",
    "ssl.keystore.key": "ssl.key.pem",
    "ssl.truststore.certificates": "ssl.ca.pem",
}
_STORE = re.compile(r"ssl\.(keystore|truststore)\.(location|password|type)")
_JAAS = re.compile(r"(username|password)\s*=\s*\"((?:[^\"\\]|\\.)*)\"")
_SECRET = re.compile(r"password|secret|key\.pem|jaas|user\.info", re.IGNORECASE)


def library() -> Any:
    """The client library. Raises: PluginError with the command that installs it."""
    return client_module("confluent_kafka", "Kafka", "tiercel[kafka]")


class Kafka(Plugin):
    """Base of everything that asks a cluster."""

    properties: Annotated[
        dict[str, str],
        Prop(
            "Properties of the connection, as Kafka's clients have them.",
            "`bootstrap.servers` must be there; logins and certificates are texts.",
        ),
    ]

    @property
    def place(self) -> str:
        """How errors call the cluster."""
        return f"Kafka at {self.properties.get('bootstrap.servers', '')}"

    def secrets(self) -> tuple[str, ...]:
        """What nobody may read."""
        given = self.properties
        found = [value for name, value in given.items() if _SECRET.search(name)]
        found += [value for _, value in _JAAS.findall(given.get("sasl.jaas.config", ""))]
        return tuple(each for each in found if each)

    def configuration(self, ctx: RunContext, **more: Any) -> dict[str, Any]:
        """What the client is made of. Raises: PluginError for hosts or properties not allowed."""
        servers = self.properties.get("bootstrap.servers", "").split(",")
        for server in servers:
            host, _, port = server.strip().rpartition("://")[2].rpartition(":")
            if not host or not port.isdigit():
                raise PluginError("`properties` must have `bootstrap.servers`, such as host:9092")
            allowed_addresses(ctx, self.place, host.strip("[]"), int(port))
        return {**translated(self.properties), "log_level": 0, **more}

    @contextmanager
    def explained(self, ctx: RunContext, operation: str) -> Iterator[None]:
        """Errors of the client as one. Raises: PluginError, Interrupted."""
        errors = (library().KafkaException, ValueError, TypeError)
        with explained(ctx, self.place, operation, errors, self.secrets()):
            try:
                yield
            except library().KafkaException as error:
                # Its own text is that of a structure.
                raise ValueError(error.args[0].str()) from None


class Troubles:
    """What a client says of its connections, as its `error_cb`, while it goes on trying.

    It calls that when it is polled, and tells nobody else: reading ends without a message then,
    and sending when its time is over.
    """

    def __init__(self, place: str, operation: str) -> None:
        self._head = f"{place}: {operation} failed"
        self._refused = self._last = ""
        self._are_all_down = False

    def __call__(self, error: Any) -> None:
        if error.name() in ("_AUTHENTICATION", "_SSL"):
            self._refused = error.str()
        elif error.name() == "_ALL_BROKERS_DOWN":
            self._are_all_down = True
        else:
            self._last = error.str()

    def begin(self) -> None:
        """Forget what may be over by now: brokers come back, a wrong password stays wrong."""
        self._are_all_down = False

    def check(self) -> None:
        """Raises: PluginError for a login that is refused."""
        if self._refused:
            raise PluginError(f"{self._head}: {self._refused}")

    def check_reachable(self) -> None:
        """Raises: PluginError when no broker was there since `begin`."""
        if self._are_all_down:
            said = self._last or "none has answered in the protocol of Kafka"
            raise PluginError(f"{self._head}: no broker can be reached: {said}")


def translated(given: Mapping[str, str]) -> dict[str, str]:
    """Properties under the names of this client.

    Raises: PluginError for those that can't be had or may not be.
    """
    found: dict[str, str] = {}
    for name, value in given.items():
        if name in _REFUSED:
            raise PluginError(f"The property `{name}` is not allowed in flows")
        if _STORE.fullmatch(name):
            raise PluginError(
                f"The property `{name}` is for stores of Java: give certificates as texts with "
                "`ssl.truststore.certificates`, `ssl.keystore.certificate.chain` and "
                "`ssl.keystore.key`"
            )
        if name not in _OF_JAVA:
            found[_OTHER_NAMES.get(name, name)] = str(value)
    for name, value in _JAAS.findall(given.get("sasl.jaas.config", "")):
        found.setdefault(f"sasl.{name}", re.sub(r"\\(.)", r"\1", value))
    return found
