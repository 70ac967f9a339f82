"""An environment of its own for each peer, made once with uv and kept in `.cache/peers`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.server import free_port

FOLDER = Path(__file__).parent.parent.parent / ".cache" / "peers"
FLOWS = Path(__file__).parent / "flows"
# The peers publish constraints on the web, which a build without it cannot read: what the
# resolver takes for these is what a user's `pip install` gets. `versions` records it.
REQUIREMENTS = {
    "prefect": ("prefect==3.9.1",),
    "airflow": ("apache-airflow==3.3.2", "psycopg2-binary==2.9.13", "asyncpg==0.32.0"),
    "polars": ("polars==2.1.0",),
}


def environment(name: str) -> Path:
    """The folder of a peer's programs, with the interpreter that runs us."""
    folder = FOLDER / name
    marker = folder / "requirements.txt"
    wanted = "\n".join(REQUIREMENTS[name])
    if not marker.exists() or marker.read_text() != wanted:
        FOLDER.mkdir(parents=True, exist_ok=True)
        uv = [sys.executable, "-m", "uv"]
        venv = ["venv", "--quiet", "--clear", "--python", sys.executable, str(folder)]
        subprocess.run([*uv, *venv], check=True)
        python = str(folder / "bin" / "python")
        install = ["pip", "install", "--quiet", "--python", python, *REQUIREMENTS[name]]
        subprocess.run([*uv, *install], check=True)
        marker.write_text(wanted)
    return folder / "bin"


def address() -> tuple[str, int]:
    """A base address on a free port."""
    port = free_port()
    return f"http://127.0.0.1:{port}", port
