"""`python -m tests.examples.blocks`: every block of code of the documents, and what keeps it true.

A block is run by a test as it is written; or it is read by the part of the server that would read
it, and has its reason here why it is not run; or it has its reason why neither is done.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/**/*.md", "examples/**/README.md")
SETTINGS = re.compile(r"^(kestra|tiercel|micronaut|datasources):$", re.MULTILINE)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
DRAWING = re.compile("[─│┌┐└┘▶▼◀]")

TOTALS = "id: totals\nnamespace: company.team\ntasks:\n"

# Page and kinds -> the test that runs these blocks as they are written.
RUN: Mapping[tuple[str, str], str] = {
    ("README.md", "python"): "tests/unit/plugin/test_plugins_page.py",
    ("docs/tutorial.md", "yaml sh text"): "tests/examples/test_documents.py",
    ("docs/first.md", "yaml sh text"): "tests/examples/test_documents.py",
    ("docs/howto.md", "yaml sh text"): "tests/examples/test_documents.py",
    ("docs/expressions.md", "twig text"): "tests/unit/expr/test_reference.py",
    ("examples/acme_tiercel/README.md", "sh"): "tests/unit/plugin/test_example_package.py",
    ("examples/*/README.md", "sh text"): "tests/examples/test_examples.py",
}
# What a block begins with -> the test that runs it, where it is one among others of its page.
RUN_ALONE: Mapping[str, str] = {
    "# 1. Store a flow.": "tests/e2e/test_readme.py",
    '[project.entry-points."tiercel.stores"]': "tests/examples/test_settings_of_pages.py",
    **dict.fromkeys(
        (
            'curl -u "$OWNER" "$SERVER/api/v1/main/groups"',
            'curl -u "$OWNER" "$SERVER/api/v1/main/security-integrations"',
            "curl -X PUT localhost:8080/api/v1/namespaces",
            "curl -X POST http://localhost:8080/api/v1/banners",
            "curl -X POST -H 'Idempotency-Key",
            "curl http://localhost:8080/api/v1/main/namespaces/company.team/credentials",
            '{"name": "crm"',
            "tiercel login ",
            "tiercel execution list --namespace company.team --state FAILED\ntiercel",
            "tiercel init my-flows   ",
            "tiercel kill-switch create",
            "tiercel audit list",
            "tiercel policy test",
            "id: company-rules",
            "openssl rand",
            "tiercel migrate kestra check",
            "tiercel migrate kestra copy /backup/old --from http",
            "tiercel migrate airflow",
            "tiercel sys export",
            ".venv/bin/tiercel sys backup",
            "tiercel plugin new",
            '[project]\nname = "acme-tiercel"',
        ),
        "tests/examples/test_shell_of_pages.py",
    ),
    **dict.fromkeys(
        (
            '"""Acme tasks',
            "from collections.abc import AsyncIterator",
            "from acme_tiercel import Wait",
            "from tiercel.plugin.services.waiting",
            "from tiercel.plugin.http import",
            "for number, order in",
        ),
        "tests/unit/plugin/test_plugins_page.py",
    ),
    # Flows that need nothing beside the machine.
    **dict.fromkeys(
        (
            *("id: archive\n", "id: formats\n", "id: made_up\n", "id: csv_to_parquet\n"),
            # With a stand-in for the service, or a key of a partner's.
            *("id: collect\n", "id: send_encrypted\n", "id: visits\n"),
            f"{TOTALS}  - id: sum",
            f"{TOTALS}  - id: orders",
        ),
        "tests/examples/test_flows_of_pages.py",
    ),
}
# What a block that is read and not run begins with -> why.
READ: Mapping[str, str] = {
    "make ": "it is what runs the tests",
    "export PGPASSWORD": "a database of Kestra: tests/ports/test_kestra_database.py fills one",
    "pg_dump": "a database of the reader's: tests/postgres/test_backup.py runs them",
    "docker build": "needs an engine: tests/deploy/test_containers.py build it where there is one",
    "export TIERCEL_DB_PASSWORD": "needs an engine: tests/deploy read the files",
    "helm install": "needs a cluster: tests/deploy/test_chart.py render the chart",
    "- id: train": "needs a worker of that group: tests/postgres/test_worker_groups.py",
    "id: train": "needs a cluster of Ray: tests/clusters/test_runners.py starts one",
    "id: ship_logs": "ships to a service: tests/api/test_log_shippers.py stand in for it",
}
# Page of a family -> what its flows need, where no test of `tests/examples` can run them.
PARTNERS: Mapping[str, str] = {
    "docs/ai.md": "asks OpenAI, Gemini and Tavily: plugins/ai/tests stand in for them",
    "docs/amqp.md": "a trigger of a broker: plugins/amqp/tests start one",
    "docs/ansible.md": "the program ansible-playbook: plugins/ansible/tests stand in for it",
    "docs/aws.md": "the cloud of AWS: plugins/aws/tests stand in for it",
    "docs/azure.md": "the cloud of Azure: plugins/azure/tests stand in for it",
    "docs/business.md": "ServiceNow and Notion: plugins/business/tests stand in for them",
    "docs/dbt.md": "an engine of containers; the example dbt runs without one",
    "docs/debezium.md": "a database that replicates: plugins/debezium/tests start one",
    "docs/development.md": "GitHub: plugins/development/tests stand in for it",
    "docs/docker.md": "an engine of containers: plugins/docker/tests stand in for it",
    "docs/elasticsearch.md": "a cluster, which needs Java: plugins/elasticsearch/tests start one",
    "docs/fs.md": "hosts by SSH under names of the reader's: plugins/fs/tests start some",
    "docs/gcp.md": "the cloud of Google: plugins/gcp/tests stand in for it",
    "docs/git.md": "a server of Git with a login: plugins/git/tests start one",
    "docs/googleworkspace.md": "Google: plugins/googleworkspace/tests stand in for it",
    "docs/jdbc.md": "a part of a task, with a database: plugins/jdbc/tests start one",
    "docs/kafka.md": "a trigger of a broker by TLS: plugins/kafka/tests have a broker",
    "docs/kubernetes.md": "a cluster: plugins/kubernetes/tests stand in for it",
    "docs/machines.md": "OPA, Proxmox and NetBox: plugins/machines/tests stand in for them",
    "docs/messengers.md": "Slack, and mail by TLS: plugins/messengers/tests stand in for them",
    "docs/models.md": "OpenAI at its own address: plugins/models/tests stand in for it",
    "docs/mongodb.md": "a database: plugins/mongodb/tests have one where it is installed",
    "docs/mqtt.md": "a trigger of a broker by TLS: plugins/mqtt/tests start one",
    "docs/nats.md": "a trigger of a broker with credentials: plugins/nats/tests start one",
    "docs/nosql.md": "Couchbase and two more: plugins/nosql/tests stand in for them",
    "docs/platforms.md": "Airbyte and Databricks: plugins/platforms/tests stand in for them",
    "docs/programs.md": "an engine of containers: plugins/programs/tests have the commands",
    "docs/pulsar.md": "a trigger of a broker: plugins/pulsar/tests stand in for it",
}
# What a block that nothing reads begins with -> why.
REASONS: Mapping[str, str] = {
    "location / {": "nginx is not everywhere: tests/proxies start it where it is installed",
    "helm upgrade": "a cluster is needed: tests/deploy render the chart",
    "No user owns this server": "a line of a log with a code made at random: tests/api/test_set_up",
}


class Block(msgspec.Struct, frozen=True):
    """A block of a page: where it begins, the language that it names, its lines."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        """Where it is, as editors open it."""
        return f"{self.page}:{self.line}"


def blocks() -> Iterator[Block]:
    """All blocks, page by page."""
    for pattern in PAGES:
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            for found in FENCED.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield Block(path.relative_to(ROOT).as_posix(), line, found[1], found[2])


def runner_of(block: Block) -> str | None:
    """The test that runs it as it is written."""
    for (page, kinds), test in RUN.items():
        if fnmatchcase(block.page, page) and block.kind in kinds.split():
            return test
    if found := _beginning(RUN_ALONE, block):
        return found
    return "tests/examples/test_settings_of_pages.py" if is_settings(block) else None


def is_settings(block: Block) -> bool:
    """Whether it is the configuration of a server."""
    return block.kind == "yaml" and SETTINGS.search(block.text) is not None


def why_read(block: Block) -> str | None:
    """Why it is read and not run."""
    if block.text.startswith("pip install"):
        return "installs from a registry, and tests have no network"
    if block.kind == "yaml" and block.page in PARTNERS:
        return PARTNERS[block.page]
    return _beginning(READ, block)


def reason_of(block: Block) -> str | None:
    """Why nothing runs or reads it."""
    if not block.kind and DRAWING.search(block.text):
        return "a drawing"
    return _beginning(REASONS, block)


def _beginning(known: Mapping[str, str], block: Block) -> str | None:
    return next((text for begin, text in known.items() if block.text.startswith(begin)), None)


def main() -> None:
    """Print a line for each block, then how many there are of each sort."""
    counts: Counter[str] = Counter()
    for block in blocks():
        runner, reason = runner_of(block), reason_of(block)
        sort = "run" if runner else "left" if reason else "read"
        counts[sort] += 1
        how = runner or reason or why_read(block)
        sys.stdout.write(f"{sort}\t{block.name}\t{block.kind}\t{how}\n")
    sys.stdout.write(", ".join(f"{count} {sort}" for sort, count in sorted(counts.items())) + "\n")


if __name__ == "__main__":
    main()
