"""A guard beside the worker: it kills the commands of a worker that is gone."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
from functools import lru_cache

from tiercel.plugin import PluginError

# The worker keeps the other end of standard input. Whatever ends the worker closes it: then the
# loop is over, and what was not taken back is killed.
WATCH = """
groups=' '
while read -r sign group; do
  case "$sign" in
    +) groups="$groups$group " ;;
    -) groups="${groups%% $group *} ${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done
"""


class Guard:
    """Knows the groups of processes that this process has started.

    Without it a script outlives a worker that crashed, and its next attempt runs beside it.
    """

    def __init__(self) -> None:
        """Begin, in a session of its own: a key press in a terminal ends the worker first."""
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", WATCH],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
            bufsize=0,
        )

    def tell(self, sign: str, group: int) -> None:
        """`+` a group to watch, `-` a group that is gone. Raises: OSError without a guard."""
        assert self._process.stdin is not None
        # Lines of less than a page are written whole, whichever threads write.
        self._process.stdin.write(f"{sign} {group}\n".encode())

    def close(self) -> None:
        """Let it go, as the end of this process would."""
        self._process.communicate()


def watch(group: int) -> None:
    """Kill the group when this process ends. Raises: PluginError, the group killed."""
    try:
        try:
            _guard(os.getpid()).tell("+", group)
        except BrokenPipeError:
            # Somebody ended it.
            _guard.cache_clear()
            _guard(os.getpid()).tell("+", group)
    except OSError as error:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        raise PluginError(f"Unable to guard a command: {error}") from error


def forget(group: int) -> None:
    """The group is gone; its number may be another's from now on."""
    with contextlib.suppress(BrokenPipeError):
        _guard(os.getpid()).tell("-", group)


@lru_cache(maxsize=1)
def _guard(_process: int) -> Guard:
    """The guard of this process; a fork gets one of its own."""
    guard = Guard()
    atexit.register(guard.close)
    return guard
