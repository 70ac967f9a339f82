"""Mail: sent to a real server of SMTP, received from stand-ins of IMAP and POP3."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from plugins.messengers.tests.mail_servers import (
    PASSWORD,
    USER,
    Box,
    ImapServer,
    PopServer,
    served,
)
from tests.build import an_execution
from tests.e2e.server import free_port
from tiercel.model.networks import NetworkRules
from tiercel.plugin import Json, NotFound
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_messengers.mail.received import MailReceivedTrigger, RealTimeTrigger
from tiercel_messengers.mail.sending import MailExecution, MailSend

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/report.csv"
LETTER = {"from": "Flows <flows@example.com>", "to": "a@example.com; b@example.com", "subject": "S"}


class Inbox:
    """Takes mail from who knows the password."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def inbox(certificate: Path) -> Iterator[tuple[Inbox, dict[str, Json]]]:
    """A server that wants STARTTLS before a password, and how to reach it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = Inbox()
    server = Controller(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        authenticator=authenticated,
        auth_required=True,
        require_starttls=True,
    )
    server.start()
    try:
        yield (
            handler,
            {
                "host": "127.0.0.1",
                "port": server.port,
                "username": USER,
                "password": PASSWORD,
                "transportStrategy": "SMTP_TLS",
                "trustedHosts": ["127.0.0.1"],
                **LETTER,
            },
        )
    finally:
        server.stop()


def sent(properties: dict[str, Json], task: Any = MailSend) -> Ran:
    world = World(
        stored={FILE: b"a,b\n"},
        server=lambda request: an_execution(id="an-execution", state="SUCCESS"),
    )
    return run_task(task, properties, world)


def read(letter: Any) -> Any:
    return email.message_from_bytes(letter.content, policy=email.policy.default)


def test_a_mail_has_texts_pictures_and_files(inbox: tuple[Inbox, dict[str, Json]]) -> None:
    handler, login = inbox
    file = {"name": "r.csv", "uri": FILE, "contentType": "text/csv"}
    picture = {"name": "logo", "uri": FILE, "contentType": "image/png"}
    ran = sent(
        {
            **login,
            "cc": "c@example.com",
            "htmlTextContent": '<img src="cid:logo">',
            "attachments": [file],
            "embeddedImages": msgspec.json.encode([picture]).decode(),
        }
    )
    assert (ran.error, ran.logs) == (None, ["The mail was taken for 3 receivers"])
    (letter,) = handler.letters
    assert letter.rcpt_tos == ["a@example.com", "b@example.com", "c@example.com"]
    message = read(letter)
    assert (message["Subject"], message["To"]) == ("S", "a@example.com, b@example.com")
    assert "modern email client" in message.get_body(("plain",)).get_content()
    assert "cid:logo" in message.get_body(("html",)).get_content()
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("r.csv", "a,b\n")
    contents = [each["Content-ID"] for each in message.walk() if each["Content-ID"]]
    assert contents == ["<logo>"]


def test_a_second_attempt_has_the_name_of_the_first(inbox: tuple[Inbox, dict[str, Json]]) -> None:
    handler, login = inbox
    for _ in range(2):
        assert sent({**login, "plainTextContent": "T"}).error is None
    first, second = map(read, handler.letters)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_report_is_a_table(inbox: tuple[Inbox, dict[str, Json]]) -> None:
    handler, login = inbox
    asked = {**login, "subject": None, "customMessage": "<Look>"}
    assert sent(asked, MailExecution).error is None
    message = read(handler.letters[0])
    assert message["Subject"] == "[company.team] flow ➛ SUCCESS"
    assert "&lt;Look&gt;" in message.get_body(("html",)).get_content()
    assert "Execution ID: an-execution" in message.get_body(("plain",)).get_content()


def test_receivers_that_are_refused_are_told(inbox: tuple[Inbox, dict[str, Json]]) -> None:
    handler, login = inbox
    ran = sent({**login, "to": "nobody@example.com, a@example.com", "plainTextContent": "T"})
    assert ran.logs[0] == "nobody@example.com was refused: 550 no such user"
    assert len(handler.letters) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"password": "canary-wrong"}, "sending failed: 535: "),
        ({"trustedHosts": []}, "sending failed: [SSL: CERTIFICATE_VERIFY_FAILED]"),
        ({"transportStrategy": "SMTPS"}, "sending failed: [SSL"),
        ({"port": 1}, "sending failed: Connection refused"),
        ({"host": "unknown.invalid"}, "the host has no address"),
        ({"host": None}, "`host` must be provided"),
        ({"to": ""}, "`to` must name a receiver"),
        ({"attachments": '[{"name": "x"}]'}, "`attachments` must be a list of files"),
    ],
)
def test_mistakes(
    inbox: tuple[Inbox, dict[str, Json]], changed: dict[str, Json], message: str
) -> None:
    _, login = inbox
    error = str(sent({**login, "plainTextContent": "T", **changed}).error)
    assert message in error
    assert "canary" not in error


def test_hosts_that_the_settings_forbid_are_not_reached() -> None:
    world = World(networks=NetworkRules(deny=(ip_network("127.0.0.0/8"),)))
    error = str(run_task(MailSend, {**LETTER, "host": "127.0.0.1"}, world).error)
    assert error.startswith("Mail at 127.0.0.1:465: ")


def polls(port: int, protocol: str, **more: Json) -> dict[str, Json]:
    login = {"host": "127.0.0.1", "username": USER, "password": PASSWORD, "ssl": False}
    return {**login, "port": port, "protocol": protocol, **more}


def place_of(stored: set[str]) -> FakeContext:
    """A context whose server knows these executions."""

    def answer(request: Any) -> Any:
        if request.execution_id not in stored:
            raise NotFound("Unable to find the execution")
        return an_execution(id=request.execution_id)

    trigger = {"trigger": {"id": "mail"}}
    return FakeContext(World(server=answer, variables=trigger))


@pytest.mark.parametrize(("protocol", "handler"), [("IMAP", ImapServer), ("POP3", PopServer)])
def test_mail_is_found_until_its_execution_is_stored(protocol: str, handler: Any) -> None:
    box, stored = Box(), set[str]()
    box.add("old")
    with served(handler, box) as port:
        trigger = MailReceivedTrigger.model_validate(polls(port, protocol))
        context = place_of(stored)
        assert trigger.poll(context) is None
        box.add("one")
        box.add("two")
        for _ in range(2):
            found = trigger.poll(context)
            assert found is not None
            assert [each.subject for each in found.emails] == ["one", "two"]
            assert (found.total, found.latest_email.body) == (2, "Text of two\r\n")
        assert found.latest_email.to == ["ann@example.com"]
        assert found.latest_email.from_ == "Bob <bob@example.com>"
        stored.add(context.idempotency_key)
        assert trigger.poll(context) is None
        box.add("three")
        found = trigger.poll(context)
        assert found is not None
        assert [each.message_id for each in found.emails] == ["<4@example.com>"]


def test_a_folder_that_was_made_anew_begins_now() -> None:
    box = Box()
    with served(ImapServer, box) as port:
        trigger = MailReceivedTrigger.model_validate(polls(port, "IMAP"))
        context = place_of(set())
        assert trigger.poll(context) is None
        box.validity = 8
        box.add("one")
        assert trigger.poll(context) is None


async def test_each_mail_starts_an_execution() -> None:
    box = Box()
    with served(ImapServer, box) as port:
        trigger = RealTimeTrigger.model_validate(polls(port, "IMAP", interval="PT1S"))
        context = place_of(set())
        context.kv.put("mail_a-flow_mail", {"validity": 7, "last": 0})
        box.add("one")
        box.add("two")
        stream = trigger.listen(context)
        assert [(await anext(stream)).subject for _ in range(2)] == ["one", "two"]
        assert context.kv.get("mail_a-flow_mail")[1]["last"] == 0
        box.add("three")
        assert (await anext(stream)).subject == "three"
        assert context.kv.get("mail_a-flow_mail")[1]["last"] == 2
        await stream.aclose()


@pytest.mark.parametrize(("protocol", "handler"), [("IMAP", ImapServer), ("POP3", PopServer)])
def test_no_error_of_a_mailbox_has_the_password(protocol: str, handler: Any) -> None:
    with served(handler, Box()) as port:
        wrong = polls(port, protocol, password="canary-wrong")
        with pytest.raises(Exception, match="reading INBOX failed") as raised:
            MailReceivedTrigger.model_validate(wrong).poll(place_of(set()))
    assert "canary" not in str(raised.value)
