"""Families of plugins: packages of ours that are installed beside the server."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

# Names and aliases of the types of families, one a line; `python -m plugins.workspace types`.
LIST_FILE = "family_types.txt"


class Family(msgspec.Struct, frozen=True):
    """A package of types with common needs: `tiercel-<name>`, the extra `tiercel[<name>]`.

    `prefixes` are how its types and their aliases begin.
    """

    name: str
    prefixes: tuple[str, ...]

    @property
    def distribution(self) -> str:
        """The name that package managers know it by."""
        return f"tiercel-{self.name}"

    @property
    def install_command(self) -> str:
        """What installs it into the server's environment."""
        return f"pip install 'tiercel[{self.name}]'"


# As `prefixes` in plugins/<family>/family.toml, which a test compares.
FAMILIES: tuple[Family, ...] = (
    Family("ai", ("io.kestra.plugin.ai.", "io.kestra.plugin.langchain4j.")),
    Family("amqp", ("io.kestra.plugin.amqp.",)),
    Family("ansible", ("io.kestra.plugin.ansible.",)),
    Family("aws", ("io.kestra.plugin.aws.", "io.kestra.plugin.ee.aws.")),
    Family("azure", ("io.kestra.plugin.azure.", "io.kestra.plugin.microsoft.")),
    Family(
        "business",
        (
            "io.kestra.plugin.notion.",
            "io.kestra.plugin.servicenow.",
            "io.kestra.plugin.hubspot.",
            "io.kestra.plugin.airtable.",
            "io.kestra.plugin.zendesk.",
            "io.kestra.plugin.klaviyo.",
            "io.kestra.plugin.stripe.",
            "io.kestra.plugin.ee.salesforce.",
            "io.kestra.plugin.shopify.",
            "io.kestra.plugin.odoo.",
        ),
    ),
    Family("compress", ("io.kestra.plugin.compress.",)),
    Family("crypto", ("io.kestra.plugin.crypto.",)),
    Family("dbt", ("io.kestra.plugin.dbt.",)),
    Family("debezium", ("io.kestra.plugin.debezium.",)),
    Family(
        "development",
        (
            "io.kestra.plugin.github.",
            "io.kestra.plugin.gitlab.",
            "io.kestra.plugin.jira.",
            "io.kestra.plugin.linear.",
            "io.kestra.plugin.jenkins.",
            "io.kestra.plugin.confluence.",
            "io.kestra.plugin.graphql.",
        ),
    ),
    Family(
        "docker",
        (
            "io.kestra.plugin.docker.",
            "fr.rtz.kestra.docker.",
        ),
    ),
    Family(
        "elasticsearch",
        (
            "io.kestra.plugin.elasticsearch.",
            "io.kestra.plugin.opensearch.",
            "io.kestra.plugin.ee.elasticsearch.",
            "io.kestra.plugin.ee.opensearch.",
        ),
    ),
    Family(
        "fs",
        (
            "io.kestra.plugin.fs.",
            "io.kestra.plugin.dropbox.",
        ),
    ),
    Family("gcp", ("io.kestra.plugin.gcp.",)),
    Family("git", ("io.kestra.plugin.git.",)),
    Family(
        "googleworkspace",
        (
            "io.kestra.plugin.googleworkspace.calendar.",
            "io.kestra.plugin.googleworkspace.drive.",
            "io.kestra.plugin.googleworkspace.mail.",
            "io.kestra.plugin.googleworkspace.sheets.",
        ),
    ),
    Family(
        "jdbc",
        (
            "io.kestra.plugin.jdbc.",
            "io.kestra.plugin.clickhouse.",
        ),
    ),
    Family("kafka", ("io.kestra.plugin.kafka.",)),
    Family("kubernetes", ("io.kestra.plugin.kubernetes.",)),
    Family(
        "machines",
        (
            "io.kestra.plugin.proxmox.",
            "io.kestra.plugin.ee.nutanix.",
            "io.kestra.plugin.ee.vmware.",
            "io.kestra.plugin.kvm.",
            "io.kestra.plugin.ee.netbox.",
            "io.kestra.plugin.ee.opa.",
        ),
    ),
    Family(
        "messengers",
        (
            "io.kestra.plugin.slack.",
            "io.kestra.plugin.discord.",
            "io.kestra.plugin.microsoft365.teams.",
            "io.kestra.plugin.googleworkspace.chat.",
            "io.kestra.plugin.zulip.",
            "io.kestra.plugin.telegram.",
            "io.kestra.plugin.line.",
            "io.kestra.plugin.meta.",
            "io.kestra.plugin.pagerduty.",
            "io.kestra.plugin.opsgenie.",
            "io.kestra.plugin.sentry.",
            "io.kestra.plugin.zenduty.",
            "io.kestra.plugin.twilio.",
            "io.kestra.plugin.segment.",
            "io.kestra.plugin.email.",
            "io.kestra.plugin.resend.",
            "io.kestra.plugin.notifications.",
            "io.kestra.plugin.tencent.",
        ),
    ),
    Family("minio", ("io.kestra.plugin.minio.",)),
    Family(
        "models",
        (
            "io.kestra.plugin.openai.",
            "io.kestra.plugin.anthropic.",
            "io.kestra.plugin.gemini.",
            "io.kestra.plugin.mistral.",
            "io.kestra.plugin.perplexity.",
            "io.kestra.plugin.deepseek.",
            "io.kestra.plugin.huggingface.",
            "io.kestra.plugin.ollama.",
        ),
    ),
    Family("mongodb", ("io.kestra.plugin.mongodb.", "io.kestra.plugin.documentdb.")),
    Family("mqtt", ("io.kestra.plugin.mqtt.",)),
    Family("nats", ("io.kestra.plugin.nats.",)),
    Family(
        "nosql",
        (
            "io.kestra.plugin.weaviate.",
            "io.kestra.plugin.couchbase.",
            "io.kestra.plugin.surrealdb.",
            "io.kestra.plugin.influxdb.",
            "io.kestra.plugin.neo4j.",
            "io.kestra.plugin.algolia.",
            "io.kestra.plugin.meilisearch.",
            "io.kestra.plugin.typesense.",
        ),
    ),
    Family(
        "platforms",
        (
            "io.kestra.plugin.databricks.",
            "io.kestra.plugin.airbyte.",
            "io.kestra.plugin.fivetran.",
            "io.kestra.plugin.hightouch.",
            "io.kestra.plugin.cloudflare.",
            "io.kestra.plugin.argocd.",
            "io.kestra.plugin.spark.",
            "io.kestra.plugin.airflow.",
            "io.kestra.plugin.dagster.",
            "io.kestra.plugin.prefect.",
            "io.kestra.plugin.apify.",
            "io.kestra.plugin.n8n.",
            "io.kestra.plugin.zapier.",
        ),
    ),
    Family(
        "programs",
        (
            "io.kestra.plugin.terraform.",
            "io.kestra.plugin.cloudquery.",
            "io.kestra.plugin.sqlmesh.",
            "io.kestra.plugin.dataform.",
            "io.kestra.plugin.malloy.",
            "io.kestra.plugin.modal.",
            "io.kestra.plugin.trivy.",
            "io.kestra.plugin.dlt.",
        ),
    ),
    Family("pulsar", ("io.kestra.plugin.pulsar.",)),
    Family("redis", ("io.kestra.plugin.redis.",)),
    Family("serdes", ("io.kestra.plugin.serdes.", "io.tiercel.plugin.serdes.")),
    Family("transform", ("io.kestra.plugin.transform.", "io.kestra.plugin.datagen.")),
)


def family_of(type_name: str) -> Family | None:
    """The family that a type of that name is in; None for all other names."""
    return next((each for each in FAMILIES if type_name.startswith(each.prefixes)), None)


def types_of(family: Family) -> tuple[str, ...]:
    """Names and aliases of all types of a family, installed or not; empty when nobody listed it."""
    return tuple(each for each in _listed() if each.startswith(family.prefixes))


@cache
def _listed() -> tuple[str, ...]:
    place = files("tiercel.plugin.catalog").joinpath(LIST_FILE)
    return tuple(place.read_text(encoding="utf-8").split())
