"""Short scripts that the reference runs inside its own process, by interpreters of the machine.

Compat: scripts that reach into Java do not run; those that use `row`, `rows` and plain values do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Plugin,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.nested import build_task
from tiercel.plugin.rows import text_of_row
from tiercel.plugin.services.fetching import Counted
from tiercel.plugin.services.given_rows import STORAGE, rows_given
from tiercel.plugin.variants import variant
from tiercel.plugins.scripts.base import ScriptTask
from tiercel.plugins.scripts.languages.node import Script as NodeScript
from tiercel.plugins.scripts.languages.python import Script as PythonScript

# What the starting program reads and writes in the working directory.
_SCRIPT, _ROWS, _NAMES, _RESULT = "script.txt", "rows.jsonl", "names.json", "result.jsonl"
_PROGRAMS = Path(__file__).parent
_PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}


class Evaluated(Output):
    """What a script has made."""

    result: Annotated[Json, Prop("The value of the last line, where that is one.")] = None
    outputs: Annotated[dict[str, Json], Prop("The values of the names in `outputs`.")]


class Transformed(Output):
    """The rows that a script has left."""

    uri: Annotated[str, Prop("The file of rows.")]


class Embedded(Plugin):
    """Runs a script by a program that starts it in its own way.

    Shapes: `task` is the type that runs programs of the language, `start` the file of the program.
    """

    task: ClassVar[type[ScriptTask]]
    start: ClassVar[str]

    script: Annotated[
        str, Prop("The lines of the script, or the address of a stored file that has them.")
    ]

    def ran(self, ctx: RunContext) -> Path:
        """The file of what it made. Raises: TaskFailed for a script that fails, PluginError."""
        script = self.script
        if script.strip().startswith(STORAGE):
            script = ctx.blobs.read(script.strip()).decode()
        ctx.files.resolve(_SCRIPT).write_text(script, encoding="utf-8")
        program = _PROGRAMS.joinpath(self.start).read_text(encoding="utf-8")
        given = {"script": program, "taskRunner": _PROCESS, "warningOnStdErr": False}
        build_task(self.task, given).run(ctx)
        return ctx.files.resolve(_RESULT)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Processes of a lost worker are gone with it."""


class Eval(Embedded, RunnableTask[Evaluated]):
    """Makes values."""

    outputs: Annotated[
        list[str] | None, Prop("Names of variables of the script that become outputs.")
    ] = None

    def run(self, ctx: RunContext) -> Evaluated:
        """Raises: TaskFailed for a script that fails."""
        names = msgspec.json.encode(self.outputs or [])
        ctx.files.resolve(_NAMES).write_bytes(names)
        found: Any = msgspec.json.decode(self.ran(ctx).read_bytes())
        return Evaluated(result=found.get("result"), outputs=found["outputs"])


class PythonEval(Eval):
    """May have modules of its own."""

    modules: Annotated[
        dict[str, str] | None, Prop("Sources of modules that the script imports, by their names.")
    ] = None

    def ran(self, ctx: RunContext) -> Path:
        """Also raises: PluginError for a module whose name leads elsewhere."""
        for name, source in (self.modules or {}).items():
            if not name.isidentifier():
                raise PluginError(f"`modules` has '{name}', which is no name of a module")
            ctx.files.resolve(f"{name}.py").write_text(source, encoding="utf-8")
        return super().ran(ctx)


class FileTransform(Embedded, RunnableTask[Transformed]):
    """Changes rows, one at a time."""

    from_: Annotated[
        str, Field(alias="from"), Prop("The address of a stored file of rows, or rows as JSON.")
    ]
    concurrent: Annotated[
        int | None, Prop("Accepted and ignored: rows keep their order, one after the other.")
    ] = None

    def run(self, ctx: RunContext) -> Transformed:
        """Raises: TaskFailed for a script that fails."""
        with ctx.files.resolve(_ROWS).open("w", encoding="utf-8") as file:
            file.writelines(f"{text_of_row(row)}\n" for row in rows_given(ctx, self.from_))
        with self.ran(ctx).open("rb") as file:
            counted = Counted(file)
            uri = ctx.blobs.put_new(iter(counted), "ion")
        ctx.metrics.counter("records", counted.count)
        return Transformed(uri=uri)


_RECORDS = Metric("records", "counter", "count", "How many rows the script has left.")
_JS_EVAL = 'outputs: [total]\nscript: |\n  const total = 40 + 2;\n  logger.info("summed");'
_JS_ROWS = (
    'from: "{{ outputs.people.uri }}"\nscript: |\n  if (row.age < 18) row = null;\n'
    "  else row.adult = true;"
)
_PYTHON_EVAL = 'outputs: [total]\nscript: |\n  total = 40 + 2\n  logger.info("summed")'
_PYTHON_ROWS = (
    'from: "{{ outputs.people.uri }}"\nscript: |\n  if row["age"] < 18:\n    row = None\n'
    '  else:\n    row["adult"] = True'
)
_LANGUAGES: tuple[tuple[str, str, type[ScriptTask], str, type[Any], str, str], ...] = (
    ("graalvm.js", "JavaScript", NodeScript, "js_program.txt", Eval, _JS_EVAL, _JS_ROWS),
    ("scripts.nashorn", "JavaScript", NodeScript, "js_program.txt", Eval, _JS_EVAL, _JS_ROWS),
    (
        "graalvm.python",
        "Python",
        PythonScript,
        "python_program.txt",
        PythonEval,
        _PYTHON_EVAL,
        _PYTHON_ROWS,
    ),
)


def _types() -> Iterator[tuple[str, type[Any]]]:
    """Each type by the end of its name."""
    for place, language, task, start, evaluating, evaluates, transforms in _LANGUAGES:
        kinds = (
            (evaluating, "Eval", f"Evaluate a script in {language}.", evaluates),
            (FileTransform, "FileTransform", f"Change rows by a script in {language}.", transforms),
        )
        for base, end, title, example in kinds:
            name = "".join(word.title() for word in (*place.split("."), end))
            made = variant((base,), __name__, name, {"task": task, "start": start})
            plugin(
                f"io.kestra.plugin.{place}.{end}",
                title=title,
                examples=[example],
                metrics=[_RECORDS] if base is FileTransform else [],
                deprecated=place.startswith("scripts."),
            )(made)
            yield name, made


TYPES: Mapping[str, type[Any]] = dict(_types())
# The catalog finds classes by module and name.
globals().update(TYPES)
