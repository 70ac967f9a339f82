"""Policies of the 2.0 client in each of their places: made, found, tried, exported, deleted."""

from __future__ import annotations

from typing import Any

from recorder import Recorder

TENANT, NAMESPACE = "main", "client.policies"
SOURCE = """id: {name}
displayName: Owners
enforcement: EVALUATE
rules:
  - type: io.kestra.plugin.ee.rules.Require
    on: FLOW
    properties: [labels.owner]
"""
# The words of a place in the names of methods, and its arguments.
PLACES: tuple[tuple[str, dict[str, str]], ...] = (
    ("instance", {}),
    ("tenant", {"tenant": TENANT}),
    ("namespace", {"tenant": TENANT, "namespace": NAMESPACE}),
)


def run(recorder: Recorder) -> None:
    policies = recorder.of("policies")
    for word, place in PLACES:
        name = f"client-{word}"

        def call(
            verb: str, noun: str, *, at: dict[str, str] = place, of: str = word, **more: object
        ) -> Any:
            method = f"{verb}_{of}_{noun}" if verb else f"{of}_{noun}"
            return getattr(policies, method)(**at, **more)

        made = call("create", "policy", source=SOURCE.format(name=name))
        recorder.say(f"policy of {word}", made.id == name, str(made))
        call("update", "policy", id=name, source=SOURCE.format(name=name))
        recorder.say(f"got {word}", call("", "policy", id=name).display_name == "Owners")
        found = call("search", "policies", page=1, size=20)
        recorder.say(f"found {word}", name in [each.id for each in found.results], str(found))
        call("evaluate", "policy", id=name)
        exported = call("export", "policies")
        recorder.say(f"exported {word}", name.encode() in exported, str(exported))
        call("export", "policies_by_ids", ids=[name])
        if word == "tenant":
            done = policies.import_policies(TENANT, exported)
            recorder.say("imported", "imported" in str(done), str(done))
        call("delete", "policy", id=name)
        call("delete", "policies_by_ids", ids=[name])
