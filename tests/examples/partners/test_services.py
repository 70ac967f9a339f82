"""Flows of pages that ask services of others, as they are written: the services are stand-ins."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.examples.blocks import ROOT, Block, blocks, runner_of
from tests.examples.partners.fired import SECRET, fired
from tests.examples.partners.names import certificate, leading, serving, trusted
from tests.examples.partners.services import ANSWERS
from tests.families.google import Google
from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.__main__ import Wiring
from tiercel.cli.app import run
from tiercel.plugins.kestra.shipping import shippers

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("machine")]
OWN = Path(__file__).relative_to(ROOT).as_posix()
FLOWS = [each for each in blocks() if runner_of(each) == OWN]
HTTPS, PLAIN = 443, {8181}
FAILING = """id: failing
namespace: company.team
tasks: [{id: fail, type: io.kestra.plugin.core.execution.Fail}]
"""
# Flows that need another one before them, and those of them that its failure starts.
AFTER = ("id: report-failures\n", "id: tell-of-failures\n", "id: ship_logs\n")
TRIGGERED = AFTER[:2]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ssl.SSLContext]:
    """Of all services that the pages name; this process trusts it."""
    hosts = {host for answers in ANSWERS.values() for host, _ in map(place_of, answers)}
    file = certificate(tmp_path_factory.mktemp("tls"), sorted(hosts))
    with trusted(file):
        yield serving(file)


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    """What the secrets of pages are that are no password."""
    key = Google("", lets_in=True).key
    return {
        "GCP_KEY": key,
        "GOOGLE_KEY": key,
        "SLACK_WEBHOOK": "https://hooks.slack.com/services/T/B/x",
    }


def place_of(line: str) -> tuple[str, int]:
    """The host and the port of a line of answers."""
    found = urlsplit(f"//{line.partition(' ')[2]}")
    return str(found.hostname), found.port or HTTPS


class Services:
    """All services of a flow, and which of their lines were asked for."""

    def __init__(self, text: str) -> None:
        self.answers = next(each for begin, each in ANSWERS.items() if text.startswith(begin))
        self.asked: set[str] = set()

    def __call__(self, asking: Asked) -> Any:
        line = f"{asking.method} {asking.headers['host']}{unquote(urlsplit(asking.path).path)}"
        known = next((each for each in self.answers if fnmatchcase(line, each)), line)
        self.asked.add(known)
        found = self.answers.get(known, Answered(line.encode(), 404))
        return found(asking) if callable(found) else found

    @contextmanager
    def standing_in(self, tls: ssl.SSLContext) -> Iterator[None]:
        """They listen, and their names lead to them."""
        with standing_in(self) as plain, standing_in(self, tls) as safe:
            places = {
                place: urlsplit((plain if place[1] in PLAIN else safe).url).port or 0
                for place in map(place_of, self.answers)
            }
            with leading(places):
                yield


@pytest.mark.parametrize("block", FLOWS, ids=lambda block: block.name)
def test_a_flow_of_a_page_asks_its_services(
    block: Block,
    tls: ssl.SSLContext,
    secrets: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # given
    monkeypatch.chdir(tmp_path)
    Path("flow.yaml").write_text(block.text, encoding="utf-8")
    for name in SECRET.findall(block.text):
        value = secrets.get(name, "a-secret").encode()
        monkeypatch.setenv(f"SECRET_{name}", base64.b64encode(value).decode())
    services = Services(block.text)
    # when
    with services.standing_in(tls):
        if block.text.startswith(AFTER):
            # What was logged a moment ago is shipped, which is otherwise left for the next time.
            monkeypatch.setattr(shippers, "SETTLING", timedelta(0))
            by_hand = not block.text.startswith(TRIGGERED)
            execution, lines = fired(block.text, [FAILING], by_hand=by_hand)
            assert execution.current == "SUCCESS", "\n".join(lines)
        else:
            Path("orders.csv").write_text("1,2\n", encoding="utf-8")
            given = (
                ["-i", "orders=@orders.csv"] if "id: orders\n    type: FILE" in block.text else []
            )
            assert run(["run", "flow.yaml", *given], Wiring()) == 0
    # then
    assert services.asked >= set(services.answers)
