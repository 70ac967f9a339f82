"""What other processes of the same user can't read of a server."""

from __future__ import annotations

import subprocess
import sys

import pytest

HIDDEN = """
import ctypes, os, subprocess
from tiercel.cli.serving.privacy import hide_from_others
hide_from_others()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), os.stat("/proc/self/environ").st_uid)
print(len(os.listdir("/proc/self/fd")) > 2, open("/proc/self/statm").read() != "")
subprocess.run(["cat", "/proc/self/status"], check=True, stdout=subprocess.DEVNULL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a feature of Linux")
def test_a_server_is_closed_to_other_processes_and_reads_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HIDDEN], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["0", "0", "True", "True"]
