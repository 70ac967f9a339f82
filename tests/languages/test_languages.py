"""A real script in every language: shell, Python and Node always, the others where they are.

`make languages` installs what can be had; what it found may not be skipped from then on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.languages import install
from tests.languages.catalogue import LANGUAGES, NOT_PACKAGED, find, recorded, search_path
from tiercel.plugins.scripts.languages import (
    bun,
    deno,
    dotnet,
    go,
    groovy,
    jbang,
    julia,
    lua,
    node,
    perl,
    php,
    powershell,
    python,
    r,
    ruby,
    shell,
)
from tiercel.testing import Ran, World, run_task

PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}
# What every script prints: its one input, doubled, as an output.
RESULT = {"x": 42}
GO = r"""package main

import "os"

func main() {
	if os.Getenv("N") == "21" {
		os.Stdout.WriteString("::{\"outputs\": {\"x\": 42}}::\n")
	}
}
"""
CSHARP = r"""var n = int.Parse(System.Environment.GetEnvironmentVariable("N")!);
System.Console.WriteLine("::{\"outputs\": {\"x\": " + n * 2 + "}}::");
"""
JAVA = r"""class Main {
    public static void main(String[] args) {
        int n = Integer.parseInt(System.getenv("N"));
        System.out.println("::{\"outputs\": {\"x\": " + n * 2 + "}}::");
    }
}
"""
JAVASCRIPT = "console.log('::' + JSON.stringify({outputs: {x: process.env.N * 2}}) + '::')"


class Sample(msgspec.Struct, frozen=True):
    """A script, and the program without which it can't run."""

    task: type[Any]
    program: str
    script: str


ALWAYS = {
    "shell": Sample(shell.Script, "sh", """echo '::{"outputs": {"x": '$((N * 2))'}}::'"""),
    "python": Sample(
        python.Script,
        "python3",
        "import json, os\n"
        "print('::' + json.dumps({'outputs': {'x': int(os.environ['N']) * 2}}) + '::')",
    ),
    "node": Sample(node.Script, "node", JAVASCRIPT),
}
OPTIONAL = {
    "perl": Sample(
        perl.Script, "perl", """print '::{"outputs": {"x": ' . $ENV{N} * 2 . "}}::\\n";"""
    ),
    "go": Sample(go.Script, "go", GO),
    "ruby": Sample(
        ruby.Script, "ruby", """puts '::{"outputs": {"x": ' + (ENV['N'].to_i * 2).to_s + '}}::'"""
    ),
    "r": Sample(
        r.Script,
        "Rscript",
        """cat(sprintf('::{"outputs": {"x": %d}}::\\n', as.integer(Sys.getenv("N")) * 2L))""",
    ),
    "php": Sample(
        php.Script, "php", """<?php echo '::{"outputs": {"x": ' . getenv("N") * 2 . "}}::\\n";"""
    ),
    "lua": Sample(
        lua.Script,
        "lua",
        """print('::{"outputs": {"x": ' .. math.tointeger(os.getenv("N") * 2) .. '}}::')""",
    ),
    "julia": Sample(
        julia.Script,
        "julia",
        """println("::{\\"outputs\\": {\\"x\\": $(parse(Int, ENV["N"]) * 2)}}::")""",
    ),
    "powershell": Sample(
        powershell.Script,
        "pwsh",
        """Write-Output ('::{"outputs": {"x": ' + [int]$env:N * 2 + '}}::')""",
    ),
    "groovy": Sample(
        groovy.Script,
        "groovy",
        """println '::{"outputs": {"x": ' + (System.getenv("N") as int) * 2 + '}}::'""",
    ),
    "bun": Sample(bun.Script, "bun", JAVASCRIPT),
    "deno": Sample(
        deno.Script,
        "deno",
        # Nothing is allowed to it, not even to look at its environment.
        "console.log('::' + JSON.stringify({outputs: {x: {{ inputs.n }} * 2}}) + '::')",
    ),
    "dotnet": Sample(dotnet.Script, "dotnet", CSHARP),
    "jbang": Sample(jbang.Script, "jbang", JAVA),
}


SAMPLES = {**ALWAYS, **OPTIONAL}


def run(sample: Sample, **properties: Any) -> Ran:
    given = {"taskRunner": PROCESS, "env": {"N": "{{ inputs.n }}"}, "warningOnStdErr": False}
    world = World(variables={"inputs": {"n": 21}})
    return run_task(sample.task, {**given, "script": sample.script, **properties}, world)


@pytest.fixture(autouse=True)
def path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", search_path())


def check(sample: Sample) -> None:
    ran = run(sample)
    assert ran.error is None, (ran.error, ran.logs)
    assert ran.outputs["vars"] == RESULT


@pytest.mark.timeout(200)
@pytest.mark.parametrize("name", ALWAYS)
def test_a_real_script_runs(name: str) -> None:
    if name == "node" and find("node") is None:
        install.main(["--quick"])
    check(ALWAYS[name])


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_real_script_runs_where_the_language_is_installed(name: str) -> None:
    sample = OPTIONAL[name]
    if find(sample.program) is None:
        assert name not in recorded(), f"{name}: was there when `make languages` was called"
        reason = NOT_PACKAGED.get(name, "`make languages` installs it")
        pytest.skip(f"{name}: the program `{sample.program}` is not on this machine ({reason})")
    check(sample)


def test_each_language_has_a_package_or_a_reason_why_not() -> None:
    covered = {each.name for each in LANGUAGES} | NOT_PACKAGED.keys() | {"shell", "python"}
    assert covered == SAMPLES.keys()


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - {"shell"}))
def test_a_language_that_is_not_there_is_a_clear_error(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sample = SAMPLES[name]
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    ran = run(sample, env={})
    assert ran.error is not None
    assert "Unable to find the program" in ran.error.message
    assert ran.outputs == {}
