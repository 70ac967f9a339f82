"""A server of AWS for tests of families: moto, and clients that make what tasks then use."""

from __future__ import annotations

from typing import Any

import boto3

from tiercel.plugin import Json
from tiercel.testing import Ran, World, run_task

REGION = "eu-west-1"


class Cloud:
    """Where it is, and how tasks are run against it."""

    def __init__(self, url: str) -> None:
        self.login: dict[str, Json] = {
            "endpointOverride": url,
            "region": REGION,
            "accessKeyId": "canary-id-11",
            "secretKeyId": "canary-secret-22",
        }

    def client(self, service: str) -> Any:
        """A plain client of the library."""
        return boto3.client(
            service,
            endpoint_url=str(self.login["endpointOverride"]),
            region_name=REGION,
            aws_access_key_id="any",
            aws_secret_access_key="any",
        )

    def run(self, task: Any, properties: dict[str, Json], world: World | None = None) -> Ran:
        """Run a task that must succeed."""
        ran = run_task(task, {**self.login, **properties}, world)
        assert ran.error is None, ran.error
        return ran
