"""Flows of pages that ask clouds, clusters and engines: emulators and stand-ins that run here."""

from __future__ import annotations

import asyncio
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from azure.storage.blob import BlobServiceClient

from plugins.aws.tests.conftest import cloud
from plugins.aws.tests.test_services import queue_result
from plugins.azure.tests.conftest import ACCOUNT, KEY, Account, account
from plugins.kubernetes.tests.test_kubectl import answer
from plugins.messengers.tests.mail_servers import PASSWORD, USER, Box, ImapServer, served
from plugins.messengers.tests.test_mail import Inbox, authenticated
from tests.examples.blocks import ROOT, TOTALS, Block, blocks, runner_of
from tests.examples.partners.names import certificate, leading, serving, trusted
from tests.examples.partners.ways import Way, play
from tests.families.aws import Cloud
from tests.families.servers import free_port
from tests.families.stand_in import Answered, Asked
from tests.unit.plugins.scripts.test_docker import FakeEngine, engine
from tests.unit.plugins.scripts.test_kubernetes import FakeCluster

__all__ = ["account", "cloud", "engine"]

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("machine")]
OWN = Path(__file__).relative_to(ROOT).as_posix()
FLOWS = [each for each in blocks() if runner_of(each) == OWN]
# Tasks of these run the program of the machine, whatever engine of containers it has.
PROCESSES = """kestra: {plugins: {defaults: [
  {type: io.kestra.plugin.dbt.cli.DbtCLI, forced: true, values: {taskRunner: PROCESS}},
  {type: io.kestra.plugin.ansible.cli.AnsibleCLI, forced: true, values: {taskRunner: PROCESS,
    env: {ANSIBLE_HOME: "{{ workingDir }}/.ansible",
      ANSIBLE_REMOTE_TEMP: "{{ workingDir }}/.ansible/tmp"}}},
  {type: io.kestra.plugin.terraform.cli.TerraformCLI, forced: true, values: {taskRunner: PROCESS}}
]}}
""".replace("PROCESS", "{type: io.kestra.plugin.core.runner.Process}")
# Stands in for the program, which is large: it says what it was called with.
TOFU = '#!/bin/sh\necho "tofu $* with $TF_VAR_greeting, $(ls)"\n'
BUCKET = """id: defaults
namespace: company.team
tasks:
  - {id: make, type: io.kestra.plugin.aws.s3.CreateBucket, bucket: defaults}
"""


@pytest.fixture
def amazon(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Way:
    """All services of AWS, as its library finds others than those of the maker."""
    url = str(cloud.login["endpointOverride"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    for bucket in ("shop", "shop-queries"):
        where = {"LocationConstraint": "eu-west-1"}
        cloud.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    columns = {"city": "varchar", "total": "decimal"}
    queue_result(cloud, columns, [["city", "total"], ["Rome", "2.50"]])
    return Way()


@pytest.fixture
def defaults(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Way:
    monkeypatch.setenv("AWS_ENDPOINT_URL", str(cloud.login["endpointOverride"]))
    return Way(more=BUCKET)


@pytest.fixture
def inbox(account: Account) -> Way:
    endpoint = str(account.blobs["endpoint"])
    login = f"AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={endpoint};"
    client = BlobServiceClient.from_connection_string(f"DefaultEndpointsProtocol=http;{login}")
    for container in ("inbox", "archive"):
        client.create_container(container)
    client.get_blob_client("inbox", "orders.csv").upload_blob(b"1,2\n")
    secret = f"DefaultEndpointsProtocol=http;{login}"
    return Way(secrets={"AZURE_STORAGE": secret}, is_triggered=True)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Way:
    tofu = tmp_path / "bin" / "tofu"
    tofu.parent.mkdir()
    tofu.write_text(TOFU, encoding="utf-8")
    tofu.chmod(tofu.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tofu.parent), prepend=":")
    config = tmp_path / "config.yml"
    config.write_text(PROCESSES, encoding="utf-8")
    return Way(options=("--config", str(config)))


@pytest.fixture
def containers(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Way:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine.socket}")
    engine.images = {"registry.example.com"}
    others = engine.container

    async def built(request: web.Request) -> web.StreamResponse:
        if request.path == "/build":
            await request.read()
            return web.Response(body=b'{"stream": "Step 1"}\n{"aux": {"ID": "sha256:7"}}\n')
        return await others(request)

    monkeypatch.setattr(engine, "container", built)
    return Way()


class Cluster(FakeCluster):
    """Pods that pretend to run, and resources that are ready."""

    async def other(self, request: web.Request) -> web.Response:
        asked = Asked(request.method, request.path_qs, {}, await request.read())
        found = answer(asked)
        if isinstance(found, Answered):
            return web.Response(body=found.content, status=found.status)
        return web.json_response(found)


@pytest.fixture
def cluster() -> Iterator[Way]:
    loop, ready, fake = asyncio.new_event_loop(), threading.Event(), Cluster()

    async def serve() -> web.AppRunner:
        app, pods = web.Application(), "/api/v1/namespaces/jobs/pods"
        app.router.add_post(pods, fake.create)
        app.router.add_get(pods + "/{name}", fake.pod)
        app.router.add_delete(pods + "/{name}", fake.delete)
        app.router.add_get(pods + "/{name}/log", fake.log)
        app.router.add_get(pods + "/{name}/exec", fake.exec)
        app.router.add_route("*", "/{path:.*}", fake.other)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        return runner

    def work() -> None:
        runner = loop.run_until_complete(serve())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    yield Way(names={"https://cluster.example.com:6443": fake.url})
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Way]:
    """A server of SMTP that wants STARTTLS before a password."""
    file = certificate(tmp_path, ["smtp.example.com"])
    handler = Inbox()
    server = Controller(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=serving(file),
        authenticator=authenticated,
        auth_required=True,
        require_starttls=True,
    )
    server.start()
    report = tmp_path / "report.csv"
    report.write_text("a,b\n", encoding="utf-8")
    try:
        with trusted(file), leading({("smtp.example.com", 587): server.port}):
            yield Way(secrets=SIGNED_IN, options=("-i", f"report=@{report}"))
    finally:
        server.stop()
    (letter,) = handler.letters
    assert b"report.csv" in letter.content


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Way]:
    """A mailbox into which mail comes after the first look."""
    file, box = certificate(tmp_path, ["imap.example.com"]), Box()
    with (
        served(ImapServer, box, serving(file)) as port,
        trusted(file),
        leading(dict.fromkeys([("imap.example.com", 0), ("imap.example.com", 993)], port)),
    ):
        yield Way(
            names={"interval: PT5M": "interval: PT1S"},
            secrets=SIGNED_IN,
            act=lambda: box.add("Totals"),
            is_triggered=True,
        )


SIGNED_IN: Mapping[str, str] = {"MAIL_USER": USER, "MAIL_PASSWORD": PASSWORD}
# What a flow begins with -> the fixture that has what it asks.
NEEDS = {
    f"{TOTALS}  - id: query\n": "amazon",
    "pluginDefaults:\n  - type: io.kestra.plugin.aws\n": "defaults",
    "id: inbox\n": "inbox",
    "id: shop\n": "programs",
    "id: hosts\n": "programs",
    "id: infrastructure\n": "programs",
    "id: image\n": "containers",
    "id: pod\n": "cluster",
    "id: mail\n": "post",
    "id: answers\n": "mailbox",
}


@pytest.mark.parametrize("block", FLOWS, ids=lambda block: block.name)
def test_a_flow_of_a_page_runs_here(
    block: Block,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    fixture = next(each for begin, each in NEEDS.items() if block.text.startswith(begin))
    way: Way = request.getfixturevalue(fixture)
    play(block, way, tmp_path / "here", monkeypatch)
