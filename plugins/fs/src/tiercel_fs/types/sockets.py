"""Types of plain messages over TCP and UDP."""

from __future__ import annotations

import asyncio
import codecs
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any

from tiercel.plugin import (
    Level,
    Output,
    Plugin,
    PluginError,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.hosts import allowed_addresses
from tiercel_fs.limits import CONNECT_SECONDS_MAX, PAYLOAD_BYTES_MAX, SILENCE_SECONDS_MAX

_PREFIX = "io.kestra.plugin.fs."
_WAITING_MAX = 1_000


class Encoded(Plugin):
    """Has text."""

    encoding: Annotated[str, Prop("The encoding of the text.", "UTF-8 by default.")] = "UTF-8"

    @property
    def codec(self) -> str:
        """Raises: PluginError for an encoding that is unknown."""
        try:
            return codecs.lookup(self.encoding).name
        except LookupError:
            raise PluginError(f"`encoding`: there is no encoding {self.encoding!r}") from None


class SentBytes(Output):
    """What was sent."""

    host: Annotated[str, Prop("The host that got it.")]
    port: Annotated[int, Prop("The port that got it.")]
    sent_bytes: Annotated[int, Prop("How many bytes were sent.")]


class Message(Output):
    """A message that came."""

    payload: Annotated[str, Prop("The text of the message, decoded as the task says.")]
    source_ip: Annotated[str, Prop("The address of the sender.")]
    source_port: Annotated[int, Prop("The port of the sender.")]
    timestamp: Annotated[str, Prop("When it came, as ISO text.")]


class Sending(Encoded, RunnableTask[SentBytes]):
    """Sends a text."""

    host: Annotated[str, Prop("The host to send to.")]
    port: Annotated[int, Prop("The port to send to.")]
    payload: Annotated[str, Prop("The text to send.")]

    def content(self) -> bytes:
        """Raises: PluginError for a sign that the encoding lacks."""
        try:
            return self.payload.encode(self.codec)
        except UnicodeEncodeError as error:
            sign = error.object[error.start]
            raise PluginError(f"`encoding` {self.encoding} lacks the sign {sign!r}") from None

    def sent(self, content: bytes) -> SentBytes:
        """What is reported."""
        return SentBytes(host=self.host, port=self.port, sent_bytes=len(content))


@plugin(
    f"{_PREFIX}tcp.Send",
    title="Send a text over TCP.",
    examples=['host: logs.example.com\nport: 9000\npayload: "{{ execution.id }} is done\\n"'],
)
class TcpSend(Sending):
    """Opens a connection, sends, and closes it."""

    timeout: Annotated[
        timedelta | None, Prop("How long connecting and sending may take.", "Half a minute.")
    ] = None

    def run(self, ctx: RunContext) -> SentBytes:
        where = f"TCP at {self.host}:{self.port}"
        content = self.content()
        seconds = self.timeout.total_seconds() if self.timeout else CONNECT_SECONDS_MAX
        address = allowed_addresses(ctx, where, self.host, self.port)[0]
        with (
            explained(ctx, where, "sending", (OSError,)),
            socket.create_connection((address, self.port), seconds) as connection,
        ):
            connection.sendall(content)
        return self.sent(content)


@plugin(
    f"{_PREFIX}udp.Send",
    title="Send a text over UDP.",
    examples=['host: logs.example.com\nport: 9000\npayload: "{{ execution.id }} is done"'],
)
class UdpSend(Sending):
    """One packet, without knowing whether it comes."""

    def run(self, ctx: RunContext) -> SentBytes:
        where = f"UDP at {self.host}:{self.port}"
        content = self.content()
        address = allowed_addresses(ctx, where, self.host, self.port)[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with (
            explained(ctx, where, "sending", (OSError,)),
            socket.socket(family, socket.SOCK_DGRAM) as connection,
        ):
            connection.sendto(content, (address, self.port))
        return self.sent(content)


class Listening(Encoded, RealtimeTrigger[Message]):
    """Starts an execution for each message."""

    host: Annotated[
        str, Prop("The address of the worker to listen at.", "All of them by default.")
    ] = "0.0.0.0"
    port: Annotated[int, Prop("The port of the worker to listen at.")]

    def message(self, ctx: RunContext, content: bytes, source: tuple[Any, ...]) -> Message:
        """A message of what came."""
        return Message(
            payload=content.decode(self.codec, errors="replace"),
            source_ip=str(source[0]),
            source_port=int(source[1]),
            timestamp=ctx.now().isoformat(),
        )


@plugin(
    f"{_PREFIX}tcp.RealtimeTrigger",
    title="Start an execution for each line that comes over TCP.",
    examples=["port: 9000"],
)
class TcpRealtimeTrigger(Listening):
    """Each line is a message, and what is left when the sender ends."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[Message]:
        waiting: asyncio.Queue[Message] = asyncio.Queue(_WAITING_MAX)

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            source = writer.get_extra_info("peername")
            try:
                while line := await asyncio.wait_for(reader.readline(), SILENCE_SECONDS_MAX):
                    text = line.rstrip(b"\r\n")
                    if text:
                        await waiting.put(self.message(ctx, text, source))
            except (TimeoutError, ValueError, ConnectionError) as error:
                ctx.log.write(Level.DEBUG, f"A connection ended: {error}")
            finally:
                writer.close()

        server = await asyncio.start_server(take, self.host, self.port, limit=PAYLOAD_BYTES_MAX)
        async with server:
            while True:
                yield await waiting.get()


@plugin(
    f"{_PREFIX}udp.RealtimeTrigger",
    title="Start an execution for each packet that comes over UDP.",
    examples=["port: 9000"],
)
class UdpRealtimeTrigger(Listening):
    """Each packet is a message."""

    buffer_size: Annotated[
        int, Prop("Bytes of a packet that are read; the rest is cut.", "1024 by default.")
    ] = 1_024

    async def listen(self, ctx: RunContext) -> AsyncIterator[Message]:
        waiting: asyncio.Queue[Message] = asyncio.Queue(_WAITING_MAX)
        trigger = self

        class Packets(asyncio.DatagramProtocol):
            """Keeps what comes; what does not fit is lost, as UDP allows."""

            def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
                if not waiting.full():
                    content = data[: trigger.buffer_size]
                    waiting.put_nowait(trigger.message(ctx, content, addr))

        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            Packets, local_addr=(self.host, self.port)
        )
        try:
            while True:
                yield await waiting.get()
        finally:
            transport.close()
