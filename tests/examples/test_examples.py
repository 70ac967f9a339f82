"""The folders of `examples` run as their READMEs say, and print what those show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.examples.commands import Commands, blocks_of

# A machine that does other work as well; nothing is measured by it.
pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NAMES = sorted(file.parent.name for file in EXAMPLES.glob("*/flow.yaml"))
# A plugin package, which has a test of its own: tests/unit/plugin/test_example_package.py.
NAMES.remove("acme_tiercel")
SERVER = "http://localhost:8080"


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("name", NAMES)
def test_it_runs_as_its_readme_says(
    name: str,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # given
    blocks = blocks_of(EXAMPLES / name / "README.md")
    assert [kind for kind, _ in blocks] in (["sh", "text"], ["sh", "text"] * 2)
    address = SERVER
    if any("tiercel flow create" in text for _, text in blocks):
        address = request.getfixturevalue("server").base
        monkeypatch.setenv("TIERCEL_SERVER", address)
    monkeypatch.chdir(ROOT)
    # when
    shown = ""
    with Commands() as commands:
        for kind, text in blocks:
            if kind == "sh":
                capfd.readouterr()
                commands.run_all(text.replace(SERVER, address))
                shown = "".join(capfd.readouterr())
            else:
                # then
                assert [line for line in text.splitlines() if line not in shown] == []


def test_there_are_twenty_and_the_list_has_all() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\w+)\]\((\w+)\) \|", text, re.MULTILINE)
    assert len(NAMES) == 20
    assert sorted(listed) == [(name, name) for name in NAMES]
