"""The context of tests: the server's own handles over ports in memory."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import pytest

from tiercel.model.errors import NotAllowed, NotFound
from tiercel.plugin import Interrupted, Level, Output, PluginError, Prop, RunnableTask
from tiercel.plugin.context import RunContext
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.server import CountExecutions, TotalExecutions
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.testing import START, FakeContext, Published, World, run_task

FILE = "kestra:///a/f/executions/e/in.txt"


class Nothing(Output):
    """No output."""


class Reads(RunnableTask[Nothing]):
    """Reads a secret and shows it."""

    text: Annotated[str, Prop("What to show.")]

    def run(self, ctx: RunContext) -> None:
        """Show it."""
        ctx.log.write(Level.WARN, f"{self.text} {ctx.secrets.get('word')}")


def test_it_is_the_context_of_the_server() -> None:
    assert isinstance(FakeContext(), TaskContext)


def test_secrets_are_masked_as_the_server_masks_them() -> None:
    ran = run_task(
        Reads, {"text": "{{ secret('OTHER') }}"}, World(secrets={"WORD": "hush", "OTHER": "h2"})
    )
    assert ran.logs == ["** ****"]
    assert isinstance(run_task(Reads, {"text": "x"}).error, PluginError)


def test_files_of_others_are_refused_and_rows_are_stored() -> None:
    context = FakeContext(World(stored={FILE: b"x"}))
    assert context.blobs.read(FILE) == b"x"
    with pytest.raises(NotAllowed):
        context.blobs.read("kestra:///etc/passwd")
    uri = context.blobs.put_new(lines_of_rows([{"a": 1}, None, "b"]), "ion")
    assert context.blobs.stored == {FILE: b"x", uri: b'{"a":1}\n"b"\n'}
    assert context.blobs.files_of_execution() == [uri]
    assert context.render(f"{{{{ read('{uri}') }}}}") == '{"a":1}\n"b"\n'


def test_entries_have_the_rules_of_the_server() -> None:
    context = FakeContext()
    context.kv.put("k", {"a": 1}, ttl=timedelta(hours=1))
    assert (context.kv.get("k"), context.kv.keys()) == ((True, {"a": 1}), ("k",))
    assert context.kv.entries == {("a.namespace", "k"): {"a": 1}}
    with pytest.raises(PluginError, match="overwrite"):
        context.kv.put("k", 2, overwrite=False)
    with pytest.raises(NotFound):
        context.kv.put("k", 2, namespace="elsewhere")
    context.pause(timedelta(hours=2))
    assert context.kv.keys() == ()


def test_time_stands_still_but_for_what_is_slept() -> None:
    context = FakeContext()
    stopped: list[bool] = []
    context.on_stop(lambda: stopped.append(context.is_stopped))
    context.pause(timedelta(minutes=1))
    assert (context.now(), context.slept) == (START + timedelta(minutes=1), [timedelta(minutes=1)])
    context.stop()
    assert stopped == [True]
    with pytest.raises(Interrupted):
        context.pause(timedelta(1))


def test_what_was_written_published_and_asked_is_kept() -> None:
    context = FakeContext(World(server=lambda request: 7))
    context.log.write(Level.INFO, "a")
    context.log.error("b")
    context.metrics.timer("t", timedelta(seconds=1), {"x": "y"})
    request = TotalExecutions()
    assert context.server.run(request) == 7
    assert context.server.asked == [request]
    assert (context.log.lines(), context.log.lines(Level.ERROR)) == (["a", "b"], ["b"])
    assert context.metrics.published == [Published("timer", "t", 1000.0, {"x": "y"})]
    with pytest.raises(NotFound, match="no answer"):
        FakeContext().server.run(request)


def test_the_working_directory_goes_with_the_context() -> None:
    context = FakeContext()
    folder = context.files.path
    assert folder.is_dir()
    del context
    assert not folder.exists()


def test_a_key_is_that_of_the_task_run_and_keys_of_requests_are_kept() -> None:
    context = FakeContext(World(server=lambda request: 3))
    assert context.idempotency_key == "an-execution/a-task-run"
    context.server.run(CountExecutions(), idempotency_key=context.idempotency_key)
    context.server.run(CountExecutions())
    assert context.server.keys == ["an-execution/a-task-run"]
