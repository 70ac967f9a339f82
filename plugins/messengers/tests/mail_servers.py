"""Servers of the tests: one of aiosmtpd that takes mail, and stand-ins that hold mailboxes."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

USER, PASSWORD = "ann", "canary-09fd"


class Box:
    """A mailbox: mails by their numbers."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.validity = 7

    def add(self, subject: str) -> None:
        """A mail comes in."""
        number = max(self.mails, default=0) + 1
        self.mails[number] = (
            f"From: Bob <bob@example.com>\r\nTo: ann@example.com\r\nSubject: {subject}\r\n"
            f"Message-ID: <{number}@example.com>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n\r\n"
            f"Text of {subject}\r\n"
        ).encode()


@contextmanager
def served(
    handler: type[socketserver.BaseRequestHandler], box: Box, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """A server on a free port; the port."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        mailbox = box

    with Server(("127.0.0.1", 0), handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class Lines(socketserver.StreamRequestHandler):
    """A dialogue in lines."""

    @property
    def box(self) -> Box:
        """The mailbox that is served."""
        server: Any = self.server
        found: Box = server.mailbox
        return found

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class ImapServer(Lines):
    """IMAP: as much of RFC 3501 as reading a folder takes."""

    def handle(self) -> None:
        self.say("* OK IMAP4rev1 ready")
        for line in self.rfile:
            tag, command, *words = line.decode().strip().split(" ")
            self.answer(tag, command.upper(), words)

    def answer(self, tag: str, command: str, words: list[str]) -> None:
        match command:
            case "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            case "LOGIN" if words != [USER, f'"{PASSWORD}"']:
                self.say(f"{tag} NO {words[1]} is wrong")
                return
            case "EXAMINE" if words != ['"INBOX"']:
                self.say(f"{tag} NO no such folder")
                return
            case "EXAMINE":
                self.say(f"* {len(self.box.mails)} EXISTS")
                self.say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
                self.say(f"* OK [UIDNEXT {max(self.box.mails, default=0) + 1}] next")
            case "UID" if words[0] == "SEARCH":
                first = int(words[2].split(":")[0])
                # `n:*` names the last mail also when its number is lower.
                found = [each for each in self.box.mails if each >= first]
                shown = found or list(self.box.mails)[-1:]
                self.say(" ".join(["* SEARCH", *map(str, shown)]))
            case "UID":
                content = self.box.mails[int(words[1])]
                self.say(f"* 1 FETCH (UID {words[1]} BODY[]<0> {{{len(content)}}}")
                self.wfile.write(content + b")\r\n")
            case "LOGOUT":
                self.say("* BYE")
        self.say(f"{tag} OK {command} done")


class PopServer(Lines):
    """POP3: as much of RFC 1939 as reading takes."""

    def handle(self) -> None:
        self.say("+OK ready")
        for line in self.rfile:
            command, *words = line.decode().strip().split(" ")
            match command.upper():
                case "PASS" if words != [PASSWORD]:
                    self.say(f"-ERR {words[0]} is wrong")
                case "UIDL":
                    self.say("+OK")
                    for place, number in enumerate(self.box.mails, 1):
                        self.say(f"{place} name-{number}")
                    self.say(".")
                case "RETR":
                    self.say("+OK")
                    content = list(self.box.mails.values())[int(words[0]) - 1]
                    self.wfile.write(content + b".\r\n")
                case _:
                    self.say("+OK")
