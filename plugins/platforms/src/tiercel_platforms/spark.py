"""Applications of Spark, by its programs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.files import STORAGE_SCHEMES, write_input_files
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.tool import ProgramTask, ToolTask

IMAGE = "apache/spark:4.0.1-java21-r"
_MASTER = "master: spark://spark:7077\n"
Stored = dict[str, str] | None


@plugin(
    "io.kestra.plugin.spark.SparkCLI",
    title="Run commands of Spark.",
    examples=["commands:\n  - spark-submit --master spark://spark:7077 app.py"],
)
class SparkCLI(ToolTask):
    """Such as spark-submit and spark-sql."""

    image: ClassVar[str] = IMAGE


class Submit(ProgramTask):
    """What spark-submit is told; stored files are put beside the application."""

    image: ClassVar[str] = IMAGE
    # The name that the application has here where it is a stored file.
    main_file: ClassVar[str]

    master: Annotated[str, Prop("The address of the cluster: spark://host:7077, local[*], yarn.")]
    name: Annotated[str | None, Prop("The name of the application.")] = None
    args: Annotated[list[str] | None, Prop("Arguments of the application.")] = None
    configurations: Annotated[dict[str, str] | None, Prop("Settings of Spark, by name.")] = None
    deploy_mode: Annotated[
        Literal["CLIENT", "CLUSTER"], Prop("Whether its driver runs here or in the cluster.")
    ] = "CLIENT"
    app_files: Annotated[Stored, Prop("Stored files for the application, by name.")] = None
    verbose: Annotated[bool, Prop("Whether Spark says more.")] = False
    spark_submit_path: Annotated[str, Prop("Where the program is.")] = "/opt/spark/bin/spark-submit"

    def application(self) -> str:
        """The application: a stored file, or a place that Spark knows."""
        raise NotImplementedError

    def stored(self) -> Mapping[str, Stored]:
        """Stored files by name, for each option that lists them."""
        return {"--files": self.app_files}

    def options(self) -> Iterator[str]:
        """What the kind of the application adds."""
        yield from ()

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write the stored files."""
        files = {name: uri for each in self.stored().values() for name, uri in (each or {}).items()}
        if self._is_stored:
            files[self.main_file] = self.application()
        write_input_files(ctx, files, extra)

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """One command."""
        return [shlex.join(self._words())]

    @property
    def _is_stored(self) -> bool:
        return self.application().startswith(STORAGE_SCHEMES)

    def _words(self) -> Iterator[str]:
        yield from (self.spark_submit_path, "--master", self.master)
        yield from ("--deploy-mode", self.deploy_mode.lower())
        if self.name is not None:
            yield from ("--name", self.name)
        yield from self.options()
        for name, value in (self.configurations or {}).items():
            yield from ("--conf", f"{name}={value}")
        for option, files in self.stored().items():
            if files:
                yield from (option, ",".join(files))
        if self.verbose:
            yield "--verbose"
        yield self.main_file if self._is_stored else self.application()
        yield from self.args or ()


class ScriptSubmit(Submit):
    """An application that is a script."""

    main_script: Annotated[
        str, Prop("The script: the address of a stored file, or a place that Spark knows.")
    ]

    def application(self) -> str:
        return self.main_script


@plugin(
    "io.kestra.plugin.spark.PythonSubmit",
    title="Run an application of Spark in Python.",
    examples=[_MASTER + 'mainScript: "{{ inputs.script }}"\nargs: ["10"]'],
)
class PythonSubmit(ScriptSubmit):
    """With further modules."""

    main_file: ClassVar[str] = "app.py"
    python_files: Annotated[Stored, Prop("Stored modules and archives, by name.")] = None

    def stored(self) -> Mapping[str, Stored]:
        return {"--files": self.app_files, "--py-files": self.python_files}


@plugin(
    "io.kestra.plugin.spark.RSubmit",
    title="Run an application of Spark in R.",
    examples=[_MASTER + 'mainScript: "{{ inputs.script }}"'],
)
class RSubmit(ScriptSubmit):
    """A script of SparkR."""

    main_file: ClassVar[str] = "app.R"


@plugin(
    "io.kestra.plugin.spark.JarSubmit",
    title="Run an application of Spark in Java or Scala.",
    examples=[
        _MASTER + "mainClass: org.apache.spark.examples.SparkPi\n"
        "mainResource: local:///opt/spark/examples/jars/spark-examples.jar"
    ],
)
class JarSubmit(Submit):
    """A class of a jar, with further jars."""

    main_file: ClassVar[str] = "app.jar"
    main_class: Annotated[
        str, Prop("The whole name of the class that has `main`, such as `com.acme.Main`.")
    ]
    main_resource: Annotated[
        str, Prop("The jar: the address of a stored file, or a place that Spark knows.")
    ]
    jars: Annotated[Stored, Prop("Further stored jars, by name.")] = None

    def application(self) -> str:
        return self.main_resource

    def stored(self) -> Mapping[str, Stored]:
        return {"--files": self.app_files, "--jars": self.jars}

    def options(self) -> Iterator[str]:
        yield from ("--class", self.main_class)
