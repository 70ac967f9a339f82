"""What a server is given: its ports, its settings, and the process that it runs in."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tiercel.ports.ports import Ports
from tiercel.ports.secrets import SecretStore
from tiercel.runtime.worker.attempts import Attempts
from tiercel.runtime.worker.lease import OnTerm
from tiercel.settings import Settings


class ApplicationDependencies(msgspec.Struct, frozen=True, kw_only=True):
    """Everything from outside that an application is built of.

    `secrets` are those of the environment, behind the ones that the server stores. `is_shared`
    says whether workers of other servers may take the jobs of this one; `on_term` hears until when
    its commands may run.
    """

    ports: Ports
    settings: Settings
    secrets: SecretStore
    attempts: Attempts
    work_folder: Path
    environ: dict[str, str] = {}
    is_shared: bool = False
    on_term: OnTerm = lambda until: None
