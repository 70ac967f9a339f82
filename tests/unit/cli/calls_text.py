"""The texts of the modules in `tiercel/cli/api`: calls as the route table declares them.

`make calls` writes them.
"""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import fill, indent
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import FieldInfo

from tests.figures.document import routes
from tiercel.web.documented import EVENTS, FORM, JSON, Body, Param
from tiercel.web.payloads import AnyValue
from tiercel.web.route import Route

FOLDER = Path("src/tiercel/cli/api")
CALL = "tiercel.cli.api.call"


class Wanted(msgspec.Struct, frozen=True):
    """A call that commands make: of the first route that runs an operation.

    Shapes: `within` is a part of the path, where it is not to be the first of all; calls of a
    module with the same `base` have the parameters that all of them take from it.
    """

    name: str
    operation: str
    within: str = ""
    base: str = ""


# What commands call, by module. Views go into the first module that needs them.
MODULES = {
    "executions": (
        Wanted("GetExecution", "execution.explain"),
        Wanted("FindExecutions", "execution.search"),
        Wanted("StartExecution", "execution.start"),
        Wanted("ExplainWaiting", "execution.waiting"),
        Wanted("KillExecution", "execution.kill"),
        Wanted("RestartExecution", "execution.restart"),
        Wanted("ReplayExecution", "execution.replay"),
        Wanted("ReplayWithInputs", "execution.replay", "-with-inputs"),
        Wanted("ResumeExecution", "execution.resume"),
        Wanted("ReadLog", "log.window"),
        Wanted("PauseExecution", "execution.pause"),
        Wanted("ForceRunExecution", "execution.force_run"),
        Wanted("ChangeStatus", "execution.change_status"),
        Wanted("SetLabels", "execution.set_labels"),
        Wanted("DeleteExecution", "execution.delete"),
    ),
    "flows": (
        Wanted("GetFlow", "flow.get"),
        Wanted("FindFlows", "flow.search"),
        Wanted("ListFlows", "flow.list"),
        Wanted("CreateFlow", "flow.create"),
        Wanted("UpdateFlow", "flow.update"),
        Wanted("DeleteFlow", "flow.delete"),
        Wanted("ReplaceFlows", "flows.replace", "/bulk"),
        Wanted("DeleteFlows", "flows.delete", "/by-ids"),
        Wanted("EnableFlows", "flows.enable", "/by-ids"),
        Wanted("DisableFlows", "flows.disable", "/by-ids"),
        Wanted("CheckFlows", "flows.check"),
        Wanted("ExportFlows", "flows.export", "/by-query"),
    ),
    "namespaces": (
        Wanted("ListFolder", "file.folder", "/directory"),
        Wanted("ReadFile", "file.read"),
        Wanted("UploadFile", "file.upload"),
        Wanted("RemoveFile", "file.remove"),
        Wanted("MoveFile", "file.move"),
        Wanted("FindFiles", "file.search"),
        Wanted("SetKey", "kv.set"),
        Wanted("GetKey", "kv.get"),
        Wanted("ListKeys", "kv.entries"),
        Wanted("DeleteKey", "kv.delete"),
        Wanted("ListNamespaces", "namespace.list"),
    ),
    "triggers": (
        Wanted("FindTriggers", "trigger.search"),
        Wanted("SwitchTrigger", "trigger.enable"),
        Wanted("UnlockTrigger", "trigger.unlock"),
        Wanted("CreateBackfill", "backfill.create"),
        Wanted("PauseBackfill", "backfill.pause"),
        Wanted("ResumeBackfill", "backfill.resume"),
        Wanted("DeleteBackfill", "backfill.delete"),
        Wanted("RestartTrigger", "trigger.restart"),
        Wanted("DeleteTrigger", "trigger.delete"),
    ),
    "secrets": (
        Wanted("FindSecrets", "secret.search"),
        Wanted("StoreSecret", "secret.store"),
        Wanted("DeleteSecret", "secret.delete"),
    ),
    "audit": (
        Wanted("FindAuditEntries", "audit.search", base="Filtered"),
        Wanted("ExportAuditLog", "audit.stream", base="Filtered"),
        Wanted("VerifyAuditLog", "audit.verify"),
    ),
    "tokens": (
        Wanted("ListTokens", "token.list"),
        Wanted("CreateToken", "token.create"),
        Wanted("DeleteToken", "token.delete"),
    ),
    "users": (
        Wanted("GetUser", "me.get"),
        Wanted("SetUser", "access.set_user"),
    ),
    "dashboards": (
        Wanted("FindDashboards", "dashboard.search"),
        Wanted("GetDashboard", "dashboard.get"),
        Wanted("CreateDashboard", "dashboard.create"),
        Wanted("UpdateDashboard", "dashboard.update"),
        Wanted("DeleteDashboard", "dashboard.delete"),
        Wanted("ExportChart", "dashboard.chart_rows", "/export"),
    ),
    "plugins": (Wanted("RescanPlugins", "plugin.rescan"),),
    "workers": (
        Wanted("FindServices", "instance.services"),
        Wanted("DrainWorker", "worker.drain"),
        Wanted("ResumeWorker", "worker.resume"),
        Wanted("GetMaintenance", "instance.maintenance"),
        Wanted("EnterMaintenance", "maintenance.enter"),
        Wanted("ExitMaintenance", "maintenance.exit"),
    ),
    "kill_switches": (
        Wanted("FindKillSwitches", "kill_switch.find"),
        Wanted("CreateKillSwitch", "kill_switch.create"),
        Wanted("DeleteKillSwitch", "kill_switch.delete"),
    ),
    "blueprints": (
        Wanted("FindBlueprints", "blueprint.search"),
        Wanted("GetBlueprintSource", "blueprint.get", "/source"),
        Wanted("FindOwnBlueprints", "own_blueprint.search"),
        Wanted("GetOwnBlueprintSource", "own_blueprint.get", "/source"),
        Wanted("CreateBlueprint", "own_blueprint.create"),
        Wanted("UpdateBlueprint", "own_blueprint.update"),
        Wanted("UseBlueprint", "own_blueprint.use"),
        Wanted("DeleteBlueprint", "own_blueprint.delete"),
    ),
}


class ModuleText:
    """One module while it is written: its classes and what they import."""

    def __init__(self, name: str, places: dict[type, str]) -> None:
        self._name = name
        self._places = places
        self._imports: defaultdict[str, set[str]] = defaultdict(set)
        self._classes: list[str] = []
        self._shared: dict[str, list[str]] = {}
        self._add("typing", "ClassVar")
        self._add(CALL, "ApiCall", "ApiRoute")

    def text(self) -> str:
        """All of it."""
        lines = [f'"""Calls of the API about {self._name}: see `make calls`."""', ""]
        lines.append("from __future__ import annotations")
        groups = ("collections", "datetime", "typing"), ("msgspec",), ("tiercel",)
        for tops in groups:
            found = [one for one in sorted(self._imports) if one.partition(".")[0] in tops]
            lines.extend([""] if found else [])
            lines.extend(self._import(one) for one in found)
        return formatted("\n".join([*lines, *self._classes, ""]))

    def _import(self, module: str) -> str:
        return f"from {module} import {', '.join(sorted(self._imports[module]))}"

    def add_base(self, name: str, several: Sequence[Route]) -> None:
        """A class whose fields are the parameters that all of these routes take."""
        first, *others = (route.params for route in several)
        shared = [param for param in first if all(param in params for params in others)]
        self._shared[name] = [param.name for param in shared]
        self._add("typing", "Generic")
        self._add(CALL, "R_co")
        lines = [f"class {name}(ApiCall[R_co], Generic[R_co], frozen=True, kw_only=True):"]
        lines.append('    """What several calls take."""\n')
        lines.extend(self._member(param.name, *self._of_param(param)) for param in shared)
        self._classes.append("\n".join(lines))

    def add_call(self, wanted: Wanted, route: Route) -> None:
        """A class whose fields are the parameters of a route."""
        answer, base = self._answer(route), wanted.base or "ApiCall"
        lines = [f"class {wanted.name}({base}[{answer}], frozen=True, kw_only=True):"]
        lines.append(indent(f'"""{fill(route.summary, 90)}"""\n', "    "))
        headers = tuple(param.name for param in route.params if param.place == "header")
        arguments = [repr(route.method), repr(route.path)]
        arguments += [f"headers={headers!r}"] if headers else []
        arguments += [] if route.body is None else [f"sends={route.body.types[0]!r}"]
        lines.append(f"    route: ClassVar[ApiRoute] = ApiRoute({', '.join(arguments)})\n")
        known = {param.name: param for param in route.params}
        in_path = re.findall(r"\{([^}:]+)", route.path)
        lines.extend(self._member(name, "str", "") for name in in_path)
        for name, param in known.items():
            if name not in in_path and name not in self._shared.get(base, ()):
                lines.append(self._member(name, *self._of_param(param)))
        if route.body is not None:
            lines.append(self._body(route.body))
        self._classes.append("\n".join(lines))

    def _answer(self, route: Route) -> str:
        answer = route.answers[0]
        if answer.schema is None:
            return "None"
        if answer.type == EVENTS:
            return "str"
        return self.written(answer.schema) if answer.type == JSON else "bytes"

    def _of_param(self, param: Param) -> tuple[str, str]:
        kinds = {"boolean": "bool", "integer": "int", "string": "str"}
        if param.schema["type"] == "array":
            self._add("collections.abc", "Sequence")
            return "Sequence[str]", "" if param.required else "()"
        kind = kinds[param.schema["type"]]
        return (kind, "") if param.required else (f"{kind} | None", "None")

    def _body(self, body: Body) -> str:
        if body.types[0] == FORM:
            self._add(CALL, "FormParts")
            kind = "FormParts"
        else:
            kind = self.written(body.schema) if body.types[0] == JSON else "bytes"
        # What is sent as YAML is never left out, whatever the document lets pass.
        is_needed = body.required or kind == "bytes"
        return self._member("body", *((kind, "") if is_needed else (f"{kind} | None", "None")))

    def written(self, form: Any) -> str:
        """A type as the module writes it; the classes that it needs are added first."""
        if get_origin(form) is Annotated:
            return self.written(get_args(form)[0])
        if form is Any or form == AnyValue:
            self._add("tiercel.model.json_types", "Json")
            return "Json"
        if get_origin(form) is Literal:
            self._add("typing", "Literal")
            return "Literal[" + ", ".join(f'"{word}"' for word in get_args(form)) + "]"
        if get_origin(form) in (Union, UnionType):
            return " | ".join(self.written(one) for one in get_args(form))
        if get_origin(form) is not None:
            inside = ", ".join("..." if one is ... else self.written(one) for one in get_args(form))
            return f"{get_origin(form).__name__}[{inside}]"
        return "None" if form in (None, NoneType) else self._class(form)

    def _class(self, form: type) -> str:
        if form in (datetime, UnsetType) or form.__module__.startswith("tiercel.model"):
            module = "msgspec" if form is UnsetType else form.__module__
            self._add(module, form.__name__)
        elif issubclass(form, msgspec.Struct):
            self._place(form)
        return form.__name__

    def _place(self, form: type[msgspec.Struct]) -> None:
        place = self._places.setdefault(form, self._name)
        if place != self._name:
            self._add(f"tiercel.cli.api.{place}", form.__name__)
        elif not any(f"class {form.__name__}(" in one for one in self._classes):
            self._add(CALL, "Form")
            self._classes.append(self._form(form))

    def _form(self, form: type[msgspec.Struct]) -> str:
        hints = get_type_hints(form, include_extras=True)
        lines = [f"class {form.__name__}(Form, frozen=True, kw_only=True):"]
        lines.append(f'    """{form.__doc__}"""\n')
        for each in msgspec.structs.fields(form):
            kind = self.written(hints[each.name])
            lines.append(self._member(each.encode_name, kind, self._default(each)))
        return "\n".join(lines)

    def _default(self, each: FieldInfo) -> str:
        if each.default is UNSET:
            self._add("msgspec", "UNSET")
            return "UNSET"
        return "" if each.required else repr(each.default)

    def _member(self, name: str, kind: str, default: str) -> str:
        """A field, under a name that Python takes; it is sent under its own."""
        own = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
        own += "_" if keyword.iskeyword(own) else ""
        if camel(own) == name:
            return f"    {own}: {kind}" + (f" = {default}" if default else "")
        self._add("msgspec", "field")
        arguments = [*([f"default={default}"] if default else []), f"name={name!r}"]
        return f"    {own}: {kind} = field({', '.join(arguments)})"

    def _add(self, module: str, *names: str) -> None:
        self._imports[module].update(names)


def camel(name: str) -> str:
    """How msgspec calls a member that is renamed to camel case."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def formatted(text: str) -> str:
    """The text as the formatter of the tree wants it."""
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "calls.py", "-"]
    done = subprocess.run(ruff, input=text, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def route_of(wanted: Wanted) -> Route:
    """The first route that runs the operation. Raises: StopIteration without one."""
    return next(
        route
        for route in routes()
        if any(one.name == wanted.operation for one in route.runs)
        and wanted.within in route.path
        and not route.is_hidden
    )


def module_texts() -> Iterator[tuple[Path, str]]:
    """Where each module is, and its text."""
    places: dict[type, str] = {}
    for name, calls in MODULES.items():
        module = ModuleText(name, places)
        routes_of = {wanted: route_of(wanted) for wanted in calls}
        for base in dict.fromkeys(wanted.base for wanted in calls if wanted.base):
            module.add_base(base, [routes_of[one] for one in calls if one.base == base])
        for wanted, route in routes_of.items():
            module.add_call(wanted, route)
        yield FOLDER / f"{name}.py", module.text()


if __name__ == "__main__":
    for path, text in module_texts():
        path.write_text(text, encoding="utf-8")
