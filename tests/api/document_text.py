"""Print the API document, of which the UI's client is made: `python -m tests.api.document_text`."""

from __future__ import annotations

import asyncio
import json
import sys

from tiercel.bootstrap import build
from tiercel.settings import Settings
from tiercel.web.openapi import document


def text() -> str:
    """The document as a server without a database and a context path gives it."""
    in_memory = Settings.model_validate({"repository": {"type": "memory"}})
    return json.dumps(document(asyncio.run(build(in_memory)).app.routes), sort_keys=True)


if __name__ == "__main__":
    sys.stdout.write(text())
