"""Commands of the program of Databricks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from tiercel.plugin import Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel.plugins.scripts.tool import ToolTask


@plugin(
    "io.kestra.plugin.databricks.cli.DatabricksCLI",
    title="Run commands of the program of Databricks.",
    examples=[
        (
            "databricksHost: https://dbc-a1b2.cloud.databricks.com\n"
            "databricksToken: \"{{ secret('DATABRICKS_TOKEN') }}\"\n"
            "commands:\n  - databricks jobs list --output json"
        )
    ],
)
class DatabricksCLI(ToolTask):
    """As a user with a token, or as a service principal."""

    image: ClassVar[str] = "ghcr.io/databricks/cli:latest"

    databricks_host: Annotated[str, Prop("The address of the workspace.")]
    databricks_token: Annotated[str | None, Prop("A personal token, best from a secret.")] = None
    client_id: Annotated[str | None, Prop("The id of a service principal.")] = None
    client_secret: Annotated[
        str | None, Prop("The secret of the service principal, best from a secret.")
    ] = None

    def own_environment(self, ctx: RunContext) -> Mapping[str, str]:
        """Variables that the program reads."""
        return given(
            DATABRICKS_HOST=self.databricks_host,
            DATABRICKS_TOKEN=self.databricks_token,
            DATABRICKS_CLIENT_ID=self.client_id,
            DATABRICKS_CLIENT_SECRET=self.client_secret,
        )


@plugin(
    "io.kestra.plugin.databricks.cli.DatabricksSQLCLI",
    title="Run commands of the program for SQL of Databricks.",
    examples=[
        (
            "host: dbc-a1b2.cloud.databricks.com\nhttpPath: /sql/1.0/warehouses/abc123\n"
            "token: \"{{ secret('DATABRICKS_TOKEN') }}\"\n"
            "commands:\n  - dbsqlcli -e 'SELECT 1' --table-format csv"
        )
    ],
)
class DatabricksSQLCLI(ToolTask):
    """On a warehouse, as a user with a token."""

    image: ClassVar[str] = "ghcr.io/kestra-io/databricks-sql-cli"

    host: Annotated[str, Prop("The host of the workspace.")]
    http_path: Annotated[str, Prop("The path of the warehouse.")]
    token: Annotated[str, Prop("A personal token, best from a secret.")]
    options: Annotated[dict[str, str] | None, Prop("Further variables that the program reads.")] = (
        None
    )

    def own_environment(self, ctx: RunContext) -> Mapping[str, str]:
        """Variables that the program reads."""
        login = {
            "DBSQLCLI_HOST_NAME": self.host,
            "DBSQLCLI_HTTP_PATH": self.http_path,
            "DBSQLCLI_ACCESS_TOKEN": self.token,
        }
        return {**(self.options or {}), **login}
