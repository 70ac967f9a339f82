"""One finding of a client's run as a JSON line."""

from __future__ import annotations

import json
import sys


def say(name: str, is_right: bool, text: object = "") -> None:
    """A statement about what was seen."""
    error = "" if is_right else str(text)[:600]
    sys.stdout.write(json.dumps({"call": name, "ok": bool(is_right), "error": error}) + "\n")
    sys.stdout.flush()
