"""Whether what listens at an address is a broker: the client itself tries for minutes."""

from __future__ import annotations

import socket
import ssl
import struct

from tiercel.plugin import PluginError

_PORT, _TLS_PORT = 6650, 6651
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_MESSAGE")
_ANSWER_SECONDS_MAX = 10.0
_FRAME_BYTES_MAX = 16 * 1024 * 1024  # A broker takes 5 MiB unless it is told otherwise.
_SIZES = struct.Struct(">II")
# The command CONNECT of a client named `tiercel`, version 13 of the protocol, without a login:
# a broker answers it, if only by refusing.
_COMMAND = bytes.fromhex("0802120b0a07") + b"tiercel" + bytes.fromhex("200d")
_CONNECT = _SIZES.pack(len(_COMMAND) + 4, len(_COMMAND)) + _COMMAND


def check_speaks(place: str, host: str, port: int | None, *, is_tls: bool) -> None:
    """Raises: PluginError where something listens that answers otherwise, or not at all.

    Where nothing listens, or a broker wants a certificate, the client says so.
    """
    number = port or (_TLS_PORT if is_tls else _PORT)
    try:
        with socket.create_connection((host, number), _ANSWER_SECONDS_MAX) as opened:
            found = _answer(_secured(opened, host) if is_tls else opened)
    except TimeoutError:
        raise PluginError(f"{place}: what listens there does not answer as Pulsar") from None
    except ssl.SSLError as error:
        if error.reason in _NO_TLS:
            raise PluginError(f"{place}: what answers there does not speak TLS") from None
        return
    except OSError:
        return
    if found and not _is_frame(found):
        raise PluginError(f"{place}: what answers there does not speak Pulsar")


def _secured(opened: socket.socket, host: str) -> ssl.SSLSocket:
    """Nothing secret is sent: the client checks the certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(opened, server_hostname=host)


def _answer(opened: socket.socket) -> bytes:
    """The sizes with which a frame begins, or less where the connection ended."""
    opened.sendall(_CONNECT)
    found = b""
    while len(found) < _SIZES.size and (part := opened.recv(_SIZES.size - len(found))):
        found += part
    return found


def _is_frame(start: bytes) -> bool:
    if len(start) < _SIZES.size:
        return False
    total, command = _SIZES.unpack(start)
    return bool(command + 4 <= total <= _FRAME_BYTES_MAX)
