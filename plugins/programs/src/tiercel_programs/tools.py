"""Programs whose commands a flow writes: a row each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from tiercel.plugin import plugin
from tiercel.plugin.variants import variant
from tiercel.plugins.scripts.tool import ToolTask


class Program(msgspec.Struct, frozen=True):
    """A program: its type and class, the image that has it, and how it is shown."""

    type_name: str
    class_name: str
    image: str
    title: str
    text: str
    example: str


PROGRAMS = (
    Program(
        "terraform.cli.TerraformCLI",
        "TerraformCLI",
        "hashicorp/terraform",
        "Run commands of Terraform or OpenTofu.",
        "OpenTofu has the same commands: `containerImage: ghcr.io/opentofu/opentofu` and `tofu`.",
        "inputFiles:\n"
        "  main.tf: |\n"
        '    output "greeting" { value = "hello" }\n'
        "beforeCommands:\n"
        "  - terraform init\n"
        "commands:\n"
        "  - terraform apply -auto-approve -no-color\n"
        "env:\n"
        "  TF_VAR_region: eu-west-1",
    ),
    Program(
        "cloudquery.CloudQueryCLI",
        "CloudQueryCLI",
        "ghcr.io/cloudquery/cloudquery:latest-ubuntu",
        "Run commands of CloudQuery.",
        "With configurations from `inputFiles` or namespace files.",
        "commands:\n  - cloudquery sync aws.yml --log-console\nnamespaceFiles:\n  enabled: true",
    ),
    Program(
        "sqlmesh.cli.SQLMeshCLI",
        "SQLMeshCLI",
        "ghcr.io/kestra-io/sqlmesh",
        "Run commands of SQLMesh.",
        "With a project from Git or namespace files.",
        "beforeCommands:\n  - sqlmesh init duckdb\ncommands:\n  - sqlmesh plan --auto-apply",
    ),
    Program(
        "dataform.cli.DataformCLI",
        "DataformCLI",
        "dataformco/dataform:latest",
        "Run commands of Dataform.",
        "With a project from Git or namespace files.",
        "beforeCommands:\n  - npm install @dataform/core\ncommands:\n  - dataform compile",
    ),
    Program(
        "malloy.CLI",
        "MalloyCLI",
        "ghcr.io/kestra-io/malloy",
        "Run commands of Malloy.",
        "With models from `inputFiles` or namespace files.",
        "inputFiles:\n"
        "  model.malloy: |\n"
        "    source: orders is duckdb.table('orders.csv')\n"
        "commands:\n"
        "  - malloy-cli run model.malloy",
    ),
    Program(
        "modal.cli.ModalCLI",
        "ModalCLI",
        "ghcr.io/kestra-io/modal",
        "Run commands of Modal.",
        "Functions run there; their lines are those of the log.",
        "namespaceFiles:\n"
        "  enabled: true\n"
        "commands:\n"
        "  - modal run gpu.py\n"
        "env:\n"
        "  MODAL_TOKEN_ID: \"{{ secret('MODAL_TOKEN_ID') }}\"\n"
        "  MODAL_TOKEN_SECRET: \"{{ secret('MODAL_TOKEN_SECRET') }}\"",
    ),
    Program(
        "trivy.cli.TrivyCLI",
        "TrivyCLI",
        "ghcr.io/aquasecurity/trivy",
        "Look for weaknesses with Trivy.",
        "In images, folders, repositories and clusters.",
        "commands:\n"
        "  - trivy image --format json --output found.json alpine:3.20\n"
        "outputFiles: [found.json]",
    ),
    Program(
        "dlt.CLI",
        "DltCLI",
        "ghcr.io/kestra-io/dlt",
        "Run commands of dlt.",
        "With pipelines from `inputFiles` or namespace files.",
        "beforeCommands:\n  - pip install 'dlt[duckdb]'\ncommands:\n  - dlt --version",
    ),
)


def _type_of(program: Program) -> type[Any]:
    values = {"image": program.image, "__doc__": program.text}
    made = variant((ToolTask,), __name__, program.class_name, values)
    name = f"io.kestra.plugin.{program.type_name}"
    return plugin(name, title=program.title, examples=[program.example])(made)


TYPES: Mapping[str, type[Any]] = MappingProxyType(
    {each.type_name: _type_of(each) for each in PROGRAMS}
)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
