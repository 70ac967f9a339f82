"""A real script in every language: shell, Python and Node always, the others where they are."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tiercel.plugin.testing import Ran, World, run_task
from tiercel.plugins.scripts import (
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
        "console.log('::' + JSON.stringify({outputs: {x: Deno.env.get('N') * 2}}) + '::')",
    ),
    "dotnet": Sample(dotnet.Script, "dotnet", CSHARP),
    "jbang": Sample(jbang.Script, "jbang", JAVA),
}


SAMPLES = {**ALWAYS, **OPTIONAL}


def run(sample: Sample, **properties: Any) -> Ran:
    given = {"taskRunner": PROCESS, "env": {"N": "{{ inputs.n }}"}, "warningOnStdErr": False}
    world = World(variables={"inputs": {"n": 21}})
    return run_task(sample.task, {**given, "script": sample.script, **properties}, world)


@pytest.mark.parametrize("name", ALWAYS)
def test_a_real_script_runs(name: str) -> None:
    ran = run(ALWAYS[name])
    assert ran.error is None, (ran.error, ran.logs)
    assert ran.outputs["vars"] == RESULT


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_real_script_runs_where_the_language_is_installed(name: str) -> None:
    sample = OPTIONAL[name]
    if shutil.which(sample.program) is None:
        pytest.skip(f"{name}: the program `{sample.program}` is not on this machine")
    ran = run(sample)
    assert ran.error is None, (ran.error, ran.logs)
    assert ran.outputs["vars"] == RESULT


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
