"""Content that wants to be more than text: in logs, names, outputs and descriptions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.runs import Runs, address

SCRIPT = "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>"
TEMPLATE = "{{ 7 * 7 }}"
LINK = "[press](javascript:window.hurt=1)"
HOSTILE = f"{SCRIPT} {TEMPLATE} {LINK}"
NAMESPACE = "pages.hostile"
LINE_CHARS = 10_000_000
# Colours that change at each letter, a screen that is cleared, a title, a link, an endless order.
ANSI = (
    "".join(f"\x1b[{30 + number % 8}mx\x1b[0m" for number in range(5_000))
    + "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;javascript:window.hurt=1\x07press\x1b]8;;\x07"
    + "\x1b[" * 2_000
)
HEAD = f"""
description: {json.dumps(HOSTILE + " **bold**")}
labels:
  note: {json.dumps(HOSTILE)}
inputs:
  - id: text
    type: STRING
    required: false
    displayName: {json.dumps(HOSTILE)}
    description: {json.dumps(HOSTILE)}
"""
TASKS = """
  - id: say
    type: io.kestra.plugin.core.log.Log
    description: {described}
    message: "{{{{ inputs.text }}}}"
  - id: give
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ inputs.text }}}}"
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


@pytest.fixture
def ended(runs: Runs, text: str) -> dict[str, Any]:
    """An execution that got such a text as input, logged it and gave it as output."""
    tasks = TASKS.format(described=json.dumps(HOSTILE))
    runs.flow("hostile", tasks, head=HEAD, namespace=NAMESPACE)
    begin, end = "--part", '\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    started = runs.call(
        "POST",
        f"/executions/{NAMESPACE}/hostile",
        f"--{begin}{end}{text}\r\n--{begin}--\r\n",
        kind=f"multipart/form-data; boundary={begin}",
    )
    return runs.reach(started["id"], "SUCCESS")


def expect_unhurt(page: Page) -> None:
    """Nothing of it ran, and nothing of it can be pressed."""
    assert page.evaluate("() => window.hurt") is None
    expect(page.locator("a[href^='javascript' i], main script, main img[src='x']")).to_have_count(0)
    assert "owned" not in page.title()


@pytest.mark.parametrize("text", [HOSTILE])
def test_flows_show_names_and_descriptions_as_text(page: Page, ended: dict[str, Any]) -> None:
    flow = f"flows/edit/{NAMESPACE}/hostile"
    page.goto(flow)
    main = page.locator("main")
    # Of a description only harmless marks are drawn.
    expect(main.locator("strong", has_text="bold")).to_be_visible()
    expect(main).to_contain_text(TEMPLATE)
    expect_unhurt(page)
    page.get_by_role("button", name="Execute", exact=True).click()
    dialog = page.get_by_role("dialog", name="Execute")
    expect(dialog).to_contain_text(SCRIPT)
    expect_unhurt(page)
    page.goto(f"flows?{'filters[namespace][EQUALS]'}={NAMESPACE}")
    expect(page.get_by_role("table", name="Flows")).to_contain_text("note")
    expect_unhurt(page)
    page.goto(f"executions?{'filters[namespace][EQUALS]'}={NAMESPACE}")
    expect(page.get_by_role("table", name="Executions")).to_contain_text("note")
    expect_unhurt(page)


@pytest.mark.parametrize("text", [HOSTILE])
def test_executions_show_values_as_text(page: Page, ended: dict[str, Any]) -> None:
    page.goto(address(ended, "overview"))
    tree = page.get_by_role("tree", name="Inputs")
    expect(tree).to_contain_text(HOSTILE)
    expect_unhurt(page)
    page.goto(address(ended, "topology"))
    page.get_by_role("button", name=re.compile("^say")).click()
    expect(page.get_by_role("log")).to_contain_text(HOSTILE)
    expect_unhurt(page)


@pytest.mark.parametrize("text", [ANSI])
def test_orders_for_terminals_are_not_followed(page: Page, ended: dict[str, Any]) -> None:
    page.goto(address(ended, "logs"))
    log = page.get_by_role("log")
    line = log.locator(".ll").first
    expect(line).to_contain_text("xxx")
    line.click()
    expect(log.locator(".whole")).to_contain_text("press")
    expect(log.locator(".whole").get_by_role("link")).to_have_count(0)
    expect(log.locator("[style*=color], [class*=ansi-]").first).to_be_attached()
    expect_unhurt(page)


@pytest.mark.parametrize("text", ["a" * LINE_CHARS])
def test_a_line_of_ten_megabytes_is_cut(page: Page, ended: dict[str, Any]) -> None:
    for tab, shown in (
        ("logs", page.locator("[role=log] .ll").first),
        ("overview", page.get_by_role("tree", name="Inputs")),
        ("outputs", page.get_by_role("tree")),
    ):
        page.goto(address(ended, tab))
        expect(shown).to_contain_text("aaaa")
        assert page.evaluate("() => document.body.textContent.length") < 100_000
    page.get_by_role("tree").get_by_role("button", name=re.compile("^value")).click()
    expect(page.get_by_role("region", name=re.compile("outputs.give"))).to_contain_text("aaaa")
    # What cannot be read by a person is not drawn.
    assert page.evaluate("() => document.body.textContent.length") < 400_000
