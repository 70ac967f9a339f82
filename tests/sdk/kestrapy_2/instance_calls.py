"""Records of the whole server by the 2.0 client: made, found, changed, deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from kestrapy.models.evaluation_type import EvaluationType
from kestrapy.models.kill_switch import KillSwitch
from recorder import Recorder

LATER = datetime(2099, 1, 1, tzinfo=UTC)


def run(recorder: Recorder) -> None:
    recorder.section(_kill_switches)


def _kill_switches(recorder: Recorder) -> None:
    switches = recorder.of("kill_switches")
    sent = KillSwitch(
        name="client",
        namespace="client.switched",
        start_date=LATER,
        evaluation_type=EvaluationType.KILL,
        enabled=True,
    )
    made = switches.create_kill_switch(sent)
    recorder.say("kill switch", made.name == "client" and made.start_date == LATER, str(made))
    changed = switches.update_kill_switch(
        made.id, sent.model_copy(update={"evaluation_type": EvaluationType.CANCEL})
    )
    recorder.say("kill switch changed", changed.evaluation_type == "CANCEL", str(changed))
    switches.delete_kill_switch(made.id)
    found = [each for each in switches.search_kill_switches() if each.id == made.id]
    recorder.say("kill switch archived", [each.deleted for each in found] == [True], str(found))
