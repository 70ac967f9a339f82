"""Flows and commands of the first pages and of the page of how-tos, as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.server import Server
from tests.examples.commands import FLOW_ID, Commands, blocks_of, with_id

pytestmark = pytest.mark.timeout(600)
DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("name", ["first", "tutorial", "howto"])
def test_a_page_works_as_it_is_written(
    name: str, server: Server, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(server.folder)
    monkeypatch.setenv("TIERCEL_SERVER", server.base)
    shown: str | None = None
    before = ""
    with Commands() as commands:
        for kind, text in blocks_of(DOCS / f"{name}.md"):
            if kind == "sh":
                capfd.readouterr()
                commands.run_all(with_id(text, before))
                shown = before = "".join(capfd.readouterr())
            elif kind == "text" and shown is not None:
                assert [line for line in text.splitlines() if line not in shown] == []
                shown = None
            elif flow := FLOW_ID.match(text):
                (server.folder / f"{flow[1]}.yaml").write_text(text, encoding="utf-8")
