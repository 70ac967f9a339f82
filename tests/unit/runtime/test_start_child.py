"""Children of executions: how they begin, and why they can't."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.build import NAMESPACE, an_execution, at
from tests.unit.runtime.forge import CORE, SLEEP, Forge
from tiercel.model.decisions import StartFlow
from tiercel.model.errors import Unavailable
from tiercel.model.execution import Execution

PARENT = an_execution(id="parent")
ASK = StartFlow(
    task_run_id="run",
    child_id="child",
    namespace=NAMESPACE,
    flow_id="other",
    task_id="s",
    task_type=f"{CORE}flow.Subflow",
    labels=(("system.from", "parent"), ("own", "1")),
    variables={"executionId": "parent"},
    index=3,
    depth=2,
)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


async def child(forge: Forge, **changes: object) -> Execution | str:
    async with forge.store.transaction() as tx:
        decision = msgspec.structs.replace(ASK, **changes)
        made = await forge.start_child.child_of(tx, PARENT, decision, at(5))
    return made if isinstance(made, str) else made.execution


async def test_a_child_knows_its_caller_and_its_cause(forge: Forge) -> None:
    await forge.flow(SLEEP, flow_id="other")
    made = await child(forge)
    assert isinstance(made, Execution)
    assert made.caller is not None
    assert (made.caller.execution_id, made.caller.task_run_id, made.caller.index) == (
        "parent",
        "run",
        3,
    )
    assert made.trigger is not None
    assert (made.trigger.id, made.trigger.variables) == ("s", {"executionId": "parent"})
    assert (made.metadata.depth, made.current.value) == (2, "CREATED")


async def test_a_child_may_have_system_labels(forge: Forge) -> None:
    await forge.flow(SLEEP, flow_id="other")
    made = await child(forge)
    assert isinstance(made, Execution)
    assert [(label.key, label.value) for label in made.labels][:2] == list(ASK.labels)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"flow_id": "ghost"}, "Unable to find flow 'company.team'.'other' with revision '0'"),
        ({"deleted": True}, "Unable to find flow 'company.team'.'other' with revision '0'"),
        ({"more": "disabled: true\n"}, "Cannot execute a flow which is disabled"),
        ({"more": "nonsense: 1\ntasks: 4\n"}, "Cannot execute an invalid flow: "),
    ],
)
async def test_a_flow_that_cannot_run_is_refused(
    forge: Forge, fields: dict[str, object], reason: str
) -> None:
    await forge.flow(SLEEP, **{"flow_id": "other", **fields})
    refused = await child(forge)
    assert isinstance(refused, str)
    assert refused.startswith(reason)


async def test_a_revision_that_does_not_exist_is_named(forge: Forge) -> None:
    await forge.flow(SLEEP, flow_id="other")
    assert await child(forge, revision=7) == (
        "Unable to find flow 'company.team'.'other' with revision '7'"
    )


INPUT = "inputs:\n  - {id: n, type: INT}\n"
SECRET = """inputs:\n  - {id: s, type: STRING, defaults: "{{ secret('TOKEN') }}"}\n"""


async def test_bad_inputs_are_a_refusal(forge: Forge) -> None:
    await forge.flow(SLEEP, flow_id="other", more=INPUT)
    refused = await child(forge, inputs={"n": "many"})
    assert isinstance(refused, str)
    assert "n" in refused


async def test_defaults_of_inputs_may_ask_outside(forge: Forge) -> None:
    await forge.flow(SLEEP, flow_id="other", more=SECRET)
    made = await child(forge)
    assert isinstance(made, Execution)
    assert made.inputs == {"s": "s3cr3t"}


async def test_a_store_that_is_away_is_no_refusal(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    await forge.flow(SLEEP, flow_id="other", more=SECRET)

    async def away(*rest: object) -> None:
        raise Unavailable("x")

    monkeypatch.setattr(forge.start_child, "_fetch", away)
    with pytest.raises(Unavailable):
        await child(forge)
