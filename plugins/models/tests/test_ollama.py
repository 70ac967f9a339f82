"""Commands of Ollama: a stand-in of its program, in a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiercel.plugin import Json
from tiercel.testing import run_task
from tiercel_models.ollama import OllamaCLI

PROGRAM = """#!/bin/sh
case "$1" in
  serve) exec sleep 30 ;;
  list) exit 0 ;;
  *) echo "::{\\"outputs\\": {\\"asked\\": \\"$*\\", \\"host\\": \\"$OLLAMA_HOST\\",
\\"models\\": \\"$OLLAMA_MODELS\\", \\"key\\": \\"$OLLAMA_API_KEY\\"}}::" | tr -d '\\n'; echo ;;
esac
"""


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"modelCachePath": "/m"}, {"host": "", "models": "/m", "key": ""}),
        ({"enableModelCaching": False}, {"host": "", "models": "", "key": ""}),
        (
            {"host": "http://o:11434", "auth": {"apiKey": "k"}},
            {"host": "http://o:11434", "models": "", "key": "k"},
        ),
    ],
)
def test_commands_have_a_server(
    tmp_path: Path, properties: dict[str, Json], found: dict[str, str]
) -> None:
    program = tmp_path / "ollama"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    ran = run_task(
        OllamaCLI,
        {
            "commands": ["ollama run m Hello"],
            "taskRunner": {"type": "io.kestra.plugin.core.runner.Process"},
            "env": {"PATH": f"{tmp_path}:/usr/bin:/bin"},
            **properties,
        },
    )
    assert ran.error is None, (ran.error, ran.logs)
    assert ran.outputs["vars"] == {"asked": "run m Hello", **found}
