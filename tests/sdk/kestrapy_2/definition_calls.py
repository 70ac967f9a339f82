"""What flows are made with by the 2.0 client: blocks of inputs, and credentials of each level."""

from __future__ import annotations

from typing import Any

from recorder import Recorder

TENANT, NAMESPACE = "main", "client.definitions"
BLOCK = "description: Client.\ninputs:\n  - {id: name, type: STRING}\n"
CREDENTIAL = {
    "type": "OAUTH2",
    "tokenEndpoint": "http://127.0.0.1:1/token",
    "authConfig": {
        "type": "CLIENT_CREDENTIALS",
        "clientId": "client",
        "clientSecret": {"type": "SECRET", "secretKey": "CLIENT"},
    },
}


def run(recorder: Recorder) -> None:
    recorder.section(_reusable_inputs)
    recorder.section(_credentials)
    recorder.section(_credentials_of_a_namespace)


def _reusable_inputs(recorder: Recorder) -> None:
    blocks = recorder.of("reusable_inputs")
    made = blocks.create_or_update_reusable_inputs(NAMESPACE, "block", TENANT, BLOCK)
    recorder.say("block", made.revision == 1 and made.inputs[0].id == "name", str(made))
    found = blocks.list_reusable_inputs(NAMESPACE, TENANT, page=1, size=10)
    recorder.say("block found", found.total == 1, str(found))
    got = blocks.reusable_inputs(NAMESPACE, "block", TENANT, revision=1)
    recorder.say("block got", got.source == BLOCK, str(got))
    kept = blocks.list_reusable_inputs_revisions(NAMESPACE, "block", TENANT)
    recorder.say("block revisions", [each.revision for each in kept] == [1], str(kept))
    named = blocks.list_reusable_inputs_namespaces(TENANT)
    recorder.say("block namespaces", NAMESPACE in named, str(named))
    blocks.delete_reusable_inputs(NAMESPACE, "block", TENANT)


def _credentials(recorder: Recorder) -> None:
    credentials = recorder.of("credentials")
    made = credentials.create_credential(TENANT, {"name": "client", **CREDENTIAL})
    _check(recorder, "credential", made)
    found = credentials.list_credentials(TENANT, page=1, size=10, sort=["name:asc"])
    recorder.say("credential found", found["total"] >= 1, str(found))
    _check(recorder, "credential got", credentials.credential(made["id"], TENANT))
    body = {**CREDENTIAL, "description": "Changed."}
    _check(recorder, "credential changed", credentials.update_credential("client", TENANT, body))
    tried = credentials.test_credential("client", TENANT)
    recorder.say("credential tried", tried.success is False and bool(tried.message), str(tried))
    credentials.delete_credential("client", TENANT)


def _credentials_of_a_namespace(recorder: Recorder) -> None:
    namespaces = recorder.of("namespaces")
    body = {"name": "client", **CREDENTIAL}
    _check(
        recorder,
        "credential of a namespace",
        namespaces.create_namespace_credential(NAMESPACE, TENANT, body),
    )
    found = namespaces.list_namespace_credentials(NAMESPACE, TENANT)
    recorder.say("credential of a namespace found", found["total"] == 1, str(found))
    levels = namespaces.get_inherited_credentials(NAMESPACE, TENANT)["levels"]
    recorder.say("levels", levels[0]["credentials"][0]["name"] == "client", str(levels))
    namespaces.namespace_credential(NAMESPACE, "client", TENANT)
    namespaces.update_namespace_credential(NAMESPACE, "client", TENANT, CREDENTIAL)
    namespaces.delete_namespace_credential(NAMESPACE, "client", TENANT)


def _check(recorder: Recorder, name: str, found: Any) -> None:
    """Whether it is the credential that was sent, without a secret."""
    secret = found["authConfig"]["clientSecret"]
    is_right = found["name"] == "client" and secret["secretKey"] == "CLIENT"
    recorder.say(name, is_right, str(found))
