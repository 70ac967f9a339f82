"""What a case requires of the server that runs it, as settings."""

from __future__ import annotations

from typing import Any

import yaml

from tests.cases.engine.case_files import Case

MAIN = "main"
# What the reference refuses, and this server only when its settings say so.
AS_IN_THE_REFERENCE = frozenset({"restart-killed-refused"})


def settings_for(case: Case) -> dict[str, Any]:
    """Settings below the root `kestra`; empty when any server will do."""
    if "skip list" in case.requires:
        document = yaml.safe_load(case.flows[-1])
        uid = f"{MAIN}|{document['namespace']}|{document['id']}"
        return {"server": {"skip-flows": [uid]}}
    if case.name in AS_IN_THE_REFERENCE:
        return {"executions": {"restart": "failed"}}
    return {}
