"""Starts flows with the client's `Flow`, as its own documentation shows. Argument: a user's token.

The address and the credentials come from the environment.
"""

from __future__ import annotations

import io
import os
import sys

from kestra import Flow
from recorder_lines import say


def signed(**options: object) -> Flow:
    """A client with the password; this version does not take it from the environment itself."""
    flow = Flow(poll_interval=0.02, **options)
    flow.password = os.environ["KESTRA_PASSWORD"]
    return flow


def main(token: str) -> None:
    flow = signed()
    done = flow.execute("sdk.two", "hello", {"who": "you"})
    say("status", done.status == "SUCCESS", done.status)
    say("log", "Hello you" in done.log, done.log)
    say("no error", done.error is None, done.error)
    say("check_status", flow.check_status(done.execution_id).json()["id"] == done.execution_id)
    say("get_logs", "Hello you" in flow.get_logs(done.execution_id).text)
    labelled = signed(labels_from_inputs=True)
    done = labelled.execute("sdk.two", "hello", {"who": "label"})
    labels = labelled.check_status(done.execution_id).json()["labels"]
    say("labels", {"key": "who", "value": "label"} in labels, labels)
    started = signed(wait_for_completion=False).execute("sdk.two", "hello")
    say("started", started.status == "STARTED", started.status)
    failed = flow.execute("sdk.two", "failing")
    say("failed", failed.status == "FAILED", failed.status)
    document = ("document", io.BytesIO(b"content"), "text/plain")
    done = flow.execute("sdk.two", "inputs", {"text": "x", "files": document})
    inputs = flow.check_status(done.execution_id).json()["inputs"]
    say("file input", inputs.get("document", "").startswith("kestra:///"), inputs)
    other = signed(tenant="main")
    other.user = None
    other.api_token = token
    say("token", other.execute("sdk.two", "hello").status == "SUCCESS")
    wrong = signed()
    wrong.password = "wrong"
    try:
        wrong.execute("sdk.two", "hello")
    except Exception as error:
        say("wrong password", "Authentication required" in str(error), error)
    else:
        say("wrong password", False, "was accepted")


main(*sys.argv[1:])
