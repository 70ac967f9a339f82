"""Clones over HTTP and SSH: logins, branches, commits, and what is said when it fails."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from plugins.git.tests.conftest import LOGIN, PASSWORD, Repository, SshUsers, git
from tiercel.plugin import Interrupted, Json, NetworkRules
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_git.tasks.clone import Clone


def clone(url: str, **properties: Json) -> Ran:
    return run_task(Clone, {"url": url, **LOGIN, **properties})


def names(ran: Ran) -> list[str]:
    assert ran.error is None, ran.error
    folder = Path(ran.outputs["directory"])
    return sorted(each.name for each in folder.iterdir() if each.name != ".git")


def test_the_newest_commit_of_the_main_branch(url: str, repository: Repository) -> None:
    repository.commit({"a": "1"})
    repository.commit({"b": "2"})
    ran = clone(url)
    assert names(ran) == ["a", "b"]
    folder = Path(ran.outputs["directory"])
    assert git("rev-list", "--count", "HEAD", folder=folder).strip() == "1"
    assert PASSWORD not in (folder / ".git" / "config").read_text()


def test_a_commit_a_tag_and_another_branch(url: str, repository: Repository) -> None:
    first = repository.commit({"a": "1"})
    git("tag", "v1", folder=repository.work)
    git("push", "--quiet", "origin", "v1", "HEAD:refs/heads/other", folder=repository.work)
    repository.commit({"b": "2"})
    assert names(clone(url, commit=first, directory="x/y")) == ["a"]
    assert names(clone(url, tag="v1", noTags=True)) == ["a"]
    assert names(clone(url, branch="other", cloneAllBranches=False)) == ["a"]


def test_over_ssh_with_a_key_and_with_a_password(ssh_url: str, repository: Repository) -> None:
    repository.commit({"a": "1"})
    key = SshUsers.key.export_private_key(passphrase="open it").decode()
    with_key: dict[str, Json] = {"privateKey": key, "passphrase": "open it"}
    assert names(run_task(Clone, {"url": ssh_url, **with_key})) == ["a"]
    assert names(run_task(Clone, {"url": ssh_url, "password": PASSWORD})) == ["a"]
    wrong = run_task(Clone, {"url": ssh_url, **with_key, "passphrase": "canary-77"})
    assert "Git at 127.0.0.1:" in str(wrong.error)
    assert "cloning failed" in str(wrong.error)
    assert "canary" not in str(wrong.error)


def test_errors_name_host_and_operation_and_no_login(url: str, repository: Repository) -> None:
    repository.commit({"a": "1"})
    place = url.removeprefix("http://").partition("/")[0]
    wrong = str(run_task(Clone, {"url": url, "username": "writer", "password": "canary-1"}).error)
    assert wrong.startswith(f"Git at {place}: cloning failed: ")
    assert "canary" not in wrong
    in_url = url.replace("http://", "http://writer:canary-2@")
    assert "canary" not in str(run_task(Clone, {"url": in_url}).error)
    assert "Remote branch none not found" in str(clone(url, branch="none").error)
    assert "repository" in str(clone(url.replace("flows", "others")).error)
    in_url = url.replace("http://", f"http://writer:{PASSWORD}@")
    assert names(run_task(Clone, {"url": in_url})) == ["a"]


@pytest.mark.parametrize(
    "address", ["/etc", "file:///etc", "ext::sh -c id", "--upload-pack=id", "ftp://a/b", "http://"]
)
def test_addresses_that_would_reach_the_worker_are_refused(address: str) -> None:
    assert "`url` must be an address such as https://" in str(clone(address).error)


def test_other_bad_input(url: str, repository: Repository) -> None:
    repository.commit({"a": "1"})
    assert str(clone(url, depth=0).error) == "`depth` must be at least 1"
    assert clone(url, directory="../x").error is not None
    denied = World(networks=NetworkRules(deny=(IPv4Network("127.0.0.0/8"),)))
    assert "tiercel.http-tasks.deny" in str(run_task(Clone, {"url": url}, denied).error)
    nobody = clone("http://127.0.0.1:9/x.git", connectTimeout=500)
    assert "Git at 127.0.0.1:9: connecting failed: " in str(nobody.error)
    assert "the host has no address" in str(clone("https://no.host.invalid/x.git").error)


def test_a_stop_ends_the_program() -> None:
    ended: list[BaseException] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        ctx = FakeContext()
        task = Clone(url=f"http://127.0.0.1:{server.getsockname()[1]}/x.git")

        def run() -> None:
            try:
                task.run(ctx)
            except Interrupted as error:
                ended.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        server.accept()[0].close()
        asking, _ = server.accept()
        asking.recv(1)
        ctx.stop()
        thread.join()
        asking.close()
    assert [str(each) for each in ended] == ["cloning was stopped"]
