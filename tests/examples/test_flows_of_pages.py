"""Flows of the pages of families that need nothing beside the machine, as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples.blocks import ROOT, Block, blocks, runner_of
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

pytestmark = pytest.mark.timeout(600)
OWN = Path(__file__).relative_to(ROOT).as_posix()
FLOWS = [each for each in blocks() if runner_of(each) == OWN]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("block", FLOWS, ids=lambda block: block.name)
def test_a_flow_of_a_page_runs(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("flow.yaml").write_text(block.text, encoding="utf-8")
    assert run(["run", "flow.yaml"], Wiring()) == 0
