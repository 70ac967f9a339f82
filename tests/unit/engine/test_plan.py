"""What a flow's plan says of its tasks."""

from __future__ import annotations

import pytest

from tests.unit.engine.player import Player
from tiercel.model import decisions as d


@pytest.mark.parametrize(("more", "is_inline"), [("", True), (", logToFile: true", False)])
def test_a_quick_task_runs_in_place_unless_its_log_is_a_file(more: str, is_inline: bool) -> None:
    source = f"tasks: [{{id: a, type: io.kestra.plugin.core.log.Log, message: hi{more}}}]"
    play = Player(source).start()
    (job,) = play.decided(d.SendJob)
    assert job.is_inline is is_inline
    assert (play.state("a") == "SUBMITTED") is not is_inline
