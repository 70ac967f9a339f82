"""Which `python` scripts find on a machine that has none of that name."""

from __future__ import annotations

import os
import shutil
from collections.abc import MutableMapping
from pathlib import Path

PYTHON = "python"


def offer_own_python(environ: MutableMapping[str, str], interpreter: str) -> None:
    """Let commands find the `python` beside the server's interpreter, if they find no other.

    Today's systems have `python3` alone, and a server that is started by its path, as services are,
    has the programs of its environment on no path.
    """
    path = environ.get("PATH", os.defpath)
    # Not resolved: an environment's interpreter is a link to one that has no such neighbour.
    own = Path(interpreter).parent
    if shutil.which(PYTHON, path=path) is None and os.access(own / PYTHON, os.X_OK):
        environ["PATH"] = os.pathsep.join([path, str(own)])
