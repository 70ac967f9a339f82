"""Reads what a client's run wrote down."""

from __future__ import annotations

import json

from tiercel.model.json_types import Json

START = '{"call"'


def failures(output: str) -> list[str]:
    """One line a call that did not go as it should."""
    entries: list[Json] = [
        json.loads(line) for line in output.splitlines() if line.startswith(START)
    ]
    assert len(entries) > 10, output[-2000:]
    return [f"{entry['call']}: {entry['error']}" for entry in entries if not entry["ok"]]
