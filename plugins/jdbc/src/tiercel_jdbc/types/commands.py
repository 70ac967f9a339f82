"""Programs of ClickHouse and Snowflake, as script tasks run them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from tiercel.plugin import PluginError, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel.plugins.scripts.tool import ToolTask


@plugin(
    "io.kestra.plugin.jdbc.clickhouse.ClickHouseLocalCLI",
    title="Run commands of the local ClickHouse.",
    examples=[
        (
            "commands:\n  - clickhouse-local --query \"SELECT count() FROM file('orders.csv')\"\n"
            'inputFiles:\n  orders.csv: "{{ outputs.read.uri }}"'
        )
    ],
    aliases=["io.kestra.plugin.clickhouse.ClickHouseLocalCLI"],
)
class ClickhouseCommands(ToolTask):
    """On files, without a server."""

    image: ClassVar[str] = "clickhouse/clickhouse-server:latest"


@plugin(
    "io.kestra.plugin.jdbc.snowflake.SnowflakeCLI",
    title="Run commands of the program of Snowflake.",
    examples=[
        (
            "account: acme-eu\nusername: flows\npassword: \"{{ secret('SNOWFLAKE_PASSWORD') }}\"\n"
            "commands:\n  - snow sql --query 'SELECT 1' --temporary-connection"
        )
    ],
)
class SnowflakeCLI(ToolTask):
    """As a user with a password, or with a private key."""

    image: ClassVar[str] = "ghcr.io/kestra-io/snowflake-cli"

    account: Annotated[str, Prop("The identifier of the account, such as `acme-shop`.")]
    username: Annotated[str, Prop("The user to sign in as.")]
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    private_key: Annotated[str | None, Prop("A private key, in place of it.")] = None
    private_key_password: Annotated[
        str | None, Prop("The password that opens the private key; none by default.")
    ] = None

    def own_environment(self, ctx: RunContext) -> Mapping[str, str]:
        """Variables that the program reads. Raises: PluginError without a password and a key."""
        if not (self.password or self.private_key):
            raise PluginError("Either `password` or `privateKey` must be provided")
        return given(
            SNOWFLAKE_ACCOUNT=self.account,
            SNOWFLAKE_USER=self.username,
            SNOWFLAKE_PASSWORD=self.password,
            SNOWFLAKE_AUTHENTICATOR="SNOWFLAKE_JWT" if self.private_key else None,
            SNOWFLAKE_PRIVATE_KEY_RAW=self.private_key,
            PRIVATE_KEY_PASSPHRASE=self.private_key_password,
        )
