"""`python launch.py COMMAND …`: run a command and stay the ancestor of all that it starts.

Orphans come to this process (a "child subreaper" of Linux), which reaps them: so the processor
time of the whole tree can be read from the processes that live, whoever ended in between.
"""

import ctypes
import os
import signal
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Reap until nothing is left; a request to end reaches the command as Ctrl-C."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # A handler of ours, so that the command starts with the default one even in the background.
    signal.signal(signal.SIGINT, lambda *_: None)
    command = subprocess.Popen(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: command.send_signal(signal.SIGINT))
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
