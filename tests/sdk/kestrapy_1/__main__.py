"""Calls every method of the client of the 1.x line with a name and a password.

Arguments: the address, a user name and a password.
"""

from __future__ import annotations

import sys

from kestrapy import Configuration, KestraClient
from kestrapy_1 import execution_calls, flow_calls, other_calls, people_calls
from recorder import Recorder


def main(host: str, name: str, password: str) -> None:
    configuration = Configuration(host=host, username=name, password=password)
    recorder = Recorder(KestraClient(configuration))
    flow_calls.run(recorder)
    execution_calls.run(recorder)
    people_calls.run(recorder)
    other_calls.run(recorder)
    groups = ("executions", "flows", "kv", "namespaces", "triggers", "groups", "roles", "users")
    recorder.all_called((*groups, "service_account"))


main(*sys.argv[1:])
