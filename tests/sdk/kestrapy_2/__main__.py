"""Signs in as the client's users do, then calls every method once.

Arguments: the address, a user name and a password.
"""

from __future__ import annotations

import re
import sys

import requests
from kestrapy import KestraClient
from kestrapy_2 import (
    audit_calls,
    bulk_calls,
    data_calls,
    definition_calls,
    execution_calls,
    flow_calls,
    instance_calls,
    people_calls,
    policy_calls,
    refused_calls,
    view_calls,
    worker_calls,
)
from kestrapy_2.models import watch_models
from recorder import Recorder


def main(host: str, name: str, password: str) -> None:
    token = _token(host, name, password)
    recorder = Recorder(KestraClient(host=host, token=token, timeout=30))
    watch_models(recorder.unread)
    basic = KestraClient(host=host, username=name, password=password, timeout=30)
    recorder.say("basic", basic.flows.search_flows("main").total >= 0)
    flow_calls.run(recorder)
    ended = execution_calls.run(recorder)
    bulk_calls.run(recorder)
    data_calls.run(recorder, ended)
    view_calls.run(recorder, (name, password))
    people_calls.run(recorder)
    audit_calls.run(recorder)
    policy_calls.run(recorder)
    worker_calls.run(recorder)
    definition_calls.run(recorder)
    instance_calls.run(recorder)
    refused_calls.run(recorder)
    recorder.all_called(sorted({name.partition(".")[0] for name in recorder.called}))


def _token(host: str, name: str, password: str) -> str:
    """Set-up, login, page, token: as the client's own documentation does it."""
    session = requests.Session()
    data = {"username": name, "password": password, "tenant": {"id": "main", "name": "main"}}
    answer = session.post(f"{host}/api/v1/setup", json=data, timeout=30)
    assert answer.status_code in (200, 405), answer.text
    answer = session.post(
        f"{host}/login", json={"username": name, "password": password}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    assert "JWT" in session.cookies
    page = session.get(f"{host}/ui/", timeout=30).text
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
    assert found is not None, page[:500]
    answer = session.post(
        f"{host}/api/v1/me/api-tokens",
        json={"name": "run"},
        headers={"X-CSRF-TOKEN": found[1]},
        timeout=30,
    )
    assert answer.status_code in (200, 201), answer.text
    token: str = answer.json()["fullToken"]
    return token


main(*sys.argv[1:])
