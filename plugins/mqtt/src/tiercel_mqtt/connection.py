"""Which broker, and a client of it that waits in its own thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from queue import Empty, Queue
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from tiercel.plugin import Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

_CONNECT = timedelta(seconds=30)
# How long a broker keeps what a client that is away has subscribed to, in seconds.
_SESSION_SECONDS = 7 * 24 * 3600
_TLS = frozenset({"ssl", "tls", "mqtts"})
Version = Literal["V3", "V5"]


def library() -> Any:
    """The client library. Raises: PluginError with the command that installs it."""
    return client_module("paho.mqtt.client", "MQTT", "tiercel[mqtt]")


class Mqtt(Plugin):
    """Base of everything that asks a broker."""

    server: Annotated[
        str | None,
        Prop("The address of the broker, tcp://host:1883 or ssl://host:8883, which must be given."),
    ] = None
    client_id: Annotated[
        str | None, Prop("The name of this client, by which the broker knows it again.")
    ] = None
    mqtt_version: Annotated[Version, Prop("The version of the protocol.")] = "V5"
    version: Annotated[Version, Prop("An older name of `mqttVersion`.")] = "V5"
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with, best from a secret.")] = (
        None
    )
    auth_method: Annotated[
        str | None, Prop("The method of further authentication, of version 5.")
    ] = None
    crt: Annotated[
        str | None, Prop("The certificate of the authority that is trusted, as PEM.")
    ] = None
    https_hostname_verification_enabled: Annotated[
        bool | None, Prop("Whether the certificate must be of the host; yes by default.")
    ] = None
    connection_timeout: Annotated[timedelta | None, Prop("How long connecting may take.")] = None
    qos: Annotated[
        int, Prop("How surely messages arrive: 0 at most once, 1 at least once, 2 once.")
    ] = 1

    @property
    def is_five(self) -> bool:
        """Whether version 5 of the protocol is spoken."""
        return self.mqtt_version == "V5" and self.version == "V5"

    def name_of(self, ctx: RunContext) -> str:
        """The name of the client."""
        return self.client_id or ""

    @contextmanager
    def connected(self, ctx: RunContext, *, keeps: bool = False) -> Iterator[Client]:
        """A client; with `keeps` the broker keeps its session, and so its messages.

        Raises: PluginError with host, operation and the broker's message, Interrupted.
        """
        mqtt = library()
        try:
            parts = urlsplit((self.server or "").strip())
            number = parts.port
        except ValueError:
            parts, number = urlsplit(""), None
        is_tls = parts.scheme in _TLS
        if not parts.hostname or not (is_tls or parts.scheme in ("tcp", "mqtt")):
            raise PluginError("`server` must be an address such as tcp://host:1883")
        port = number or (8883 if is_tls else 1883)
        place = f"MQTT at {parts.hostname}:{port}"
        allowed_addresses(ctx, place, parts.hostname, port)
        errors = (mqtt.WebsocketConnectionError, OSError, ValueError, RuntimeError)
        with explained(ctx, place, "connecting", errors, (self.password,)):
            client = Client(self, self.name_of(ctx), ctx, place, keeps=keeps)
            if is_tls:
                self._secure(ctx, client.inner)
            client.connect(parts.hostname, port, self.connection_timeout or _CONNECT)
        try:
            yield client
        finally:
            client.close()

    def _secure(self, ctx: RunContext, inner: Any) -> None:
        path = None
        if self.crt is not None:
            if "BEGIN CERTIFICATE" not in self.crt:
                raise PluginError("`crt` must be a certificate as text, in the form of PEM")
            path = ctx.files.resolve("ca.pem")
            path.write_text(self.crt, encoding="utf-8")
        inner.tls_set(ca_certs=None if path is None else str(path))
        inner.tls_insecure_set(self.https_hostname_verification_enabled is False)


class Client:
    """A connection; messages wait in `arrived` until they are acknowledged."""

    def __init__(self, asked: Mqtt, name: str, ctx: RunContext, place: str, *, keeps: bool) -> None:
        mqtt = library()
        self._asked, self._ctx, self._place, self._keeps = asked, ctx, place, keeps
        self.arrived: Queue[Any] = Queue()
        self._outcome: Queue[str] = Queue()
        given: dict[str, Any] = {} if asked.is_five else {"clean_session": not keeps}
        self.inner = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2,
            client_id=name,
            protocol=mqtt.MQTTv5 if asked.is_five else mqtt.MQTTv311,
            manual_ack=True,
            **given,
        )
        if asked.username is not None:
            self.inner.username_pw_set(asked.username, asked.password)
        self.inner.on_connect = self._on_connect
        self.inner.on_message = lambda client, data, message: self.arrived.put(message)
        self.inner.on_subscribe = self._on_subscribe

    def connect(self, host: str, port: int, timeout: timedelta) -> None:
        """Raises: PluginError for what the broker says, or when it says nothing in time."""
        self.inner.connect_timeout = timeout.total_seconds()
        given: dict[str, Any] = {}
        if self._asked.is_five:
            given["clean_start"] = not self._keeps
            given["properties"] = self._properties("CONNECT", self._connect_values())
        self.inner.connect(host, port, **given)
        self.inner.loop_start()
        try:
            self._check("connecting", timeout)
        except PluginError:
            self.close()
            raise

    def subscribe(self, topics: list[str]) -> None:
        """Raises: PluginError when the broker refuses."""
        self.inner.subscribe([(each, self._asked.qos) for each in topics])
        self._check("subscribing", _CONNECT)

    def publish(self, topic: str, content: bytes, *, retain: bool, values: dict[str, Any]) -> None:
        """Send a message and wait until the broker has it, when `qos` says so."""
        more = {"properties": self._properties("PUBLISH", values)} if self._asked.is_five else {}
        sent = self.inner.publish(topic, content, self._asked.qos, retain, **more)
        try:
            sent.wait_for_publish(_CONNECT.total_seconds())
        except (ValueError, RuntimeError) as error:
            raise PluginError(f"{self._place}: publishing failed: {error}") from None
        if not sent.is_published():
            raise PluginError(f"{self._place}: publishing failed: it was not confirmed in time")

    def messages(self, count: int, wait: timedelta) -> list[Any]:
        """Some that have arrived; none after the wait.

        Raises: PluginError when the connection is lost, which the broker may have ended.
        """
        found: list[Any] = []
        try:
            found.append(self.arrived.get(timeout=wait.total_seconds()))
            while len(found) < count:
                found.append(self.arrived.get_nowait())
        except Empty:
            pass
        if not found and not self.inner.is_connected():
            raise PluginError(f"{self._place}: the connection was lost")
        return found

    def acknowledge(self, messages: Sequence[Any]) -> None:
        """They are stored: the broker may forget them."""
        for each in messages:
            if each.qos:
                self.inner.ack(each.mid, each.qos)

    def close(self) -> None:
        """End the connection; what was not acknowledged comes again."""
        self.inner.disconnect()
        self.inner.loop_stop()

    def _connect_values(self) -> dict[str, Any]:
        found: dict[str, Any] = {"SessionExpiryInterval": _SESSION_SECONDS if self._keeps else 0}
        if self._asked.auth_method is not None:
            found["AuthenticationMethod"] = self._asked.auth_method
        return found

    def _properties(self, packet: str, values: dict[str, Any]) -> Any:
        types = client_module("paho.mqtt.packettypes", "MQTT", "tiercel[mqtt]").PacketTypes
        made = client_module("paho.mqtt.properties", "MQTT", "tiercel[mqtt]").Properties(
            getattr(types, packet)
        )
        for name, value in values.items():
            setattr(made, name, value)
        return made

    def _on_connect(self, client: Any, data: Any, flags: Any, reason: Any, more: Any) -> None:
        self._outcome.put(str(reason) if reason.is_failure else "")

    def _on_subscribe(self, client: Any, data: Any, mid: Any, reasons: Any, more: Any) -> None:
        self._outcome.put(", ".join(str(each) for each in reasons if each.is_failure))

    def _check(self, operation: str, timeout: timedelta) -> None:
        try:
            refusal = self._outcome.get(timeout=timeout.total_seconds())
        except Empty:
            refusal = "the broker did not answer in time"
        if refusal:
            raise PluginError(f"{self._place}: {operation} failed: {refusal}")
