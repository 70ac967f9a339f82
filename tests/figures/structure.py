"""Figures of who reaches what in the sources."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.figures.document import routes
from tests.figures.tree import modules

# Each of them is a loop, or the part of one that works in transactions of its own.
LOOPS = {
    "runtime/executor/execution_cache.py",
    "runtime/executor/executor.py",
    "runtime/janitor.py",
    "runtime/membership.py",
    "runtime/retention.py",
    "runtime/triggers/reactor.py",
    "runtime/triggers/results.py",
    "runtime/triggers/scheduler.py",
    "runtime/worker/handles/remote_work.py",
    "runtime/worker/reporting.py",
    "runtime/worker/work_loader.py",
    "runtime/worker/worker.py",
}


def transactions_outside() -> Sequence[str]:
    """Transactions that are begun neither by a use case nor by a loop."""
    return [
        module.at(call.lineno, "store.transaction()")
        for module in modules()
        if not module.path.startswith(("service/", "adapters/")) and module.path not in LOOPS
        for call in module.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "transaction"
        and ast.unparse(call.func.value).endswith("store")
    ]


def calls_by_name() -> Sequence[str]:
    """Use cases of the server that a task names by a text."""
    return [
        module.at(call.lineno, ast.unparse(call.args[0]))
        for module in modules()
        for call in module.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "call"
        and ast.unparse(call.func.value).endswith("server")
        and call.args
    ]


# The modules of the public API: docs/plugins.md has a table of them.
PUBLIC = {
    "tiercel.plugin",
    *(
        f"tiercel.plugin.{name}"
        for name in (
            "convert",
            "cron",
            "file_names",
            "globs",
            "http",
            "limits",
            "namespace_files",
            "nested",
            "outputs",
            "regexes",
            "rows",
            "runner",
            "server",
            "services.asking",
            "services.call_table",
            "services.far_errors",
            "services.far_work",
            "services.fetching",
            "services.foreign",
            "services.given_rows",
            "services.log_exports",
            "services.logins",
            "services.messages",
            "services.unreachable",
            "shapes",
            "values",
            "variants",
        )
    ),
}


def private_imports() -> Sequence[str]:
    """What built-in plugins import of ours besides the public API and each other."""
    return [
        module.at(node.lineno, node.module)
        for module in modules()
        if module.path.startswith("plugins/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and node.module.startswith("tiercel.")
        and node.module not in PUBLIC
        and not node.module.startswith("tiercel.plugins")
    ]


# Layers whose docstrings are read by those who build on them; errors answer with theirs.
DESCRIBED = ("service/", "ports/", "plugin/", "model/")
MESSAGES = ("model/errors.py",)
WORDS_MIN = 4


def short_docstrings() -> Sequence[str]:
    """Docstrings of public classes and functions that say too little to help anybody."""
    return [
        module.at(node.lineno, f"{node.name}: {text}")
        for module in modules()
        if module.path.startswith(DESCRIBED) and module.path not in MESSAGES
        for node in _public(module.tree)
        if (text := ast.get_docstring(node)) is not None and len(text.split()) < WORDS_MIN
    ]


def _public(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.iter_child_nodes(tree):
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node
            yield from _public(node)


# Written from the route table; a test compares them.
WRITTEN_CALLS = "cli/api/"


def paths_by_hand() -> Sequence[str]:
    """Paths of the API that the command line writes itself, beside the calls of the table."""
    heads = {route.path.split("/")[1] for route in routes() if not route.is_root}
    return [
        module.at(node.lineno, node.value)
        for module in modules()
        if module.path.startswith("cli/") and not module.path.startswith(WRITTEN_CALLS)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("/")
        and node.value.split("/")[1] in heads
    ]


def largest_folder() -> Sequence[str]:
    """The files of the folder that has most of them."""
    files = [module.path.rpartition("/") for module in modules()]
    largest, _ = Counter(folder for folder, _, _ in files).most_common(1)[0]
    return [f"src/tiercel/{folder}/{name}" for folder, _, name in files if folder == largest]
