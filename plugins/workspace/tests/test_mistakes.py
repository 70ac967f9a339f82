"""What a user reads after a mistake: where it was and what mends it, and nothing that is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

import pytest

from plugins.workspace.family import Family, family
from tests.families.google import TOKENS, Google
from tests.families.missing import Missed, tried_without_libraries, with_libraries
from tests.families.mistakes import (
    BARE,
    CANARY,
    TAKEN,
    UNKNOWN_HOST,
    Tried,
    with_closed_port,
    with_other_answer,
    with_refusal,
    with_refusal_of_google,
    with_unknown_host,
)

# Types of one family say the same: so many of each are tried.
TRIED_MAX = 6
# Some clients try for a while.
CLOSED_MAX = 2
TRY_SECONDS = 3
# Families of services whose host is named by the flow.
HOSTS = (
    "amqp",
    "debezium",
    "elasticsearch",
    "fs",
    "git",
    "jdbc",
    "kafka",
    "kubernetes",
    "machines",
    "minio",
    "mongodb",
    "mqtt",
    "nats",
    "nosql",
    "platforms",
    "pulsar",
    "redis",
)


# Families whose types ask a service by HTTP.
BY_HTTP = (
    "ai",
    "azure",
    "business",
    "dbt",
    "development",
    "docker",
    "elasticsearch",
    "machines",
    "messengers",
    "models",
    "mongodb",
    "nosql",
    "platforms",
)


# What answers where somebody must sign in first.
PAGE = b"<!doctype html><html><head><title>Intranet</title></head><body>Welcome</body></html>"
OTHER_JSON = b'{"hello":"world"}'
# Types that are tried at least: one that asks nothing is not found.
ASKING_MIN = 240
EMPTY, JSON, ALL = {b"{}"}, {b"{}", OTHER_JSON}, {b"{}", OTHER_JSON, PAGE}
# Types that take such an answer for a success, with the reason.
ANY_ANSWER: Mapping[str, tuple[set[bytes], str]] = {
    "azure.function.HttpFunction": (ALL, "a function answers what its author likes"),
    "n8n.TriggerWorkflow": (ALL, "a workflow answers what its author likes"),
    "apify.dataset.Save": (JSON, "a data set as CSV is any text"),
    "databricks.cluster.DeleteCluster": (JSON, "an object, of which no member is documented"),
    "elasticsearch.Request": (JSON, "any request, so any answer"),
    "opensearch.Request": (JSON, "any request, so any answer"),
    "huggingface.Inference": (JSON, "a model of any kind"),
    "meilisearch.DocumentGet": (JSON, "a document may have any members"),
    "meta.whatsapp.WhatsAppIncomingWebhook": (JSON, "an address of the reader's own"),
    "microsoft365.teams.TeamsIncomingWebhook": (JSON, "what a workflow of Teams is told to say"),
    "notifications.squadcast.SquadcastIncomingWebhook": (JSON, "no answer is documented"),
    "zenduty.ZendutyAlert": (JSON, "no answer is documented"),
    "ee.opa.policy.Evaluate": (EMPTY, "what a rule that does not hold gives"),
    "ee.opa.policy.Upload": (EMPTY, "what it gives for a policy that it has taken"),
}
# Families whose types ask Google, by its library.
BY_GOOGLE = ("gcp", "googleworkspace")


@pytest.fixture(autouse=True)
def no_long_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here speaks the protocols of these: they try again until their time is over."""
    monkeypatch.setattr("tiercel_mongodb.connection._SELECT_MS", 500)
    monkeypatch.setattr("tiercel_kafka.producing._CONFIRM_SECONDS", TRY_SECONDS)
    monkeypatch.setattr("tiercel_kafka.reading._ASK_SECONDS", TRY_SECONDS)
    monkeypatch.setattr("tiercel_pulsar.connection._TIMEOUT_SECONDS", TRY_SECONDS)


def assert_fit_to_read(each: Tried) -> None:
    assert "Traceback" not in each.text
    assert CANARY not in each.text
    assert "object at 0x" not in each.text
    # A code with its words as a tuple, bytes, and the class of an error in place of words.
    assert not re.search(r"\(\d+, ['\"b]|\bb'|: \w+(?:Error|Exception|Timeout)$", each.text), each


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_that_is_unknown_is_named(name: str) -> None:
    found = list(islice(with_unknown_host(family(name)), TRIED_MAX))
    assert any(UNKNOWN_HOST in each.text for each in found), found
    for each in found:
        assert_fit_to_read(each)


@pytest.mark.parametrize("name", HOSTS)
def test_a_port_that_nobody_listens_on_is_told(name: str) -> None:
    for each in islice(with_closed_port(family(name)), CLOSED_MAX):
        assert_fit_to_read(each)


@pytest.mark.parametrize(
    ("status", "words"), [(401, "this login is wrong"), (400, "this query is wrong")]
)
@pytest.mark.parametrize("name", BY_HTTP)
def test_what_a_service_refuses_is_told_without_the_login(
    name: str, status: int, words: str
) -> None:
    found = list(with_refusal(family(name), status, words))
    assert found
    for each in found:
        assert_fit_to_read(each)
        assert each.host in each.text
        assert f"{status} " in each.text
        assert words in each.text


@pytest.mark.parametrize("content", [b"[]", OTHER_JSON, b"", PAGE])
@pytest.mark.parametrize("name", BY_HTTP)
def test_an_answer_of_something_else_is_told(name: str, content: bytes) -> None:
    found = list(with_other_answer(family(name), content))
    assert found
    for each in found:
        assert_fit_to_read(each)
        assert not each.text.startswith(BARE), each
        # Some take any answer.
        assert "failed: the answer " not in each.text or each.host in each.text
        assert "malformed" not in each.text, each


@pytest.mark.parametrize("content", [b"{}", OTHER_JSON, PAGE])
def test_an_answer_of_something_else_is_no_success(content: bytes) -> None:
    found = [each for name in BY_HTTP for each in with_other_answer(family(name), content)]
    assert len(found) >= ASKING_MIN
    taken = {each.name for each in found if each.text == TAKEN}
    known = {name for name, (contents, _) in ANY_ANSWER.items() if content in contents}
    assert taken == {f"io.kestra.plugin.{name}" for name in known}


def test_a_page_is_no_messenger_that_took_a_message() -> None:
    found = list(with_other_answer(family("messengers"), PAGE))
    assert len(found) > TRIED_MAX
    for each in found:
        assert "a web page (Intranet): is the address that of the service's API?" in each.text, each


@pytest.mark.parametrize("name", BY_GOOGLE)
@pytest.mark.parametrize(
    ("lets_in", "words"),
    [
        (False, "signing in failed: invalid_grant: this login is wrong"),
        (True, "failed: 400 invalid: this query is wrong"),
    ],
)
def test_what_google_refuses_is_told_without_the_key(name: str, lets_in: bool, words: str) -> None:
    google = Google(words.rpartition(": ")[2], lets_in=lets_in)
    tried = with_refusal_of_google(family(name), google)
    # Some ask for a token only.
    found = [each for each in tried if (each.host == TOKENS) is not lets_in]
    assert len(found) > TRIED_MAX
    for each in found:
        assert_fit_to_read(each)
        assert each.text.endswith(words), each
        assert "Google Cloud" in each.text
        assert not lets_in or each.host in each.text
        assert google.private_key not in each.text


@pytest.fixture(scope="module")
def without_libraries() -> Mapping[str, list[Missed]]:
    return tried_without_libraries()


@pytest.mark.parametrize("family", with_libraries(), ids=lambda each: each.name)
def test_a_library_that_is_missing_is_named_with_the_command_that_brings_it(
    family: Family, without_libraries: Mapping[str, list[Missed]]
) -> None:
    found = without_libraries[family.name]
    # Some are of another family, which comes with this one.
    names = (family.name, *family.file.families)
    known = {form for each in names for form in (f"tiercel[{each}]", f"tiercel-{each}")}
    known |= {f"tiercel-{family.name}[{extra}]" for extra in family.file.extras}
    count = 0
    for each in found:
        assert_fit_to_read(each)
        assert not each.text.startswith(BARE), each
        told = re.search(r": pip install '([^']+)'", each.text)
        assert told is not None or not each.modules, each
        assert told is None or told[1] in known, each
        count += told is not None
    assert count or not family.file.dependencies, f"no type of {family.name} says what to install"
