"""How a flow of a page is run here, as it is written but for names and logins of the reader's."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

from tests.examples.blocks import Block
from tests.examples.partners.fired import SECRET, fired
from tests.examples.test_blocks import whole_flow
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

SECOND = """triggers:
  - id: often
    type: io.kestra.plugin.core.trigger.Schedule
    withSeconds: true
    cron: "* * * * * *"
"""


class Way(msgspec.Struct, kw_only=True):
    """What `names` and secrets are here, and what else the flow needs.

    Shapes: `options` are those of `tiercel run`. `act` makes a trigger start the flow, where one
    does. `more` is what a part of a flow is tried with.
    """

    names: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}
    options: tuple[str, ...] = ()
    act: Callable[[], None] | None = None
    is_triggered: bool = False
    more: str = ""


def play(block: Block, way: Way, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run it in a new folder; it ends well."""
    folder.mkdir()
    monkeypatch.chdir(folder)
    text = way.more + block.text if way.more else whole_flow(block.text)
    if way.is_triggered and "triggers:" not in text:
        text += SECOND
    for theirs, own in way.names.items():
        assert theirs in text
        text = text.replace(theirs, own)
    for name in SECRET.findall(text):
        value = way.secrets.get(name, "a-secret").encode()
        monkeypatch.setenv(f"SECRET_{name}", base64.b64encode(value).decode())
    Path("flow.yaml").write_text(text, encoding="utf-8")
    if way.is_triggered:
        execution, lines = fired(text, act=way.act)
        assert execution.current == "SUCCESS", "\n".join(lines)
    else:
        assert run(["run", "flow.yaml", *way.options], Wiring()) == 0
