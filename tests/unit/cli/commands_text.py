"""The text of `docs/commands.md`: each operation of the API with its command, or why it has none.

`make commands` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from tests.figures.document import routes
from tiercel.web.route import Route

DOCUMENT = Path("docs/commands.md")
# Operation -> the command that runs it.
COMMANDS: Mapping[str, str] = {
    "audit.search": "audit list",
    "audit.stream": "audit export",
    "audit.verify": "audit verify",
    "backfill.create": "trigger backfill",
    "backfill.delete": "trigger backfill-stop",
    "backfill.pause": "trigger backfill-pause",
    "backfill.resume": "trigger backfill-resume",
    "blueprint.get": "blueprint show",
    "blueprint.search": "blueprint list",
    "dashboard.chart_rows": "dashboard export",
    "dashboard.create": "dashboard create",
    "dashboard.delete": "dashboard delete",
    "dashboard.get": "dashboard show",
    "dashboard.search": "dashboard list",
    "dashboard.update": "dashboard update",
    "execution.change_status": "execution change-status",
    "execution.delete": "execution delete",
    "execution.explain": "execution show",
    "execution.force_run": "execution force-run",
    "execution.kill": "execution kill",
    "execution.pause": "execution pause",
    "execution.replay": "execution replay",
    "execution.restart": "execution restart",
    "execution.resume": "execution resume",
    "execution.search": "execution list",
    "execution.set_labels": "execution label",
    "execution.start": "flow run",
    "execution.waiting": "execution why",
    "access.set_user": "user set",
    "me.get": "user list",
    "file.folder": "files list",
    "file.move": "files move",
    "file.read": "files get",
    "file.remove": "files delete",
    "file.search": "files search",
    "file.upload": "files put",
    "flow.create": "flow create",
    "flow.delete": "flow delete",
    "flow.get": "flow get",
    "flow.list": "flow updates",
    "flow.search": "flow list",
    "flow.update": "flow update",
    "flows.check": "flow validate",
    "flows.delete": "flow updates",
    "flows.disable": "flow disable",
    "flows.enable": "flow enable",
    "flows.export": "flow export",
    "flows.replace": "flow updates",
    "instance.services": "worker list",
    "kill_switch.create": "kill-switch create",
    "kill_switch.delete": "kill-switch delete",
    "kill_switch.find": "kill-switch list",
    "kv.delete": "kv delete",
    "kv.entries": "kv list",
    "kv.get": "kv get",
    "kv.set": "kv set",
    "instance.maintenance": "sys maintenance status",
    "log.window": "execution logs",
    "maintenance.enter": "sys maintenance enter",
    "maintenance.exit": "sys maintenance exit",
    "namespace.list": "namespace list",
    "own_blueprint.create": "blueprint create",
    "own_blueprint.delete": "blueprint delete",
    "own_blueprint.get": "blueprint show",
    "own_blueprint.search": "blueprint list",
    "own_blueprint.update": "blueprint update",
    "own_blueprint.use": "blueprint use",
    "plugin.rescan": "plugin rescan",
    "secret.delete": "secret delete",
    "secret.search": "secret list",
    "secret.store": "secret set",
    "token.create": "token create",
    "token.delete": "token delete",
    "token.list": "token list",
    "trigger.delete": "trigger delete",
    "trigger.disable": "trigger disable",
    "trigger.enable": "trigger enable",
    "trigger.restart": "trigger restart",
    "trigger.search": "trigger list",
    "trigger.unlock": "trigger unlock",
    "worker.drain": "worker drain",
    "worker.resume": "worker resume",
}
PART = "part of the request that a command makes: "
DRAWN = "a picture, a count or a live view of the pages"
EDITOR = "an editor asks it while somebody writes"
LOCAL = "answered without a server: "
MANY = "on many at once: a command for each"
HTTP = "over HTTP and in the pages only"
SAME = "a command has the same: "
PERSONAL = "how somebody likes the pages, which keep it"
PROGRAMS = "for other programs, which call it themselves"
# Names of operations, `*` among them for whole families -> why there is no command.
REASONS: Mapping[str, str] = {
    "access.problems": "the pages ask it before somebody signs in",
    "access.set_up": f"{SAME}`user set`",
    "access.setup": "the pages ask it before somebody signs in",
    **dict.fromkeys(("account.*", "account_token.*", "user.*", "user_token.*"), HTTP),
    "invitation.*": HTTP,
    **dict.fromkeys(("binding.*", "group.*", "role.*", "tenant_access.*"), HTTP),
    "access.providers": "the pages ask it before somebody signs in",
    "access.sign_*": f"cookies of a browser; {SAME}`login`, `logout`",
    "attention.show": DRAWN,
    "audit.diff": f"{HTTP}; {SAME}`audit list --json` has both states",
    **dict.fromkeys(("audit.find", "audit.history"), f"{SAME}`audit list`"),
    "backfills.*": MANY,
    "blueprint.graph": DRAWN,
    "blueprint.tags": DRAWN,
    "copilot.*": "a conversation in the pages",
    "dashboard.built_in": DRAWN,
    "dashboard.check*": EDITOR,
    "dashboard.defaults": DRAWN,
    "dashboard.preview_*": EDITOR,
    "execution.await": f"{PART}`flow run`",
    "execution.changes": DRAWN,
    "execution.check_*": "the pages ask it before a form is sent",
    "execution.compare*": DRAWN,
    "execution.file_inputs": f"{PART}`flow run -i id=@path`",
    "execution.resume_files": f"{PART}`execution resume -i id=@path`",
    "execution.follow*": f"{SAME}`execution watch`",
    "execution.rows": f"{SAME}`execution list`",
    "execution.try": HTTP,
    "execution.stream": f"{SAME}`execution list --json`",
    **dict.fromkeys(
        (
            *("execution.durations", "execution.durations_of_flows", "execution.errors"),
            "execution.field_values",
            *("execution.flow", "execution.graph", "execution.iterations", "execution.late"),
            *("execution.latest", "execution.may_review", "execution.states"),
        ),
        DRAWN,
    ),
    **dict.fromkeys(
        (
            *("execution.cancel_approval", "execution.change_task_run", "execution.review"),
            *("execution.resume_from_breakpoint", "execution.unqueue"),
        ),
        HTTP,
    ),
    "execution_file.*": HTTP,
    "executions.*": "on many at once: `execution list | cut -f1 | xargs -n1 tiercel execution …`",
    "expression.evaluate": f"{HTTP}; without an execution: `expr`",
    "expression.render": f"{LOCAL}`expr`",
    "expression.*": EDITOR,
    "file.create_folder": f"{SAME}`files put` makes the folders of a path",
    "file.drop": f"{PART}`files put`",
    "file.keep": f"{PART}`files put`",
    "file.export": HTTP,
    "file.info": f"{SAME}`files list`",
    "file.preview": HTTP,
    "file.revisions": HTTP,
    "flow.check_part": EDITOR,
    "flow.expression_names": EDITOR,
    "flow.source_graph": EDITOR,
    "flow.namespaces": f"{SAME}`namespace list`",
    "flow.namespaces_to_execute": f"{SAME}`namespace list`",
    "flow.*_to_execute": f"{SAME}`flow list`",
    "flow.task": f"{SAME}`flow get`",
    "flow.replace_*": EDITOR,
    "flow.graph": DRAWN,
    "flow.links": DRAWN,
    "flow.all_links": DRAWN,
    "flow.revisions": f"{HTTP}; the source of one: `flow get --revision`",
    **dict.fromkeys(
        (
            *("flow.concurrency_limit", "flow.concurrency_limits", "flow.delete_revisions"),
            "flow.deprecated",
            "flow.revision_runs",
        ),
        HTTP,
    ),
    "flows.import": f"{SAME}`flow updates`",
    "flows.stream": f"{SAME}`flow list --json`",
    "flows.preview_replacing": EDITOR,
    "flows.replace_in_sources": EDITOR,
    "flows.search_sources": EDITOR,
    "documentation.*": DRAWN,
    "instance.*": DRAWN,
    **dict.fromkeys(("worker_credential.*", "worker_group.*", "worker_queue.*"), HTTP),
    "worker_token.*": f"{HTTP}: whoever makes one is shown its text",
    **dict.fromkeys(("banner.*", "kill_switch.*", "tenant.*"), HTTP),
    "kv.delete_many": MANY,
    "kv.*": f"{SAME}`kv list`",
    "log.follow": f"{SAME}`execution logs --follow`",
    "log.list": f"{SAME}`execution logs`",
    "log.stats": DRAWN,
    "log.*": HTTP,
    "me.*": HTTP,
    "metric.*": DRAWN,
    "namespace.suggest": EDITOR,
    "namespace.links": DRAWN,
    "namespace.*": HTTP,
    "notification.*": DRAWN,
    "own_blueprint.graph": DRAWN,
    "own_blueprint.tags": DRAWN,
    "output.*": f"{SAME}`execution show`",
    "plugin.icon*": DRAWN,
    "plugin.ui_*": DRAWN,
    "plugin.install*": HTTP,
    "plugin.missing": HTTP,
    "plugin.broken": f"{LOCAL}`plugin list`",
    "plugin.list": f"{LOCAL}`plugin list`",
    "plugin.triggers": f"{LOCAL}`plugin list`",
    "plugin.usage": f"{SAME}`migrate kestra check`",
    **dict.fromkeys(
        (
            *("plugin.describe_input", "plugin.input_types"),
            *("plugin.properties", "plugin.schema"),
        ),
        EDITOR,
    ),
    "plugin.*": f"{LOCAL}`plugin doc`",
    "policy.*": f"{HTTP}; `policy test` tries them without a server",
    "credential.*": HTTP,
    "reusable_inputs.*": HTTP,
    "preference.*": PERSONAL,
    "reference.*": EDITOR,
    "search.find": DRAWN,
    "secret.change": f"{SAME}`secret set`",
    "directory.*": "for providers of identities, by SCIM",
    "security_integration.*": HTTP,
    "secret.read_only": "the pages ask it before they show a form",
    "secret.inherited": f"{SAME}`secret list`",
    "secret.usages": HTTP,
    "statistics.*": DRAWN,
    "system.settings": f"{LOCAL}`config show`",
    "system.state": DRAWN,
    "system.bundle": f"{HTTP}; what a machine lacks without a server: `doctor`",
    "task_run.depth": DRAWN,
    "task_run.search": f"{HTTP}; those of one execution: `execution show`",
    "template*.*": "templates are deprecated",
    "tool_server.*": PROGRAMS,
    "trigger.calendar": DRAWN,
    "trigger.preview": DRAWN,
    "trigger.stream": f"{SAME}`trigger list --json`",
    "trigger.*": HTTP,
    "triggers.*": MANY,
    "view.*": PERSONAL,
    "webhook.*": PROGRAMS,
}
HEAD = """# Operations and commands

Each operation of the API, the first call that runs it, and its command of `tiercel`, or why there
is none. Written by `make commands` from the route table and `tests/unit/cli/commands_text.py`.
"""


class Row(msgspec.Struct, frozen=True):
    """An operation, the call that runs it, and its command or the reason why it has none."""

    operation: str
    call: str
    command: str = ""
    reason: str = ""


def rows() -> list[Row]:
    """All operations of the document, by name. Raises: LookupError for one without a row."""
    found: dict[str, Route] = {}
    for route in routes():
        if not route.is_hidden:
            for operation in route.runs:
                found.setdefault(operation.name, route)
    return [
        _row(name, f"{route.method} {route.path.replace(':rest', '')}")
        for name, route in sorted(found.items())
    ]


def _row(operation: str, call: str) -> Row:
    command = COMMANDS.get(operation)
    if command is not None:
        return Row(operation, call, command=command)
    pattern = pattern_of(operation)
    if pattern is None:
        raise LookupError(f"{operation} has neither a command nor a reason: add it to {__name__}")
    return Row(operation, call, reason=REASONS[pattern])


def pattern_of(operation: str) -> str | None:
    """The first pattern of `REASONS` that an operation has."""
    return next((each for each in REASONS if fnmatchcase(operation, each)), None)


def document_text() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    found = rows()
    with_command = sum(1 for row in found if row.command)
    yield f"{with_command} of {len(found)} operations have a command.\n"
    yield "| operation | call | command, or why there is none |"
    yield "|---|---|---|"
    for row in found:
        last = f"`tiercel {row.command}`" if row.command else row.reason
        yield f"| `{row.operation}` | `{row.call}` | {last.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    DOCUMENT.write_text(document_text(), encoding="utf-8")
