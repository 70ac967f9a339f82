"""The dialog that executes a flow: all that it can say of a start, read from what was started."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import NAMESPACE, Runs
from tests.ui.watch import Watch

SAY = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
ALL_TYPES = """inputs:
  - {id: text, type: STRING}
  - {id: count, type: INT, min: 1, max: 9}
  - {id: share, type: FLOAT}
  - {id: isOn, type: BOOLEAN}
  - {id: color, type: SELECT, values: [red, green]}
  - {id: sizes, type: MULTISELECT, values: [s, m, l]}
  - {id: day, type: DATE}
  - {id: moment, type: DATETIME}
  - {id: hour, type: TIME}
  - {id: span, type: DURATION}
  - {id: data, type: JSON}
  - {id: names, type: ARRAY, itemType: STRING}
  - {id: place, type: URI}
  - {id: file, type: FILE}
"""
DEPENDS = """inputs:
  - {id: mode, type: SELECT, values: [simple, full], defaults: simple}
  - id: detail
    type: STRING
    dependsOn:
      inputs: [mode]
      condition: "{{ inputs.mode == 'full' }}"
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def opened(page: Page, flow_id: str) -> Locator:
    page.goto(f"flows/edit/{NAMESPACE}/{flow_id}")
    page.get_by_role("button", name="Execute", exact=True).click()
    return page.get_by_role("dialog", name=f"Execute {flow_id}")


def execute(page: Page, runs: Runs, dialog: Locator, flow_id: str) -> dict[str, Any]:
    """What was started, once its page is there."""
    dialog.get_by_role("button", name="Execute", exact=True).click()
    page.wait_for_url(re.compile(rf"/executions/{re.escape(NAMESPACE)}/{flow_id}/"))
    return runs.get(page.url.partition(f"/{flow_id}/")[2].partition("/")[0].partition("?")[0])


def test_a_value_of_each_type_arrives(page: Page, runs: Runs, tmp_path: Path) -> None:
    runs.flow("exec_types", SAY, head=ALL_TYPES)
    upload = tmp_path / "rows.csv"
    upload.write_text("a,b\n", encoding="utf-8")
    dialog = opened(page, "exec_types")

    def field(name: str) -> Locator:
        return dialog.get_by_label(name).first

    fill: dict[str, Callable[[], None]] = {
        "text": lambda: field("text").fill("<b>words</b> {{ 7 * 7 }}"),
        "count": lambda: field("count").fill("4"),
        "share": lambda: field("share").fill("0.5"),
        "isOn": lambda: dialog.get_by_role("button", name="True", exact=True).click(),
        "color": lambda: dialog.get_by_role("radio", name="green").check(),
        "sizes": lambda: dialog.get_by_role("checkbox", name="m", exact=True).check(),
        "day": lambda: field("day").fill("2026-03-01"),
        "moment": lambda: field("moment").fill("2026-03-01T12:30"),
        "hour": lambda: field("hour").fill("12:30"),
        "span": lambda: field("span").fill("PT5M"),
        "data": lambda: field("data").fill('{"a": [1, 2]}'),
        "names": lambda: _add(field("names"), "one"),
        "place": lambda: field("place").fill("https://example.invalid/x"),
        "file": lambda: field("file").set_input_files(upload),
    }
    for step in fill.values():
        step()
    expect(dialog).to_contain_text("14 of 14 inputs are valid")
    assert_accessible(page)
    given = execute(page, runs, dialog, "exec_types")["inputs"]
    assert given["text"] == "<b>words</b> {{ 7 * 7 }}"
    assert (given["count"], given["share"], given["isOn"]) == (4, 0.5, True)
    assert (given["color"], given["sizes"], given["names"]) == ("green", ["m"], ["one"])
    assert given["day"] == "2026-03-01"
    # The reader is in Berlin.
    assert datetime.fromisoformat(given["moment"]) == datetime.fromisoformat("2026-03-01T11:30Z")
    assert given["hour"].startswith("12:30")
    assert given["span"] == 300
    assert given["data"] == {"a": [1, 2]}
    assert given["place"] == "https://example.invalid/x"
    assert given["file"].startswith("kestra:///")


def _add(field: Locator, item: str) -> None:
    field.fill(item)
    field.press("Enter")


def test_a_field_appears_when_what_it_depends_on_is_chosen(page: Page, runs: Runs) -> None:
    runs.flow("exec_depends", SAY, head=DEPENDS)
    dialog = opened(page, "exec_depends")
    expect(dialog).to_contain_text("1 of 1 inputs are valid")
    expect(dialog.get_by_label("detail")).to_have_count(0)
    dialog.get_by_role("radio", name="full").check()
    dialog.get_by_label("detail").fill("more")
    expect(dialog).to_contain_text("2 of 2 inputs are valid")
    given = execute(page, runs, dialog, "exec_depends")["inputs"]
    assert given == {"mode": "full", "detail": "more"}


def test_labels_revision_and_values_of_the_last_run(page: Page, runs: Runs) -> None:
    count = "inputs:\n  - {id: count, type: INT, defaults: 1}"
    runs.flow("exec_again", SAY, head=count)
    runs.flow("exec_again", SAY.replace("hi", "hello"), head=count)
    dialog = opened(page, "exec_again")
    dialog.get_by_label("count").fill("7")
    dialog.get_by_label("Labels").fill("no colon")
    expect(dialog.get_by_role("alert")).to_contain_text("“no colon” has no colon")
    dialog.get_by_label("Labels").fill("team: data\nreason:late")
    dialog.get_by_label("Revision").select_option("1")
    expect(dialog).to_contain_text("Starts one execution of revision 1.")
    # Another revision may have other inputs.
    dialog.get_by_label("count").fill("7")
    expect(dialog.locator("pre")).to_contain_text("labels=team%3Adata&labels=reason%3Alate")
    expect(dialog.locator("pre")).to_contain_text("count=7")
    expect(dialog).to_contain_text("1 of 1 inputs are valid")
    first = execute(page, runs, dialog, "exec_again")
    assert first["flowRevision"] == 1
    assert first["inputs"] == {"count": 7}
    given = {label["key"]: label["value"] for label in first["labels"]}
    assert given["team"] == "data"
    assert given["reason"] == "late"

    dialog = opened(page, "exec_again")
    expect(dialog.get_by_label("count")).to_have_value("1")
    dialog.get_by_role("button", name="Values of the last run").click()
    expect(dialog.get_by_label("count")).to_have_value("7")
    expect(dialog).to_contain_text("1 of 1 inputs are valid")
    second = execute(page, runs, dialog, "exec_again")
    assert second["inputs"] == {"count": 7}
    assert second["flowRevision"] == 2


def test_values_come_from_any_execution(watch: tuple[Page, Watch], runs: Runs) -> None:
    page, seen = watch
    seen.allow("status of 404")
    count = "inputs:\n  - {id: count, type: INT, defaults: 1}"
    runs.flow("exec_any", SAY, head=count)
    first = runs.start("exec_any")
    runs.flow("exec_any", SAY, head=count.replace("1", "2"))
    runs.start("exec_any")
    runs.flow("exec_other", SAY, head=count.replace("count", "other"))
    other = runs.start("exec_other")
    dialog = opened(page, "exec_any")
    expect(dialog.get_by_label("count")).to_have_value("2")
    field = dialog.get_by_label("Id of an execution")
    field.fill(first)
    expect(dialog.locator("#execute-recent option")).to_have_count(2)
    dialog.get_by_role("button", name="Fill", exact=True).click()
    expect(dialog.get_by_label("count")).to_have_value("1")
    assert_accessible(page)
    for unfit, said in ((other, "no value for an input"), ("nowhere", "not found")):
        field.fill(unfit)
        dialog.get_by_role("button", name="Fill", exact=True).click()
        expect(dialog.get_by_role("alert")).to_contain_text(said)
    expect(dialog).to_contain_text("1 of 1 inputs are valid")
    assert execute(page, runs, dialog, "exec_any")["inputs"] == {"count": 1}


def test_the_same_start_by_others(page: Page, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.flow("exec_same", SAY, head="inputs:\n  - {id: note, type: STRING}")
    dialog = opened(page, "exec_same")
    note = "it's {{ 7 * 7 }}"
    dialog.get_by_label("note").fill(note)
    dialog.get_by_label("Labels").fill("team:data")
    expect(dialog.locator("pre")).to_contain_text("note=")
    forms = dialog.get_by_role("group", name="Same call as")
    texts = {}
    for form in ("CLI", "Python", "YAML"):
        forms.get_by_role("button", name=form, exact=True).click()
        expect(forms.get_by_role("button", name=form)).to_have_attribute("aria-pressed", "true")
        texts[form] = dialog.locator("pre").inner_text()
    assert_accessible(page)

    program, *words = shlex.split(texts["CLI"].replace("\\\n", ""))
    assert program == "tiercel"
    printed = subprocess.check_output([sys.executable, "-m", "tiercel", *words], text=True)
    started = runs.get(printed.split()[0])
    assert started["inputs"] == {"note": note}
    assert {"key": "team", "value": "data"} in started["labels"]

    runs.flow("exec_caller", textwrap.indent(texts["YAML"], "  "))
    caller = runs.reach(runs.start("exec_caller"), "SUCCESS")
    (child,) = runs.search(triggerExecutionId=caller["id"])
    assert (child["flowId"], child["inputs"]) == ("exec_same", {"note": note})
    assert {"key": "team", "value": "data"} in child["labels"]

    asked: list[object] = []

    def create(*place: str, **options: object) -> SimpleNamespace:
        asked.append((place, options))
        return SimpleNamespace(id="made")

    client = SimpleNamespace(executions=SimpleNamespace(create_execution=create))
    module = ModuleType("kestrapy")
    monkeypatch.setattr(module, "KestraClient", lambda **options: client, raising=False)
    monkeypatch.setitem(sys.modules, "kestrapy", module)
    exec(texts["Python"], {})
    given = {"inputs": {"note": note}, "labels": ["team:data"]}
    assert asked == [(("main", NAMESPACE, "exec_same"), given)]


def test_inputs_are_kept_as_a_preset_and_taken_from_it(page: Page, runs: Runs) -> None:
    head = """inputs:
  - {id: text, type: STRING}
  - {id: names, type: ARRAY, itemType: STRING}
  - {id: token, type: SECRET, required: false}
"""
    runs.flow("exec_preset", SAY, head=head)
    dialog = opened(page, "exec_preset")
    dialog.get_by_label("text").fill("<b>month</b> end")
    _add(dialog.get_by_label("names").first, "one")
    dialog.get_by_label("token").first.fill("hidden words")
    name = dialog.get_by_label("Name of a preset")
    name.fill("Month end")
    # Enter keeps it, and starts nothing.
    name.press("Enter")
    preset = dialog.get_by_label("Preset", exact=True)
    expect(preset.locator("option:checked")).to_have_text("Month end")
    assert_accessible(page)
    (kept,) = runs.call("GET", f"/views?list=inputs%20{NAMESPACE}/exec_preset")
    assert kept["query"] == {"text": ["<b>month</b> end"], "names": ["one"]}
    assert not runs.search(namespace=NAMESPACE, flowId="exec_preset")
    dialog = opened(page, "exec_preset")
    preset.select_option("Month end")
    expect(dialog.get_by_label("text")).to_have_value("<b>month</b> end")
    expect(dialog).to_contain_text("3 of 3 inputs are valid")
    given = execute(page, runs, dialog, "exec_preset")["inputs"]
    assert (given["text"], given["names"]) == ("<b>month</b> end", ["one"])
    dialog = opened(page, "exec_preset")
    preset.select_option("Month end")
    dialog.get_by_role("button", name="Delete the preset Month end").click()
    expect(preset.locator("option")).to_have_count(0)
    assert runs.call("GET", f"/views?list=inputs%20{NAMESPACE}/exec_preset") == []


def test_it_begins_later_and_in_another_tab(page: Page, runs: Runs) -> None:
    runs.flow("exec_later", SAY)
    dialog = opened(page, "exec_later")
    dialog.get_by_role("button", name="Later…").click()
    dialog.get_by_label("Start at").fill("2099-01-01T12:00")
    expect(dialog.locator("pre")).to_contain_text("scheduleDate=2099-01-01T11")
    dialog.get_by_role("checkbox", name="Open in a new tab").check()
    with page.context.expect_page() as started:
        dialog.get_by_role("button", name="Execute", exact=True).click()
    expect(started.value.locator("#content > header .pill")).to_have_text("Created")
    assert page.url.endswith("/exec_later")
    (found,) = runs.search(namespace=NAMESPACE, flowId="exec_later")
    assert found["scheduleDate"].startswith("2099-01-01T11:00")
    runs.call("DELETE", f"/executions/{found['id']}/kill")
    page.get_by_role("button", name="Execute", exact=True).click()
    dialog.get_by_role("checkbox", name="Open in a new tab").uncheck()


def test_a_flow_that_is_off_is_not_executed(watch: tuple[Page, Watch], runs: Runs) -> None:
    page, seen = watch
    # Its inputs are not looked at either.
    seen.allow(r"status of 409 .*/validate")
    runs.flow("exec_off", SAY, head="disabled: true")
    page.goto(f"flows/edit/{NAMESPACE}/exec_off")
    button = page.get_by_role("button", name="Execute", exact=True)
    expect(button).to_be_disabled()
    page.goto(f"flows/edit/{NAMESPACE}/exec_off?execute=")
    dialog = page.get_by_role("dialog", name="Execute exec_off")
    expect(dialog).to_contain_text("The flow is disabled. Enable it to execute it.")
    expect(dialog.get_by_role("button", name="Execute", exact=True)).to_be_disabled()
    assert not runs.search(namespace=NAMESPACE, flowId="exec_off")
