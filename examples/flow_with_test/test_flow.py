"""Runs the flow of this folder: `python examples/flow_with_test/test_flow.py`, or pytest."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

FLOW = Path(__file__).with_name("flow.yaml")


def run(*inputs: str) -> subprocess.CompletedProcess[str]:
    """The flow run to its end; its standard output is one JSON document."""
    options = [word for each in inputs for word in ("-i", each)]
    command = ["tiercel", "run", str(FLOW), "--json", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_discount_is_taken_off() -> None:
    execution = json.loads(run("price=80", "discount=25").stdout)
    assert execution["state"] == "SUCCESS"
    assert execution["outputs"] == {"price": 60.0}


def test_too_much_discount_is_refused() -> None:
    refused = run("price=80", "discount=60")
    assert refused.returncode != 0
    assert "discount" in refused.stderr


if __name__ == "__main__":
    test_a_discount_is_taken_off()
    test_too_much_discount_is_refused()
    print("2 tests passed")
