"""Schemathesis reads the OpenAPI document and sends what it can think of to a server process.

The short form is part of the suite. The long one, 20,000 requests and more (some minutes):
`make fuzz`
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.server import running

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = int(os.environ.get("TIERCEL_FUZZ_EXAMPLES", "1"))
IS_SHORT = EXAMPLES == 1
SECONDS_MAX = 60 if IS_SHORT else 3600
# Streams that end when the client leaves: see test_follow.py.
LEFT_OUT = "/follow"
REQUESTS = re.compile(r"^\s*(\d+) generated", re.MULTILINE)
# Requests that the long form makes of the document alone, without chance.
REQUESTS_MIN = 300 if IS_SHORT else 10_000 + 120 * EXAMPLES
# With a key secrets can be written, so that their routes have something to do.
SETTINGS = f"""kestra:
  encryption:
    secret-key: {base64.b64encode(bytes(range(32))).decode()}
"""


@pytest.mark.timeout(SECONDS_MAX + 60)
def test_no_answer_breaks_the_document(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(SETTINGS, encoding="utf-8")
    with running(tmp_path) as server:
        done = subprocess.run(
            [*_command(server.base), *_seed()],
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX + 50,
            check=False,
            cwd=tmp_path,
        )
        log = server.log
    assert done.returncode == 0, _failures(done.stdout) + done.stderr[-2000:]
    found = REQUESTS.search(done.stdout)
    assert found is not None, done.stdout[-2000:]
    sys.stdout.write(f"\n{found[1]} requests\n")
    assert int(found[1]) >= REQUESTS_MIN
    assert "Traceback" not in log


def _failures(output: str) -> str:
    """The parts of the report that say what failed; hints and totals follow them."""
    beginnings = [output.find(word) for word in ("= ERRORS =", "= FAILURES =") if word in output]
    report = output[min(beginnings) :].partition("= WARNINGS =")[0] if beginnings else output
    return report[-20_000:]


def _command(base: str) -> list[str]:
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG)]
    phases = "fuzzing" if IS_SHORT else "examples,coverage,fuzzing"
    command += ["run", f"{base}/openapi.json", "--no-color", "--phases", phases]
    command += ["--max-examples", str(EXAMPLES), "--request-timeout", "10"]
    # Two workers share one interpreter lock, so they are no faster, and in Python 3.11 they break
    # each other's `ast.parse`, which the tool uses (python/cpython issue 106905).
    return [*command, "--workers", "1", "--exclude-path-regex", LEFT_OUT]


def _seed() -> list[str]:
    """The short form sends the same each time; the long one looks for news."""
    return ["--seed", "1"] if IS_SHORT else []
