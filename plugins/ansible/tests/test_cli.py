"""Commands of Ansible: playbooks on this machine, and what comes of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tiercel.plugin import Json
from tiercel.testing import run_task
from tiercel_ansible.cli import AnsibleCLI

# A program that starts another: slow where much else runs.
pytestmark = pytest.mark.timeout(240)
PROCESS = {"taskRunner": {"type": "io.kestra.plugin.core.runner.Process"}}
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
PLAYBOOK = """
- name: A play
  hosts: all
  gather_facts: false
  tasks:
    - name: Holds
      ansible.builtin.assert:
        that: true
    - name: Hidden
      no_log: true
      ansible.builtin.debug:
        msg: canary-41
    - name: Fails
      ansible.builtin.fail:
        msg: on purpose
      ignore_errors: "{{ '{{' }} not strict | default(false) | bool {{ '}}' }}"
"""
COMMAND = "ansible-playbook -i inventory.ini playbook.yml"
FILES = {"inventory.ini": "localhost ansible_connection=local", "playbook.yml": PLAYBOOK}


def properties(command: str, **more: Json) -> dict[str, Json]:
    env = {"PATH": PATH, "LC_ALL": "C.UTF-8"}
    return {**PROCESS, "env": env, "inputFiles": FILES, "commands": [command], **more}


def test_results_of_a_playbook_are_outputs() -> None:
    ran = run_task(AnsibleCLI, properties(COMMAND, outputLogFile=True))
    assert ran.error is None, ran.logs
    assert ran.logs[1:] == [
        "PLAY [A play]",
        "TASK [Holds]",
        "ok: [localhost] => All assertions passed",
        "TASK [Hidden]",
        "ok: [localhost]",
        "TASK [Fails]",
        "ignored: [localhost] => on purpose",
        "localhost: ok=3 failures=0 unreachable=0 changed=0 skipped=0 rescued=0 ignored=1",
        "Command succeed with exit code 0",
    ]
    (playbook,) = ran.outputs["playbooks"]
    (play,) = playbook["plays"]
    ends = [(task["name"], task["hosts"][0]["status"]) for task in play["tasks"]]
    assert ends == [("Holds", "ok"), ("Hidden", "ok"), ("Fails", "ignored")]
    assert play["tasks"][0]["hosts"][0]["result"]["changed"] is False
    assert len(ran.outputs["vars"]["outputs"]) == 3
    assert list(ran.outputs["outputFiles"]) == ["log"]
    assert "canary" not in str((ran.outputs, ran.logs[1:]))


def test_a_playbook_that_fails_keeps_its_results() -> None:
    asked = properties(f"{COMMAND} -e strict=true", outputsMode="EXPLICIT")
    error = run_task(AnsibleCLI, asked).error
    assert str(error) == "Command failed with exit code 2"
    outputs = getattr(error, "outputs", {})
    hosts = outputs["playbooks"][0]["plays"][0]["tasks"][2]["hosts"]
    assert [each["status"] for each in hosts] == ["failed"]
    assert outputs["vars"] == {}


def test_what_the_flow_brings_is_taken() -> None:
    """Configuration and requirements, by programs that tell how they were called."""
    told = "tell() { echo \"$0 $*\"; }; alias pip='tell pip' ansible-galaxy='tell galaxy'"
    files = {
        "ansible.cfg": "[defaults]\n",
        "requirements.yml": "[]",
        "requirements.txt": "",
        "callback_plugins/kestra_logger.py": "mine",
    }
    command = "cat ansible.cfg callback_plugins/*; echo =$ANSIBLE_STDOUT_CALLBACK="
    asked = properties(command, beforeCommands=[told], inputFiles=files)
    ran = run_task(AnsibleCLI, asked)
    assert ran.error is None, ran.logs
    lines = [line.removeprefix("/bin/sh ") for line in ran.logs if line.startswith("/bin/sh ")]
    assert lines == [
        "pip install --quiet -r requirements.txt",
        "galaxy install -r requirements.yml",
    ]
    assert "[defaults]" in ran.logs
    assert "mine==" in ran.logs
    skipped = {"autoInstallGalaxyRequirements": False, "autoInstallPythonRequirements": False}
    ran = run_task(AnsibleCLI, {**asked, **skipped})
    assert not [line for line in ran.logs if line.startswith("/bin/sh ")]
