"""One attempt: properties rendered, results and errors turned into outcomes, secrets hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from tests.build import a_task, at
from tests.unit.runtime.workshop import Do, Said, Workshop, do
from tiercel.engine.env import EngineConfig
from tiercel.engine.masking import Mask
from tiercel.expr import LookupMissing, NoLookups, StaticLookups
from tiercel.expr.lookups import SECRET, Lookups
from tiercel.model.errors import IllegalArgument, PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import LOG_MESSAGE_CHARS_MAX
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.model.stored.encrypted import encrypted
from tiercel.model.task import Task
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import EndedWith, TaskFailed
from tiercel.runtime.worker.outputs import plain_outputs
from tiercel.runtime.worker.run_context import CLEAR_TEXT
from tiercel.runtime.worker.run_task import Outcome, run_inline, timeout_text

SECRET_TEXT = "{{ secret('TOKEN') }}"
TOKEN_TEXT = f"token={SECRET_TEXT}!"
NOTHING = StaticLookups({SECRET: lambda key, namespace: "s3cr3t-t0ken"})


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    known: dict[str, Json] = {}
    monkeypatch.setattr(Do, "calls", known)
    return known


def left_over(shop: Workshop) -> list[Path]:
    """What attempts left in the folder of working directories."""
    return list(shop.dependencies.work_folder.iterdir())


def run(shop: Workshop, task: Task, lookups: Lookups = NOTHING) -> Outcome:
    return run_inline(shop.inline, shop.work(task), lookups=lookups, now=at(5))


def messages(outcome: Outcome) -> list[tuple[str, str]]:
    return [(line.level.value, line.message) for line in outcome.logs]


def raising(error: BaseException) -> Any:
    def call(ctx: RunContext) -> Json:
        raise error

    return call


# Results.


def test_properties_are_rendered_before_the_task_runs(shop: Workshop) -> None:
    outcome = run(shop, do(properties={"value": "{{ taskrun.id }}"}))
    assert outcome.state is StateType.SUCCESS
    assert outcome.outputs == {"value": "tr-t-0"}


def test_raw_properties_stay_for_the_task(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["late"] = lambda ctx: ctx.render("{{ flow.id }}-{{ more }}", {"more": 1})
    assert run(shop, do("late")).outputs == {"value": "flow-1"}


def test_a_missing_value_from_outside_is_asked_for(shop: Workshop) -> None:
    class Missing:
        def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
            raise LookupMissing(kind, arguments)

    with pytest.raises(LookupMissing):
        run(shop, do(properties={"value": "{{ secret('TOKEN') }}"}), Missing())


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ({"a": None, "b": {"c": None, "d": 1}}, {"b": {"d": 1}}),
        ([1, None, {"x": None}], [1, {}]),
        (timedelta(minutes=5, seconds=6), 306.0),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "2024-01-02T03:04:05.000000Z"),
        (date(2024, 1, 2), "2024-01-02"),
        (Decimal("1.50"), 1.5),
        (Colour.RED, "red"),
        ({1: "a"}, {"1": "a"}),
        ((1, 2), [1, 2]),
        (Said(value=3), {"value": 3}),
    ],
)
def test_outputs_are_plain(value: Json, plain: Json) -> None:
    assert plain_outputs({"v": value}) == {"v": plain}


def test_no_outputs_are_an_empty_map() -> None:
    assert plain_outputs(None) == {}


def test_what_has_no_json_form_fails_the_task(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["odd"] = lambda ctx: object()
    outcome = run(shop, do("odd"))
    assert outcome.state is StateType.FAILED
    assert messages(outcome)[0] == ("ERROR", "A object can't be an output.")


# Errors.


def test_an_error_is_logged_with_its_trace_as_an_entry_of_its_own(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["bad"] = raising(ValueError("it broke"))
    outcome = run(shop, do("bad"))
    assert (outcome.state, outcome.outputs) == (StateType.FAILED, None)
    first, second = messages(outcome)
    assert first == ("ERROR", "it broke")
    assert second[0] == "TRACE"
    assert "ValueError: it broke" in second[1]


def test_an_expression_that_fails_fails_the_task(shop: Workshop) -> None:
    outcome = run(shop, do(properties={"value": "{{ nothing.there }}"}))
    assert outcome.state is StateType.FAILED
    assert messages(outcome)[0][1].startswith("Unable to find `nothing`")


EQUALS = "Could not perform equals comparison: "


@pytest.mark.parametrize(
    ("source", "said", "hint"),
    [
        ("{{ outputts.a }}", "Unable to find `outputts` used in the expression `SOURCE`",
         ": did you mean 'outputs'?"),
        ("{{ outputts.a == 1 }}", EQUALS + "Unable to find `outputts` (SOURCE:1)",
         ": did you mean 'outputs'?"),
        ("{{ secret('NOPE') == 'a' }}", EQUALS + "'secret' is not available here (SOURCE:1)", ""),
    ],
)  # fmt: skip
def test_the_log_reports_where_an_expression_failed_and_what_was_meant(
    shop: Workshop, source: str, said: str, hint: str
) -> None:
    outcome = run(shop, do(properties={"value": source}), lookups=NoLookups())
    line = f"{said.replace('SOURCE', source)} at line 1, column 4{hint}"
    assert messages(outcome)[0] == ("ERROR", line)


def test_an_unknown_type_fails_the_task(shop: Workshop) -> None:
    outcome = run(shop, a_task("t", "no.such.Type"))
    assert messages(outcome)[0] == ("ERROR", "Invalid type: no.such.Type")


def test_a_failure_may_keep_outputs_and_its_own_log_lines(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["half"] = raising(TaskFailed("half", outputs={"exitCode": 3, "n": None}, is_logged=True))
    outcome = run(shop, do("half"))
    assert outcome.state is StateType.FAILED
    assert outcome.outputs == {"exitCode": 3}
    assert outcome.logs == []


def test_a_task_may_end_with_a_warning(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["warn"] = raising(EndedWith("WARNING", {"a": 1}))
    outcome = run(shop, do("warn"))
    assert (outcome.state, outcome.outputs) == (StateType.WARNING, {"a": 1})


def test_leaving_the_process_only_fails_the_task(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["exit"] = raising(SystemExit(1))
    assert run(shop, do("exit")).state is StateType.FAILED


def test_nothing_outside_can_be_reached_in_place(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["reach"] = lambda ctx: ctx.kv.get("k")
    outcome = run(shop, do("reach"))
    assert outcome.state is StateType.FAILED
    assert "can't reach anything outside" in messages(outcome)[0][1]


def test_waiting_in_place_is_an_error(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["wait"] = lambda ctx: ctx.pause(timedelta(seconds=1))
    assert run(shop, do("wait")).state is StateType.FAILED


# Secrets.


def test_secrets_are_hidden_in_logs(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["leak"] = lambda ctx: ctx.log.write(Level.INFO, ctx.render(TOKEN_TEXT))
    assert messages(run(shop, do("leak"))) == [("INFO", "token=**masked****!")]


def test_secrets_are_hidden_in_errors_and_traces(shop: Workshop, calls: dict[str, Json]) -> None:
    def leak(ctx: RunContext) -> Json:
        raise PluginError(ctx.render(f"refused {SECRET_TEXT}"))

    calls["leak"] = leak
    text = "".join(message for _, message in messages(run(shop, do("leak"))))
    assert "s3cr3t" not in text


@pytest.mark.parametrize("fails", [False, True])
def test_outputs_with_a_secret_are_encrypted(
    tmp_path: Path, calls: dict[str, Json], fails: bool
) -> None:
    def leak(ctx: RunContext) -> Json:
        found = {"value": ctx.render(TOKEN_TEXT), "other": "open", "n": [1]}
        if fails:
            raise TaskFailed("no", outputs=found)
        return found

    calls["leak"] = leak
    config = EngineConfig(encrypt=lambda text: encrypted(text[::-1]))
    outcome = run(Workshop(tmp_path, config=config), do("leak"))
    sealed = encrypted("!nek0t-t3rc3s=nekot")
    found = {"value": sealed, "other": "open", "n": [1]}
    assert outcome.outputs == (found if fails else {"value": found})


def test_without_a_key_an_output_with_a_secret_is_clear_and_the_log_says_so(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["leak"] = lambda ctx: ctx.render(TOKEN_TEXT)
    outcome = run(shop, do("leak"))
    assert outcome.outputs == {"value": "token=s3cr3t-t0ken!"}
    assert messages(outcome) == [("WARN", CLEAR_TEXT)]
    calls["leak"] = lambda ctx: len(ctx.render(TOKEN_TEXT))
    assert messages(run(shop, do("leak"))) == []


def test_a_secret_at_the_end_of_a_line_that_is_cut_is_hidden(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    before = "x" * (LOG_MESSAGE_CHARS_MAX - 5)
    calls["leak"] = lambda ctx: ctx.log.info(ctx.render(before + SECRET_TEXT))
    ((_, message),) = messages(run(shop, do("leak")))
    assert message == f"{before}**mas"


def test_secrets_are_hidden_in_the_tags_of_metrics(shop: Workshop, calls: dict[str, Json]) -> None:
    calls["leak"] = lambda ctx: ctx.metrics.counter("n", 1, {"a": ctx.render(TOKEN_TEXT)})
    (metric,) = run(shop, do("leak")).metrics
    assert metric.tags == {"a": "token=**masked****!"}


def test_encrypted_outputs_of_others_are_hidden_when_read(tmp_path: Path) -> None:
    config = EngineConfig(decrypt=lambda value: str(value["value"])[::-1])
    shop = Workshop(tmp_path, config=config)
    encrypted = {"type": "io.kestra.datatype:aes_encrypted", "value": "drowssap"}
    work = shop.work(do(), outputs={"p": encrypted})
    Do.calls["leak"] = lambda ctx: ctx.log.info(ctx.render("{{ outputs.t.p }}"))
    task = work.plan.task
    assert task.id == "t"
    work.plan.task = do("leak")
    outcome = run_inline(shop.inline, work, lookups=NOTHING, now=at(0))
    assert messages(outcome) == [("INFO", "********")]


@pytest.mark.parametrize(
    ("secrets", "message", "shown"),
    [
        (["abc"], "x abc abc", "x *** ***"),
        (["abcdefghi"], "abcdefghi", "**masked*"),
        (["abcdefghijkl"], "<abcdefghijkl>", "<**masked****>"),
        (["a", "abc"], "abc", "***"),
        ([""], "nothing", "nothing"),
    ],
)
def test_masks(secrets: list[str], message: str, shown: str) -> None:
    assert Mask(secrets).apply(message) == shown


def test_a_mask_looks_into_maps_and_lists() -> None:
    mask = Mask()
    mask.add({"a": ["one", {"b": "two"}], "c": 3})
    assert mask.apply("one two 3") == "*** *** 3"


# The rest.


def test_metrics_and_logs_come_with_the_outcome(shop: Workshop, calls: dict[str, Json]) -> None:
    def measure(ctx: RunContext) -> Json:
        ctx.metrics.counter("rows", 3, {"table": "t"})
        ctx.metrics.timer("took", timedelta(seconds=1.5))
        ctx.log.write(Level.DEBUG, "measured")

    calls["measure"] = measure
    outcome = run(shop, do("measure"))
    found = [(entry.type, entry.name, entry.value) for entry in outcome.metrics]
    assert found == [("counter", "rows", 3.0), ("timer", "took", 1500.0)]
    assert outcome.logs[0].timestamp == at(5)
    assert outcome.logs[0].attempt_number == 0


@pytest.mark.parametrize(
    ("timeout", "text"),
    [
        (timedelta(milliseconds=1), "Timeout after 00:00:00.001"),
        (timedelta(hours=30, minutes=2, seconds=3.5), "Timeout after 30:02:03.500"),
    ],
)
def test_timeouts_are_shown_with_milliseconds(timeout: timedelta, text: str) -> None:
    assert timeout_text(timeout) == text


async def test_files_and_entries_of_a_task_on_a_worker(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    def work(ctx: RunContext) -> Json:
        uri = ctx.blobs.put(b"content", "a.txt")
        ctx.kv.put("k", {"n": 1})
        inner = ctx.files.resolve("sub/x.txt")
        inner.parent.mkdir()
        inner.write_text("x", encoding="utf-8")
        with pytest.raises(IllegalArgument):
            ctx.files.resolve("../x.txt")
        return [
            uri,
            ctx.blobs.read(uri).decode(),
            ctx.kv.get("k"),
            ctx.secrets.get("TOKEN"),
            list(ctx.blobs.files_of_execution()),
            str(ctx.files.path),
        ]

    calls["work"] = work
    await shop.job(do("work"))
    await shop.tick()
    ended: Json = (await shop.events())[-1]
    uri, content, found, secret, files, folder = ended.outputs["value"]
    assert uri == "kestra:///company/team/flow/executions/execution1/tasks/t/tr-t-0/a.txt"
    assert (content, found, secret, files) == ("content", [True, {"n": 1}], "s3cr3t-t0ken", [uri])
    assert folder not in [str(path) for path in left_over(shop)]
