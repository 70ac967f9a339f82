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
ORDERS = "id: orders\nnamespace: company.team\ntasks:\n"
LOG_ORDERS = f"{ORDERS}  - id: log\n    type: io.kestra.plugin.core.log.Log\n"

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
    **dict.fromkeys(
        (
            *("id: sort-mail\n", "id: answer-mail\n", "id: ask-the-handbook\n", "id: incident\n"),
            *("id: index\n", "id: upgrade\n", "id: birds\n", "id: ship_logs\n"),
            *("id: report-failures\n", "id: tell-of-failures\n"),
            f"{TOTALS}  - id: bucket\n",
            f"{ORDERS}  - id: read\n",
            f"{ORDERS}  - id: send\n",
            f"{ORDERS}  - id: copy\n",
        ),
        "tests/examples/partners/test_services.py",
    ),
    **dict.fromkeys(
        (
            *("id: sensors\n", "id: fetch_orders\n", "id: run_from_repository\n"),
            f"{ORDERS}  - id: price\n",
            f'{LOG_ORDERS}    message: "{{{{ trigger.key',
            f'{LOG_ORDERS}    message: "{{{{ trigger.data',
            "    type: io.kestra.plugin.jdbc.postgresql.Query\n",
        ),
        "tests/examples/partners/test_servers.py",
    ),
    **dict.fromkeys(
        (
            *("id: inbox\n", "id: shop\n", "id: hosts\n", "id: infrastructure\n", "id: image\n"),
            *("id: pod\n", "id: mail\n", "id: answers\n", f"{TOTALS}  - id: query\n"),
            "pluginDefaults:\n  - type: io.kestra.plugin.aws\n",
        ),
        "tests/examples/partners/test_clouds.py",
    ),
    **dict.fromkeys(
        ("No user owns this server", "location / {", "pg_dump"),
        "tests/examples/partners/test_operating.py",
    ),
    "export PGPASSWORD": "tests/ports/test_kestra_database.py",
    "- id: train": "tests/postgres/test_worker_groups.py",
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
    "docker build": "needs an engine: tests/deploy/test_containers.py build it where there is one",
    "export TIERCEL_DB_PASSWORD": "needs an engine: tests/deploy read the files",
    "helm upgrade": "needs a cluster: tests/deploy/test_chart.py render the chart",
    "helm install": "needs a cluster: tests/deploy/test_chart.py render the chart",
    "id: train": "needs a cluster of Ray: tests/clusters/test_runners.py starts one",
}
# Page of a family -> what its flows need, where no test of `tests/examples` can run them.
PARTNERS: Mapping[str, str] = {
    "docs/amqp.md": "RabbitMQ, which CI does not install: plugins/amqp/tests start one where it is",
    "docs/azure.md": "Event Hubs, whose emulator is a container: plugins/azure/tests stand in",
    "docs/kafka.md": "a broker with TLS and SCRAM: plugins/kafka/tests have one without",
    "docs/mongodb.md": "MongoDB, which no system has: plugins/mongodb/tests have one where it is",
}
# What a block that nothing reads begins with -> why.
REASONS: Mapping[str, str] = {}


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
    if block.text.startswith("pip install"):
        return "tests/examples/partners/test_installs.py"
    return "tests/examples/test_settings_of_pages.py" if is_settings(block) else None


def is_settings(block: Block) -> bool:
    """Whether it is the configuration of a server."""
    return block.kind == "yaml" and SETTINGS.search(block.text) is not None


def why_read(block: Block) -> str | None:
    """Why it is read and not run."""
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
